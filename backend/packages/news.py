"""What whoever asked for a package is told in the end: that it lies ready, or that nobody tries any more."""

from typing import Any

from sqlmodel import Session

from backend.kit.table import CAMPUS_ZONE
from backend.notifications.actions import tell
from backend.notifications.recipients import Message
from backend.notifications.rules import NotificationKind
from backend.packages.rules import PackageState


def tell_asker(session: Session, row: dict[str, Any]) -> None:
    """A message in the transaction that ends the work, so that neither is there without the other.

    `row` is the package as it is now, ready or failed; its version tells one end from the next after a retry.
    """
    say = _ready if row["state"] == PackageState.ready else _failed
    name = row["file_name"].removesuffix(".zip")
    title, body = say(name, row)
    message = Message(NotificationKind.package, title, body, frozenset({row["requested_by_id"]}))
    tell(session, message, ("package", row["id"]), f"package:{row['id']}:{row['version']}")


def _ready(name: str, row: dict[str, Any]) -> tuple[str, str]:
    until = row["expires_at"].astimezone(CAMPUS_ZONE)
    body = f"共 {row['entries_count']} 件，请在 {until.month}月{until.day}日前下载，过期清理。"
    if row["left_out"]:
        body += f"有 {len(row['left_out'])} 项没有列入，原因见材料包页面。"
    return f"材料包已生成：{name}", body


def _failed(name: str, row: dict[str, Any]) -> tuple[str, str]:
    return f"材料包没有生成：{name}", row["failure"]

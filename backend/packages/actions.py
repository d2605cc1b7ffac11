"""Writes of packages: people ask for them, workers build them. A worker's writes believe only their row count."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import find_campaign
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.files import Store
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.departments.queries import get_department
from backend.organization.queries import reaches
from backend.packages import queries
from backend.packages.news import tell_asker
from backend.packages.queries import PACKAGES, claimable, find_download, find_package, get_package
from backend.packages.rules import (
    MACHINE,
    MAX_ATTEMPTS,
    MAX_OPEN,
    OPEN,
    PackageAction,
    PackageKind,
    PackageState,
)
from backend.packages.schemas import PackageCreate

Found = dict[str, Any]
CLEARED: Found = {
    "done": 0,
    "total": 0,
    "label": "",
    "attempts": 0,
    "worker": None,
    "heartbeat_at": None,
    "started_at": None,
    "finished_at": None,
    "failure": "",
    "size": None,
    "digest": None,
    "manifest_digest": None,
    "entries_count": 0,
    "left_out": [],
    "expires_at": None,
}
INTERRUPTED = f"连续 {MAX_ATTEMPTS} 次在生成途中中断。请系统管理员查看服务器的内存和磁盘空间，然后重新生成。"


class Built(NamedTuple):
    """What a worker made."""

    digest: str
    size: int
    manifest_digest: str
    entries_count: int
    left_out: list[str]
    expires_at: datetime


def _record(session: Session, action: str, row: Found, details: Found | None = None) -> None:
    subject = journal.Subject("package", row["id"], row["version"], row["department_id"])
    journal.record(session, f"package.{action}", subject, details)


def request_package(session: Session, actor: Actor, body: PackageCreate) -> tuple[Found, bool]:
    """The package and whether it is new: the same wish of the same person is worked on once at a time.

    404 or 403 for a department out of reach, 403 for warnings of others, 409 when too many wait, 422.
    """
    department = get_department(session, actor, body.department_id, Permission.packages_build)
    _check(session, actor, body)
    user_id = actor.require_user()
    wish = wish_of(user_id, body)
    if (waiting := _open(session, wish)) is not None:
        return get_package(session, actor, waiting), False
    mine = sa.select(sa.func.count()).where(
        PACKAGES.c.requested_by_id == user_id, PACKAGES.c.state.in_(OPEN)
    )
    if session.execute(mine).scalar_one() >= MAX_OPEN:
        raise conflict(f"您已有 {MAX_OPEN} 个材料包在排队，请等它们完成，或先取消几个。", "too-many")
    instant = now()
    values = body.model_dump(mode="json") | CLEARED
    values |= {"wish": wish, "state": PackageState.queued, "version": 1}
    values |= {"requested_by_id": user_id, "requested_by_name": actor.principal.label}
    values |= {"file_name": name_of(body, department), "created_at": instant, "updated_at": instant}
    try:
        with session.begin_nested():
            package_id = insert_row(session, PACKAGES, values)
    except IntegrityError:  # somebody pressed twice, and the other request was faster
        if (waiting := _open(session, wish)) is None:
            raise
        return get_package(session, actor, waiting), False
    _record(session, "requested", values | {"id": package_id}, body.model_dump(mode="json"))
    return get_package(session, actor, package_id), True


def _check(session: Session, actor: Actor, body: PackageCreate) -> None:
    if body.campaign_id is not None:
        campaign = find_campaign(session, actor, body.campaign_id)
        if campaign["year"] != body.year:
            raise invalid("/campaign_id", "other-year", f"这项活动属于 {campaign['year']} 年度，请重新选择。")
    if not body.with_warnings:
        return
    if body.kind is not PackageKind.inspection:
        raise invalid("/with_warnings", "not-here", "预警处置记录单只收入迎检（归档）材料。")
    if not reaches(session, actor, Permission.warnings_read, body.department_id):
        raise forbidden("预警处置记录单只有经办的防控办公室可以收入材料包。")
    actor.need_fresh()


def wish_of(user_id: int, body: PackageCreate) -> str:
    """Who wants what, as one hash."""
    said = orjson.dumps([user_id, body.model_dump(mode="json")], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(said).hexdigest()


def _open(session: Session, wish: str) -> int | None:
    statement = sa.select(PACKAGES.c.id).where(PACKAGES.c.wish == wish, PACKAGES.c.state.in_(OPEN))
    return session.execute(statement).scalar_one_or_none()


def name_of(body: PackageCreate, department: Found) -> str:
    """`教务处2026年度迎检（归档）材料.zip`."""
    return f"{department['name']}{body.year}年度{body.kind.label}.zip"


def _step(session: Session, row: Found, action: PackageAction, changes: Found) -> Found:
    target = MACHINE.find(PackageState(row["state"]), action).target
    claim_version(session, PACKAGES, row, changes | {"state": target})
    return row | changes | {"state": target, "version": row["version"] + 1}


def _asked(session: Session, actor: Actor, package_id: int, action: PackageAction, expected: Expected) -> Found:
    actor.need(Permission.packages_write)
    row = find_package(session, actor, package_id)
    MACHINE.find(PackageState(row["state"]), action)
    expected.check(row["version"])
    return row


def cancel_package(session: Session, actor: Actor, package_id: int, expected: Expected) -> Found:
    """Nobody works on it any more; whoever does notices within seconds. 409 when it is over, 412 when stale."""
    row = _asked(session, actor, package_id, PackageAction.cancel, expected)
    done = _step(session, row, PackageAction.cancel, {"worker": None, "finished_at": now(), "label": ""})
    _record(session, "cancelled", done)
    return get_package(session, actor, package_id)


def retry_package(session: Session, actor: Actor, package_id: int, expected: Expected) -> Found:
    """Builds it anew, in the name and with the rights of whoever asked first. 409 while the same wish is open."""
    row = _asked(session, actor, package_id, PackageAction.retry, expected)
    if _open(session, row["wish"]) is not None:
        raise conflict("同样的材料包正在生成，请在列表里查看。", "already-open")
    _record(session, "retried", _step(session, row, PackageAction.retry, CLEARED))
    return get_package(session, actor, package_id)


def discard_package(
    session: Session, actor: Actor, store: Store, package_id: int, expected: Expected
) -> Found:
    """Removes the file before its time; the record stays."""
    row = _asked(session, actor, package_id, PackageAction.discard, expected)
    done = _step(session, row, PackageAction.discard, {"label": ""})
    _record(session, "discarded", done, {"digest": row["digest"]})
    store.delete(row["digest"])
    return get_package(session, actor, package_id)


def download_package(session: Session, actor: Actor, package_id: int) -> Found:
    """The package whose file is handed out; leaves a trace."""
    row = find_download(session, actor, package_id)
    _record(session, "downloaded", row, {"digest": row["digest"]})
    return row


def claim_package(session: Session, worker: str) -> Found | None:
    """Takes the oldest package that waits, or whose worker died. None when there is none or somebody was faster."""
    instant = now()
    row = session.execute(claimable(instant)).mappings().one_or_none()
    if row is None:
        return None
    before = dict(row)
    if before["attempts"] >= MAX_ATTEMPTS:
        _give_up(session, before)
        return None
    changes = {
        "state": MACHINE.find(PackageState(before["state"]), PackageAction.start).target,
        "worker": worker,
        "heartbeat_at": instant,
        "started_at": instant,
        "attempts": before["attempts"] + 1,
        "done": 0,
        "total": 0,
        "label": "正在清点材料",
        "version": before["version"] + 1,
        "updated_at": instant,
    }
    held = PACKAGES.c.worker.is_(None) if before["worker"] is None else PACKAGES.c.worker == before["worker"]
    unchanged = [PACKAGES.c.id == before["id"], PACKAGES.c.version == before["version"], held]
    # A beat moves no version: whoever was taken to be dead and has just been heard of keeps it.
    if before["heartbeat_at"] is not None:
        unchanged.append(PACKAGES.c.heartbeat_at == before["heartbeat_at"])
    if not _wrote(session, sa.update(PACKAGES).where(*unchanged).values(**changes)):
        return None
    _record(session, "started", before | changes, {"attempts": changes["attempts"]})
    return before | changes


def _give_up(session: Session, before: Found) -> None:
    """A package that killed its worker again and again."""
    own = (PACKAGES.c.id == before["id"], PACKAGES.c.version == before["version"])
    changes: Found = {"state": PackageState.failed, "failure": INTERRUPTED, "finished_at": now(), "worker": None}
    changes |= {"version": before["version"] + 1, "label": ""}
    if _wrote(session, sa.update(PACKAGES).where(*own).values(**changes)):
        _record(session, "failed", before | changes, {"attempts": before["attempts"]})
        tell_asker(session, before | changes)


def _wrote(session: Session, statement: sa.Update) -> bool:
    return getattr(session.execute(statement), "rowcount", 0) == 1


def _held(package_id: int, worker: str) -> sa.Update:
    return sa.update(PACKAGES).where(
        PACKAGES.c.id == package_id,
        PACKAGES.c.worker == worker,
        PACKAGES.c.state == PackageState.running,
    )


def beat(session: Session, package_id: int, worker: str, done: int, total: int, label: str) -> bool:
    """Says that the worker lives and how far it is; False when the package is no longer its own. Not journaled."""
    values = {"heartbeat_at": now(), "done": done, "total": total, "label": label[:200]}
    return _wrote(session, _held(package_id, worker).values(**values))


def _ended(
    session: Session, package_id: int, worker: str, action: PackageAction, changes: Found, details: Found
) -> bool:
    row = queries.find_job(session, package_id, worker)
    if row is None:
        return False
    target = MACHINE.find(PackageState(row["state"]), action).target
    changes = changes | {"state": target, "worker": None, "version": row["version"] + 1, "updated_at": now()}
    if not _wrote(session, _held(package_id, worker).values(**changes)):
        return False
    verb = {PackageAction.finish: "finished", PackageAction.fail: "failed"}.get(action, "given_back")
    _record(session, verb, row | changes, details)
    if action is not PackageAction.give_back:
        tell_asker(session, row | changes)
    return True


def give_back(session: Session, package_id: int, worker: str, *, counts: bool) -> bool:
    """The worker stops before the end; somebody else begins anew. `counts` when it did not stop of its own will."""
    changes: Found = {"heartbeat_at": None, "label": "等待重新生成"}
    if not counts:
        changes["attempts"] = PACKAGES.c.attempts - 1
    return _ended(session, package_id, worker, PackageAction.give_back, changes, {"counts": counts})


def fail_package(session: Session, package_id: int, worker: str, reason: str) -> bool:
    """It cannot be built; the reason is shown to whoever asked."""
    changes: Found = {"failure": reason[:1000], "finished_at": now(), "label": ""}
    return _ended(session, package_id, worker, PackageAction.fail, changes, {"reason": reason[:200]})


def finish_package(session: Session, package_id: int, worker: str, built: Built) -> bool:
    """The file lies ready. The hash of its manifest stands in the journal, which is chained."""
    changes: Found = built._asdict() | {"finished_at": now(), "label": ""}
    changes |= {"done": built.entries_count, "total": built.entries_count}
    details = {"manifest_digest": built.manifest_digest, "digest": built.digest}
    details |= {"entries": str(built.entries_count)}
    return _ended(session, package_id, worker, PackageAction.finish, changes, details)


def purge(session: Session, store: Store) -> int:
    """Removes files whose time is over; returns how many."""
    due = sa.select(PACKAGES).where(PACKAGES.c.state == PackageState.ready, PACKAGES.c.expires_at < now())
    rows = [dict(row) for row in session.execute(due.limit(100)).mappings()]
    for row in rows:
        done = _step(session, row, PackageAction.discard, {"label": ""})
        _record(session, "discarded", done, {"digest": row["digest"]})
        store.delete(row["digest"])
    return len(rows)


def expiry(days: int) -> datetime:
    """Until when a file that is made now is kept."""
    return now() + timedelta(days=days)

"""From a stored wish to the finished zip file: counts, writes item by item, lists and hashes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, Final, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from backend.kit.problems import Problem
from backend.kit.table import CAMPUS_ZONE
from backend.packages.contents.commission import Commission, Missing, day_of, poured, written_instant
from backend.packages.contents.volumes import contents, volumes_of
from backend.packages.paper.archive import Archive, Item
from backend.packages.paper.index import BOOK, PAGE, READ_ME, About, pour_book, write_page, write_read_me
from backend.packages.rules import PackageKind

INVISIBLE: Final = (403, 404)
PASSED_ON: Final = (SQLAlchemyError, OSError, MemoryError)
"""Faults of the machine and not of a paper."""
Report = Callable[[int, int, str], None]
"""Hears how far it is: done, total, what is written now; raises to stop."""


class Unwritable(Exception):
    """A paper that cannot be written because of what it is filled with; the text names it."""


class Made(NamedTuple):
    """What stands in the file."""

    manifest_digest: str
    entries_count: int


def assemble(order: Commission, package: dict[str, Any], target: BinaryIO, report: Report) -> Made:
    """Writes the package into a file in bounded memory."""
    kind = PackageKind(package["kind"])
    instant = datetime.now(CAMPUS_ZONE)
    items: list[Item] = []
    for item in contents(order, kind):
        items.append(item)
        report(0, 0, f"正在清点：{item.folder or item.title}")
    root = package["file_name"].removesuffix(".zip")
    with Archive(target, root, volumes_of(kind), instant) as archive:
        for at, item in enumerate(items):
            report(at, len(items), item.title)
            _add(order, archive, item)
        report(len(items), len(items), "正在编制目录和摘要")
        listed = list(archive.filed)
        about = _about(order, package, root, instant, len(listed))
        archive.put(PAGE, write_page(about, listed))
        archive.stream(BOOK, poured(lambda file: pour_book(about, listed, file)))
        archive.put(READ_ME, write_read_me(about))
        return Made(archive.close(_said(package, about)), len(listed))


def _add(order: Commission, archive: Archive, item: Item) -> None:
    """What is no longer there, or no longer visible, is left out and said so."""
    try:
        archive.add(item)
    except Missing:
        order.left_out.append(f"{item.title}：文件已不在服务器上，未列入。")
    except Problem as problem:
        if problem.status not in INVISIBLE:
            raise
        order.left_out.append(f"{item.title}：申请人无权查看，未列入。")
    except PASSED_ON:
        raise
    except Exception as error:  # nothing is left out unnoticed: whoever asked learns which paper it is
        raise Unwritable(f"“{item.title}”没能生成（{type(error).__name__}）。") from error


def _about(order: Commission, package: dict[str, Any], root: str, instant: datetime, count: int) -> About:
    formats = "、".join(one.label for one in order.formats)
    facts = (
        ("学院", order.college),
        ("部门", order.units[0].name if order.units else ""),
        ("年度", f"{order.year} 年"),
        ("表格格式", formats),
        ("文件", f"{count} 个"),
        ("申请人", package["requested_by_name"]),
        ("申请时间", written_instant(package["created_at"])),
        ("生成时间", written_instant(instant)),
        ("材料包编号", str(package["id"])),
    )
    return About(root, facts, tuple(order.left_out), volumes_of(PackageKind(package["kind"])))


def _said(package: dict[str, Any], about: About) -> dict[str, object]:
    return {
        "package": package["id"],
        "title": about.title,
        "built_on": day_of(datetime.now(CAMPUS_ZONE)),
        "about": dict(about.facts),
        "left_out": list(about.left_out),
    }

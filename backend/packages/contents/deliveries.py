"""Volumes 3 and 10: what was handed in, with receipts and scans, and the ledger (opinion.txt lines 33 and 97)."""

from collections.abc import Iterator, Sequence
from functools import partial

from backend.access.policy import Permission
from backend.campaigns.custody.queries import search_custody
from backend.campaigns.custody.schemas import CustodyQuery, CustodySort
from backend.campaigns.deliverables.rules import late_words
from backend.campaigns.obligations.queries import search_obligations
from backend.campaigns.obligations.schemas import ObligationQuery, ObligationSort
from backend.campaigns.rules import CustodyAction, FileRole, Standing, VersionOutcome
from backend.campaigns.submissions.queries import get_submission, search_submissions
from backend.campaigns.submissions.schemas import SubmissionQuery
from backend.kit.workbooks import SheetOfRows, pour_tables
from backend.packages.contents.commission import (
    Commission,
    Found,
    by_unit,
    day_of,
    everything,
    poured,
    short_instant,
    written_instant,
)
from backend.packages.contents.proceedings import attachments, document
from backend.packages.paper.archive import Item
from backend.packages.paper.documents import Block, Pairs, Table


def submissions(order: Commission, volume: int) -> Iterator[Item]:
    """Each submission: a receipt for every time it was handed in, and the files of the last time."""
    if not order.holds(Permission.submissions_read):
        return
    filters = {"year": order.year, "department_id": order.department_id, "campaign_id": order.campaign_id}
    found = by_unit(everything(search_submissions, order, SubmissionQuery, **filters))
    for unit in order.units:
        for row in sorted(found.get(unit.id, ()), key=lambda one: (one["campaign_id"], one["deliverable_id"])):
            submission = get_submission(order.session, order.actor, row["id"])
            if not submission["versions"]:
                continue
            last = submission["versions"][0]
            item = document(
                volume,
                unit.name,
                f"报送回执 {submission['deliverable_name']}",
                partial(_receipts, submission),
                unit.name,
                day_of(last["submitted_at"]),
                VersionOutcome(last["outcome"]).label,
            )
            yield item
            yield from attachments(order, item, last["files"])


def _receipts(submission: Found) -> Iterator[Block]:
    yield Pairs(
        (
            ("材料", submission["deliverable_name"]),
            ("活动", submission["campaign_name"]),
            ("报送部门", submission["department_name"]),
            ("纸质份数", f"应交 {submission['paper_copies']} 份，已收 {submission['copies_collected']} 份，"
             f"已归档 {submission['copies_archived']} 份"),
        )
    )
    for version in submission["versions"]:
        yield Pairs(
            (
                ("回执编号", version["receipt_code"]),
                ("报送时间", written_instant(version["submitted_at"])),
                ("报送人", version["submitted_by_name"]),
                ("截止时间", written_instant(version["due_at"])),
                ("是否逾期", late_words(version["late_minutes"])),
                ("接收情况", VersionOutcome(version["outcome"]).label),
                ("办理", f"{version['outcome_by_name']} {written_instant(version['outcome_at'])}"),
                ("意见", version["outcome_reason"]),
                ("说明", version["note"]),
                ("内容摘要", f"SHA-256 {version['digest']}"),
            )
        )
        rows = [
            (file["name"], FileRole(file["role"]).label, str(file["size"]), file["digest"])
            for file in version["files"]
        ]
        yield Table("", (("文件", 4), ("种类", 2), ("字节", 2), ("SHA-256", 5)), rows, "没有文件。")


def ledger(order: Commission, volume: int) -> Iterator[Item]:
    """The ledger as a workbook: what each department owed and handed in, and what became of the papers."""
    if not order.holds(Permission.submissions_read):
        return
    about = f"{order.units[0].name}{order.year}年" if order.units else f"{order.year}年"
    sheets = (
        SheetOfRows("报送", f"{about}报送台账", OWED_COLUMNS, _owed(order)),
        SheetOfRows("资料", f"{about}资料台账（领取、分发、收集、整理、归档）", CUSTODY_COLUMNS, _custody(order)),
    )
    yield Item(volume, "", "台账", "xlsx", lambda: poured(partial(pour_tables, sheets)))


OWED_COLUMNS = (
    ("部门", 20),
    ("材料", 30),
    ("活动", 26),
    ("截止时间", 19),
    ("延期", 7),
    ("情况", 14),
    ("报送时间", 19),
    ("逾期", 18),
    ("应交纸质", 9),
    ("已收纸质", 9),
)
CUSTODY_COLUMNS = (
    ("日期", 12),
    ("部门", 20),
    ("事项", 8),
    ("资料", 34),
    ("份数", 7),
    ("经手人", 12),
    ("交接对象", 16),
    ("存放处", 22),
    ("备注", 24),
)


def _owed(order: Commission) -> Iterator[Sequence[str | int]]:
    filters = {"year": order.year, "department_id": order.department_id, "campaign_id": order.campaign_id}
    rows = everything(search_obligations, order, ObligationQuery, sort=ObligationSort.department, **filters)
    for row in rows:
        yield (
            row["department_name"],
            row["deliverable_name"],
            row["campaign_name"],
            short_instant(row["due_at"]),
            "是" if row["is_extended"] else "",
            Standing(row["standing"]).label,
            short_instant(row["submitted_at"]),
            late_words(row["late_minutes"]) if row["late_minutes"] else "",
            row["paper_copies"],
            row["copies_collected"],
        )


def _custody(order: Commission) -> Iterator[Sequence[str | int]]:
    filters = {"year": order.year, "department_id": order.department_id}
    for row in everything(search_custody, order, CustodyQuery, sort=CustodySort.oldest, **filters):
        yield (
            day_of(row["handled_on"]),
            row["department_name"],
            CustodyAction(row["action"]).label,
            row["item"],
            row["copies"],
            row["handler_name"],
            row["counterpart"],
            row["place"],
            row["remark"],
        )

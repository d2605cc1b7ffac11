"""Volume 9: how the departments were inspected and what came of it (opinion.txt lines 75 and 95)."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from backend.access.policy import Permission
from backend.inspections.findings.queries import get_finding, search_findings
from backend.inspections.findings.rules import FindingKind, FindingState, FindingVerdict
from backend.inspections.findings.schemas import FindingQuery
from backend.inspections.scores.queries import get_inspection, search_inspections
from backend.inspections.scores.rules import InspectionState
from backend.inspections.scores.schemas import InspectionQuery
from backend.inspections.standards.rules import CheckWay
from backend.packages.contents.commission import (
    Commission,
    Found,
    by_unit,
    day_of,
    everything,
    short_instant,
    written_instant,
)
from backend.packages.contents.proceedings import attachments, document
from backend.packages.paper.archive import Item
from backend.packages.paper.documents import Block, Pairs, Table, Text


def inspections(order: Commission, volume: int) -> Iterator[Item]:
    """Each department's check: its own score and, once published, the college's, with the reply to its objection."""
    if not order.holds(Permission.inspections_read):
        return
    filters = {"year": order.year, "department_id": order.department_id}
    found = by_unit(everything(search_inspections, order, InspectionQuery, **filters))
    for unit in order.units:
        for row in found.get(unit.id, ()):
            title, state = f"检查评估考核表（{unit.name}）", InspectionState(row["state"]).label
            blocks = partial(_inspection, order, row["id"])
            yield document(volume, "", title, blocks, unit.name, day_of(row["updated_at"]), state)


def _inspection(order: Commission, inspection_id: int) -> Iterator[Block]:
    row = get_inspection(order.session, order.actor, inspection_id)
    yield Pairs(
        (
            ("部门", row["department_name"]),
            ("标准", f"{row['standard_title']}（{_number(row['full'])} 分）"),
            ("状态", InspectionState(row["state"]).label),
            ("自评", _signed(row["self_total"], row["self_scored_by_name"], row["self_scored_at"])),
            ("考核", _signed(row["total"], row["scored_by_name"], row["scored_at"])),
            ("等次", row["grade"].label if row["grade"] else ""),
            ("自评说明", row["self_note"]),
            ("异议", f"{row['objection']} {row['objected_by_name']}"),
            ("答复", f"{row['objection_reply']} {row['replied_by_name']}"),
            ("确认", f"{row['decision']} {row['confirmed_by_name']} {written_instant(row['confirmed_at'])}"),
        )
    )
    columns = (("检查内容", 5), ("方式", 2), ("分值", 1), ("自评", 1), ("得分", 1), ("说明", 4))
    lines = [
        (
            one["name"],
            CheckWay(one["way"]).label,
            _number(one["points"]),
            _number(one["self_score"]),
            _number(one["score"]),
            "；".join(text for text in (one["self_note"], one["remark"]) if text),
        )
        for one in row["scores"]
    ]
    yield Table("评分", columns, lines)


def _signed(total: float | None, name: str, instant: datetime | None) -> str:
    return f"{_number(total)} 分 {name} {written_instant(instant)}" if total is not None else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def findings(order: Commission, volume: int) -> Iterator[Item]:
    """What supervision found in the year, how it was put right, and the proofs."""
    if not order.holds(Permission.findings_read):
        return
    days = {"found_from": date(order.year, 1, 1), "found_to": date(order.year, 12, 31)}
    for row in everything(search_findings, order, FindingQuery, department_id=order.department_id, **days):
        if row["state"] == FindingState.withdrawn:
            continue
        finding = get_finding(order.session, order.actor, row["id"])
        title = f"监督检查问题 {finding['number']} {finding['title']}"
        who, state = finding["raised_by_name"], FindingState(finding["state"]).label
        item = document(
            volume, "监督检查问题", title, partial(_finding, finding), who, day_of(finding["found_on"]), state
        )
        yield item
        yield from attachments(order, item, finding["files"])


def _finding(finding: Found) -> Iterator[Block]:
    yield Pairs(
        (
            ("部门", finding["department_name"]),
            ("类别", FindingKind(finding["kind"]).label),
            ("发现日期", day_of(finding["found_on"])),
            ("整改期限", day_of(finding["due_on"])),
            ("提出人", finding["raised_by_name"]),
            ("状态", FindingState(finding["state"]).label),
        )
    )
    yield Text("事实", finding["facts"])
    yield Text("整改要求", finding["request"])
    answers = [
        (
            day_of(one["done_on"]),
            one["done"],
            f"{one['answered_by_name']} {short_instant(one['answered_at'])}",
            f"{FindingVerdict(one['verdict']).label} {one['verdict_note']}" if one["verdict"] else "",
        )
        for one in finding["answers"]
    ]
    yield Table("整改情况", (("完成日期", 2), ("整改情况", 5), ("答复", 3), ("核查", 3)), answers, "还没有答复。")

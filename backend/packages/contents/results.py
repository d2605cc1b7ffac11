"""Volumes 6 to 8 and 11: announcements, review decisions, measures with their evidence, records of warnings."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import sqlalchemy as sa

from backend.access.policy import Permission
from backend.announcements.objections.queries import search_objections
from backend.announcements.objections.schemas import ObjectionQuery, ObjectionSort
from backend.announcements.queries import search_announcements, search_rows
from backend.announcements.rules import AnnouncementResult, AnnouncementState, ObjectionState
from backend.announcements.schemas import AnnouncedRowQuery, AnnouncementQuery
from backend.documents.queries import warning_record
from backend.documents.schemas import Form
from backend.kit.table import CAMPUS_ZONE
from backend.measures.controls.queries import get_measure, search_measures
from backend.measures.controls.schemas import MeasureQuery
from backend.measures.rules import CheckResult, MeasureKind, MeasureState
from backend.organization.rules import RiskLevel
from backend.packages.contents.commission import (
    Commission,
    Found,
    Unit,
    by_unit,
    day_of,
    everything,
    short_instant,
    written_instant,
)
from backend.packages.contents.forms import blank_item
from backend.packages.contents.proceedings import document
from backend.packages.contents.writing import in_formats
from backend.packages.paper.archive import Item
from backend.packages.paper.documents import Block, Pairs, Table, Text
from backend.reviews.decisions.queries import get_review
from backend.reviews.queries import search_reviews
from backend.reviews.rules import Decision, RedoReason, ReviewState, ReviewSubject
from backend.reviews.schemas import ReviewQuery
from backend.warnings.queries import CASES, get_warning, readable

NEED_TO_KNOW: Final = "预警处置记录单（附件四）属知情范围内的材料，未列入。"


def announcements(order: Commission, volume: int) -> Iterator[Item]:
    """What was announced in the year, as it was frozen, with the result and the objections the reader may see."""
    if not order.holds(Permission.announcements_read):
        return
    listed = everything(
        search_announcements, order, AnnouncementQuery, year=order.year, department_id=order.department_id
    )
    for row in listed:
        title = f"登记汇总公示 {row['department_name']}"
        state = AnnouncementState(row["state"]).label
        blocks = partial(_announcement, order, row)
        yield document(volume, "公示", title, blocks, row["department_name"], day_of(row["opens_on"]), state)


def _announcement(order: Commission, row: Found) -> Iterator[Block]:
    yield Pairs(
        (
            ("公示部门", row["department_name"]),
            ("公示期", f"{day_of(row['opens_on'])} 至 {day_of(row['closes_on'])}"),
            ("公示人", f"{row['announced_by_name']} {written_instant(row['announced_at'])}"),
            ("说明", row["note"]),
            ("结果", AnnouncementResult(row["result"]).label if row["result"] else ""),
            ("办结", f"{row['ended_by_name']} {written_instant(row['ended_at'])}"),
            ("上报", f"{day_of(row['reported_on'])} {row['report_note']}"),
            ("撤回", f"{written_instant(row['withdrawn_at'])} {row['withdraw_reason']}"),
            ("内容摘要", f"SHA-256 {row['content_hash']}"),
        )
    )

    def of_this(session: object, actor: object, query: AnnouncedRowQuery) -> tuple[list[Found], int]:
        return search_rows(order.session, order.actor, row["id"], query)

    lines = [
        (
            str(one["ordinal"]),
            one["position_name"] or one["department_name"],
            one["name"],
            RiskLevel(one["level"]).label if one["level"] else "",
            one["measures"],
        )
        for one in everything(of_this, order, AnnouncedRowQuery)
    ]
    yield Table("公示内容", (("序号", 1), ("岗位或部门", 3), ("风险点", 4), ("等级", 1), ("防控措施", 5)), lines)
    if order.actor.reach(Permission.objections_read):
        yield Table(
            "异议及处理", (("提出", 3), ("异议", 4), ("处理", 2), ("理由", 4)), list(_objections(order, row["id"]))
        )


def _objections(order: Commission, announcement_id: int) -> Iterator[tuple[str, ...]]:
    filters = {"announcement_id": announcement_id, "sort": ObjectionSort.oldest}
    for one in everything(search_objections, order, ObjectionQuery, **filters):
        yield (
            f"{one['raised_by_name']} {short_instant(one['raised_at'])}",
            one["reason"],
            ObjectionState(one["state"]).label,
            f"{one['decision_reason']} {one['decided_by_name']}",
        )


def decisions(order: Commission, volume: int) -> Iterator[Item]:
    """One document a department: who signed what when, with opinions and reasons (opinion.txt line 55)."""
    if not order.holds(Permission.reviews_read):
        return
    filters = {"year": order.year, "department_id": order.department_id}
    found = by_unit(
        row for row in everything(search_reviews, order, ReviewQuery, **filters) if row["round"] > 0
    )
    for unit in order.units:
        if rows := found.get(unit.id):
            title = f"审核认定记录（{unit.name}）"
            yield document(volume, "", title, partial(_decisions, order, rows), unit.name)


def _decisions(order: Commission, rows: list[Found]) -> Iterator[Block]:
    columns = (("轮次", 1), ("环节", 3), ("决定", 2), ("意见和理由", 6), ("审核人", 2), ("时间", 3))
    for row in rows:
        review = get_review(order.session, order.actor, row["id"])
        signed = [
            (
                str(one["round"]),
                ReviewState(one["state"]).label,
                Decision(one["decision"]).label,
                _reasons(one),
                one["decided_by_name"],
                short_instant(one["decided_at"]),
            )
            for one in review["decisions"]
        ]
        subject, state = ReviewSubject(review["subject_kind"]).label, ReviewState(review["state"]).label
        yield Table(f"{subject}：{review['title']}（{state}）", columns, signed, "还没有审核。")


def _reasons(decision: Found) -> str:
    parts = [decision["opinion"], *(RedoReason(one).label for one in decision["reasons"])]
    if decision["meeting_title"]:
        parts.append(f"经“{decision['meeting_title']}”研究")
    if decision["rows"]:
        parts.append(f"逐行退回 {len(decision['rows'])} 行")
    return "；".join(part for part in parts if part)


def measures(order: Commission, volume: int) -> Iterator[Item]:
    """One document a department with every measure, its progress and its checks; then the files that prove them."""
    if not order.holds(Permission.measures_read):
        return
    filters = {"year": order.year, "department_id": order.department_id}
    found = by_unit(everything(search_measures, order, MeasureQuery, **filters))
    for unit in order.units:
        rows = found.get(unit.id)
        if not rows:
            continue
        yield document(
            volume, unit.name, f"防控措施落实情况（{unit.name}）", partial(_measures, order, rows), unit.name
        )
        yield from _evidence(order, volume, unit, rows)


def _measures(order: Commission, rows: list[Found]) -> Iterator[Block]:
    for row in rows:
        measure = get_measure(order.session, order.actor, row["id"])
        yield Text(measure["title"], measure["content"])
        yield Pairs(
            (
                ("类别", MeasureKind(measure["kind"]).label),
                ("责任岗位", measure["position_name"] or ""),
                ("完成期限", day_of(measure["due_on"])),
                ("状态", f"{MeasureState(measure['state']).label}（{measure['percent']}%）"),
                ("成效指标", measure["indicator"]),
            )
        )
        done = [(day_of(one["happened_on"]), f"{one['percent']}%", one["text"]) for one in measure["progress"]]
        yield Table("", (("日期", 2), ("进度", 1), ("落实情况", 6)), done, "没有登记进展。")
        checked = [
            (day_of(one["checked_on"]), CheckResult(one["result"]).label, one["finding"], one["checked_by_name"])
            for one in measure["checks"]
        ]
        if checked:
            yield Table("", (("检查日期", 2), ("结果", 2), ("检查情况", 5), ("检查人", 2)), checked)


def _evidence(order: Commission, volume: int, unit: Unit, rows: list[Found]) -> Iterator[Item]:
    for row in rows:
        measure = get_measure(order.session, order.actor, row["id"])
        for entry in measure["progress"]:
            for file in entry["files"]:
                stem, dot, extension = str(file["file_name"]).rpartition(".")
                yield Item(
                    volume,
                    f"{unit.name}/凭据",
                    stem if dot else extension,
                    extension if dot else "bin",
                    partial(order.file, file["digest"]),
                    file["uploaded_by_name"],
                    day_of(entry["happened_on"]),
                    f"“{row['title']}”的落实凭据",
                )


def warnings(order: Commission, volume: int) -> Iterator[Item]:
    """附件四, only when asked for by who may read the cases of the department; else it says that they are left out."""
    if not order.with_warnings or not order.holds(Permission.warnings_read):
        order.left_out.append(NEED_TO_KNOW)
        return
    statement = sa.select(CASES.c.id, CASES.c.issued_at).where(
        CASES.c.department_id.in_(order.unit_ids),
        CASES.c.issued_at.is_not(None),
        readable(order.session, order.actor),
    )
    for row in order.session.execute(statement.order_by(CASES.c.id)).all():
        if row.issued_at.astimezone(CAMPUS_ZONE).year != order.year:
            continue
        case = get_warning(order.session, order.actor, row.id)
        # The number and not the name: a list of contents is seen by more people than the record.
        item = blank_item(volume, "", f"附件四 预警处置记录单 {case['number']}")._replace(
            responsible=case["department_name"], dated=day_of(case["issued_at"])
        )
        yield from in_formats(order, item, partial(_record, order, case))


def _record(order: Commission, case: Found) -> Form:
    if case not in order.readings:
        order.readings.append(case)
    return warning_record(case, order.college)

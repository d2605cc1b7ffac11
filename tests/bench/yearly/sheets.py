"""The sheets of the year: most handed in, some signed, some sent back, the writers' still being filled in."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.table import now, table_of
from backend.organization.rules import LEVEL_RANK, RiskLevel
from backend.quality.models import SheetQuality, SheetWording
from backend.quality.rules import QualityCheck
from backend.quality.wording import digest
from backend.reviews.models import Review, ReviewComment
from backend.reviews.rules import ReviewChain, ReviewState, ReviewSubject
from backend.risks.actions import rebuild_tally
from backend.risks.models import RiskInventory, RiskPoint
from backend.risks.rules import GAP, Consequence, InventoryKind, Likelihood
from tests.bench.yearly.college import College, Member, Scale, fill

HASH = "0" * 64
LEVELS = tuple(zip(RiskLevel, Likelihood, Consequence, strict=True))
STATES = (
    ReviewState.supervising_review,
    ReviewState.department_review,
    ReviewState.approved,
    ReviewState.approved,
    ReviewState.sent_back,
    ReviewState.department_review,
    ReviewState.approved,
    ReviewState.department_review,
    ReviewState.approved,
    ReviewState.leadership_review,
)
"""By place in the department, the head first; who comes after them writes still."""


@dataclass(frozen=True)
class Sheet:
    """A sheet and where it stands."""

    id: int
    department_id: int
    member: Member | None
    state: ReviewState


def build(session: Session, college: College, scale: Scale) -> list[Sheet]:
    """Sheets with their reviews, points, comments and what the checks counted."""
    writers = {member.person_id for member in college.writers}
    planned: list[tuple[Member | None, int, ReviewState]] = [
        (member, member.department_id, _state(at, member.person_id in writers))
        for unit in college.staff
        for at, member in enumerate(unit)
    ]
    planned += [(None, unit, ReviewState.supervising_review) for unit in college.departments]
    rows = [_inventory(scale.year, member, unit) for member, unit, _ in planned]
    ids = fill(session, RiskInventory, rows)
    sheets = [Sheet(key, unit, who, state) for key, (who, unit, state) in zip(ids, planned, strict=True)]
    _reviews(session, [sheet for sheet in sheets if sheet.state is not ReviewState.draft], scale.year)
    _points(session, sheets, scale)
    _wordings(session)
    rebuild_tally(session)
    return sheets


def _state(at: int, writes: bool) -> ReviewState:
    return ReviewState.draft if writes else STATES[at % len(STATES)]


def _inventory(year: int, member: Member | None, unit: int) -> dict[str, Any]:
    kind = InventoryKind.position if member else InventoryKind.department
    return {
        "kind": kind,
        "year": year,
        "department_id": unit,
        "position_id": member.position_id if member else None,
        "filler_id": member.person_id if member else None,
        "filler_name": member.name if member else "部门",
        "filler_job_title": "科员",
    }


def _reviews(session: Session, sheets: list[Sheet], year: int) -> None:
    instant = now()
    rows = [
        {
            "subject_kind": ReviewSubject.risk_inventory,
            "subject_id": sheet.id,
            "title": f"{year} 年廉政风险排查表 {sheet.id}",
            "department_id": sheet.department_id,
            "chain": _chain(sheet),
            "state": sheet.state,
            "owner_id": sheet.member.person_id if sheet.member else None,
            "submitted_by_id": sheet.member.user_id if sheet.member else None,
            "submitted_at": instant,
            "round": 1,
            "content_hash": HASH,
            "year": year,
        }
        for sheet in sheets
    ]
    ids = fill(session, Review, rows)
    reviews, inventories = table_of(Review), table_of(RiskInventory)
    of_sheet = sa.select(reviews.c.id).where(
        reviews.c.subject_id == inventories.c.id, reviews.c.subject_kind == ReviewSubject.risk_inventory
    )
    session.execute(sa.update(inventories).values(review_id=of_sheet.scalar_subquery()))
    _remarks(session, sheets, ids)
    checked: list[dict[str, Any]] = [
        {
            "inventory_id": sheet.id,
            "department_id": sheet.department_id,
            "year": year,
            "findings": at % 4,
            "counts": dict(Counter([list(QualityCheck)[at % len(QualityCheck)].value] * (at % 4))),
            "checked_at": instant,
        }
        for at, sheet in enumerate(sheets)
    ]
    fill(session, SheetQuality, checked)


def _wordings(session: Session) -> None:
    """The fingerprints that handing in leaves of every row."""
    points, handed_in = table_of(RiskPoint), table_of(SheetQuality)
    statement = (
        sa.select(points.c.inventory_id, points.c.year, points.c.name, points.c.manifestation)
        .join(handed_in, handed_in.c.inventory_id == points.c.inventory_id)
        .order_by(points.c.id)
    )
    said = {
        (inventory_id, year, found): None
        for inventory_id, year, name, shown in session.execute(statement)
        if (found := digest(name, shown))
    }
    fill(
        session,
        SheetWording,
        [dict(zip(("inventory_id", "year", "digest"), one, strict=True)) for one in said],
    )


def _chain(sheet: Sheet) -> ReviewChain:
    by_state = {
        ReviewState.supervising_review: ReviewChain.supervising,
        ReviewState.leadership_review: ReviewChain.leadership,
    }
    return by_state.get(sheet.state, ReviewChain.department)


def _remarks(session: Session, sheets: list[Sheet], review_ids: list[int]) -> None:
    """A word of the reviewer on every third sheet."""
    authors = {sheet.department_id: sheet.member for sheet in sheets if sheet.member}
    rows = []
    for sheet, review in list(zip(sheets, review_ids, strict=True))[::3]:
        author = authors[sheet.department_id]
        word = {"text": "请写明谁来做、什么时候做。", "field": "measures"}
        by = {"author_id": author.user_id, "author_name": author.name}
        rows.append({"review_id": review, "round": 1, **word, **by})
    fill(session, ReviewComment, rows)


def _points(session: Session, sheets: list[Sheet], scale: Scale) -> None:
    """The writers' points are the ones not assessed yet."""
    rows: list[dict[str, Any]] = []
    for sheet in sheets:
        each = scale.points_each if sheet.member else scale.points_of_department
        rows += [_point(sheet, scale.year, number) for number in range(each)]
    fill(session, RiskPoint, rows)


def _point(sheet: Sheet, year: int, number: int) -> dict[str, Any]:
    assessed = sheet.state is not ReviewState.draft
    level, likelihood, consequence = LEVELS[(sheet.id + number) % 3] if assessed else (None, None, None)
    return {
        "inventory_id": sheet.id,
        "department_id": sheet.department_id,
        "position_id": sheet.member.position_id if sheet.member else None,
        "year": year,
        "ordinal": GAP * (number + 1),
        "duty": "保管本岗位经费票据与资料",
        "name": f"采购需求设置倾向性条款 {sheet.id}-{number}",
        "manifestation": f"在第 {sheet.id * 17 + number} 项技术参数中写入特定品牌的专有指标，排斥其他供应商",
        "causes": "需求论证缺少使用部门与专家共同参与",
        "measures": "每季度由科长组织三名以上专家论证需求，参数公示三个工作日",
        "found_by": ["self"],
        "level": level,
        "likelihood": likelihood,
        "consequence": consequence,
        "level_rank": LEVEL_RANK[level],
        "level_explanation": "发生机率高，按“高风险为发生机率高”定为高风险。" if assessed else "",
    }

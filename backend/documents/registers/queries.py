"""What the consolidated register is filled with, row by row while it is written (handout.txt line 250)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.documents.queries import closed_on, heading
from backend.documents.registers.schemas import RiskRegisterQuery
from backend.documents.rules import DocumentKind
from backend.documents.schemas import RegisterLine, RiskRegisterForm
from backend.kit.batches import among
from backend.kit.table import today
from backend.measures.queries import MEASURES, RISKS, visible_measures
from backend.organization.departments.queries import get_department
from backend.organization.history.queries import post_names, unit_names
from backend.organization.rules import RiskLevel
from backend.reviews.rules import ReviewState
from backend.risks.summaries.queries import Summary, summary_batches, summary_of

OWN_POST, HEAD = "本岗位", "部门负责人"
"""Who answers for a risk no measure names a post for: whoever is at the post, and for a department its head, the
first responsible person (opinion.txt line 31)."""
STALE = "已变更，需复核"


def risk_register(
    session: Session, actor: Actor, college_name: str, query: RiskRegisterQuery
) -> RiskRegisterForm:
    """The register of a department and those below it, or of all the actor reaches; 403 or 404 for a department
    the actor does not reach. Its lines are read from the session while they are written."""
    year = query.year
    unit = _unit(session, actor, college_name, year, query.department_id)
    summary = summary_of(session, actor, year, query.department_id, with_pending=query.include_pending)
    return RiskRegisterForm(
        heading(DocumentKind.risk_register, college_name),
        unit,
        year,
        _filled_on(session, year),
        _lines(session, actor, year, summary.ids),
        total_of(summary, with_pending=query.include_pending),
    )


def _unit(session: Session, actor: Actor, college_name: str, year: int, department_id: int | None) -> str:
    """Who reports: never a whole the reader does not see."""
    if department_id is not None:
        get_department(session, actor, department_id, Permission.documents_read)
        return unit_names(session, [department_id], year)[department_id]
    scope = actor.need(Permission.risks_read)
    if scope.school:
        return college_name
    units = unit_names(session, scope.departments, year)
    return "、".join(units.values()) or f"{actor.principal.label}（本人可见部分）"


def _filled_on(session: Session, year: int) -> date:
    """Today; a closed year stays as it was, so its register bears the day it was closed."""
    return closed_on(session, year) or today()


def total_of(summary: Summary, *, with_pending: bool) -> str:
    """`共 12 条，其中高风险 2 条……`; says what is not listed, or not approved yet."""
    levels = [f"{level.label}风险 {summary.levels[level]} 条" for level in RiskLevel]
    if summary.levels[None]:
        levels.append(f"未定级 {summary.levels[None]} 条")
    said = f"共 {len(summary.ids)} 条，其中{'、'.join(levels)}"
    if not summary.pending:
        return f"{said}；"
    if with_pending:
        return f"{said}；所在排查表尚未认定的 {summary.pending} 条，见“认定情况”；"
    return f"{said}；另有 {summary.pending} 条所在的排查表尚未认定，未列入；"


def _lines(session: Session, actor: Actor, year: int, ids: Sequence[int]) -> Iterator[RegisterLine]:
    for rows in summary_batches(session, actor, ids):
        measures = _measures(session, actor, year, [row["id"] for row in rows])
        for row in rows:
            yield _line(row, measures.get(row["id"], []))


def _line(row: Mapping[str, Any], measures: Sequence[tuple[str, str]]) -> RegisterLine:
    """A row of the register: the measures of its sheet, and the posts the year's plan made responsible."""
    posts = dict.fromkeys(post for _, post in measures if post)
    planned = "\n".join(dict.fromkeys(title for title, _ in measures))
    return RegisterLine(
        str(row["id"]),
        row["department_name"],
        row["position_name"] or "（部门）",
        row["holder_name"],
        row["name"],
        row["manifestation"],
        RiskLevel(row["level"]) if row["level"] else None,
        row["measures"] or planned,
        "、".join(posts) or (OWN_POST if row["position_id"] else HEAD),
        standing(row),
    )


def standing(row: Mapping[str, Any]) -> str:
    """已认定, or how far its sheet has come."""
    is_stale = row["is_stale"] and row["state"] == ReviewState.approved
    return STALE if is_stale else ReviewState(row["state"]).label


def _measures(
    session: Session, actor: Actor, year: int, point_ids: Sequence[int]
) -> dict[int, list[tuple[str, str]]]:
    """Point → title and responsible post of the measures against it that the actor may see."""
    if not actor.reach(Permission.measures_read):
        return {}
    statement = (
        sa.select(RISKS.c.risk_point_id, MEASURES.c.title, MEASURES.c.position_id)
        .join_from(RISKS, MEASURES, MEASURES.c.id == RISKS.c.measure_id)
        .where(
            among(session, RISKS.c.risk_point_id, point_ids),
            MEASURES.c.retired_at.is_(None),
            visible_measures(actor),
        )
        .order_by(MEASURES.c.ordinal, MEASURES.c.id)
    )
    rows = session.execute(statement).all()
    names = post_names(session, {row.position_id for row in rows if row.position_id}, year)
    found: dict[int, list[tuple[str, str]]] = {}
    for point_id, title, position_id in rows:
        found.setdefault(point_id, []).append((title, names.get(position_id, "")))
    return found

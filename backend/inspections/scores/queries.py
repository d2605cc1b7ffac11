"""Reads of the yearly inspection."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.evidence.queries import OFFICE_ONLY, evidence_of
from backend.inspections.queries import APPRAISALS, INSPECTIONS, ITEMS, SCORES, STANDARDS, charged
from backend.inspections.scores.rules import (
    HIDDEN,
    MACHINE,
    InspectionAction,
    InspectionState,
    results_by_goal,
    satisfaction,
)
from backend.inspections.scores.schemas import (
    InspectionFilter,
    InspectionItem,
    InspectionOut,
    InspectionQuery,
    InspectionSort,
    PublicAppraisalOut,
)
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.table import today
from backend.organization.queries import subtree, within

Found = dict[str, Any]
_ADDED = frozenset({"scores", "goals", "appraisal", "allowed_actions", "full"})
_ITEM = ("ordinal", "section", "name", "points", "way", "look_at", "source", "goal")
_RANKED = (
    sa.select(
        INSPECTIONS.c.id,
        sa.func.rank()
        .over(partition_by=INSPECTIONS.c.year, order_by=INSPECTIONS.c.percent.desc())
        .label("rank"),
    )
    .where(INSPECTIONS.c.percent.is_not(None))
    .subquery("ranked")
)
_ORDER = {
    InspectionSort.rank: (_RANKED.c.rank.asc().nulls_last(), INSPECTIONS.c.department_id, INSPECTIONS.c.id),
    InspectionSort.department: (INSPECTIONS.c.department_id, INSPECTIONS.c.id),
}


def overdue() -> sa.ColumnElement[bool]:
    """No self-score though its day has passed."""
    return sa.and_(INSPECTIONS.c.state == InspectionState.open, INSPECTIONS.c.self_due_on < today())


def answers_for(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor scores this department on its behalf, so he cannot be its inspector."""
    return within(charged(actor, Permission.inspections_self), INSPECTIONS.c.department_id)


def inspects(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor is the inspector of this department."""
    reach = within(actor.reach(Permission.inspections_write), INSPECTIONS.c.department_id)
    return sa.and_(reach, sa.not_(answers_for(actor)))


def waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    """Self-scores the actor owes, and objections he has to answer."""
    return sa.or_(
        sa.and_(INSPECTIONS.c.state == InspectionState.open, answers_for(actor)),
        sa.and_(INSPECTIONS.c.state == InspectionState.objected, inspects(actor)),
    )


def _visible(actor: Actor, out: type[InspectionItem]) -> sa.Select[Any]:
    joined: dict[str, sa.ColumnElement[Any]] = {
        "rank": _RANKED.c.rank,
        "is_overdue": overdue().label("is_overdue"),
        "standard_title": STANDARDS.c.title.label("standard_title"),
    }
    names = [name for name in out.model_fields if name not in _ADDED]
    return (
        sa.select(*(joined[name] if name in joined else INSPECTIONS.c[name] for name in names))
        .join_from(INSPECTIONS, STANDARDS, STANDARDS.c.id == INSPECTIONS.c.standard_id)
        .outerjoin(_RANKED, _RANKED.c.id == INSPECTIONS.c.id)
        .where(within(actor.need(Permission.inspections_read), INSPECTIONS.c.department_id))
    )


def _narrowed(query: InspectionFilter) -> Iterator[sa.ColumnElement[bool]]:
    yield INSPECTIONS.c.year == (query.year or today().year)
    if query.department_id:
        yield INSPECTIONS.c.department_id.in_(subtree([query.department_id]))


def search_inspections(session: Session, actor: Actor, query: InspectionQuery) -> tuple[list[Found], int]:
    """One page of the year."""
    statement = _visible(actor, InspectionItem).where(*_narrowed(query)).order_by(*_ORDER[query.sort])
    if query.state:
        statement = statement.where(INSPECTIONS.c.state == query.state)
    if query.grade:
        statement = statement.where(INSPECTIONS.c.grade == query.grade)
    if query.is_overdue:
        statement = statement.where(overdue())
    rows, total = fetch(session, statement, query)
    return [row | {"is_overdue": bool(row["is_overdue"])} for row in rows], total


def count_inspections(session: Session, actor: Actor, query: InspectionFilter) -> dict[str, int]:
    """How many stand where (`InspectionCounts`)."""
    statement = _visible(actor, InspectionItem).where(*_narrowed(query))
    groups = {state.value: INSPECTIONS.c.state == state for state in InspectionState}
    groups["overdue"] = overdue()
    return {name: count(session, statement.where(group)) for name, group in groups.items()}


def get_inspection(session: Session, actor: Actor, inspection_id: int) -> Found:
    """The whole inspection, or 404."""
    rights = (answers_for(actor).label("answers_it"), inspects(actor).label("inspects_it"))
    statement = _visible(actor, InspectionOut).add_columns(*rights)
    row = session.execute(statement.where(INSPECTIONS.c.id == inspection_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这个部门的检查考核")
    found = dict(row)
    own, office = bool(found.pop("answers_it")), bool(found.pop("inspects_it"))
    scores = _scores(session, actor, found)
    return found | {
        "is_overdue": bool(found["is_overdue"]),
        "full": sum(score["points"] for score in scores),
        "scores": scores,
        "goals": [] if found["state"] in HIDDEN else results_by_goal(scores),
        "appraisal": _appraisal(session, inspection_id),
        "allowed_actions": _allowed(found, own, office),
    }


def _allowed(row: Found, own: bool, office: bool) -> list[InspectionAction]:
    found = []
    for step in MACHINE.actions(InspectionState(row["state"])):
        action = InspectionAction(step.action)
        if action is InspectionAction.object and row["objected_at"] is not None:
            continue
        if own if step.permission == Permission.inspections_self else office:
            found.append(action)
    return found


def _scores(session: Session, actor: Actor, row: Found) -> list[Found]:
    """The items with both scores and what is known; before publication the inspectors' are theirs alone."""
    columns = [
        SCORES.c[name] for name in ("item_id", "self_score", "self_note", "score", "remark", "evidence")
    ]
    statement = (
        sa.select(*columns, *(ITEMS.c[name] for name in _ITEM), ITEMS.c.evidence.label("kind"))
        .join(ITEMS, ITEMS.c.id == SCORES.c.item_id)
        .where(SCORES.c.inspection_id == row["id"])
        .order_by(ITEMS.c.ordinal)
    )
    rows = [dict(one) for one in session.execute(statement).mappings()]
    is_draft = row["state"] in HIDDEN
    for_office = actor.reach(Permission.inspections_write).school
    known: dict[Any, str] = {}
    if is_draft:
        kinds = [one["kind"] for one in rows if one["kind"]]
        known = evidence_of(session, row["department_id"], row["year"], kinds, for_office=for_office)
    hides = is_draft and not actor.reach(Permission.inspections_read).school
    found = []
    for one in rows:
        kind, kept = one.pop("kind"), one.pop("evidence")
        told = known.get(kind, "") if is_draft else kept
        one["evidence"] = told if for_office or kind not in OFFICE_ONLY else ""
        found.append(one | ({"score": None, "remark": ""} if hides else {}))
    return found


def _appraisal(session: Session, inspection_id: int) -> Found | None:
    columns = [APPRAISALS.c[name] for name in PublicAppraisalOut.model_fields if name != "satisfaction"]
    statement = sa.select(*columns).where(APPRAISALS.c.inspection_id == inspection_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    rate = satisfaction(row["satisfied"], row["content"], row["dissatisfied"])
    return dict(row) | {"satisfaction": rate}

"""How far the five steps have come, counted from what was written; nothing of it is stored.

A step of a sheet is done when every risk point has been judged at it in the present round of searching: what was
judged before the sheet was sent back is history (opinion.txt line 55: 责令重新查找、评估). 部门审 is done as well when
the sheet is approved, 群众评 when opinions that concern the sheet were collected and each of these is decided; a sheet
without risk points when it is approved.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.opinions.queries import with_opinions
from backend.assessments.progress.schemas import ProgressQuery, SheetProgressQuery
from backend.assessments.queries import ASSESSMENTS
from backend.assessments.rules import AssessmentStep
from backend.kit.paging import fetch
from backend.organization.history.queries import as_then, unit_names
from backend.organization.queries import (
    DEPARTMENTS,
    OFFICERS,
    OVERSIGHTS,
    PEOPLE,
    POSITIONS,
    current,
    subtree,
)
from backend.organization.rules import OfficerKind, OversightKind
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, SHEETS, sheet_state, visible_sheets
from backend.risks.rules import InventoryKind

Row = dict[str, Any]
S = AssessmentStep
PEERS, OFFICE = "本部门同事", "防控办公室"
VACANT = {"head": "部门负责人", "liaison": "联络员", "supervising": "分管领导"}


def _judged(actor: Actor, query: ProgressQuery) -> sa.Subquery:
    """Sheet → its live points, and how many of them were judged at each step of its present round."""
    in_round = sa.and_(
        ASSESSMENTS.c.risk_point_id == POINTS.c.id,
        ASSESSMENTS.c.round == sa.func.coalesce(REVIEWS.c.redo_count, 0) + 1,
    )
    steps = (sa.func.max(sa.case((ASSESSMENTS.c.step == step, 1), else_=0)).label(step.value) for step in S)
    points = (
        sa.select(POINTS.c.inventory_id, *steps)
        .join_from(POINTS, INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
        .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .outerjoin(ASSESSMENTS, in_round)
        .where(POINTS.c.year == query.year, POINTS.c.retired_at.is_(None))
        .group_by(POINTS.c.id, POINTS.c.inventory_id)
    )
    if query.department_id or not actor.reach(Permission.assessments_read).school:
        # Whoever asks for a part waits for the counting of that part only.
        points = points.where(
            POINTS.c.inventory_id.in_(sa.select(INVENTORIES.c.id).where(*_sheets(actor, query)))
        )
    point = points.subquery("point")
    counts = (sa.func.sum(point.c[step.value]).label(step.value) for step in S)
    return (
        sa.select(point.c.inventory_id, sa.func.count().label("points"), *counts)
        .group_by(point.c.inventory_id)
        .subquery("judged")
    )


class _Parts(NamedTuple):
    """The sheets of a year, and what is asked of each."""

    source: sa.FromClause
    points: sa.ColumnElement[int]
    counts: Mapping[AssessmentStep, sa.ColumnElement[int]]
    done: Mapping[AssessmentStep, sa.ColumnElement[bool]]
    next_step: sa.ColumnElement[Any]
    opinions: sa.ColumnElement[int]
    pending: sa.ColumnElement[int]


def _parts(actor: Actor, query: ProgressQuery) -> _Parts:
    judged = _judged(actor, query)
    heard = with_opinions(SHEETS.outerjoin(judged, judged.c.inventory_id == INVENTORIES.c.id), query.year)
    points = sa.func.coalesce(judged.c.points, 0)
    counts = {step: sa.func.coalesce(judged.c[step.value], 0) for step in S}
    is_approved = sheet_state == ReviewState.approved
    otherwise = {
        S.department_review: is_approved,
        S.public_comment: heard.is_done,
    }
    done = {
        step: sa.case(
            (points == 0, is_approved),
            else_=sa.or_(counts[step] == points, otherwise.get(step, sa.false())),
        )
        for step in S
    }
    first = sa.case(*((sa.not_(done[step]), sa.literal(step.value)) for step in S), else_=sa.null())
    return _Parts(heard.source, points, counts, done, first, heard.opinions, heard.pending)


def _sheets(actor: Actor, query: ProgressQuery) -> list[sa.ColumnElement[bool]]:
    clauses = [
        visible_sheets(actor, Permission.assessments_read),
        INVENTORIES.c.year == query.year,
        INVENTORIES.c.retired_on.is_(None),
    ]
    if query.department_id:
        clauses.append(INVENTORIES.c.department_id.in_(subtree([query.department_id])))
    return clauses


def search_sheets(session: Session, actor: Actor, query: SheetProgressQuery) -> tuple[list[Row], int]:
    """One page of sheets with their steps, and the total."""
    parts = _parts(actor, query)
    names = ("kind", "year", "department_id", "position_id", "filler_id", "filler_name")
    statement = (
        sa.select(
            INVENTORIES.c.id.label("inventory_id"),
            *(INVENTORIES.c[name] for name in names),
            DEPARTMENTS.c.name.label("department_name"),
            POSITIONS.c.name.label("position_name"),
            sheet_state.label("state"),
            parts.points.label("points_count"),
            parts.next_step.label("next_step"),
            *(parts.counts[step].label(f"count_{step.value}") for step in S),
            *(parts.done[step].label(f"done_{step.value}") for step in S),
        )
        .select_from(parts.source)
        .where(*_sheets(actor, query))
        .order_by(DEPARTMENTS.c.path, INVENTORIES.c.kind, INVENTORIES.c.id)
    )
    if query.kind:
        statement = statement.where(INVENTORIES.c.kind == query.kind)
    if query.next_step:
        statement = statement.where(parts.next_step == query.next_step.value)
    if query.open_step:
        statement = statement.where(sa.not_(parts.done[query.open_step]))
    if query.is_done is not None:
        step = parts.next_step
        statement = statement.where(step.is_(None) if query.is_done else step.is_not(None))
    rows, total = fetch(session, statement, query)
    charges = _charges(session, {row["department_id"] for row in rows})
    return [_shown(actor, row, charges) for row in as_then(session, rows)], total


def count_open_steps(session: Session, actor: Actor, year: int) -> dict[AssessmentStep, int]:
    """Step → how many sheets of the year within reach are not through with it."""
    query = ProgressQuery(year=year)
    parts = _parts(actor, query)
    counts = (sa.func.count(sa.case((sa.not_(parts.done[step]), INVENTORIES.c.id))) for step in S)
    statement = sa.select(*counts).select_from(parts.source).where(*_sheets(actor, query))
    return dict(zip(S, session.execute(statement).one(), strict=True))


Charges = Mapping[tuple[int, str], Sequence[tuple[int, str]]]


def _charges(session: Session, departments: Iterable[int]) -> Charges:
    """(department, `head`, `liaison` or `supervising`) → today's people, as (id, name)."""
    ids = sorted(departments)
    wanted = (
        (OFFICERS, OFFICERS.c.person_id, tuple(OfficerKind)),
        (OVERSIGHTS, OVERSIGHTS.c.leader_id, (OversightKind.supervising,)),
    )
    found = defaultdict[tuple[int, str], list[tuple[int, str]]](list)
    for table, person, kinds in wanted:
        statement = (
            sa.select(table.c.department_id, table.c.kind, PEOPLE.c.id, PEOPLE.c.name)
            .join_from(table, PEOPLE, PEOPLE.c.id == person)
            .where(
                table.c.department_id.in_(ids),
                table.c.kind.in_(kinds),
                current(table.c.started_on, table.c.ended_on),
            )
            .order_by(table.c.id)
        )
        for department_id, kind, person_id, name in session.execute(statement):
            found[department_id, kind.value].append((person_id, name))
    return found


def _shown(actor: Actor, row: Row, charges: Charges) -> Row:
    steps = [
        {
            "step": step,
            "assessed_count": row.pop(f"count_{step.value}"),
            "is_done": bool(row.pop(f"done_{step.value}")),
        }
        for step in S
    ]
    owed = _owed_by(row, charges, names=actor.sees_personal_data)
    row.pop("filler_id")
    hidden = {} if actor.sees_personal_data else {"filler_name": ""}
    return row | {"steps": steps, "owed_by": owed} | hidden


def _owed_by(row: Row, charges: Charges, *, names: bool) -> list[str]:
    """Who is to take the next step: names where they are known and may be seen, otherwise the charge."""
    department_id = row["department_id"]

    def holders(charge: str) -> list[str]:
        found = [name for _, name in charges.get((department_id, charge), ())] if names else []
        return found or [VACANT[charge]]

    match row["next_step"]:
        case S.self_check:
            is_named = row["kind"] == InventoryKind.position and names and row["filler_name"]
            return [row["filler_name"]] if is_named else holders("liaison")
        case S.peer_check:
            return [PEERS]
        case S.department_review:
            heads = {person_id for person_id, _ in charges.get((department_id, "head"), ())}
            return holders("supervising" if row["filler_id"] in heads else "head")
        case S.public_comment:
            return holders("liaison")
        case S.leadership_decision:
            return [OFFICE]
    return []


def search_departments(session: Session, actor: Actor, query: ProgressQuery) -> tuple[list[Row], int]:
    """One page of departments that have sheets, with how many of them are through with each step."""
    parts = _parts(actor, query)

    def number(clause: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((clause, INVENTORIES.c.id)))

    statement = (
        sa.select(
            DEPARTMENTS.c.id.label("department_id"),
            DEPARTMENTS.c.name.label("department_name"),
            sa.func.count(INVENTORIES.c.id).label("sheets_count"),
            sa.func.sum(parts.points).label("points_count"),
            number(parts.next_step.is_(None)).label("done_count"),
            sa.func.max(parts.opinions).label("opinions_count"),
            sa.func.max(parts.pending).label("pending_count"),
            *(number(parts.done[step]).label(f"done_{step.value}") for step in S),
            *(number(parts.next_step == step.value).label(f"next_{step.value}") for step in S),
        )
        .select_from(parts.source)
        .where(*_sheets(actor, query))
        .group_by(DEPARTMENTS.c.id, DEPARTMENTS.c.name, DEPARTMENTS.c.path)
        .order_by(DEPARTMENTS.c.path, DEPARTMENTS.c.id)
    )
    rows, total = fetch(session, statement, query)
    names = unit_names(session, (row["department_id"] for row in rows), query.year)
    return [_by_step(row | {"department_name": names[row["department_id"]]}) for row in rows], total


def _by_step(row: Row) -> Row:
    steps = [
        {
            "step": step,
            "done_count": row.pop(f"done_{step.value}"),
            "next_count": row.pop(f"next_{step.value}"),
        }
        for step in S
    ]
    return row | {"points_count": int(row["points_count"]), "steps": steps}

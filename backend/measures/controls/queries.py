"""Reads of measures."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.rows import contains
from backend.kit.table import today
from backend.measures.controls.schemas import (
    CheckOut,
    EvidenceOut,
    MeasureOut,
    MeasureQuery,
    MeasureSort,
    ProgressOut,
)
from backend.measures.queries import (
    BASES,
    CHECKS,
    EVIDENCE,
    MEASURES,
    PROGRESS,
    RISKS,
    WRITE,
    carried_by,
    find_measure,
    find_plan,
    keeps_plan,
    linked,
    visible_measures,
)
from backend.measures.rules import MACHINE, SETTLED, UNFINISHED, MeasureAction, MeasureState
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, POSITIONS, reaches, subtree
from backend.powers.queries import POWERS
from backend.regulations.queries import REGULATIONS
from backend.reviews.rules import EDITABLE
from backend.risks.queries import POINTS, visible_points

_LINKS = frozenset({"risk_point_ids", "basis"})
_ORDER = {
    MeasureSort.in_plan: (MEASURES.c.plan_id, MEASURES.c.ordinal, MEASURES.c.id),
    MeasureSort.due: (MEASURES.c.due_on.asc().nulls_last(), MEASURES.c.id),
    MeasureSort.newest: (MEASURES.c.id.desc(),),
}


def overdue() -> sa.ColumnElement[bool]:
    """Measures whose day has passed and that are not finished."""
    has_passed = sa.and_(MEASURES.c.due_on < today(), MEASURES.c.retired_at.is_(None))
    return sa.func.coalesce(sa.and_(has_passed, MEASURES.c.state.in_(UNFINISHED)), sa.false())


def _selected(actor: Actor) -> sa.Select[Any]:
    joined: dict[str, sa.ColumnElement[Any]] = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "power_name": POWERS.c.name.label("power_name"),
        "regulation_title": REGULATIONS.c.title.label("regulation_title"),
        "is_overdue": overdue().label("is_overdue"),
    }
    names = [name for name in MeasureOut.model_fields if name not in _LINKS]
    return (
        sa.select(*(joined[name] if name in joined else MEASURES.c[name] for name in names))
        .join_from(MEASURES, DEPARTMENTS, DEPARTMENTS.c.id == MEASURES.c.department_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == MEASURES.c.position_id)
        .outerjoin(POWERS, POWERS.c.id == MEASURES.c.power_id)
        .outerjoin(REGULATIONS, REGULATIONS.c.id == MEASURES.c.regulation_id)
        .where(visible_measures(actor))
    )


def search_measures(session: Session, actor: Actor, query: MeasureQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of measures and the total."""
    statement = _selected(actor).where(*_filters(actor, query)).order_by(*_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return _shown(session, linked(session, rows)), total


def _shown(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measures with the names of their year and the titles of their rules; SQLite knows no booleans."""
    ids = sorted({one["regulation_id"] for row in rows for one in row["basis"]})
    named = sa.select(REGULATIONS.c.id, REGULATIONS.c.title).where(REGULATIONS.c.id.in_(ids))
    titles: dict[int, str] = dict(session.execute(named).all()) if ids else {}
    return [
        row
        | {
            "is_overdue": bool(row["is_overdue"]),
            "basis": [one | {"title": titles[one["regulation_id"]]} for one in row["basis"]],
        }
        for row in as_then(session, rows)
    ]


def _filters(actor: Actor, query: MeasureQuery) -> Iterator[sa.ColumnElement[bool]]:
    for name in ("plan_id", "year", "kind", "state", "line_of_defence", "position_id", "power_id"):
        wanted = getattr(query, name)
        if wanted is not None:
            yield MEASURES.c[name] == wanted
    if query.department_id:
        yield MEASURES.c.department_id.in_(subtree([query.department_id]))
    if query.regulation_id:
        rests = sa.select(BASES.c.measure_id).where(BASES.c.regulation_id == query.regulation_id)
        yield sa.or_(MEASURES.c.regulation_id == query.regulation_id, MEASURES.c.id.in_(rests))
    if query.risk_point_id:
        against = sa.select(RISKS.c.measure_id).where(RISKS.c.risk_point_id == query.risk_point_id)
        yield MEASURES.c.id.in_(against)
    if query.is_overdue:
        yield overdue()
    if query.is_mine:
        yield carried_by(actor.user_id)
    if not query.include_retired:
        yield MEASURES.c.retired_at.is_(None)
    if query.q:
        yield contains(query.q, MEASURES.c.title, MEASURES.c.content)


def get_measure(session: Session, actor: Actor, measure_id: int) -> dict[str, Any]:
    """One measure with everything its page needs (`MeasureDetail`), or 404."""
    measure = find_measure(session, actor, measure_id)
    row = session.execute(_selected(actor).where(MEASURES.c.id == measure_id)).mappings().one()
    links = {name: measure[name] for name in sorted(_LINKS)}
    return _shown(session, [dict(row) | links])[0] | {
        "risk_points": _risk_points(session, actor, measure_id),
        "progress": _progress(session, measure_id),
        "checks": _listed(session, CHECKS, CheckOut, measure_id),
        "allowed_actions": allowed_actions(session, actor, measure),
    }


def _risk_points(session: Session, actor: Actor, measure_id: int) -> list[dict[str, Any]]:
    """Those the caller may see: one's own measure may answer risks of other posts too."""
    statement = (
        sa.select(
            POINTS.c.id,
            POINTS.c.name,
            POINTS.c.level,
            POINTS.c.position_id,
            POINTS.c.retired_at.is_not(None).label("is_retired"),
        )
        .join(RISKS, RISKS.c.risk_point_id == POINTS.c.id)
        .where(RISKS.c.measure_id == measure_id, visible_points(actor))
        .order_by(POINTS.c.level_rank.desc(), POINTS.c.id)
    )
    return [
        dict(row) | {"is_retired": bool(row["is_retired"])} for row in session.execute(statement).mappings()
    ]


def _listed(session: Session, table: sa.Table, out: Any, measure_id: int) -> list[dict[str, Any]]:
    columns = [table.c[name] for name in out.model_fields if name in table.c]
    statement = sa.select(*columns).where(table.c.measure_id == measure_id).order_by(table.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


def _progress(session: Session, measure_id: int) -> list[dict[str, Any]]:
    files: dict[int, list[dict[str, Any]]] = {}
    columns = [EVIDENCE.c[name] for name in ("progress_id", *EvidenceOut.model_fields)]
    found = sa.select(*columns).where(EVIDENCE.c.measure_id == measure_id).order_by(EVIDENCE.c.id)
    for row in session.execute(found).mappings():
        file = dict(row)
        files.setdefault(file.pop("progress_id"), []).append(file)
    entries = _listed(session, PROGRESS, ProgressOut, measure_id)
    return [entry | {"files": files.get(entry["id"], [])} for entry in entries]


def may_report(session: Session, actor: Actor, measure: dict[str, Any]) -> bool:
    """Whoever holds the responsible post, and those who keep the department's measures."""
    if measure["is_carrier"] and actor.reach(WRITE).own:
        return True
    return reaches(session, actor, WRITE, measure["department_id"])


def may_check(session: Session, actor: Actor, measure: dict[str, Any]) -> bool:
    """Nobody checks the effect of what he carries out himself, or has reported as done (requirements D8)."""
    if actor.user_id is None or measure["is_carrier"] or measure["finished_by_id"] == actor.user_id:
        return False
    return reaches(session, actor, Permission.measures_check, measure["department_id"])


def allowed_actions(session: Session, actor: Actor, measure: dict[str, Any]) -> list[MeasureAction]:
    """What the actor may do with a measure in its present state; approving is nobody's button."""
    if measure["retired_at"] or measure["is_closed"]:
        return []
    found: list[MeasureAction] = []
    if measure["state"] not in SETTLED and _may_edit(session, actor, measure):
        found += [MeasureAction.edit, MeasureAction.retire]
    holds = {
        Permission.measures_write: may_report(session, actor, measure),
        Permission.measures_check: may_check(session, actor, measure),
    }
    state = MeasureState(measure["state"])
    return found + [
        MeasureAction(row.action)
        for row in MACHINE.actions(state)
        if holds.get(Permission(row.permission), False)
    ]


def _may_edit(session: Session, actor: Actor, measure: dict[str, Any]) -> bool:
    plan = find_plan(session, actor, measure["plan_id"])
    carries = measure["is_carrier"] and actor.reach(WRITE).own and plan["state"] in EDITABLE
    return carries or keeps_plan(session, actor, plan)

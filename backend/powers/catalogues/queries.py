"""Reads of catalogues."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import CAMPUS_ZONE
from backend.organization.history.queries import as_then
from backend.organization.queries import (
    DEPARTMENTS,
    POSITIONS,
    name_then,
    own_positions,
    reaches,
    subtree,
    within,
)
from backend.powers.bases.queries import bases_by_power
from backend.powers.catalogues.rules import CatalogueAction, content_hash, differences
from backend.powers.catalogues.schemas import CatalogueSort, PowerCatalogueOut, PowerCatalogueQuery
from backend.powers.queries import CATALOGUES, POWERS
from backend.powers.rules import SIGNED
from backend.reviews.decisions.queries import latest_decision
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import CHAINS, EDITABLE, ReviewAction, ReviewState

READ, WRITE = Permission.powers_read, Permission.powers_write
_STATE = ("chain", "state", "is_stale", "round", "submitted_at", "decided_at", "redo_due_on")
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name")
} | {name: REVIEWS.c[name] for name in _STATE}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else CATALOGUES.c[name] for name in PowerCatalogueOut.model_fields
)
_ORDER = {
    CatalogueSort.newest: (CATALOGUES.c.id.desc(),),
    CatalogueSort.by_department: (DEPARTMENTS.c.path, CATALOGUES.c.year.desc(), CATALOGUES.c.id),
}


_IS_GONE = DEPARTMENTS.c.retired_on.is_not(None).label("is_gone")
"""A department that is no more has no powers of today: its catalogue says what was handed in."""


def visible_catalogues(actor: Actor, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Catalogues of the departments the actor reads, and those of the departments he holds a post in."""
    posts = sa.select(POSITIONS.c.department_id).where(POSITIONS.c.id.in_(own_positions(actor.user_id)))
    own = CATALOGUES.c.department_id.in_(posts)
    return (
        sa.select(*_COLUMNS, *more)
        .join_from(CATALOGUES, DEPARTMENTS, DEPARTMENTS.c.id == CATALOGUES.c.department_id)
        .join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
        .where(within(actor.need(READ), CATALOGUES.c.department_id, own))
    )


def search_catalogues(
    session: Session, actor: Actor, query: PowerCatalogueQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of catalogues and the total."""
    statement = visible_catalogues(actor).order_by(*_ORDER[query.sort])
    if query.department_id:
        statement = statement.where(CATALOGUES.c.department_id.in_(subtree([query.department_id])))
    if query.year:
        statement = statement.where(CATALOGUES.c.year == query.year)
    if query.state:
        statement = statement.where(REVIEWS.c.state == query.state)
    if query.is_stale is not None:
        statement = statement.where(REVIEWS.c.is_stale == query.is_stale)
    rows, total = fetch(session, statement, query)
    return as_then(session, rows), total


def find_catalogue(
    session: Session, actor: Actor, catalogue_id: int, *, to_write: bool = False
) -> dict[str, Any]:
    """One catalogue with what was handed in, or 404. `to_write` locks it and its review."""
    more = (CATALOGUES.c.content, REVIEWS.c.retired_on.is_not(None).label("is_ended"), _IS_GONE)
    statement = visible_catalogues(actor, *more).where(CATALOGUES.c.id == catalogue_id)
    if to_write:
        statement = statement.with_for_update(of=[CATALOGUES, REVIEWS])
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份职权目录")
    return dict(row)


def live_rows(session: Session, department_id: int) -> list[dict[str, Any]]:
    """The department's powers of today as 附件一 shows them, plain values, with what a count needs."""
    columns = (POWERS.c.id, POWERS.c.code, *(POWERS.c[name] for name in SIGNED), POWERS.c.flow_version)
    statement = (
        sa.select(
            *columns,
            POSITIONS.c.name.label("position_name"),
            POWERS.c.confirmed_at.is_not(None).label("is_confirmed"),
        )
        .join_from(POWERS, POSITIONS, POSITIONS.c.id == POWERS.c.position_id, isouter=True)
        .where(POWERS.c.department_id == department_id, POWERS.c.retired_on.is_(None))
        .order_by(POWERS.c.sort, POWERS.c.id)
    )
    rows = [dict(row) for row in session.execute(statement).mappings()]
    bases = bases_by_power(session, [row["id"] for row in rows])
    for row in rows:
        row |= {"bases": bases[row["id"]], "is_confirmed": bool(row["is_confirmed"])}
        for name in ("kind", "key_area", "discretion"):
            row[name] = None if row[name] is None else str(row[name])
    return rows


def get_catalogue(session: Session, actor: Actor, catalogue_id: int) -> dict[str, Any]:
    """One catalogue with everything its page needs (`PowerCatalogueDetail`), or 404."""
    (found,) = as_then(session, [find_catalogue(session, actor, catalogue_id)])
    handed_in = found.pop("content")
    is_gone, is_ended = bool(found.pop("is_gone")), bool(found.pop("is_ended"))
    live = handed_in if is_gone else live_rows(session, found["department_id"])
    is_open = found["state"] in EDITABLE
    return found | {
        "department_name": _name_signed(session, found),
        "powers_count": len(live),
        "confirmed_count": sum(row["is_confirmed"] for row in live),
        "without_basis_count": sum(not row["basis"] and not row["bases"] for row in live),
        "without_flow_count": sum(not row["flow_version"] for row in live),
        "content_hash": content_hash(found["department_id"], found["year"], live),
        "rows": [_shown(row) for row in (live if is_open else handed_in)],
        "changes": differences(handed_in if found["round"] else live, live),
        "latest_decision": latest_decision(session, found["review_id"]) if found["round"] else None,
        "allowed_actions": [] if is_gone or is_ended else _allowed_actions(session, actor, found),
    }


def _name_signed(session: Session, catalogue: dict[str, Any]) -> str:
    """What was signed keeps the department's name of that day, as the printed form does; all else that of its year."""
    if catalogue["state"] != ReviewState.approved or not catalogue["decided_at"]:
        return str(catalogue["department_name"])
    day = catalogue["decided_at"].astimezone(CAMPUS_ZONE).date()
    return name_then(session, catalogue["department_id"], day)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "flow_version"}


def _allowed_actions(session: Session, actor: Actor, catalogue: dict[str, Any]) -> list[CatalogueAction]:
    """Handing in, and taking back, is for those who do not sign first themselves (requirements D8)."""
    if not reaches(session, actor, WRITE, catalogue["department_id"]):
        return []
    state = ReviewState(catalogue["state"])
    found = [CatalogueAction.edit] if state in EDITABLE or state is ReviewState.approved else []
    chain = CHAINS[catalogue["chain"]]
    offered = {step.action for step in chain.actions(state, is_stale=catalogue["is_stale"])}
    if not signs_first(session, actor, catalogue):
        steps = (
            (ReviewAction.submit, CatalogueAction.submit),
            (ReviewAction.withdraw, CatalogueAction.withdraw),
        )
        found += [mine for step, mine in steps if step in offered]
    return found


def signs_first(session: Session, actor: Actor, catalogue: dict[str, Any]) -> bool:
    """Whether the actor holds the first step of the chain: he would wait for himself."""
    return reaches(session, actor, Permission.reviews_department, catalogue["department_id"])

"""Reads of the library. Everybody reads the rules he works by."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.batches import among
from backend.kit.paging import fetch
from backend.kit.problems import FieldError, not_found
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.organization.queries import DEPARTMENTS, subtree
from backend.regulations.models import Regulation, RegulationRevision
from backend.regulations.rules import CITABLE, MACHINE, RegulationStatus
from backend.regulations.schemas import (
    RegulationDetail,
    RegulationOut,
    RegulationQuery,
    RegulationRevisionDetail,
    RegulationRevisionOut,
    RegulationSort,
)

REGULATIONS, REVISIONS = table_of(Regulation), table_of(RegulationRevision)
_SUCCESSOR = REGULATIONS.alias("successor")
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "replaced_by_title": _SUCCESSOR.c.title.label("replaced_by_title"),
}
_COMPUTED = frozenset({"edition_in_force", "allowed_actions"})
_ITEM = tuple(_JOINED[n] if n in _JOINED else REGULATIONS.c[n] for n in RegulationOut.model_fields)
_FULL = tuple(
    _JOINED[name] if name in _JOINED else REGULATIONS.c[name]
    for name in RegulationDetail.model_fields
    if name not in _COMPUTED
)
_ORDER: dict[RegulationSort, tuple[sa.ColumnElement[Any], ...]] = {
    RegulationSort.by_title: (REGULATIONS.c.title, REGULATIONS.c.id),
    RegulationSort.newest: (REGULATIONS.c.effective_on.desc().nulls_last(), REGULATIONS.c.id.desc()),
    RegulationSort.updated: (REGULATIONS.c.updated_at.desc(), REGULATIONS.c.id.desc()),
}


def _from(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*columns).join_from(
        REGULATIONS, DEPARTMENTS, DEPARTMENTS.c.id == REGULATIONS.c.department_id, isouter=True
    )


def _filters(query: RegulationQuery) -> list[sa.ColumnElement[bool]]:
    clauses: list[sa.ColumnElement[bool]] = []
    if query.kind:
        clauses.append(REGULATIONS.c.kind.in_(query.kind))
    if query.status:
        clauses.append(REGULATIONS.c.status.in_(query.status))
    if query.department_id:
        clauses.append(REGULATIONS.c.department_id.in_(subtree([query.department_id])))
    if query.effective_from:
        clauses.append(REGULATIONS.c.effective_on >= query.effective_from)
    if query.effective_to:
        clauses.append(REGULATIONS.c.effective_on <= query.effective_to)
    if query.without_text:
        clauses.append(REGULATIONS.c.text == "")
    if query.q:
        columns = (REGULATIONS.c.title, REGULATIONS.c.number, REGULATIONS.c.issuer)
        clauses.append(contains(query.q, *columns))
    return clauses


def search_regulations(
    session: Session, actor: Actor, query: RegulationQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of the library and the bounded total."""
    actor.need(Permission.regulations_read)
    statement = _from(*_ITEM).where(*_filters(query)).order_by(*_ORDER[query.sort])
    return fetch(session, statement, query)


def get_regulation(session: Session, actor: Actor, regulation_id: int) -> dict[str, Any]:
    """One rule (`RegulationDetail`), or 404."""
    actor.need(Permission.regulations_read)
    statement = _from(*_FULL).outerjoin(_SUCCESSOR, _SUCCESSOR.c.id == REGULATIONS.c.replaced_by_id)
    found = session.execute(statement.where(REGULATIONS.c.id == regulation_id))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这项制度")
    status = RegulationStatus(row["status"])
    return dict(row) | {
        "edition_in_force": None if row["repealed_on"] else _edition_in_force(session, regulation_id),
        "allowed_actions": [
            step.action for step in MACHINE.actions(status) if actor.reach(Permission(step.permission))
        ],
    }


def _edition_in_force(session: Session, regulation_id: int) -> int | None:
    """The newest edition whose day has come: one that is published ahead waits for its day."""
    newest = sa.select(sa.func.max(REVISIONS.c.edition)).where(
        REVISIONS.c.regulation_id == regulation_id, REVISIONS.c.effective_on <= today()
    )
    return session.execute(newest).scalar_one_or_none()


def list_revisions(session: Session, actor: Actor, regulation_id: int) -> list[dict[str, Any]]:
    """Every edition, newest first (`RegulationRevisionOut`)."""
    get_regulation(session, actor, regulation_id)
    columns = (REVISIONS.c[name] for name in RegulationRevisionOut.model_fields)
    statement = sa.select(*columns).where(REVISIONS.c.regulation_id == regulation_id)
    rows = session.execute(statement.order_by(REVISIONS.c.edition.desc())).mappings()
    return [dict(row) for row in rows]


def get_revision(session: Session, actor: Actor, regulation_id: int, edition: int) -> dict[str, Any]:
    """One edition with its text (`RegulationRevisionDetail`), or 404."""
    get_regulation(session, actor, regulation_id)
    columns = (REVISIONS.c[name] for name in RegulationRevisionDetail.model_fields)
    statement = sa.select(*columns).where(
        REVISIONS.c.regulation_id == regulation_id, REVISIONS.c.edition == edition
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这项制度的这一版")
    return dict(row)


def uncitable(session: Session, ids: Sequence[int], pointer: str) -> list[FieldError]:
    """What is wrong with rules that a body newly rests on: unknown, drafted or repealed ones.

    `pointer` holds one `{}` for the place, e.g. `/bases/{}/regulation_id`.
    """
    columns = (REGULATIONS.c.id, REGULATIONS.c.title, REGULATIONS.c.status)
    found = session.execute(sa.select(*columns).where(among(session, REGULATIONS.c.id, ids)))
    known = {row.id: row for row in found}
    errors: list[FieldError] = []
    for at, regulation_id in enumerate(ids):
        row = known.get(regulation_id)
        if row is None:
            detail = "制度依据库里没有这一项，请重新选择。"
            errors.append(FieldError(pointer.format(at), "unknown", detail))
        elif row.status not in CITABLE:
            label = RegulationStatus(row.status).label
            detail = f"《{row.title}》是“{label}”的，不能作为依据，请选择现行有效的制度。"
            errors.append(FieldError(pointer.format(at), "not-in-force", detail))
    return errors

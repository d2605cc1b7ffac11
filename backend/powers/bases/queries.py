"""Reads of the links. Who sees a power sees what it rests on."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.batches import among
from backend.kit.paging import fetch
from backend.organization.queries import subtree
from backend.powers.bases.schemas import BasisQuery, PowerBasisOut
from backend.powers.queries import BASES, LIVE_STEP, POWERS, STEPS, get_power, reach
from backend.regulations.queries import REGULATIONS

_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "power_name": POWERS.c.name.label("power_name"),
    "department_id": POWERS.c.department_id,
    "step_key": STEPS.c.key.label("step_key"),
    "step_name": STEPS.c.name.label("step_name"),
} | {
    f"regulation_{name}": REGULATIONS.c[name].label(f"regulation_{name}")
    for name in ("title", "number", "kind", "status")
}
_COLUMNS = tuple(_JOINED[name] if name in _JOINED else BASES.c[name] for name in PowerBasisOut.model_fields)
_ORDER = (POWERS.c.department_id, POWERS.c.sort, POWERS.c.id, STEPS.c.ordinal.nulls_first(), BASES.c.id)


def _links() -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join_from(BASES, POWERS, POWERS.c.id == BASES.c.power_id)
        .join(REGULATIONS, REGULATIONS.c.id == BASES.c.regulation_id)
        .join(STEPS, STEPS.c.id == BASES.c.step_id, isouter=True)
        .where(LIVE_STEP)
        .order_by(*_ORDER)
    )


def search_bases(session: Session, actor: Actor, query: BasisQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of the links of live powers the actor may see."""
    statement = _links().where(reach(actor), POWERS.c.retired_on.is_(None))
    if query.regulation_id:
        statement = statement.where(BASES.c.regulation_id == query.regulation_id)
    if query.department_id:
        statement = statement.where(POWERS.c.department_id.in_(subtree([query.department_id])))
    if query.status:
        statement = statement.where(REGULATIONS.c.status == query.status)
    if query.is_of_step is not None:
        whole = BASES.c.step_id.is_(None)
        statement = statement.where(~whole if query.is_of_step else whole)
    return fetch(session, statement, query)


def get_bases(session: Session, actor: Actor, power_id: int) -> dict[str, Any]:
    """The links of one power (`BasesOut`), or 404."""
    power = get_power(session, actor, power_id)
    rows = session.execute(_links().where(BASES.c.power_id == power_id)).mappings()
    return {"power_id": power_id, "version": power["version"], "bases": [dict(row) for row in rows]}


def bases_by_power(session: Session, power_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The rules each power as a whole rests on, as a catalogue shows them."""
    ids = list(power_ids)
    statement = _links().where(among(session, BASES.c.power_id, ids), BASES.c.step_id.is_(None))
    found: dict[int, list[dict[str, Any]]] = {power_id: [] for power_id in ids}
    for row in session.execute(statement.order_by(None).order_by(BASES.c.regulation_id)).mappings():
        found[row["power_id"]].append(
            {
                "regulation_id": row["regulation_id"],
                "title": row["regulation_title"],
                "number": row["regulation_number"],
                "clause": row["clause"],
            }
        )
    return found

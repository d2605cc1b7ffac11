"""Reads of powers and flows. Everybody sees the powers of the posts held, readers those of their departments."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import conflict, forbidden, not_found
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, reaches, subtree, within
from backend.powers.models import FlowRevision, FlowStep, Power, PowerBasis, PowerCatalogue
from backend.powers.rules import Branch, Flow, Step, StepKind
from backend.powers.schemas import PowerOut, PowerQuery, PowerSort, StepOut
from backend.regulations.queries import REGULATIONS
from backend.regulations.rules import RegulationStatus
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import EDITABLE, ReviewState

POWERS, STEPS, REVISIONS, BASES, CATALOGUES = (
    table_of(model) for model in (Power, FlowStep, FlowRevision, PowerBasis, PowerCatalogue)
)

LIVE_STEP = sa.or_(
    BASES.c.step_id.is_(None), BASES.c.step_id.in_(sa.select(STEPS.c.id).where(STEPS.c.is_retired.is_(False)))
)
"""A link of a step that was taken out of the flow rests until the step comes back."""
_COUNTED = sa.select(sa.func.count()).select_from(BASES).where(BASES.c.power_id == POWERS.c.id, LIVE_STEP)
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "position_name": POSITIONS.c.name.label("position_name"),
    "bases_count": _COUNTED.scalar_subquery().label("bases_count"),
}
_COLUMNS = {name: _JOINED[name] if name in _JOINED else POWERS.c[name] for name in PowerOut.model_fields}
_STEP_COLUMNS = tuple(STEPS.c[name] for name in StepOut.model_fields)
_ORDER: dict[PowerSort, tuple[sa.ColumnElement[Any], ...]] = {
    PowerSort.catalogue: (POWERS.c.department_id, POWERS.c.sort, POWERS.c.id),
    PowerSort.by_name: (POWERS.c.name, POWERS.c.id),
    PowerSort.updated: (POWERS.c.updated_at.desc(), POWERS.c.id.desc()),
}


def reach(actor: Actor, permission: Permission = Permission.powers_read) -> sa.ColumnElement[bool]:
    """The powers a permission covers: whole departments, or those of the posts one holds today."""
    own = POWERS.c.position_id.in_(own_positions(actor.user_id))
    return within(actor.need(permission), POWERS.c.department_id, own)


def visible_powers(actor: Actor) -> sa.Select[Any]:
    """The powers the actor may see."""
    joined = sa.join(POWERS, DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id).outerjoin(
        POSITIONS, POSITIONS.c.id == POWERS.c.position_id
    )
    columns = _COLUMNS
    if not actor.sees_personal_data:
        columns = columns | {"confirmed_by_name": sa.null().label("confirmed_by_name")}
    return sa.select(*columns.values()).select_from(joined).where(reach(actor))


def _resting(*clauses: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Powers with a link that fits."""
    return sa.select(BASES.c.id).where(BASES.c.power_id == POWERS.c.id, LIVE_STEP, *clauses).exists()


def _basis_filters(query: PowerQuery) -> list[sa.ColumnElement[bool]]:
    clauses: list[sa.ColumnElement[bool]] = []
    if query.without_basis:
        clauses.append(sa.and_(POWERS.c.basis == "", ~_resting()))
    if query.regulation_id:
        clauses.append(_resting(BASES.c.regulation_id == query.regulation_id))
    if query.with_repealed_basis:
        repealed = sa.select(REGULATIONS.c.id).where(REGULATIONS.c.status == RegulationStatus.repealed)
        clauses.append(_resting(BASES.c.regulation_id.in_(repealed)))
    return clauses


def _filters(query: PowerQuery) -> list[sa.ColumnElement[bool]]:
    clauses: list[sa.ColumnElement[bool]] = []
    if not query.include_retired:
        clauses.append(POWERS.c.retired_on.is_(None))
    if query.department_id:
        clauses.append(POWERS.c.department_id.in_(subtree([query.department_id])))
    for name in ("position_id", "key_area", "kind", "discretion"):
        if (value := getattr(query, name)) is not None:
            clauses.append(POWERS.c[name] == value)
    clauses += _basis_filters(query)
    if query.is_confirmed is not None:
        waiting = POWERS.c.confirmed_at.is_(None)
        clauses.append(~waiting if query.is_confirmed else waiting)
    if query.without_flow:
        clauses.append(POWERS.c.flow_version == 0)
    if query.q:
        clauses.append(contains(query.q, POWERS.c.name, POWERS.c.content, POWERS.c.basis, POWERS.c.code))
    return clauses


def search_powers(session: Session, actor: Actor, query: PowerQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of powers and the bounded total."""
    statement = visible_powers(actor).where(*_filters(query)).order_by(*_ORDER[query.sort])
    return fetch(session, statement, query)


def get_power(session: Session, actor: Actor, power_id: int) -> dict[str, Any]:
    """One power the actor may see, or 404."""
    row = session.execute(visible_powers(actor).where(POWERS.c.id == power_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这项职权")
    return dict(row)


def writable_power(session: Session, actor: Actor, power_id: int) -> dict[str, Any]:
    """One power the actor may change: 404 when invisible, 403 when out of reach."""
    row = get_power(session, actor, power_id)
    if not reaches(session, actor, Permission.powers_write, row["department_id"]):
        raise forbidden()
    return row


def refuse_retired(power: Mapping[str, Any]) -> None:
    """409 for a power that is no longer exercised."""
    if power["retired_on"]:
        raise conflict("这项职权已经停用，不能再修改。", "already-retired")


def refuse_in_review(session: Session, department_id: int) -> None:
    """409 while a catalogue of the department waits for signatures: nobody may change what is being signed.

    The catalogues stay locked for sharing until the end of the transaction, so none is handed in meanwhile.
    """
    ours = sa.select(CATALOGUES.c.review_id).where(CATALOGUES.c.department_id == department_id)
    reviews = session.execute(ours.with_for_update(read=True)).scalars().all()
    if not reviews:
        return
    under_review = sa.select(REVIEWS.c.state).where(
        REVIEWS.c.id.in_(reviews), REVIEWS.c.state.not_in((*EDITABLE, ReviewState.approved))
    )
    state = session.execute(under_review.limit(1)).scalar_one_or_none()
    if state is not None:
        label = ReviewState(state).label
        raise conflict(
            f"本部门的职权目录现在是“{label}”，不能修改；如需修改，请先撤回或请审核人退回。", "not-editable"
        )


def steps_of(session: Session, power_id: int) -> list[dict[str, Any]]:
    """The live steps of a power in order, as in StepOut."""
    statement = sa.select(*_STEP_COLUMNS).where(STEPS.c.power_id == power_id, STEPS.c.is_retired.is_(False))
    return [dict(row) for row in session.execute(statement.order_by(STEPS.c.ordinal, STEPS.c.id)).mappings()]


def get_flow(session: Session, actor: Actor, power_id: int) -> dict[str, Any]:
    """The flow of a power the actor may see (`FlowOut`); without steps when there is none yet."""
    power = get_power(session, actor, power_id)
    return {
        "power_id": power_id,
        "power_name": power["name"],
        "flow_version": power["flow_version"],
        "version": power["version"],
        "steps": steps_of(session, power_id),
    }


def drawable(title: str, steps: Sequence[Mapping[str, Any]]) -> Flow:
    """Stored steps as the diagram takes them."""
    return Flow(title, tuple(as_step(step) for step in steps))


def as_step(row: Mapping[str, Any]) -> Step:
    """One stored or submitted step as the rules see it."""
    return Step(
        key=row["key"],
        name=row["name"],
        kind=StepKind(row["kind"]),
        handler=row["handler"],
        time_limit=row["time_limit"],
        is_key=row["is_key"],
        has_discretion=row["has_discretion"],
        may_be_interfered=row["may_be_interfered"],
        branches=tuple(Branch(branch["to"], branch.get("label", "")) for branch in row["branches"]),
    )


def list_revisions(session: Session, actor: Actor, power_id: int) -> list[dict[str, Any]]:
    """Saved versions of a flow, newest first (`RevisionOut`)."""
    get_power(session, actor, power_id)
    statement = (
        sa.select(REVISIONS).where(REVISIONS.c.power_id == power_id).order_by(REVISIONS.c.number.desc())
    )
    return [
        {
            "number": row["number"],
            "step_count": len(row["steps"]),
            "saved_by_name": row["saved_by_name"],
            "saved_at": row["saved_at"],
        }
        for row in session.execute(statement).mappings()
    ]


def get_revision(session: Session, actor: Actor, power_id: int, number: int) -> dict[str, Any]:
    """A flow as it was saved (`RevisionDetail`), or 404."""
    get_power(session, actor, power_id)
    columns = (REVISIONS.c[name] for name in ("power_id", "number", "saved_by_name", "saved_at", "steps"))
    statement = sa.select(*columns).where(REVISIONS.c.power_id == power_id, REVISIONS.c.number == number)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("流程的这个版本")
    return dict(row)

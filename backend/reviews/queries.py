"""Reads of reviews. Seen by readers of the department, by those who sign there, and by the owner."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.models import User
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.communications.models import Meeting
from backend.kit.machine import Transition
from backend.kit.paging import count, fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, PEOPLE, subtree, within
from backend.reviews.models import Review, ReviewComment, ReviewDecision
from backend.reviews.rules import (
    CHAINS,
    OF_DEPARTMENTS,
    RECORDERS,
    SIGNATURES,
    Chain,
    Decision,
    ReviewAction,
    ReviewState,
)
from backend.reviews.schemas import ReviewFilter, ReviewOut, ReviewQuery, ReviewSort

REVIEWS, DECISIONS, COMMENTS, USERS, MEETINGS = (
    table_of(model) for model in (Review, ReviewDecision, ReviewComment, User, Meeting)
)
DECIDERS = frozenset(permission for chain in CHAINS.values() for permission in chain.permissions)

_JOINED = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "owner_name": PEOPLE.c.name.label("owner_name"),
    "submitted_by_name": USERS.c.display_name.label("submitted_by_name"),
}
_COMPUTED = frozenset({"is_own", "has_signed", "needs_meeting", "allowed_actions"})
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else REVIEWS.c[name]
    for name in ReviewOut.model_fields
    if name not in _COMPUTED
)
_WAITING = (
    *(REVIEWS.c[name] for name in ("id", "title", "department_id", "is_stale", "submitted_at")),
    _JOINED["department_name"],
)
"""What the to-dos say about a sheet."""
_EXACT = ("subject_kind", "subject_id", "chain", "year", "is_stale")
"""Filters that are one column's value."""
_ORDER = {
    ReviewSort.newest: (REVIEWS.c.submitted_at.desc().nulls_last(), REVIEWS.c.id.desc()),
    ReviewSort.oldest: (REVIEWS.c.submitted_at.asc().nulls_last(), REVIEWS.c.id),
    ReviewSort.by_title: (REVIEWS.c.title, REVIEWS.c.id),
}


IS_CLOSED = (
    sa.exists()
    .where(WORK_YEARS.c.year == REVIEWS.c.year, WORK_YEARS.c.state == YearState.closed)
    .correlate(REVIEWS)
)
"""Nothing can be done any more with a sheet of a closed year, so it waits for nobody."""


def _open(state: ReviewState) -> sa.ColumnElement[bool]:
    """A review in `state` that somebody has to decide: an approval only when it is stale."""
    is_there = REVIEWS.c.state == state
    return sa.and_(is_there, REVIEWS.c.is_stale) if state is ReviewState.approved else is_there


def _steps(chain: Chain) -> Iterable[tuple[ReviewState, Permission]]:
    """Every state of the chain in which somebody decides, with each permission to do it."""
    states = [*(state for state, _ in chain.steps), ReviewState.approved]
    return [(state, permission) for state in states for permission in chain.signers(state)]


def _own(actor: Actor) -> sa.ColumnElement[bool]:
    """Sheets of the caller's person, or handed in by the caller."""
    if actor.user_id is None:
        return sa.false()
    person = sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == actor.user_id)
    return sa.or_(REVIEWS.c.owner_id.in_(person), REVIEWS.c.submitted_by_id == actor.user_id)


def _speaks_for_caller(actor: Actor) -> sa.ColumnElement[bool]:
    """Sheets the caller must not decide: his person's, and those he handed in for nobody in particular."""
    if actor.user_id is None:
        return sa.false()
    person = sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == actor.user_id)
    ownerless = sa.and_(REVIEWS.c.owner_id.is_(None), REVIEWS.c.submitted_by_id == actor.user_id)
    return sa.func.coalesce(sa.or_(REVIEWS.c.owner_id.in_(person), ownerless), sa.false())


def _signed_before(actor: Actor) -> sa.ColumnElement[bool]:
    """Sheets whose earlier step in this round the caller signed: whoever holds two offices signs for one of them.

    What a meeting decides is no signature of whoever writes it down, and an approval that went stale is confirmed by
    who gave it.
    """
    if actor.user_id is None:
        return sa.false()
    signed = sa.exists().where(
        DECISIONS.c.review_id == REVIEWS.c.id,
        DECISIONS.c.round == REVIEWS.c.round,
        DECISIONS.c.decision == Decision.approve,
        DECISIONS.c.decided_by_id == actor.user_id,
    )
    return sa.and_(REVIEWS.c.state.not_in([ReviewState.approved, *RECORDERS]), signed.correlate(REVIEWS))


def _awaiting(actor: Actor) -> sa.ColumnElement[bool]:
    """What waits for the caller's signature."""
    steps = [
        sa.and_(
            REVIEWS.c.chain == chain_name,
            _open(state),
            within(actor.reach(permission), REVIEWS.c.department_id),
        )
        for chain_name, chain in CHAINS.items()
        for state, permission in _steps(chain)
        if actor.reach(permission) and actor.reach(Permission.reviews_decide)
    ]
    not_his = (_speaks_for_caller(actor), _signed_before(actor), IS_CLOSED)
    return sa.and_(sa.or_(sa.false(), *steps), *(sa.not_(clause) for clause in not_his))


def _visible(actor: Actor) -> sa.Select[Any]:
    """The reviews the caller may see; lists, counts and single rows all start here."""
    clauses = [within(actor.reach(Permission.reviews_read), REVIEWS.c.department_id, _own(actor))]
    clauses += [within(actor.reach(step), REVIEWS.c.department_id) for step in sorted(DECIDERS)]
    joined = (
        sa.join(REVIEWS, DEPARTMENTS, DEPARTMENTS.c.id == REVIEWS.c.department_id)
        .outerjoin(PEOPLE, PEOPLE.c.id == REVIEWS.c.owner_id)
        .outerjoin(USERS, USERS.c.id == REVIEWS.c.submitted_by_id)
    )
    flags = (
        DEPARTMENTS.c.retired_on.is_not(None).label("is_gone"),
        _speaks_for_caller(actor).label("is_own"),
        _signed_before(actor).label("has_signed"),
        sa.func.coalesce(_own(actor), sa.false()).label("is_mine"),
        IS_CLOSED.label("is_closed"),
    )
    return sa.select(*_COLUMNS, *flags).select_from(joined).where(sa.or_(*clauses))


def _filtered(actor: Actor, query: ReviewFilter) -> sa.Select[Any]:
    statement = _visible(actor)
    for name in _EXACT:
        if (wanted := getattr(query, name)) is not None:
            statement = statement.where(REVIEWS.c[name] == wanted)
    if query.department_id:
        statement = statement.where(REVIEWS.c.department_id.in_(subtree([query.department_id])))
    if query.own:
        statement = statement.where(_own(actor))
    if not query.include_retired:
        statement = statement.where(REVIEWS.c.retired_on.is_(None))
    if query.is_overdue:
        overdue = sa.and_(REVIEWS.c.state == ReviewState.sent_back, REVIEWS.c.redo_due_on < today())
        statement = statement.where(overdue)
    if query.q:
        statement = statement.where(contains(query.q, REVIEWS.c.title))
    return statement


def search_reviews(session: Session, actor: Actor, query: ReviewQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of the inbox and the total."""
    statement = _filtered(actor, query).order_by(*_ORDER[query.sort])
    if query.state:
        statement = statement.where(REVIEWS.c.state.in_(query.state))
    if query.mine:
        statement = statement.where(_awaiting(actor))
    rows, total = fetch(session, statement, query)
    return offer_actions(session, actor, rows), total


def waiting_reviews(session: Session, actor: Actor, size: int) -> list[dict[str, Any]]:
    """The first sheets that wait for the caller's signature, in the inbox's order; no total, no `allowed_actions`."""
    query = ReviewQuery(mine=True, size=size)
    statement = (
        _filtered(actor, query)
        .with_only_columns(*_WAITING)
        .where(_awaiting(actor))
        .order_by(*_ORDER[query.sort])
        .limit(size)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def count_reviews(session: Session, actor: Actor, query: ReviewFilter) -> dict[str, Any]:
    """How many sheets stand in each state, are stale, and wait for the caller (`ReviewCounts`)."""
    statement = _filtered(actor, query)
    grouped = statement.with_only_columns(REVIEWS.c.state, sa.func.count()).group_by(REVIEWS.c.state)
    found: dict[str, int] = dict(session.execute(grouped).all())
    states = [{"state": state, "count": found.get(state, 0)} for state in ReviewState]
    return {
        "awaiting": count(session, statement.where(_awaiting(actor))),
        "stale": count(session, statement.where(REVIEWS.c.is_stale)),
        "states": states,
    }


def find_review(session: Session, actor: Actor, review_id: int) -> dict[str, Any]:
    """One review the caller may see, with `is_own`, `has_signed` and `allowed_actions`, or 404."""
    row = session.execute(_visible(actor).where(REVIEWS.c.id == review_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这份审核")
    return offer_actions(session, actor, [dict(row)])[0]


def is_mine(session: Session, actor: Actor, review_id: int) -> bool:
    """Whether the sheet is the caller's person's, or handed in by the caller."""
    found = session.execute(sa.select(REVIEWS.c.id).where(REVIEWS.c.id == review_id, _own(actor)))
    return found.first() is not None


def offer_actions(session: Session, actor: Actor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds `allowed_actions`; one small query for each permission in play, not one for each row."""
    departments = {row["department_id"] for row in as_then(session, rows)}
    reached = {
        permission: _reached(session, actor, permission, departments)
        for permission in DECIDERS | {chain.write for chain in CHAINS.values()}
    }
    for row in rows:
        row["is_own"], row["has_signed"], is_mine, is_closed = (
            bool(row.pop(name)) for name in ("is_own", "has_signed", "is_mine", "is_closed")
        )
        is_gone = bool(row.pop("is_gone"))
        chain, state = CHAINS[row["chain"]], ReviewState(row["state"])
        senders = chain.senders(state, is_stale=row["is_stale"])
        writes = (actor.reach(chain.write).own and is_mine) or row["department_id"] in reached[chain.write]
        may_sign = _signs(actor, row)
        signs, sends_back = (
            may_sign and any(row["department_id"] in reached[permission] for permission in permissions)
            for permissions in (chain.signers(state), senders)
        )
        row["needs_meeting"] = chain.needs_meeting(state)
        takes_back = writes and may_withdraw(actor, row["submitted_by_id"], signs=signs)
        rights: dict[str, bool] = {
            ReviewAction.withdraw: takes_back,
            **dict.fromkeys(SIGNATURES, signs),
            ReviewAction.send_back: sends_back,
        }
        steps = [] if is_closed else _open_steps(row, is_gone=is_gone)
        row["allowed_actions"] = [step.action for step in steps if rights.get(step.action, writes)]
    return rows


def may_withdraw(actor: Actor, submitted_by_id: int | None, *, signs: bool) -> bool:
    """Whoever is to sign takes back only what he handed in himself: his word on the work of others is a decision."""
    return not signs or submitted_by_id == actor.user_id


def _open_steps(row: dict[str, Any], *, is_gone: bool) -> list[Transition[ReviewState]]:
    """What can be done with a sheet in its state at all: nothing once it is retired.

    What a department that is no more had approved stays approved: nobody is left to do it anew.
    """
    if row["retired_on"]:
        return []
    state = ReviewState(row["state"])
    steps = CHAINS[row["chain"]].actions(state, is_stale=row["is_stale"])
    if is_gone and state is ReviewState.approved and row["subject_kind"] in OF_DEPARTMENTS:
        return [step for step in steps if step.action != ReviewAction.send_back]
    return steps


def _signs(actor: Actor, row: dict[str, Any]) -> bool:
    """Whether the caller may sign at all: a person with the right to decide, never on his own sheet, nor twice."""
    return (
        actor.user_id is not None
        and bool(actor.reach(Permission.reviews_decide))
        and not (row["is_own"] or row["has_signed"])
    )


def _reached(
    session: Session, actor: Actor, permission: Permission, departments: Iterable[int]
) -> frozenset[int]:
    """Those of `departments` the permission covers as a whole."""
    scope = actor.reach(permission)
    if scope.school:
        return frozenset(departments)
    if not scope.departments:
        return frozenset()
    covered = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.id.in_(sorted(departments)), within(scope, DEPARTMENTS.c.id)
    )
    return frozenset(session.execute(covered).scalars())

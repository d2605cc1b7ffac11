"""Reads of pledges: those signed, and those who hold a post and are asked to sign.

Who holds a post today owes the wording in force for its tier: derived from appointments and wordings, so that a new
appointment, a new year or a new wording asks by itself, and the end of an appointment asks no more.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.education.models import IntegrityPledge
from backend.education.pledges.schemas import (
    DutySort,
    PledgeCountQuery,
    PledgeDutyOut,
    PledgeDutyQuery,
    PledgeOut,
    PledgeQuery,
    PledgeShareQuery,
    PledgeSort,
    ShareSort,
)
from backend.education.rules import PledgeRenewal, PledgeStanding
from backend.education.wordings.queries import get_wording, wordings_in_force
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    current,
    subtree,
    within,
)
from backend.organization.rules import PositionTier

PLEDGES = table_of(IntegrityPledge)
Found = dict[str, Any]
Clause = sa.ColumnElement[bool]
Wordings = Mapping[PositionTier, Mapping[str, Any]]
_READ = Permission.pledges_read
_EVER = PLEDGES.alias("ever_pledge")
_STANDING = sa.case(
    (PLEDGES.c.id.is_not(None), PledgeStanding.signed.value),
    (sa.exists().where(_EVER.c.appointment_id == APPOINTMENTS.c.id), PledgeStanding.renewal.value),
    else_=PledgeStanding.missing.value,
)
_RANK = {PledgeStanding.missing.value: 0, PledgeStanding.renewal.value: 1, PledgeStanding.signed.value: 2}
_BY_DEPARTMENT = (DEPARTMENTS.c.sort, DEPARTMENTS.c.id, POSITIONS.c.code, APPOINTMENTS.c.id)
_PLEDGE_ORDER = {PledgeSort.newest: PLEDGES.c.id.desc(), PledgeSort.oldest: PLEDGES.c.id.asc()}


def is_own(actor: Actor) -> Clause:
    """The caller himself; statements using it read from PEOPLE."""
    return sa.and_(PEOPLE.c.user_id.is_not(None), PEOPLE.c.user_id == actor.user_id)


def _reached(actor: Actor) -> Clause:
    """Posts within reach, and always those the caller himself has signed or is asked to sign for."""
    return sa.or_(within(actor.reach(_READ), POSITIONS.c.department_id), is_own(actor))


def _by_tier(held: Wordings, name: str) -> sa.ColumnElement[Any]:
    return sa.case(*((POSITIONS.c.tier == tier, held[tier][name]) for tier in held), else_=None)


def _binds(held: Wordings, year: int) -> Clause:
    """Whether a row of PLEDGES is what the wording of the post's tier asks for: `rules.still_binds` as a clause."""
    return sa.or_(
        *(
            sa.and_(
                POSITIONS.c.tier == tier,
                PLEDGES.c.text_number == wording["number"],
                sa.true() if wording["renewal"] == PledgeRenewal.on_new_text else PLEDGES.c.year == year,
            )
            for tier, wording in held.items()
        )
    )


def _duties(held: Wordings, day: date, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Everybody who holds a post of a tier that has a wording, beside what he has signed of it. `held` is not empty."""
    signed = sa.and_(PLEDGES.c.appointment_id == APPOINTMENTS.c.id, _binds(held, day.year))
    source = (
        APPOINTMENTS.join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .outerjoin(PLEDGES, signed)
    )
    return (
        sa.select(*columns)
        .select_from(source)
        .where(
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on, day),
            POSITIONS.c.retired_on.is_(None),
            PEOPLE.c.left_on.is_(None),
            POSITIONS.c.tier.in_(list(held)),
        )
    )


def _is_mine(actor: Actor) -> Clause:
    return sa.func.coalesce(PEOPLE.c.user_id == actor.user_id, sa.false())


def _nudged(actor: Actor) -> Clause:
    """Posts whose holders the caller may nudge."""
    return within(actor.reach(Permission.nudges_write), POSITIONS.c.department_id)


def _plain(row: Mapping[Any, Any]) -> Found:
    return dict(row) | {name: bool(row[name]) for name in ("is_mine", "may_nudge")}


def _columns(held: Wordings, actor: Actor) -> tuple[sa.ColumnElement[Any], ...]:
    known: dict[str, sa.ColumnElement[Any]] = {
        "id": APPOINTMENTS.c.id,
        "person_name": PEOPLE.c.name.label("person_name"),
        "position_name": POSITIONS.c.name.label("position_name"),
        "tier": POSITIONS.c.tier,
        "department_id": POSITIONS.c.department_id,
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "text_number": _by_tier(held, "number").label("text_number"),
        "renewal": _by_tier(held, "renewal").label("renewal"),
        "standing": _STANDING.label("standing"),
        "pledge_id": PLEDGES.c.id.label("pledge_id"),
        "signed_at": PLEDGES.c.signed_at,
        "is_mine": _is_mine(actor).label("is_mine"),
        "may_nudge": sa.and_(PLEDGES.c.id.is_(None), sa.not_(_is_mine(actor)), _nudged(actor)).label(
            "may_nudge"
        ),
    }
    return tuple(
        known[name] if name in known else APPOINTMENTS.c[name] for name in PledgeDutyOut.model_fields
    )


def _narrowed(statement: sa.Select[Any], query: PledgeCountQuery) -> sa.Select[Any]:
    if query.department_id:
        statement = statement.where(POSITIONS.c.department_id.in_(subtree([query.department_id])))
    if query.tier:
        statement = statement.where(POSITIONS.c.tier == query.tier)
    return statement


def _order(sort: DutySort) -> tuple[sa.ColumnElement[Any], ...]:
    if sort is DutySort.missing:
        return (sa.case(_RANK, value=_STANDING), *_BY_DEPARTMENT)
    if sort is DutySort.newest:
        return (PLEDGES.c.signed_at.desc().nulls_last(), APPOINTMENTS.c.id.desc())
    return _BY_DEPARTMENT


def search_duties(session: Session, actor: Actor, query: PledgeDutyQuery) -> tuple[list[Found], int]:
    """One page of `PledgeDutyOut`; nobody before the first wording is published."""
    held = wordings_in_force(session)
    if not held:
        return [], 0
    statement = _narrowed(_duties(held, today(), *_columns(held, actor)), query).where(_reached(actor))
    if query.standing:
        statement = statement.where(query.standing.value == _STANDING)
    if query.is_signed is not None:
        statement = statement.where(PLEDGES.c.id.is_not(None) == query.is_signed)
    if query.mine:
        statement = statement.where(is_own(actor))
    if query.q:
        statement = statement.where(contains(query.q, PEOPLE.c.name, POSITIONS.c.name))
    rows, total = fetch(session, statement.order_by(*_order(query.sort)), query)
    return [_plain(row) for row in rows], total


def get_duty(session: Session, actor: Actor, appointment_id: int) -> Found:
    """`PledgeDutyDetail`; 404 when out of sight, ended, or nothing is to be signed for such a post."""
    held = wordings_in_force(session)
    row = None
    if held:
        statement = _duties(held, today(), *_columns(held, actor))
        seen = statement.where(_reached(actor), APPOINTMENTS.c.id == appointment_id)
        row = session.execute(seen).mappings().one_or_none()
    if row is None:
        raise not_found("要签订承诺的任职")
    found = _plain(row)
    found["text"] = get_wording(session, found["text_number"])["text"]
    may = found["is_mine"] and bool(actor.reach(Permission.pledges_sign))
    is_open = found["standing"] != PledgeStanding.signed
    found["allowed_actions"] = ["sign"] if may and is_open else []
    return found


def count_duties(session: Session, actor: Actor, query: PledgeCountQuery) -> Found:
    """`PledgeCounts`."""
    counts: Found = {standing.value: 0 for standing in PledgeStanding}
    held = wordings_in_force(session)
    if held:
        seen = _narrowed(_duties(held, today(), _STANDING.label("standing")), query)
        listed = seen.where(_reached(actor)).subquery()
        grouped = sa.select(listed.c.standing, sa.func.count().label("number")).group_by(listed.c.standing)
        counts |= {row.standing: row.number for row in session.execute(grouped)}
    return counts


def search_shares(session: Session, actor: Actor, query: PledgeShareQuery) -> tuple[list[Found], int]:
    """One page of `PledgeShareOut`: departments within reach where somebody has to sign."""
    held = wordings_in_force(session)
    if not held:
        return [], 0
    signed, holders = sa.func.count(PLEDGES.c.id), sa.func.count()
    columns = (
        DEPARTMENTS.c.id.label("department_id"),
        DEPARTMENTS.c.name.label("department_name"),
        holders.label("holders"),
        signed.label("signed"),
        (holders - signed).label("missing"),
        sa.func.max(_by_tier(held, "number")).label("text_number"),
        sa.func.max(sa.case((_nudged(actor), 1), else_=0)).label("may_nudge"),
    )
    statement = (
        _narrowed(_duties(held, today(), *columns), query)
        .where(within(actor.reach(_READ), POSITIONS.c.department_id))
        .group_by(DEPARTMENTS.c.id, DEPARTMENTS.c.name, DEPARTMENTS.c.sort)
    )
    order = (DEPARTMENTS.c.sort, DEPARTMENTS.c.id)
    by = order if query.sort is ShareSort.department else ((holders - signed).desc(), *order)
    rows, total = fetch(session, statement.order_by(*by), query)
    return [row | {"may_nudge": bool(row["may_nudge"] and row["missing"])} for row in rows], total


def open_duties(session: Session, *where: Clause) -> list[Found]:
    """Who has still to sign, for to-dos and messages; `where` narrows APPOINTMENTS, PEOPLE and POSITIONS."""
    held = wordings_in_force(session)
    if not held:
        return []
    columns = (
        APPOINTMENTS.c.id,
        PEOPLE.c.user_id,
        POSITIONS.c.name.label("position_name"),
        _by_tier(held, "number").label("text_number"),
        _by_tier(held, "renewal").label("renewal"),
        _STANDING.label("standing"),
    )
    statement = _duties(held, today(), *columns).where(PLEDGES.c.id.is_(None), *where)
    return [dict(row) for row in session.execute(statement.order_by(APPOINTMENTS.c.id)).mappings()]


def _signed(actor: Actor, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    columns = (
        APPOINTMENTS.c.ended_on if name == "ended_on" else PLEDGES.c[name] for name in PledgeOut.model_fields
    )
    source = (
        PLEDGES.join(APPOINTMENTS, APPOINTMENTS.c.id == PLEDGES.c.appointment_id)
        .join(POSITIONS, POSITIONS.c.id == PLEDGES.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == PLEDGES.c.person_id)
    )
    return sa.select(*columns, *more).select_from(source).where(_reached(actor))


def search_pledges(session: Session, actor: Actor, query: PledgeQuery) -> tuple[list[Found], int]:
    """One page of `PledgeOut`: what was ever signed."""
    statement = _signed(actor).order_by(_PLEDGE_ORDER[query.sort])
    if query.department_id:
        statement = statement.where(POSITIONS.c.department_id.in_(subtree([query.department_id])))
    for name in ("position_id", "person_id", "year"):
        if (value := getattr(query, name)) is not None:
            statement = statement.where(PLEDGES.c[name] == value)
    if query.mine:
        statement = statement.where(is_own(actor))
    return fetch(session, statement, query)


def get_pledge(session: Session, actor: Actor, pledge_id: int) -> Found:
    """`PledgeDetail`, or 404."""
    statement = _signed(actor, PLEDGES.c.text).where(PLEDGES.c.id == pledge_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份岗位廉政承诺")
    return dict(row)

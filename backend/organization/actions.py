"""Writes that several resources of the room, or rooms downstream, share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.actions import set_post_grants
from backend.access.policy import POST_ROLES
from backend.access.queries import PostGrants, post_grants
from backend.kit import journal
from backend.kit.batches import among, update_batch
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import (
    APPOINTMENTS,
    CONFIRMED,
    LEVELED,
    MEMBERS,
    NAMES,
    OFFICERS,
    OVERSIGHTS,
    PEOPLE,
    POSITIONS,
    current,
)
from backend.organization.rules import LEVEL_RANK, RiskLevel

NOUNS = {
    APPOINTMENTS.name: "appointment",
    OFFICERS.name: "officer",
    OVERSIGHTS.name: "oversight",
    MEMBERS.name: "group_member",
}
"""The subject kinds of effective-dated rows."""
DETAILS = ("kind", "person_id", "leader_id", "position_id", "started_on", "ended_on")

LEVEL_COLUMNS = ("id", "risk_level", "level_rank", "level_explanation", "level_rule", "leveled_at")


FILLERS: list[Callable[[Session, Sequence[dict[str, Any]]], None]] = []
"""What rooms downstream fill into positions that a bulk load is about to store, in place. Whoever adds himself here
saves an UPDATE of every new row; his follower does the same for positions stored in any other way."""


class PositionLevel(NamedTuple):
    """What assessments found for one position: the level, one sentence why, and the rule's name and version."""

    position_id: int
    level: RiskLevel | None
    explanation: str
    rule: str


def record_position_levels(
    session: Session, found: Sequence[PositionLevel], stored: Sequence[Mapping[Any, Any]] = ()
) -> int:
    """Stores computed levels; the only writer of them. Returns how many changed; each leaves position.leveled, unless
    position.created stands beside it in the same transaction and says the same.

    The version stays: it guards what people edit, and nobody's edit should fail because a level was recomputed.
    `stored`: the rows with LEVELED, if the caller has read them under a lock.
    """
    wanted = {item.position_id: item[1:] for item in found}
    table, instant = POSITIONS, now()
    newborn = {item.subject.id for item in journal.pending(session) if item.action == "position.created"}
    rows: list[tuple[Any, ...]] = []
    told: dict[tuple[str | None, str | None, str], dict[str, Any]] = {}
    for position_id, version, department_id, *before in map(
        itemgetter(*LEVELED), stored or _levels_of(session, wanted)
    ):
        after, explanation, rule = wanted[position_id]
        if before == [after, explanation, rule]:
            continue
        rows.append((position_id, after, LEVEL_RANK[after], explanation, rule, instant))
        if position_id in newborn:
            continue
        # Equal details are one object: in a bulk load it is serialized once.
        details = told.setdefault(
            (after, before[0], rule), {"level": after, "former_level": before[0], "rule": rule}
        )
        subject = journal.Subject("position", position_id, version, department_id)
        journal.record(session, "position.leveled", subject, details)
    update_batch(session, table, LEVEL_COLUMNS, rows)
    return len(rows)


def _levels_of(session: Session, ids: Iterable[int]) -> Sequence[Mapping[Any, Any]]:
    columns = (POSITIONS.c[name] for name in LEVELED)
    return session.execute(sa.select(*columns).where(among(session, POSITIONS.c.id, ids))).mappings().all()


def record_first_level(
    session: Session, ids: Sequence[int], level: RiskLevel | None, explanation: str, rule: str
) -> None:
    """Stores one level for many positions created in this transaction; their position.created tells of it."""
    values = (level, LEVEL_RANK[level], explanation, rule, now())
    statement = sa.update(POSITIONS).where(among(session, POSITIONS.c.id, ids))
    session.execute(statement.values(dict(zip(LEVEL_COLUMNS[1:], values, strict=True))))


def derive_grants(session: Session, person_id: int) -> None:
    """Gives the person's user exactly the rights that follow from today's roster and charges."""
    whose = (PEOPLE.c.id == person_id, OFFICERS.c.person_id == person_id, OVERSIGHTS.c.leader_id == person_id)
    for user_id, found in _derived(session, *whose):
        set_post_grants(session, user_id, found)


def refresh_grants(session: Session) -> None:
    """Derives everybody's rights anew. Run it daily: charges that began or ended overnight change them.

    All are read in four statements, and only those who differ are written: a college of 1,500 must not wait for it.
    """
    held = post_grants(session)
    everybody = sa.true()
    for user_id, found in _derived(session, everybody, everybody, everybody):
        if found != held.get(user_id, set()):
            set_post_grants(session, user_id, found)


def _derived(
    session: Session,
    people: sa.ColumnElement[bool],
    officers: sa.ColumnElement[bool],
    leaders: sa.ColumnElement[bool],
) -> Iterator[tuple[int, PostGrants]]:
    """(user, the rights that follow from the roster and charges of today), of those people who have an account."""
    day, charged = today(), defaultdict[int, PostGrants](set)
    for table, who, chosen in (
        (OFFICERS, OFFICERS.c.person_id, sa.and_(officers, CONFIRMED)),
        (OVERSIGHTS, OVERSIGHTS.c.leader_id, leaders),
    ):
        rows = sa.select(who, table.c.kind, table.c.department_id).where(
            chosen, current(table.c.started_on, table.c.ended_on, day)
        )
        for person_id, kind, where in session.execute(rows):
            if kind in POST_ROLES:
                charged[person_id].add((POST_ROLES[kind], where))
    accounts = sa.select(PEOPLE.c.id, PEOPLE.c.user_id, PEOPLE.c.left_on).where(people, PEOPLE.c.user_id.is_not(None))
    for person_id, user_id, left_on in session.execute(accounts.order_by(PEOPLE.c.id)).all():
        is_here = left_on is None or left_on >= day
        yield user_id, charged[person_id] | ({(POST_ROLES["member"], None)} if is_here else set())


def still_running(table: sa.Table, start: date) -> sa.ColumnElement[bool]:
    """The periods that a new one beginning at `start` would overlap."""
    return sa.or_(table.c.ended_on.is_(None), table.c.ended_on >= start)


def record_period(session: Session, table: sa.Table, action: str, row: dict[str, Any]) -> None:
    """Journals an appointment or charge; `row` has id, version, department_id and the dates."""
    noun = NOUNS[table.name]
    subject = journal.Subject(noun, row["id"], row["version"], row["department_id"])
    details = {name: row[name] for name in DETAILS if name in row and row[name] is not None}
    journal.record(session, f"{noun}.{action}", subject, details)


def end_period(session: Session, table: sa.Table, before: dict[str, Any], ended_on: date | None) -> None:
    """Sets the last day of an appointment or charge. 409 when it has ended already, 422 before its first day."""
    last = ended_on or today()
    if before["ended_on"] is not None and before["ended_on"] < today():
        raise conflict("它早已结束，不能再改结束日期。", "already-ended")
    if last < before["started_on"]:
        raise invalid("/ended_on", "before-start", f"结束日期不能早于开始日期（{before['started_on']}）。")
    if last == before["ended_on"]:
        return
    claim_version(session, table, before, {"ended_on": last})
    record_period(session, table, "ended", before | {"ended_on": last, "version": before["version"] + 1})


def move_rows(
    session: Session, noun: str, table: sa.Table, which: sa.ColumnElement[bool], from_id: int, into_id: int
) -> int:
    """After a merger: rows of one kind go from the old unit to the new one in one statement; each leaves its own event.

    For tables with `department_id` and a version. Returns how many.
    """
    here = sa.and_(table.c.department_id == from_id, which)
    statement = sa.select(table.c.id, table.c.version).where(here).order_by(table.c.id).with_for_update()
    rows = session.execute(statement).all()
    moving = table.c.id.in_([row_id for row_id, _ in rows])
    values = {"department_id": into_id, "version": table.c.version + 1, "updated_at": now()}
    session.execute(sa.update(table).where(moving).values(**values))
    subjects = [journal.Subject(noun, row_id, version + 1, into_id, from_id) for row_id, version in rows]
    journal.record_many(session, f"{noun}.updated", subjects, {"fields": ["department_id"], "by": "merger"})
    return len(rows)


def keep_former_name(
    session: Session, department_id: int, name: str, on: date, reason: str = "", pointer: str = "/on"
) -> None:
    """Files the name a unit bears no more; `on` is the first day of the new one. 422 when periods would cross.

    A name that lasted less than a day is not filed: it was a slip.
    """
    latest = sa.select(sa.func.max(NAMES.c.ended_on)).where(NAMES.c.department_id == department_id)
    before = session.execute(latest).scalar_one_or_none()
    last = on - timedelta(days=1)
    if before is not None and last < before:
        raise invalid(pointer, "before-former", f"上一次更名是 {before + timedelta(days=1)}，日期不能更早。")
    if before == last:
        return
    started_on = None if before is None else before + timedelta(days=1)
    values = {"department_id": department_id, "name": name, "started_on": started_on, "ended_on": last}
    insert_row(session, NAMES, values | {"reason": reason})

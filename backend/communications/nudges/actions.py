"""Writes of nudges. The same thing is not said twice within a day."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.communications.nudges import queries
from backend.communications.nudges.queries import NUDGES, lately_nudged
from backend.communications.nudges.rules import NudgeAudience, NudgeTarget
from backend.communications.nudges.schemas import NudgeCreate
from backend.kit import journal
from backend.kit.batches import among, insert_batch, reserve_ids
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.table import now
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    current,
    live_department,
)


class Word(NamedTuple):
    """What is said, about what, and to whom in each department."""

    target_kind: NudgeTarget
    target_id: int | None
    message: str
    audience: NudgeAudience = NudgeAudience.officers
    person_id: int | None = None


def create_nudges(session: Session, actor: Actor, body: NudgeCreate) -> dict[str, Any]:
    """Nudges the departments. 422 for those out of sight, 403 out of reach, 409 when all were nudged within a day."""
    for at, department_id in enumerate(body.department_ids):
        pointer = f"/department_ids/{at}"
        if department_id in body.department_ids[:at]:
            raise invalid(pointer, "duplicate", "同一个部门只能选一次。")
        live_department(session, actor, Permission.nudges_write, department_id, pointer)
    if body.person_id is not None:
        _check_person(session, body.person_id, body.department_ids[0])
    word = Word(body.target_kind, body.target_id, body.message, body.audience, body.person_id)
    return send(session, actor, body.department_ids, word)


def _check_person(session: Session, person_id: int, department_id: int) -> None:
    """Somebody on the department's roster, or who holds a post there today."""
    holders = (
        sa.select(APPOINTMENTS.c.person_id)
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .where(
            POSITIONS.c.department_id == department_id,
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
        )
    )
    found = sa.select(PEOPLE.c.id).where(
        PEOPLE.c.id == person_id,
        PEOPLE.c.left_on.is_(None),
        sa.or_(PEOPLE.c.department_id == department_id, PEOPLE.c.id.in_(holders)),
    )
    if session.execute(found).first() is None:
        raise invalid("/person_id", "unknown", "这个部门没有这个人，请重新选择。")


def send(session: Session, actor: Actor, department_ids: Sequence[int], word: Word) -> dict[str, Any]:
    """Says the word to each department that has not heard it within a day (`NudgesCreated`); 409 when all have.

    The caller has checked that `actor` may nudge them.
    """
    # Two people who nudge at once wait here for each other.
    locked = sa.select(DEPARTMENTS.c.id).where(among(session, DEPARTMENTS.c.id, department_ids))
    session.execute(locked.order_by(DEPARTMENTS.c.id).with_for_update())
    lately = lately_nudged(session, department_ids, word.target_kind, word.target_id, word.person_id)
    fresh = [department_id for department_id in department_ids if department_id not in lately]
    if not fresh:
        raise conflict("24 小时内已就同一事项催办过，请稍后再催。", "nudged-lately")
    ids = _write(session, actor, fresh, word)
    skipped = [
        {"department_id": department_id, "nudged_at": lately[department_id]}
        for department_id in department_ids
        if department_id in lately
    ]
    return {"created": queries.nudges_of(session, actor, ids), "skipped": skipped}


def _write(session: Session, actor: Actor, department_ids: Sequence[int], word: Word) -> list[int]:
    instant, user_id = now(), actor.require_user()
    ids = reserve_ids(session, NUDGES, len(department_ids))
    names = ("id", "department_id", *Word._fields, "sent_by_id", "sent_by_name", "sent_at", "seen_by_name")
    rows = [
        (nudge_id, department_id, *word, user_id, actor.principal.label, instant, "")
        for nudge_id, department_id in zip(ids, department_ids, strict=True)
    ]
    insert_batch(session, NUDGES, names, rows)
    subjects = [
        journal.Subject("nudge", nudge_id, None, department_id)
        for nudge_id, department_id in zip(ids, department_ids, strict=True)
    ]
    details = {name: getattr(word, name) for name in ("target_kind", "target_id", "audience", "person_id")}
    journal.record_many(session, "nudge.sent", subjects, details)
    return ids


def see_nudge(session: Session, actor: Actor, nudge_id: int) -> dict[str, Any]:
    """Notes that it reached somebody it was for; the first to see it counts. 403 for everybody else."""
    nudge = queries.find_nudge(session, actor, nudge_id)
    if not nudge["is_mine"]:
        raise forbidden("这条催办不是发给您的，不能代为确认。")
    unseen = sa.update(NUDGES).where(NUDGES.c.id == nudge_id, NUDGES.c.seen_at.is_(None))
    written = session.execute(unseen.values(seen_at=now(), seen_by_name=actor.principal.label))
    if getattr(written, "rowcount", 0):
        subject = journal.Subject("nudge", nudge_id, None, nudge["department_id"])
        journal.record(session, "nudge.seen", subject)
    return queries.find_nudge(session, actor, nudge_id)

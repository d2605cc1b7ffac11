"""Writes of hand-overs: opened when somebody follows in a post, acknowledged by him alone."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.handovers import queries
from backend.handovers.queries import HANDOVERS, PLEDGES
from backend.handovers.rules import MACHINE, HandoverState
from backend.handovers.schemas import Acknowledgement, PledgeTextCreate
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.journal import Happening
from backend.kit.problems import Problem, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.actions import move_rows
from backend.organization.queries import APPOINTMENTS, PEOPLE, POSITIONS
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, REVIEWS

Found = dict[str, Any]


def _record(session: Session, action: str, row: Found) -> None:
    subject = journal.Subject("handover", row["id"], row["version"], row["department_id"])
    journal.record(session, f"handover.{action}", subject, {"position_id": row["position_id"]})


def follow(session: Session, happenings: Sequence[Happening]) -> None:
    """Opens a hand-over for everybody who follows in a post with a past, and voids those who leave before; those that
    wait go along with a merged department."""
    for item in happenings:
        if item.action == "appointment.created":
            _open(session, item.subject.id)
        elif item.action == "appointment.ended":
            _void(session, item.subject.id)
        elif item.action == "department.merged":
            waiting = HANDOVERS.c.state == HandoverState.waiting
            move_rows(session, "handover", HANDOVERS, waiting, item.subject.id, item.details["into_id"])


def _open(session: Session, appointment_id: int) -> None:
    statement = (
        sa.select(
            APPOINTMENTS.c.id.label("appointment_id"),
            APPOINTMENTS.c.position_id,
            APPOINTMENTS.c.person_id,
            APPOINTMENTS.c.started_on,
            POSITIONS.c.department_id,
            PEOPLE.c.name.label("person_name"),
        )
        .join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(APPOINTMENTS.c.id == appointment_id)
    )
    row = dict(session.execute(statement).mappings().one())
    predecessor = _predecessor(session, row)
    if predecessor is None and not _has_past(session, row["position_id"]):
        return
    instant = now()
    stamps = {"version": 1, "created_at": instant, "updated_at": instant}
    more = {"predecessor_name": predecessor or "", "state": HandoverState.waiting, "note": ""}
    values = row | stamps | more
    _record(session, "opened", values | {"id": insert_row(session, HANDOVERS, values)})


def _predecessor(session: Session, row: Found) -> str | None:
    """Who held the post last before; None for the first holder."""
    statement = (
        sa.select(PEOPLE.c.name)
        .join(APPOINTMENTS, APPOINTMENTS.c.person_id == PEOPLE.c.id)
        .where(
            APPOINTMENTS.c.position_id == row["position_id"],
            APPOINTMENTS.c.person_id != row["person_id"],
            APPOINTMENTS.c.ended_on.is_not(None),
            APPOINTMENTS.c.started_on <= row["started_on"],
        )
        .order_by(APPOINTMENTS.c.ended_on.desc(), APPOINTMENTS.c.id.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def _has_past(session: Session, position_id: int) -> bool:
    """Whether a sheet of the post was ever approved."""
    statement = (
        sa.select(INVENTORIES.c.id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(INVENTORIES.c.position_id == position_id, REVIEWS.c.state == ReviewState.approved)
        .limit(1)
    )
    return session.execute(statement).first() is not None


def _void(session: Session, appointment_id: int) -> None:
    statement = sa.select(HANDOVERS).where(
        HANDOVERS.c.appointment_id == appointment_id, HANDOVERS.c.state == HandoverState.waiting
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is not None:
        before = dict(row)
        claim_version(session, HANDOVERS, before, {"state": HandoverState.void})
        _record(session, "voided", before | {"version": before["version"] + 1})


def acknowledge(
    session: Session, actor: Actor, handover_id: int, body: Acknowledgement, expected: Expected
) -> Found:
    """Freezes what was read and the pledge. 403 for anybody else, 409 when done, 412 when the content moved on."""
    handover = queries.get_handover(session, actor, handover_id)
    step = MACHINE.find(HandoverState(handover["state"]), "acknowledge")
    actor.need(Permission(step.permission))
    if "acknowledge" not in handover["allowed_actions"]:
        raise forbidden("岗位交接只能由接任人本人确认。")
    expected.check(handover["version"])
    if not body.pledges:
        raise invalid("/pledges", "missing", "请作出岗位廉政承诺后再确认。")
    if body.content_digest != handover["content_digest"]:
        detail = "您阅读之后，岗位的职责、职权、风险点或措施有了变化。请刷新，重新阅读后再确认。"
        raise Problem("stale", "内容已经更新", 412, detail)
    frozen = {name: handover[name] for name in ("content", "content_digest", "pledge_version")}
    changes = frozen | {"state": step.target, "acknowledged_at": now(), "note": body.note}
    claim_version(session, HANDOVERS, handover, changes)
    row = queries.get_handover(session, actor, handover_id)
    _record(session, "acknowledged", row)
    return row


def publish_pledge(session: Session, actor: Actor, body: PledgeTextCreate) -> Found:
    """A new wording; hand-overs that wait show it at once."""
    actor.need(Permission.organization_write)
    number = queries.current_pledge(session)["number"] + 1
    values = {"number": number, "text": body.text, "published_by_name": actor.principal.label}
    identity = insert_row(session, PLEDGES, values | {"published_at": now()})
    journal.record(session, "pledge.published", journal.Subject("pledge", identity), {"number": number})
    return queries.current_pledge(session)

"""Writes of hand-overs: opened when somebody follows in a post, acknowledged by him alone."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.education.pledges.actions import sign_at_handover
from backend.handovers import queries
from backend.handovers.queries import HANDOVERS
from backend.handovers.rules import MACHINE, HandoverState
from backend.handovers.schemas import Acknowledgement
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
            _pass_on(session, item.subject.id)
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
    open_already = sa.select(HANDOVERS.c.id).where(HANDOVERS.c.appointment_id == appointment_id)
    if session.execute(open_already).first():
        return  # one transaction ended the one and appointed the other: his leaving has opened it
    predecessor = _predecessor(session, row)
    if predecessor is None and not _has_past(session, INVENTORIES.c.position_id == row["position_id"]):
        return
    instant = now()
    stamps = {"version": 1, "created_at": instant, "updated_at": instant}
    more = {"predecessor_name": predecessor or "", "state": HandoverState.waiting, "note": ""}
    values = row | stamps | more
    _record(session, "opened", values | {"id": insert_row(session, HANDOVERS, values)})


def _pass_on(session: Session, appointment_id: int) -> None:
    """Who leaves after his successor has come: the latest to come who does not know whom he follows is told, and gets
    his page if there was none. Colleagues with an approved sheet of their own for the post take over nothing.
    """
    leaver = session.execute(sa.select(APPOINTMENTS).where(APPOINTMENTS.c.id == appointment_id)).one()
    own = sa.and_(
        INVENTORIES.c.position_id == leaver.position_id, INVENTORIES.c.filler_id == APPOINTMENTS.c.person_id
    )
    unnamed = sa.and_(HANDOVERS.c.state == HandoverState.waiting, HANDOVERS.c.predecessor_name == "")
    later = sa.or_(
        APPOINTMENTS.c.started_on > leaver.started_on,
        sa.and_(APPOINTMENTS.c.started_on == leaver.started_on, APPOINTMENTS.c.id > leaver.id),
    )
    statement = (
        sa.select(APPOINTMENTS.c.id, HANDOVERS.c.id.label("handover_id"))
        .join_from(APPOINTMENTS, HANDOVERS, HANDOVERS.c.appointment_id == APPOINTMENTS.c.id, isouter=True)
        .where(
            APPOINTMENTS.c.position_id == leaver.position_id,
            APPOINTMENTS.c.person_id != leaver.person_id,
            later,
            sa.or_(APPOINTMENTS.c.ended_on.is_(None), APPOINTMENTS.c.ended_on > leaver.ended_on),
            sa.or_(unnamed, sa.and_(HANDOVERS.c.id.is_(None), ~_approved_sheets(own).exists())),
        )
        .order_by(APPOINTMENTS.c.started_on.desc(), APPOINTMENTS.c.id.desc())
        .limit(1)
    )
    heir = session.execute(statement).first()
    if heir is None or _is_followed(session, leaver):
        return
    if heir.handover_id is None:
        _open(session, heir.id)
        return
    name = session.execute(sa.select(PEOPLE.c.name).where(PEOPLE.c.id == leaver.person_id)).scalar_one()
    found = session.execute(sa.select(HANDOVERS).where(HANDOVERS.c.id == heir.handover_id))
    before = dict(found.mappings().one())
    claim_version(session, HANDOVERS, before, {"predecessor_name": name})
    _record(session, "updated", before | {"version": before["version"] + 1})


def _is_followed(session: Session, leaver: sa.Row[Any]) -> bool:
    """Whether somebody has his name on the page already: a corrected last day is no second departure."""
    name = sa.select(PEOPLE.c.name).where(PEOPLE.c.id == leaver.person_id).scalar_subquery()
    statement = sa.select(HANDOVERS.c.id).where(
        HANDOVERS.c.position_id == leaver.position_id,
        HANDOVERS.c.predecessor_name == name,
        HANDOVERS.c.started_on >= leaver.started_on,
        HANDOVERS.c.state != HandoverState.void,
    )
    return session.execute(statement.limit(1)).first() is not None


def _predecessor(session: Session, row: Found) -> str | None:
    """Who held the post last before; None for the first holder, and as long as he who is followed is still there:
    whoever left before somebody else came who is in the post now was followed by him."""
    other = APPOINTMENTS.alias("other")
    followed = sa.select(other.c.id).where(
        other.c.position_id == row["position_id"],
        other.c.person_id != row["person_id"],
        other.c.person_id != APPOINTMENTS.c.person_id,
        other.c.started_on.between(APPOINTMENTS.c.ended_on, row["started_on"]),
        other.c.ended_on.is_(None),
        other.c.id < row["appointment_id"],
    )
    statement = (
        sa.select(PEOPLE.c.name)
        .join(APPOINTMENTS, APPOINTMENTS.c.person_id == PEOPLE.c.id)
        .where(
            APPOINTMENTS.c.position_id == row["position_id"],
            APPOINTMENTS.c.person_id != row["person_id"],
            APPOINTMENTS.c.ended_on.is_not(None),
            APPOINTMENTS.c.started_on <= row["started_on"],
            ~followed.exists(),
        )
        .order_by(APPOINTMENTS.c.ended_on.desc(), APPOINTMENTS.c.id.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def _approved_sheets(where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(INVENTORIES.c.id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(where, REVIEWS.c.state == ReviewState.approved)
    )


def _has_past(session: Session, where: sa.ColumnElement[bool]) -> bool:
    """Whether a sheet of the post was ever approved."""
    return session.execute(_approved_sheets(where).limit(1)).first() is not None


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
    sign_at_handover(
        session, handover["appointment_id"], queries.wording_of(session, handover["position_id"])
    )
    row = queries.get_handover(session, actor, handover_id)
    _record(session, "acknowledged", row)
    return row

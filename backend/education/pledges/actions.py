"""Writes of pledges: everybody signs for himself, once for each post and wording, every year where it says so."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.education.pledges import queries
from backend.education.pledges.queries import PLEDGES
from backend.education.pledges.schemas import Signature
from backend.education.rules import PledgeStanding, still_binds
from backend.kit import journal
from backend.kit.problems import Problem, conflict, forbidden, invalid
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, PEOPLE, POSITIONS

Found = dict[str, Any]


def sign(session: Session, actor: Actor, appointment_id: int, body: Signature) -> Found:
    """The holder's own signature. 403 for anybody else, 409 when he has signed, 412 when another wording is in force.

    A closed year is no obstacle: a pledge belongs to the post's holder and the day, not to the year's registers.
    """
    duty = queries.get_duty(session, actor, appointment_id)
    actor.need(Permission.pledges_sign)
    if not duty["is_mine"]:
        raise forbidden("岗位廉政承诺只能由本人签订，不能代签。")
    if not body.pledges:
        raise invalid("/pledges", "missing", "请阅读承诺书，勾选作出承诺后再签订。")
    if duty["standing"] == PledgeStanding.signed:
        raise conflict("您已经为这个岗位签订了现行的承诺书，不必再签。", "already-signed")
    if body.text_number != duty["text_number"]:
        detail = "您阅读之后，纪委办发布了新的承诺书。请刷新，重新阅读后再签订。"
        raise Problem("stale", "承诺书已经更新", 412, detail)
    wording = {"number": duty["text_number"], "text": duty["text"]}
    return queries.get_pledge(session, actor, _write(session, appointment_id, wording))


def sign_at_handover(session: Session, appointment_id: int, wording: Mapping[str, Any]) -> None:
    """Who acknowledges a hand-over pledges with it (`wording` is what he was shown); what he has signed stands."""
    columns = (PLEDGES.c.text_number, PLEDGES.c.year)
    statement = sa.select(*columns).where(PLEDGES.c.appointment_id == appointment_id)
    year = today().year
    if not any(still_binds(dict(one), wording, year) for one in session.execute(statement).mappings()):
        _write(session, appointment_id, wording)


def _write(session: Session, appointment_id: int, wording: Mapping[str, Any]) -> int:
    statement = (
        sa.select(
            APPOINTMENTS.c.id.label("appointment_id"),
            APPOINTMENTS.c.position_id,
            APPOINTMENTS.c.person_id,
            PEOPLE.c.name.label("person_name"),
            POSITIONS.c.name.label("position_name"),
            DEPARTMENTS.c.name.label("department_name"),
            DEPARTMENTS.c.id.label("department_id"),
        )
        .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(APPOINTMENTS.c.id == appointment_id)
    )
    values = dict(session.execute(statement).mappings().one())
    department_id = values.pop("department_id")
    said = {"text_number": wording["number"], "text": wording["text"]}
    year = today().year
    pledge_id = insert_row(session, PLEDGES, values | said | {"year": year, "signed_at": now()})
    details = {"position_id": values["position_id"], "text_number": wording["number"], "year": year}
    journal.record(
        session, "pledge.signed", journal.Subject("pledge", pledge_id, None, department_id), details
    )
    return pledge_id

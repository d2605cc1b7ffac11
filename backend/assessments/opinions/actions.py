"""Writes of opinions. Events carry ids and codes; what was said stays in the record."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.drives.rules import DriveState
from backend.assessments.opinions import queries
from backend.assessments.opinions.queries import LINKS
from backend.assessments.opinions.rules import MACHINE, WRITE, OpinionDecision, OpinionSource, OpinionState
from backend.assessments.opinions.schemas import OpinionCreate, OpinionDecisionCreate, OpinionUpdate
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import POSITIONS, live_department
from backend.risks.queries import POINTS, visible_points

Row = dict[str, Any]
OWN = "意见涉及您本人的岗位，请由本部门其他负责同志或防控办公室研究处理。"


def record_opinion(session: Session, action: str, row: Row, details: Row) -> None:
    """Journals what happened to an opinion."""
    subject = journal.Subject("opinion", row["id"], row["version"], row["department_id"])
    journal.record(session, f"opinion.{action}", subject, {"year": row["year"]} | details)


def _check_position(session: Session, department_id: int, position_id: int | None) -> None:
    """422 for a post that is not one of the department's."""
    if position_id is None:
        return
    found = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.id == position_id,
        POSITIONS.c.department_id == department_id,
        POSITIONS.c.retired_on.is_(None),
    )
    if session.execute(found).first() is None:
        raise invalid("/position_id", "unknown", "本部门没有这个岗位，或已撤销，请重新选择。")


def _check_drive(session: Session, body: OpinionCreate) -> None:
    """422 for a drive of another department, year or form, or one that has not begun."""
    if body.drive_id is None:
        return
    columns = (DRIVES.c.department_id, DRIVES.c.year, DRIVES.c.form, DRIVES.c.state)
    row = session.execute(sa.select(*columns).where(DRIVES.c.id == body.drive_id)).one_or_none()
    if row is None or row[:3] != (body.department_id, body.year, body.form):
        raise invalid("/drive_id", "unknown", "本部门该年度没有这种形式的这次征求意见，请重新选择。")
    if row.state in (DriveState.draft, DriveState.cancelled):
        raise invalid("/drive_id", "not-begun", "这次征求意见还没有开始，或已取消。")


def create_opinion(session: Session, actor: Actor, body: OpinionCreate) -> Row:
    """Registers what was said or came on paper. 403 for another's department, 409 in a closed year."""
    live_department(session, actor, WRITE, body.department_id)
    refuse_closed(session, body.year)
    _check_drive(session, body)
    _check_position(session, body.department_id, body.position_id)
    if body.collected_on > today():
        raise invalid("/collected_on", "future", "收集日期不能晚于今天。")
    instant = now()
    values = body.model_dump() | {
        "source": OpinionSource.registered,
        "answers": [],
        "state": OpinionState.pending,
        "recorded_by_id": actor.require_user(),
        "recorded_by_name": actor.principal.label,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = queries.get_opinion(session, actor, insert_row(session, OPINIONS, values))
    record_opinion(session, "registered", row, {"form": body.form, "drive_id": body.drive_id})
    return row


def update_opinion(
    session: Session, actor: Actor, opinion_id: int, body: OpinionUpdate, expected: Expected
) -> Row:
    """Corrects what was registered and not yet decided; what came from outside stays as it came."""
    before = queries.get_opinion(session, actor, opinion_id)
    MACHINE.find(before["state"], "edit")
    if "edit" not in before["allowed_actions"]:
        raise forbidden("网上填写的意见保持原样，登记的意见由本部门更正。")
    expected.check(before["version"])
    refuse_closed(session, before["year"])
    changes = body.model_dump(exclude_unset=True)
    _check_position(session, before["department_id"], changes.get("position_id"))
    if "collected_on" in changes and changes["collected_on"] > today():
        raise invalid("/collected_on", "future", "收集日期不能晚于今天。")
    claim_version(session, OPINIONS, before, changes)
    row = queries.get_opinion(session, actor, opinion_id)
    record_opinion(session, "updated", row, {"fields": sorted(body.model_fields_set)})
    return row


def _check_points(session: Session, actor: Actor, ids: Sequence[int]) -> None:
    statement = sa.select(POINTS.c.id).where(
        POINTS.c.id.in_(ids), POINTS.c.retired_at.is_(None), visible_points(actor)
    )
    known = set(session.execute(statement).scalars())
    errors = [
        FieldError(f"/risk_point_ids/{at}", "unknown", "没有这个风险点，或不在您的范围内。")
        for at, point_id in enumerate(ids)
        if point_id not in known
    ]
    if errors:
        raise invalid_fields(errors)


def decide_opinion(
    session: Session, actor: Actor, opinion_id: int, body: OpinionDecisionCreate, expected: Expected
) -> Row:
    """Adopted or not, with the reason and the points it led to; may be taken anew while the year is open."""
    before = queries.get_opinion(session, actor, opinion_id)
    step = MACHINE.find(before["state"], body.decision)
    if body.decision not in before["allowed_actions"]:
        raise forbidden(OWN) if queries.concerns(session, actor, before["position_id"]) else forbidden()
    expected.check(before["version"])
    refuse_closed(session, before["year"])
    point_ids = sorted(set(body.risk_point_ids))
    if point_ids and body.decision is OpinionDecision.decline:
        raise invalid("/risk_point_ids", "unexpected", "没有采纳的意见不对应风险点。")
    _check_points(session, actor, body.risk_point_ids)
    changes = {
        "state": step.target,
        "reason": body.reason,
        "decided_by_id": actor.require_user(),
        "decided_by_name": actor.principal.label,
        "decided_at": now(),
    }
    claim_version(session, OPINIONS, before, changes)
    session.execute(sa.delete(LINKS).where(LINKS.c.opinion_id == opinion_id))
    if point_ids:
        links = [{"opinion_id": opinion_id, "risk_point_id": point_id} for point_id in point_ids]
        session.execute(sa.insert(LINKS), links)
    row = queries.get_opinion(session, actor, opinion_id)
    details = {"former_state": before["state"], "risk_point_ids": point_ids}
    record_opinion(session, step.target.value, row, details)
    return row

"""Writes of objections: raise, decide, take back."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.announcements.objections import queries
from backend.announcements.objections.schemas import ObjectionCreate, ObjectionDecision, Ruling
from backend.announcements.queries import OBJECTIONS, ROWS, Found, find_announcement
from backend.announcements.rules import (
    OBJECTION_MACHINE,
    AnnouncementPhase,
    ObjectionAction,
    ObjectionState,
)
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.queries import DEPARTMENTS, subtree
from backend.risks.queries import POINTS, visible_points
from backend.risks.suggestions.queries import find_suggestion

_DECIDERS = "异议由公示部门的负责人、联络员或防控办公室处理；本人提出的由别人处理。"
_WHEN = {
    AnnouncementPhase.upcoming: "公示还没有开始，开始以后才能提出异议。",
    AnnouncementPhase.over: "公示期已满，不能再提出异议。",
    AnnouncementPhase.ended: "公示已经结束，不能再提出异议。",
    AnnouncementPhase.reported: "公示已经结束，不能再提出异议。",
    AnnouncementPhase.withdrawn: "公示已经撤回，不能再提出异议。",
}


def _record(session: Session, action: str, row: Mapping[str, Any]) -> None:
    subject = journal.Subject("objection", row["id"], row["version"], row["department_id"])
    kept = {name: row[name] for name in ("announcement_id", "row_id")}
    journal.record(session, f"objection.{action}", subject, kept)


def create_objection(session: Session, actor: Actor, announcement_id: int, body: ObjectionCreate) -> Found:
    """Says what is wrong. 404 out of sight, 403 outside the audience, 409 outside the period or said already."""
    about = find_announcement(session, actor, announcement_id)
    refuse_closed(session, about["year"])
    if (detail := _WHEN.get(about["phase"])) is not None:
        raise conflict(detail, "not-running")
    if not about["can_object"]:
        raise forbidden("异议由公示范围内的人员提出，您可以查看这份公示。")
    _check_row(session, actor, announcement_id, body.row_id)
    values = {
        "announcement_id": announcement_id,
        "department_id": about["department_id"],
        "row_id": body.row_id,
        "reason": body.reason,
        "state": ObjectionState.open,
        "raised_by_id": actor.require_user(),
        "raised_by_name": actor.principal.label,
        "raised_at": now(),
        "decided_by_name": "",
        "decision_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.find_objection(session, actor, insert_row(session, OBJECTIONS, values))
    _record(session, "created", row)
    return row


def _check_row(session: Session, actor: Actor, announcement_id: int, row_id: int | None) -> None:
    if row_id is not None:
        known = sa.select(ROWS.c.id).where(ROWS.c.id == row_id, ROWS.c.announcement_id == announcement_id)
        if session.execute(known).first() is None:
            raise invalid("/row_id", "unknown", "这份公示里没有这一行。")
    said = sa.select(OBJECTIONS.c.id).where(
        OBJECTIONS.c.announcement_id == announcement_id,
        OBJECTIONS.c.raised_by_id == actor.user_id,
        OBJECTIONS.c.row_id.is_not_distinct_from(row_id),
        OBJECTIONS.c.state == ObjectionState.open,
    )
    if session.execute(said).first() is not None:
        raise conflict("您对此已经提出异议，正等待处理；要改写请先收回。", "already-exists")


def decide_objection(
    session: Session, actor: Actor, objection_id: int, body: ObjectionDecision, expected: Expected
) -> Found:
    """Whether it holds, with a reason; upheld it names the risk point or the suggestion that follows from it."""
    action = ObjectionAction(body.decision)
    before = _find(session, actor, objection_id, action, expected)
    links = _links(session, actor, before, body) if body.decision is Ruling.uphold else {}
    return _settle(session, actor, before, action, {"decision_reason": body.reason} | links)


def _links(session: Session, actor: Actor, objection: Found, body: ObjectionDecision) -> Found:
    """What will be changed; 422 for what is not of the department that announced."""
    point = body.risk_point_id
    if point is not None:
        units = subtree([objection["department_id"]])
        known = sa.select(POINTS.c.id).where(
            POINTS.c.id == point, POINTS.c.department_id.in_(units), visible_points(actor)
        )
        if session.execute(known).first() is None:
            raise invalid("/risk_point_id", "unknown", "请选择公示部门的风险点。")
    elif objection["row_id"]:
        frozen = sa.select(ROWS.c.risk_point_id).where(ROWS.c.id == objection["row_id"])
        point = session.execute(frozen).scalar_one()
    if body.suggestion_id is not None:
        _check_suggestion(session, actor, objection["department_id"], body.suggestion_id)
    return {"risk_point_id": point, "suggestion_id": body.suggestion_id}


def _check_suggestion(session: Session, actor: Actor, department_id: int, suggestion_id: int) -> None:
    found = (
        find_suggestion(session, actor, suggestion_id) if actor.reach(Permission.suggestions_read) else None
    )
    inside = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.id == (found or {}).get("department_id"), DEPARTMENTS.c.id.in_(subtree([department_id]))
    )
    if session.execute(inside).first() is None:
        raise invalid("/suggestion_id", "unknown", "请选择公示部门的风险建议。")


def withdraw_objection(session: Session, actor: Actor, objection_id: int, expected: Expected) -> Found:
    """Takes it back while nobody has decided on it."""
    before = _find(session, actor, objection_id, ObjectionAction.withdraw, expected)
    return _settle(session, actor, before, ObjectionAction.withdraw, {})


def _find(
    session: Session, actor: Actor, objection_id: int, action: ObjectionAction, expected: Expected
) -> Found:
    """An objection the actor may settle in this way: 404, 403, 409 when it is settled or its year closed, 412."""
    row = queries.find_objection(session, actor, objection_id)
    if action not in queries.rights_on(actor, row):
        raise forbidden("只有提出异议的人可以收回。" if action is ObjectionAction.withdraw else _DECIDERS)
    OBJECTION_MACHINE.find(row["state"], action)
    expected.check(row["version"])
    refuse_closed(session, row["year"])
    return row


def _settle(
    session: Session, actor: Actor, before: Found, action: ObjectionAction, changes: Mapping[str, Any]
) -> Found:
    target = OBJECTION_MACHINE.find(before["state"], action).target
    decided = {
        "state": target,
        "decided_by_id": actor.require_user(),
        "decided_by_name": actor.principal.label,
        "decided_at": now(),
    }
    claim_version(session, OBJECTIONS, before, {**decided, **changes})
    row = queries.find_objection(session, actor, before["id"])
    _record(session, target, row)
    return row

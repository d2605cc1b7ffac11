"""The one writer of 班子定 and of levels the leadership sets itself (opinion.txt line 55, requirements D20)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.actions import refuse_closed_years, store_assessments
from backend.assessments.decisions import queries
from backend.assessments.decisions.queries import DECISIONS
from backend.assessments.decisions.schemas import LeadershipDecisionCreate
from backend.assessments.levels.actions import relevel
from backend.assessments.levels.queries import OVERRIDES
from backend.assessments.queries import find_points, is_due
from backend.assessments.rules import AssessmentStep
from backend.communications.meetings.actions import rest_on
from backend.communications.meetings.queries import named_meeting
from backend.kit import journal
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import POSITIONS, own_positions, within
from backend.risks.queries import covers

RECORD = Permission.decisions_record
Row = dict[str, Any]
OWN_SHEET = "班子的决定里有您本人的排查表，请由防控办公室的其他同志登记。"
OWN_POST = "班子的决定里有您本人的岗位，请由防控办公室的其他同志登记。"


def create_decision(session: Session, actor: Actor, body: LeadershipDecisionCreate) -> Row:
    """Stores one decision of a meeting with all it decided, or nothing.

    422 for a meeting that was none of the leadership's or has no record yet, for unknown or repeated objects; 403 for
    one's own; 409 when a point's sheet is not approved or its year is closed.
    """
    user_id = actor.require_user()
    if not (body.items or body.overrides or body.endings):
        raise invalid("/items", "empty", "请至少登记一项决定。")
    named_meeting(session, actor, body.meeting_id, decides=True)
    rest_on(session, body.meeting_id)
    points = _points(session, actor, [item.risk_point_id for item in body.items])
    posts = _posts(session, actor, body)
    instant = now()
    stamp = {"recorded_by_id": user_id, "recorded_by_name": actor.principal.label, "recorded_at": instant}
    head = {"meeting_id": body.meeting_id, "note": body.note}
    decision_id = insert_row(session, DECISIONS, head | stamp)
    counts = {name: len(getattr(body, name)) for name in ("items", "overrides", "endings")}
    subject = journal.Subject("leadership_decision", decision_id)
    journal.record(session, "leadership_decision.recorded", subject, {"meeting_id": body.meeting_id} | counts)
    if body.items:
        source = {"decision_id": decision_id, "meeting_id": body.meeting_id}
        judgements = [(AssessmentStep.leadership_decision, item) for item in body.items]
        store_assessments(session, actor, judgements, points, source)
    _end(session, decision_id, posts, {ending.position_id: ending.reason for ending in body.endings})
    _begin(session, decision_id, posts, body)
    relevel(session, posts)
    return queries.get_decision(session, actor, decision_id)


def _points(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Row]:
    """The points decided on, within reach and not one's own, of approved sheets and open years."""
    points = find_points(session, actor, ids)
    reach = actor.reach(RECORD)
    errors: list[FieldError] = []
    for at, point_id in enumerate(ids):
        pointer = f"/items/{at}/risk_point_id"
        if point_id not in points or not covers(reach, points[point_id]["path"]):
            errors.append(FieldError(pointer, "unknown", "没有这个风险点，请刷新后再登记。"))
        elif point_id in ids[:at]:
            errors.append(FieldError(pointer, "duplicate", "同一个风险点在一次决定里只登记一次。"))
    if errors:
        raise invalid_fields(errors)
    if any(point["is_filler"] for point in points.values()):
        raise forbidden(OWN_SHEET)
    refuse_closed_years(session, points)
    early = sum(not is_due(AssessmentStep.leadership_decision, point["state"]) for point in points.values())
    if early:
        raise conflict(
            f"有 {early} 个风险点所在的排查表还没有通过审核，不能登记“班子定”；请先完成部门审核（分管领导审核）。",
            "not-approved",
        )
    return points


def _posts(session: Session, actor: Actor, body: LeadershipDecisionCreate) -> dict[int, Row]:
    """The live posts whose level is set or given back, with the open override of each."""
    named = [(f"/overrides/{at}/position_id", one.position_id) for at, one in enumerate(body.overrides)]
    set_here = {position_id for _, position_id in named}
    named += [(f"/endings/{at}/position_id", one.position_id) for at, one in enumerate(body.endings)]
    opened = sa.and_(OVERRIDES.c.position_id == POSITIONS.c.id, OVERRIDES.c.ended_at.is_(None))
    statement = (
        sa.select(POSITIONS.c.id, POSITIONS.c.department_id, OVERRIDES.c.id.label("override_id"))
        .join_from(POSITIONS, OVERRIDES, opened, isouter=True)
        .where(
            POSITIONS.c.id.in_([position_id for _, position_id in named]),
            POSITIONS.c.retired_on.is_(None),
            within(actor.reach(RECORD), POSITIONS.c.department_id),
        )
    )
    posts = {row["id"]: dict(row) for row in session.execute(statement).mappings()}
    errors: list[FieldError] = []
    seen: set[int] = set()
    for pointer, position_id in named:
        if position_id not in posts:
            errors.append(FieldError(pointer, "unknown", "没有这个岗位，或已撤销。"))
        elif position_id in seen:
            errors.append(FieldError(pointer, "duplicate", "同一个岗位在一次决定里只登记一次。"))
        elif position_id not in set_here and posts[position_id]["override_id"] is None:
            errors.append(FieldError(pointer, "not-set", "这个岗位的等级本来就是按规则计算的。"))
        seen.add(position_id)
    if errors:
        raise invalid_fields(errors)
    if posts and set(session.execute(own_positions(actor.user_id)).scalars()) & set(posts):
        raise forbidden(OWN_POST)
    return posts


def _end(session: Session, decision_id: int, posts: Mapping[int, Row], reasons: Mapping[int, str]) -> None:
    """Ends what stands on the posts: given back to the rule, or replaced by this decision."""
    for position_id, post in sorted(posts.items()):
        if post["override_id"] is None:
            continue
        reason = reasons.get(position_id, "由新的班子决定代替")
        result = session.execute(
            sa.update(OVERRIDES)
            .where(OVERRIDES.c.id == post["override_id"], OVERRIDES.c.ended_at.is_(None))
            .values(ended_by_id=decision_id, ended_at=now(), end_reason=reason)
        )
        if getattr(result, "rowcount", 0) != 1:
            raise conflict("刚刚有人登记了这个岗位的另一项班子决定，请刷新后再试。", "raced")
        subject = journal.Subject("level_override", post["override_id"], None, post["department_id"])
        details = {"position_id": position_id, "decision_id": decision_id}
        journal.record(session, "level_override.ended", subject, details)


def _begin(
    session: Session, decision_id: int, posts: Mapping[int, Row], body: LeadershipDecisionCreate
) -> None:
    for override in body.overrides:
        department_id = posts[override.position_id]["department_id"]
        values = override.model_dump() | {
            "department_id": department_id,
            "decision_id": decision_id,
            "started_at": now(),
        }
        override_id = insert_row(session, OVERRIDES, values)
        subject = journal.Subject("level_override", override_id, None, department_id)
        details = {"position_id": override.position_id, "level": override.level, "decision_id": decision_id}
        journal.record(session, "level_override.recorded", subject, details)

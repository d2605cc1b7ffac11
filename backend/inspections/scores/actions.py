"""Writes of the yearly inspection. Nobody inspects a department he answers for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.communications.meetings.actions import rest_on
from backend.communications.meetings.queries import named_meeting
from backend.inspections.evidence.queries import evidence_of
from backend.inspections.queries import APPRAISALS, INSPECTIONS, ITEMS, SCORES, STANDARDS
from backend.inspections.scores import queries
from backend.inspections.scores.rules import MACHINE, InspectionAction, InspectionState, percent_of
from backend.inspections.scores.schemas import (
    InspectionConfirmationCreate,
    InspectionObjectionCreate,
    InspectionReturnCreate,
    ObjectionReplyCreate,
    PublicAppraisalUpdate,
    ReopeningCreate,
    ScoresUpdate,
    SelfScoresUpdate,
    WaiverCreate,
)
from backend.inspections.standards.rules import CheckEvidence, grade_of
from backend.kit.courses import Course
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import insert_row
from backend.kit.table import now, today

Found = dict[str, Any]
A = InspectionAction
OWN = frozenset({A.save_self, A.submit_self, A.object})
UNSCORED: Found = {"total": None, "percent": None, "grade": None, "scored_at": None, "scored_by_name": ""}
COURSE = Course[Actor, InspectionState](
    subject="inspection",
    table=INSPECTIONS,
    machine=MACHINE,
    states=InspectionState,
    read=queries.get_inspection,
)


def check_day(day: date) -> None:
    """422 for a day of self-scoring that has passed."""
    if day < today():
        raise invalid("/self_due_on", "past", "自评截止日期不能早于今天。")


def _begin(
    session: Session, actor: Actor, inspection_id: int, action: InspectionAction, expected: Expected
) -> tuple[Found, InspectionState]:
    """The inspection and where the action leads: 404, 409, 403, 412; and 409 in a closed year."""
    before = queries.get_inspection(session, actor, inspection_id)
    target = MACHINE.find(InspectionState(before["state"]), action).target
    if action is A.object and before["objected_at"] is not None:
        raise conflict("异议只能提出一次，已经提出过了。", "already-objected")
    if action not in before["allowed_actions"]:
        raise forbidden(
            "这一步由本部门的负责人或联络员办理。"
            if action in OWN
            else "这一步由防控办公室办理；本人负责的部门要由其他同志考核。"
        )
    expected.check(before["version"])
    refuse_closed(session, before["year"])
    return before, target


def _write(session: Session, before: Found, rows: Sequence[Found], score: str) -> None:
    """Writes scores by item; 422 for items of another standard and for more than their points."""
    points = {one["item_id"]: one["points"] for one in before["scores"]}
    errors = []
    for at, row in enumerate(rows):
        if row["item_id"] not in points:
            errors.append(FieldError(f"/scores/{at}/item_id", "unknown", "标准里没有这个项目。"))
        elif row[score] is not None and row[score] > points[row["item_id"]]:
            full = f"{points[row['item_id']]:g}"
            errors.append(FieldError(f"/scores/{at}/{score}", "too-much", f"这一项满分 {full} 分。"))
    if errors:
        raise invalid_fields(errors)
    for row in rows:
        values = {name: value for name, value in row.items() if name != "item_id"}
        where = (SCORES.c.inspection_id == before["id"], SCORES.c.item_id == row["item_id"])
        session.execute(sa.update(SCORES).where(*where).values(**values))


def save_self(
    session: Session, actor: Actor, inspection_id: int, body: SelfScoresUpdate, expected: Expected
) -> Found:
    """Keeps what the department has filled in so far."""
    before, target = _begin(session, actor, inspection_id, A.save_self, expected)
    _write(session, before, [one.model_dump() for one in body.scores], "self_score")
    return COURSE.finish(session, actor, before, {"state": target, "self_note": body.self_note}, "self_saved")


def submit_self(session: Session, actor: Actor, inspection_id: int, expected: Expected) -> Found:
    """Hands the self-score in. 409 while an item or the summary is missing."""
    before, target = _begin(session, actor, inspection_id, A.submit_self, expected)
    missing = [one["name"] for one in before["scores"] if one["self_score"] is None]
    if missing:
        raise conflict(f"还有 {len(missing)} 项没有自评，如“{missing[0]}”。", "incomplete")
    if not before["self_note"].strip():
        raise conflict("请写明自查情况：查出的缺漏、改进和经验。", "incomplete")
    changes = {
        "state": target,
        "self_total": sum(one["self_score"] for one in before["scores"]),
        "self_scored_at": now(),
        "self_scored_by_name": actor.principal.label,
        "return_reason": "",
        "waive_reason": "",
    }
    return COURSE.finish(session, actor, before, changes, "self_scored")


def waive_self(
    session: Session, actor: Actor, inspection_id: int, body: WaiverCreate, expected: Expected
) -> Found:
    """Goes on without the department's own score; the reason stays."""
    before, target = _begin(session, actor, inspection_id, A.waive, expected)
    return COURSE.finish(session, actor, before, {"state": target, "waive_reason": body.reason}, "self_waived")


def return_self(
    session: Session, actor: Actor, inspection_id: int, body: InspectionReturnCreate, expected: Expected
) -> Found:
    """The self-score is to be done anew."""
    before, target = _begin(session, actor, inspection_id, A.send_back, expected)
    check_day(body.self_due_on)
    changes = {
        "state": target,
        "return_reason": body.reason,
        "self_due_on": body.self_due_on,
        "waive_reason": "",
        "self_total": None,
        "self_scored_at": None,
        "self_scored_by_name": "",
    }
    return COURSE.finish(session, actor, before, changes, "self_returned")


def save_scores(
    session: Session, actor: Actor, inspection_id: int, body: ScoresUpdate, expected: Expected
) -> Found:
    """Keeps the inspectors' scores; nobody else sees them yet."""
    before, target = _begin(session, actor, inspection_id, A.score, expected)
    _write(session, before, [one.model_dump() for one in body.scores], "score")
    return COURSE.finish(session, actor, before, {"state": target}, "scores_saved")


def publish_scores(session: Session, actor: Actor, inspection_id: int, expected: Expected) -> Found:
    """Shows the department its result. 409 while an item is not scored or a deduction has no reason."""
    before, target = _begin(session, actor, inspection_id, A.publish, expected)
    scores = before["scores"]
    missing = [one["name"] for one in scores if one["score"] is None]
    if missing:
        raise conflict(f"还有 {len(missing)} 项没有打分，如“{missing[0]}”。", "incomplete")
    bare = [one["name"] for one in scores if one["score"] < one["points"] and not one["remark"].strip()]
    if bare:
        raise conflict(f"扣分要写明理由，还缺 {len(bare)} 项，如“{bare[0]}”。", "no-reason")
    _keep_evidence(session, before)
    thresholds = [STANDARDS.c[name] for name in ("excellent_from", "good_from", "pass_from")]
    lines = session.execute(sa.select(*thresholds).where(STANDARDS.c.id == before["standard_id"])).one()
    total = sum(one["score"] for one in scores)
    percent = percent_of(total, before["full"])
    grade = grade_of(percent, *lines)
    changes = {"state": target, "total": total, "percent": percent, "grade": grade, "scored_at": now()}
    changes["scored_by_name"] = actor.principal.label
    return COURSE.finish(session, actor, before, changes, "scored", {"total": total, "grade": grade})


def _keep_evidence(session: Session, before: Found) -> None:
    """What the figures were when the score was published: later ones do not rewrite it."""
    kinds = sa.select(SCORES.c.item_id, ITEMS.c.evidence).join(ITEMS, ITEMS.c.id == SCORES.c.item_id)
    found: dict[int, CheckEvidence | None] = dict(
        session.execute(kinds.where(SCORES.c.inspection_id == before["id"])).all()
    )
    asked = [kind for kind in found.values() if kind]
    known = evidence_of(session, before["department_id"], before["year"], asked, for_office=True)
    for item_id, kind in found.items():
        where = (SCORES.c.inspection_id == before["id"], SCORES.c.item_id == item_id)
        session.execute(sa.update(SCORES).where(*where).values(evidence=known[kind] if kind else ""))


def record_appraisal(
    session: Session, actor: Actor, inspection_id: int, body: PublicAppraisalUpdate, expected: Expected
) -> Found:
    """Enters the votes, or mends them before the score is published."""
    before, target = _begin(session, actor, inspection_id, A.appraise, expected)
    if body.held_on > today():
        raise invalid("/held_on", "future", "评议日期不能晚于今天。")
    if not body.satisfied + body.content + body.dissatisfied:
        raise invalid("/satisfied", "no-votes", "请填写票数，有效票不能为零。")
    who = {"recorded_by_name": actor.principal.label, "recorded_at": now()}
    session.execute(sa.delete(APPRAISALS).where(APPRAISALS.c.inspection_id == inspection_id))
    insert_row(session, APPRAISALS, body.model_dump() | who | {"inspection_id": inspection_id})
    return COURSE.finish(session, actor, before, {"state": target}, "appraised")


def object_to_result(
    session: Session, actor: Actor, inspection_id: int, body: InspectionObjectionCreate, expected: Expected
) -> Found:
    """Once, before the result is confirmed."""
    before, target = _begin(session, actor, inspection_id, A.object, expected)
    who = {"objected_at": now(), "objected_by_name": actor.principal.label}
    return COURSE.finish(session, actor, before, who | {"state": target, "objection": body.objection}, "objected")


def reply_to_objection(
    session: Session, actor: Actor, inspection_id: int, body: ObjectionReplyCreate, expected: Expected
) -> Found:
    """The score stays; to change it the inspection is scored again."""
    before, target = _begin(session, actor, inspection_id, A.reply, expected)
    changes = {"state": target, "objection_reply": body.reply, "replied_at": now()}
    changes["replied_by_name"] = actor.principal.label
    return COURSE.finish(session, actor, before, changes, "objection_answered")


def reopen_scores(
    session: Session, actor: Actor, inspection_id: int, body: ReopeningCreate, expected: Expected
) -> Found:
    """Scored again, for instance because an objection holds: the reason answers it."""
    before, target = _begin(session, actor, inspection_id, A.reopen, expected)
    changes = UNSCORED | {"state": target, "return_reason": body.reason}
    if before["state"] == InspectionState.objected:
        changes |= {"objection_reply": body.reason, "replied_at": now()}
        changes["replied_by_name"] = actor.principal.label
    return COURSE.finish(session, actor, before, changes, "reopened")


def confirm_inspection(
    session: Session, actor: Actor, inspection_id: int, body: InspectionConfirmationCreate, expected: Expected
) -> Found:
    """The result stands; it goes into the other two assessments (opinion.txt lines 75 and 95)."""
    before, target = _begin(session, actor, inspection_id, A.confirm, expected)
    if body.meeting_id is not None:
        named_meeting(session, actor, body.meeting_id, decides=True)
        rest_on(session, body.meeting_id)
    changes = body.model_dump() | {"state": target, "confirmed_at": now()}
    changes["confirmed_by_name"] = actor.principal.label
    return COURSE.finish(session, actor, before, changes, "confirmed")


def revoke_confirmation(
    session: Session, actor: Actor, inspection_id: int, body: ReopeningCreate, expected: Expected
) -> Found:
    """A mistake was found after all."""
    before, target = _begin(session, actor, inspection_id, A.revoke, expected)
    changes = {"state": target, "confirmed_at": None, "confirmed_by_name": "", "decision": ""}
    changes |= {"meeting_id": None, "return_reason": body.reason}
    return COURSE.finish(session, actor, before, changes, "confirmation_revoked")

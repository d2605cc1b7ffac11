"""Writes of redesign tasks. Events carry states and numbers only; the words stay in the task."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.courses import Course
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import insert_row, next_number
from backend.kit.table import now, today
from backend.organization.queries import POSITIONS, subtree
from backend.powers.flowchecks.queries import REDESIGNS, drew
from backend.powers.flowchecks.schemas import RedesignOrder
from backend.powers.queries import REVISIONS, get_power, refuse_retired
from backend.powers.redesigns import queries
from backend.powers.redesigns.queries import ANSWERS
from backend.powers.redesigns.rules import (
    MACHINE,
    UNSETTLED,
    RedesignAction,
    RedesignState,
    RedesignVerdict,
)
from backend.powers.redesigns.schemas import (
    FlowRedesignUpdate,
    RedesignAcceptanceCreate,
    RedesignAnswerCreate,
    RedesignReturnCreate,
    RedesignWithdrawalCreate,
)
from backend.reviews.answers.actions import give_answer, judge_answer

Found = dict[str, Any]
REFUSED: dict[str, str] = {
    RedesignAction.edit: "只有安排这项任务的人或防控办公室可以修改。",
    RedesignAction.answer: "由职权所在部门的负责人或联络员提交。",
    RedesignAction.accept: "由安排这项任务的人或防控办公室认可；自己部门的流程要由别人认可。",
    RedesignAction.send_back: "由安排这项任务的人或防控办公室退回；自己部门的流程要由别人审查。",
    RedesignAction.withdraw: "只有安排这项任务的人或防控办公室可以撤回。",
}
DREW = "您绘制或提交过这一版流程，要由别人认可或退回。"
COURSE = Course[Actor, RedesignState](
    subject="flow_redesign",
    table=REDESIGNS,
    machine=MACHINE,
    states=RedesignState,
    read=queries.get_redesign,
    refused=REFUSED,
    noted=("power_id",),
)


def _check_due(due_on: date, pointer: str) -> None:
    if due_on < today():
        raise invalid(pointer, "past", "完成期限不能早于今天。")


def _check_position(session: Session, position_id: int | None, department_id: int, pointer: str) -> None:
    """The responsible post lies in the power's department or below it."""
    if position_id is None:
        return
    found = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.id == position_id,
        POSITIONS.c.retired_on.is_(None),
        POSITIONS.c.department_id.in_(subtree([department_id])),
    )
    if session.execute(found).first() is None:
        raise invalid(pointer, "unknown", "职权所在的部门没有这个岗位，请重新选择。")


def refuse_unsettled(session: Session, power_id: int) -> None:
    """409 while an earlier task of the same power is not settled: the flow would be drawn anew twice at once."""
    found = sa.select(REDESIGNS.c.number).where(
        REDESIGNS.c.power_id == power_id, REDESIGNS.c.state.in_(UNSETTLED)
    )
    number = session.execute(found.limit(1)).scalar_one_or_none()
    if number is not None:
        raise conflict(f"这项职权的流程再造任务 {number} 还没有办结，请先认可、退回或撤回。", "unsettled")


def order_redesign(session: Session, actor: Actor, check: Mapping[str, Any], body: RedesignOrder) -> Found:
    """The task that follows from a review with defects."""
    _check_due(body.due_on, "/redesign/due_on")
    _check_position(session, body.position_id, check["department_id"], "/redesign/position_id")
    values = body.model_dump() | {
        "number": next_number(session, REDESIGNS.c.number, 3),
        "check_id": check["id"],
        "power_id": check["power_id"],
        "base_revision": check["revision"],
        "state": RedesignState.open,
        "ordered_by_id": actor.require_user(),
        "ordered_by_name": actor.principal.label,
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_redesign(session, actor, insert_row(session, REDESIGNS, values))
    COURSE.record(session, "ordered", row, {"check_id": check["id"]})
    return row


def update_redesign(
    session: Session, actor: Actor, redesign_id: int, body: FlowRedesignUpdate, expected: Expected
) -> Found:
    """Words the request anew, gives more time or names another post."""
    before, target = COURSE.start(session, actor, redesign_id, RedesignAction.edit, expected)
    changes = body.model_dump(exclude_unset=True)
    if "due_on" in changes and changes["due_on"] != before["due_on"]:
        _check_due(changes["due_on"], "/due_on")
    if "position_id" in changes:
        _check_position(session, changes["position_id"], before["department_id"], "/position_id")
    fields = sorted(name for name, value in changes.items() if before[name] != value)
    return COURSE.finish(session, actor, before, changes | {"state": target}, "updated", {"fields": fields})


def answer_redesign(
    session: Session, actor: Actor, redesign_id: int, body: RedesignAnswerCreate, expected: Expected
) -> Found:
    """The department presents a version that was saved after the reviewed, and after any returned one."""
    before, target = COURSE.start(session, actor, redesign_id, RedesignAction.answer, expected)
    refuse_retired(get_power(session, actor, before["power_id"]))
    known = sa.select(REVISIONS.c.id).where(
        REVISIONS.c.power_id == before["power_id"], REVISIONS.c.number == body.revision
    )
    if session.execute(known).first() is None:
        raise invalid("/revision", "unknown", "这项职权没有这个流程版本。")
    presented = max([before["base_revision"], *(one["revision"] for one in before["answers"])])
    if body.revision <= presented:
        detail = f"第 {presented} 版已经审查过，请先修改流程并保存新的版本。"
        raise invalid("/revision", "older", detail)
    give_answer(session, actor, ANSWERS, body.model_dump() | {"redesign_id": redesign_id})
    return COURSE.finish(session, actor, before, {"state": target}, "answered", {"revision": body.revision})


def _judge(session: Session, actor: Actor, before: Found, verdict: RedesignVerdict, note: str) -> None:
    """Writes the verdict beside the newest answer; 403 for whoever drew or presented it."""
    answer = before["answers"][-1]
    if drew(session, actor, before["power_id"], answer["revision"], before["base_revision"]):
        raise forbidden(DREW)
    judge_answer(session, actor, ANSWERS, answer["id"], verdict, note, DREW)


def accept_redesign(
    session: Session, actor: Actor, redesign_id: int, body: RedesignAcceptanceCreate, expected: Expected
) -> Found:
    """Settles it. Nobody accepts what he drew."""
    before, target = COURSE.start(session, actor, redesign_id, RedesignAction.accept, expected)
    _judge(session, actor, before, RedesignVerdict.accepted, body.note)
    return COURSE.finish(session, actor, before, {"state": target, "closed_at": now()}, "accepted")


def return_redesign(
    session: Session, actor: Actor, redesign_id: int, body: RedesignReturnCreate, expected: Expected
) -> Found:
    """To be drawn anew once more, until a new day."""
    before, target = COURSE.start(session, actor, redesign_id, RedesignAction.send_back, expected)
    _check_due(body.due_on, "/due_on")
    _judge(session, actor, before, RedesignVerdict.returned, body.reason)
    return COURSE.finish(session, actor, before, {"state": target, "due_on": body.due_on}, "returned")


def withdraw_redesign(
    session: Session, actor: Actor, redesign_id: int, body: RedesignWithdrawalCreate, expected: Expected
) -> Found:
    """No longer wanted; the reason is kept."""
    before, target = COURSE.start(session, actor, redesign_id, RedesignAction.withdraw, expected)
    changes = {"state": target, "withdraw_reason": body.reason, "closed_at": now()}
    return COURSE.finish(session, actor, before, changes, "withdrawn")

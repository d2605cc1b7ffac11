"""Writes of findings. Events carry states and field names only; the words stay in the finding."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.findings import queries
from backend.inspections.findings.queries import POWERS, STEPS
from backend.inspections.findings.rules import MACHINE, FindingAction, FindingState, FindingVerdict
from backend.inspections.findings.schemas import (
    AcceptanceCreate,
    FindingAnswerCreate,
    FindingCreate,
    FindingReturnCreate,
    FindingUpdate,
    FindingWithdrawalCreate,
)
from backend.inspections.queries import ANSWERS, FILES, FINDINGS, VISITED
from backend.kit.courses import Course
from backend.kit.etag import Expected
from backend.kit.files import FileKind, Store, accept
from backend.kit.problems import conflict, forbidden, invalid, not_found
from backend.kit.rows import insert_row, next_number
from backend.kit.table import now, today
from backend.organization.queries import POSITIONS, live_department
from backend.reviews.answers.actions import give_answer, judge_answer
from backend.risks.queries import POINTS

Found = dict[str, Any]
MOST_FILES = 20
REFUSED: dict[str, str] = {
    FindingAction.edit: "只有提出问题的人或防控办公室可以修改；别人对自己部门提出的问题不能修改。",
    FindingAction.answer: "由被检查部门的负责人或联络员答复。",
    FindingAction.accept: "由提出问题的人或防控办公室认可；自己部门的答复要由别人认可。",
    FindingAction.send_back: "由提出问题的人或防控办公室退回；自己部门的答复要由别人认可。",
    FindingAction.withdraw: "只有提出问题的人或防控办公室可以撤回；别人对自己部门提出的问题不能撤回。",
}
OWN_ANSWER = "自己写的答复要由别人认可。"
COURSE = Course[Actor, FindingState](
    subject="finding",
    table=FINDINGS,
    machine=MACHINE,
    states=FindingState,
    read=queries.get_finding,
    refused=REFUSED,
)


def _check_due(due_on: date) -> None:
    if due_on < today():
        raise invalid("/due_on", "past", "整改期限不能早于今天。")


def _check_places(session: Session, values: Mapping[str, Any]) -> None:
    """What a finding is about lies in its department; a step belongs to the named power."""
    department_id = values["department_id"]
    places = (
        ("position_id", POSITIONS, POSITIONS.c.department_id == department_id, "岗位"),
        ("power_id", POWERS, POWERS.c.department_id == department_id, "职权"),
        ("step_id", STEPS, STEPS.c.power_id == (values.get("power_id") or 0), "流程环节"),
        ("risk_point_id", POINTS, POINTS.c.department_id == department_id, "风险点"),
    )
    for name, table, belongs, label in places:
        identity = values.get(name)
        if identity is None:
            continue
        if session.execute(sa.select(table.c.id).where(table.c.id == identity, belongs)).first() is None:
            where = "所选职权没有" if name == "step_id" else "被检查部门没有"
            raise invalid(f"/{name}", "unknown", f"{where}这个{label}，请重新选择。")
    here = (VISITED.c.visit_id == (values.get("visit_id") or 0), VISITED.c.department_id == department_id)
    visited = sa.select(VISITED.c.id).where(*here)
    if values.get("visit_id") is not None and session.execute(visited).first() is None:
        raise invalid("/visit_id", "unknown", "这次监督检查没有检查过这个部门，请重新选择。")


def create_finding(session: Session, actor: Actor, body: FindingCreate) -> Found:
    """Raises a finding. 422 for dates and places that cannot be, 403 beyond the actor's reach."""
    live_department(session, actor, Permission.findings_raise, body.department_id)
    if body.found_on > today():
        raise invalid("/found_on", "future", "发现日期不能晚于今天。")
    _check_due(body.due_on)
    values = body.model_dump()
    _check_places(session, values)
    values |= {
        "number": next_number(session, FINDINGS.c.number, 4),
        "state": FindingState.open,
        "raised_by_id": actor.require_user(),
        "raised_by_name": actor.principal.label,
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_finding(session, actor, insert_row(session, FINDINGS, values))
    COURSE.record(session, "raised", row, {"kind": body.kind})
    return row


def update_finding(
    session: Session, actor: Actor, finding_id: int, body: FindingUpdate, expected: Expected
) -> Found:
    """Words it anew while it is not answered; another power takes the step of the former one away."""
    before, target = COURSE.start(session, actor, finding_id, FindingAction.edit, expected)
    changes = body.model_dump(exclude_unset=True)
    if "power_id" in changes and changes["power_id"] != before["power_id"]:
        changes.setdefault("step_id", None)
    if "due_on" in changes and changes["due_on"] != before["due_on"]:
        _check_due(changes["due_on"])
    _check_places(session, before | changes)
    fields = sorted(name for name, value in changes.items() if before[name] != value)
    return COURSE.finish(session, actor, before, changes | {"state": target}, "updated", {"fields": fields})


def answer_finding(
    session: Session, actor: Actor, finding_id: int, body: FindingAnswerCreate, expected: Expected
) -> Found:
    """The department says what it did; proofs uploaded before go with the answer."""
    before, target = COURSE.start(session, actor, finding_id, FindingAction.answer, expected)
    if body.done_on > today():
        raise invalid("/done_on", "future", "完成日期不能晚于今天。")
    if body.done_on < before["found_on"]:
        raise invalid("/done_on", "order", "完成日期不能早于发现问题的日期。")
    answer_id = give_answer(session, actor, ANSWERS, body.model_dump() | {"finding_id": finding_id})
    loose = sa.update(FILES).where(
        FILES.c.finding_id == finding_id, FILES.c.is_proof, FILES.c.answer_id.is_(None)
    )
    session.execute(loose.values(answer_id=answer_id))
    return COURSE.finish(session, actor, before, {"state": target}, "answered")


def _judge(session: Session, actor: Actor, before: Found, verdict: FindingVerdict, note: str) -> None:
    """Writes the verdict beside the newest answer; 403 for whoever wrote it."""
    judge_answer(session, actor, ANSWERS, before["answers"][-1]["id"], verdict, note, OWN_ANSWER)


def accept_finding(
    session: Session, actor: Actor, finding_id: int, body: AcceptanceCreate, expected: Expected
) -> Found:
    """Closes it. Nobody accepts his own answer."""
    before, target = COURSE.start(session, actor, finding_id, FindingAction.accept, expected)
    _judge(session, actor, before, FindingVerdict.accepted, body.note)
    return COURSE.finish(session, actor, before, {"state": target, "closed_at": now()}, "closed")


def return_finding(
    session: Session, actor: Actor, finding_id: int, body: FindingReturnCreate, expected: Expected
) -> Found:
    """To be corrected further until a new day."""
    before, target = COURSE.start(session, actor, finding_id, FindingAction.send_back, expected)
    _check_due(body.due_on)
    _judge(session, actor, before, FindingVerdict.returned, body.reason)
    return COURSE.finish(session, actor, before, {"state": target, "due_on": body.due_on}, "returned")


def withdraw_finding(
    session: Session, actor: Actor, finding_id: int, body: FindingWithdrawalCreate, expected: Expected
) -> Found:
    """Raised in error; the reason is kept."""
    before, target = COURSE.start(session, actor, finding_id, FindingAction.withdraw, expected)
    changes = {"state": target, "withdraw_reason": body.reason, "closed_at": now()}
    return COURSE.finish(session, actor, before, changes, "withdrawn")


def attach_file(
    session: Session,
    actor: Actor,
    store: Store,
    finding_id: int,
    filename: str,
    data: bytes,
    step: FindingAction,
) -> Found:
    """Keeps a file: a proof for whoever may `answer`, material for whoever may `edit`. 422 for what is not accepted."""
    row = queries.get_finding(session, actor, finding_id)
    if row["state"] != FindingState.open:
        raise conflict("只有待整改的问题可以补充材料。", "not-open")
    if step not in row["allowed_actions"]:
        raise forbidden("材料由提出问题的人、被检查部门的负责人或联络员上传。")
    if len(row["files"]) >= MOST_FILES:
        raise conflict(f"最多上传 {MOST_FILES} 个附件，请合并或打包后再上传。", "too-many-files")
    checked = accept(filename, data, tuple(FileKind))
    values = {
        "finding_id": finding_id,
        "is_proof": step is FindingAction.answer,
        "name": checked.name,
        "media_type": checked.media_type,
        "size": checked.size,
        "digest": store.put(data),
        "uploaded_by_id": actor.require_user(),
        "uploaded_by_name": actor.principal.label,
        "uploaded_at": now(),
    }
    file_id = insert_row(session, FILES, values)
    COURSE.record(session, "file_added", row, {"file_id": file_id})
    return queries.find_file(session, actor, finding_id, file_id)


def detach_file(session: Session, actor: Actor, finding_id: int, file_id: int, *, is_proof: bool) -> None:
    """Takes off one's own file while the finding is open; what an answer rests on stays."""
    row = queries.get_finding(session, actor, finding_id)
    file = queries.find_file(session, actor, finding_id, file_id)
    if file["is_proof"] != is_proof:
        raise not_found("这个附件")
    if file["uploaded_by_id"] != actor.require_user():
        raise forbidden("只能删除自己上传的附件。")
    if row["state"] != FindingState.open and file["answer_id"] is None:
        raise conflict("只有待整改的问题可以删除附件。", "not-open")
    # An answer given at this very moment may take the file along.
    loose = sa.delete(FILES).where(FILES.c.id == file_id, FILES.c.answer_id.is_(None)).returning(FILES.c.id)
    if session.execute(loose).first() is None:
        raise conflict("已经随答复提交的附件不能删除。", "filed")
    COURSE.record(session, "file_removed", row, {"file_id": file_id})

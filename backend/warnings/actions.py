"""Writes of warnings. Events carry numbers and states only: the text and the name stay in the case."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row, next_number
from backend.kit.table import now
from backend.organization.queries import PEOPLE, POSITIONS, person_of
from backend.warnings import queries
from backend.warnings.queries import CASES, READERS, USERS
from backend.warnings.rules import LADDER, MACHINE, DispositionKind, WarningState
from backend.warnings.schemas import (
    DispositionCreate,
    PromiseCreate,
    ReaderCreate,
    WarningClosureCreate,
    WarningCreate,
    WarningUpdate,
)

ABOUT_ONESELF = "不能办理针对自己的预警。"


def _record(
    session: Session, action: str, case: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    """Without a department: the timeline of a department must not tell that somebody there was warned."""
    journal.record(
        session, f"warning.{action}", journal.Subject("warning", case["id"], case["version"]), details
    )


def record_reading(session: Session, case: dict[str, Any]) -> None:
    """Every read of a sheet leaves a trace."""
    _record(session, "read", case)


def record_listing(session: Session, cases: list[dict[str, Any]]) -> None:
    """Every look at the list leaves a trace of what it showed."""
    for case in cases:
        _record(session, "listed", case)


def _person(session: Session, person_id: int, pointer: str) -> dict[str, Any]:
    row = (
        session.execute(
            sa.select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.job_title, PEOPLE.c.department_id).where(
                PEOPLE.c.id == person_id
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise invalid(pointer, "unknown", "没有这个人员，请重新选择。")
    return dict(row)


def _handler(session: Session, person_id: int | None, subject_id: int) -> dict[str, Any]:
    """The handler's name and title frozen as they are today. 422 when it is the warned person."""
    if person_id is None:
        return {"handler_id": None, "handler_name": "", "handler_job_title": ""}
    if person_id == subject_id:
        raise invalid("/handler_id", "is-subject", "预警处置实施人不能是预警对象本人，请另选一位。")
    person = _person(session, person_id, "/handler_id")
    return {"handler_id": person_id, "handler_name": person["name"], "handler_job_title": person["job_title"]}


def _check_position(session: Session, position_id: int | None) -> None:
    if position_id is None:
        return
    if session.execute(sa.select(POSITIONS.c.id).where(POSITIONS.c.id == position_id)).first() is None:
        raise invalid("/position_id", "unknown", "没有这个岗位，请重新选择。")


def _check_dates(case: Mapping[str, Any]) -> None:
    due, handled = case["rectification_due_on"], case["handled_on"]
    if due and handled and due < handled:
        raise invalid("/rectification_due_on", "order", "整改期限不能早于处置时间。")


def create_warning(session: Session, actor: Actor, body: WarningCreate) -> dict[str, Any]:
    """Opens a draft about somebody else. 422 for unknown people, 403 about oneself."""
    actor.need(Permission.warnings_write)
    subject = _person(session, body.subject_id, "/subject_id")
    if person_of(session, actor.user_id) == body.subject_id:
        raise forbidden("不能为自己办理预警，请由其他同事办理。")
    _check_position(session, body.position_id)
    values = body.model_dump() | _handler(session, body.handler_id, body.subject_id)
    _check_dates(values)
    values |= {
        "number": next_number(session, CASES.c.number, 4),
        "department_id": subject["department_id"],
        "subject_name": subject["name"],
        "subject_job_title": subject["job_title"],
        "rectification": "",
        "filled_by_name": actor.principal.label,
        "state": WarningState.draft,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    case = queries.get_warning(session, actor, insert_row(session, CASES, values))
    _record(session, "created", case)
    return case


def _change(
    session: Session, actor: Actor, warning_id: int, expected: Expected, action: str, changes: dict[str, Any]
) -> dict[str, Any]:
    """Runs one row of the state table: visible, allowed for this actor, in this state, not stale."""
    case = queries.get_warning(session, actor, warning_id)
    transition = MACHINE.find(WarningState(case["state"]), action)
    actor.need(Permission(transition.permission))
    if action not in case["allowed_actions"]:
        raise forbidden("这一步要由预警对象本人办理。" if action == "promise" else ABOUT_ONESELF)
    expected.check(case["version"])
    claim_version(session, CASES, case, changes | {"state": transition.target})
    return queries.get_warning(session, actor, warning_id)


def update_warning(
    session: Session, actor: Actor, warning_id: int, body: WarningUpdate, expected: Expected
) -> dict[str, Any]:
    """Edits a draft."""
    before = queries.get_warning(session, actor, warning_id)
    changes = body.model_dump(exclude_unset=True)
    _check_position(session, changes.get("position_id"))
    if "handler_id" in changes:
        changes |= _handler(session, changes["handler_id"], before["subject_id"])
    for name in ("source", "circumstances", "disposition", "measures_taken", "remark"):
        if name in changes and changes[name] is None:
            raise invalid(f"/{name}", "missing", "这一项不能清空。")
    _check_dates(before | changes)
    case = _change(session, actor, warning_id, expected, "edit", changes)
    _record(session, "updated", case, {"fields": sorted(changes)})
    return case


def dispose_warning(
    session: Session, actor: Actor, warning_id: int, body: DispositionCreate, expected: Expected
) -> dict[str, Any]:
    """Issues the warning, or raises it; a later disposition is never milder. A deadline left out stays."""
    before = queries.get_warning(session, actor, warning_id)
    if before["state"] != WarningState.draft:
        grade = LADDER.index(DispositionKind(before["disposition"]))
        if LADDER.index(body.disposition) < grade:
            raise conflict("新的处置不能轻于已经作出的处置。", "milder-disposition")
    changes = body.model_dump(exclude_unset=True) | _handler(session, body.handler_id, before["subject_id"])
    _check_dates(before | changes)
    changes["issued_at"] = before["issued_at"] or now()
    case = _change(session, actor, warning_id, expected, "dispose", changes)
    _record(session, "issued", case, {"disposition": body.disposition})
    return case


def promise_rectification(
    session: Session, actor: Actor, warning_id: int, body: PromiseCreate, expected: Expected
) -> dict[str, Any]:
    """The warned person's own words (附件四: 预警对象承诺整改情况)."""
    changes = {"rectification": body.rectification, "promised_at": now()}
    case = _change(session, actor, warning_id, expected, "promise", changes)
    _record(session, "promised", case)
    return case


def close_warning(
    session: Session, actor: Actor, warning_id: int, body: WarningClosureCreate, expected: Expected
) -> dict[str, Any]:
    """Ends the case after the promise."""
    case = _end(session, actor, warning_id, expected, "close", f"办结：{body.reason}")
    _record(session, "closed", case)
    return case


def cancel_warning(
    session: Session, actor: Actor, warning_id: int, body: WarningClosureCreate, expected: Expected
) -> dict[str, Any]:
    """Withdraws a case that should not have been."""
    case = _end(session, actor, warning_id, expected, "cancel", f"撤销：{body.reason}")
    _record(session, "cancelled", case)
    return case


def _end(
    session: Session, actor: Actor, warning_id: int, expected: Expected, action: str, note: str
) -> dict[str, Any]:
    """The last row of a case; the note is printed below what the sheet's remark already says."""
    remark = queries.get_warning(session, actor, warning_id)["remark"]
    changes = {"remark": f"{remark}\n{note}" if remark else note, "closed_at": now()}
    return _change(session, actor, warning_id, expected, action, changes)


def _others_case(session: Session, actor: Actor, warning_id: int) -> dict[str, Any]:
    """A case whose readers the actor may choose: not one about himself."""
    actor.need(Permission.warnings_write)
    case = queries.get_warning(session, actor, warning_id)
    if person_of(session, actor.user_id) == case["subject_id"]:
        raise forbidden(ABOUT_ONESELF)
    return case


def admit_reader(session: Session, actor: Actor, warning_id: int, body: ReaderCreate) -> list[dict[str, Any]]:
    """Lets one more user read the case, with a reason."""
    case = _others_case(session, actor, warning_id)
    if session.execute(sa.select(USERS.c.id).where(USERS.c.id == body.user_id)).first() is None:
        raise invalid("/user_id", "unknown", "没有这个账号。")
    if any(reader["user_id"] == body.user_id for reader in case["readers"]):
        raise conflict("他已经可以查看这份记录。", "already-admitted")
    values = body.model_dump() | {"warning_id": warning_id, "admitted_at": now()}
    insert_row(session, READERS, values)
    _record(session, "reader_admitted", case, {"user_id": body.user_id})
    return queries.readers_of(session, warning_id)


def dismiss_reader(session: Session, actor: Actor, warning_id: int, user_id: int) -> None:
    """Ends a reader's access; nothing happens when there was none."""
    case = _others_case(session, actor, warning_id)
    session.execute(
        sa.delete(READERS).where(READERS.c.warning_id == warning_id, READERS.c.user_id == user_id)
    )
    _record(session, "reader_dismissed", case, {"user_id": user_id})

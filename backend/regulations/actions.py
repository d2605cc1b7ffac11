"""Writes of the library: one function a verb; they flush, never commit, and journal."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import live_department
from backend.regulations import queries
from backend.regulations.queries import REGULATIONS, REVISIONS
from backend.regulations.rules import (
    CITABLE,
    CORRECTABLE,
    MACHINE,
    WRITE,
    RegulationAction,
    RegulationKind,
    RegulationStatus,
)
from backend.regulations.schemas import (
    Amendment,
    Enactment,
    RegulationCreate,
    RegulationUpdate,
    Repeal,
    RevisionCreate,
)


def _record(
    session: Session, action: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    subject = journal.Subject("regulation", row["id"], row["version"], row["department_id"])
    kept = {"kind": row["kind"], "status": row["status"], "edition": row["edition"]}
    journal.record(session, f"regulation.{action}", subject, kept | (details or {}))


def _refuse_known(session: Session, title: str, number: str, but: int = 0) -> None:
    """The same rule stands in the library once."""
    same = sa.select(REGULATIONS.c.id).where(
        REGULATIONS.c.number == number, REGULATIONS.c.title == title, REGULATIONS.c.id != but
    )
    if number and session.execute(same).first():
        raise conflict(f"《{title}》（{number}）已经在制度依据库中。", "already-exists")


def _check_owner(session: Session, actor: Actor, kind: str, department_id: int | None) -> None:
    if department_id is not None:
        live_department(session, actor, WRITE, department_id)
    elif kind == RegulationKind.department:
        raise invalid("/department_id", "missing", "部门制度请填写归口部门。")


def create_regulation(session: Session, actor: Actor, body: RegulationCreate) -> dict[str, Any]:
    """Puts a rule into the library. 409 when it is there already, 422 for an unknown department."""
    actor.need(WRITE)
    _check_owner(session, actor, body.kind, body.department_id)
    _refuse_known(session, body.title, body.number)
    is_in_force = body.status is RegulationStatus.in_force
    values = body.model_dump() | {
        "edition": int(is_in_force),
        "amend_reason": "",
        "repeal_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    regulation_id = insert_row(session, REGULATIONS, values)
    if is_in_force:
        _keep_edition(session, actor, values | {"id": regulation_id}, "")
    row = queries.get_regulation(session, actor, regulation_id)
    _record(session, "created", row)
    return row


def _keep_edition(session: Session, actor: Actor, row: dict[str, Any], changes: str) -> None:
    """Stores the rule as it reads from now on as an edition of its own."""
    kept = ("edition", "title", "number", "issued_on", "effective_on", "text")
    values = {name: row[name] for name in kept} | {
        "regulation_id": row["id"],
        "changes": changes,
        "recorded_by_name": actor.principal.label,
        "recorded_at": now(),
    }
    insert_row(session, REVISIONS, values)


def _begin(
    session: Session, actor: Actor, regulation_id: int, action: RegulationAction, expected: Expected
) -> tuple[dict[str, Any], RegulationStatus]:
    """The rule as it stands and where the action leads: 404, 412, 403, 409."""
    before = queries.get_regulation(session, actor, regulation_id)
    actor.need(WRITE)
    expected.check(before["version"])
    return before, MACHINE.find(RegulationStatus(before["status"]), action).target


def _write(session: Session, actor: Actor, before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    claim_version(session, REGULATIONS, before, changes)
    return queries.get_regulation(session, actor, before["id"])


def update_regulation(
    session: Session, actor: Actor, regulation_id: int, body: RegulationUpdate, expected: Expected
) -> dict[str, Any]:
    """Corrects the entry. 409 for the text of a rule in force; a text that was missing is added."""
    before, _ = _begin(session, actor, regulation_id, RegulationAction.edit, expected)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value != before[name]}
    if not changes:
        return before
    after = before | changes
    _check_owner(session, actor, after["kind"], after["department_id"])
    _refuse_known(session, after["title"], after["number"], but=regulation_id)
    _check_days(after["issued_on"], after["effective_on"])
    if before["status"] in CITABLE:
        _correct_edition(session, before, changes)
    row = _write(session, actor, before, changes)
    _record(session, "updated", row, {"fields": sorted(changes)})
    return row


def _correct_edition(session: Session, before: dict[str, Any], changes: dict[str, Any]) -> None:
    """The newest edition was entered wrongly, or without its text; former editions stay as they were."""
    if "text" in changes and before["text"]:
        raise conflict("施行中的制度，文本只能通过“发布修订”变更。", "in-force")
    if "effective_on" in changes:
        _check_effective_on(session, before, changes["effective_on"])
    corrected = {name: changes[name] for name in (*CORRECTABLE, "text") if name in changes}
    if corrected:
        newest = sa.and_(REVISIONS.c.regulation_id == before["id"], REVISIONS.c.edition == before["edition"])
        session.execute(sa.update(REVISIONS).where(newest).values(**corrected))


def _check_effective_on(session: Session, before: dict[str, Any], day: date | None) -> None:
    if day is None:
        raise invalid("/effective_on", "missing", "现行有效的制度请填写施行日期。")
    former = sa.select(REVISIONS.c.effective_on).where(
        REVISIONS.c.regulation_id == before["id"], REVISIONS.c.edition == before["edition"] - 1
    )
    earlier = session.execute(former).scalar_one_or_none()
    if earlier is not None and day < earlier:
        raise invalid("/effective_on", "before-former", f"施行日期不能早于上一版（{earlier}）。")


def _check_days(issued_on: date | None, effective_on: date | None) -> None:
    if issued_on and effective_on and effective_on < issued_on:
        raise invalid("/effective_on", "order", "施行日期不能早于发布日期。")


def enact_regulation(
    session: Session, actor: Actor, regulation_id: int, body: Enactment, expected: Expected
) -> dict[str, Any]:
    """A drafted rule becomes the first edition. 422 without a text."""
    before, target = _begin(session, actor, regulation_id, RegulationAction.enact, expected)
    if not before["text"]:
        raise invalid("/text", "missing", "请先填写全文，再办理施行。")
    changes = body.model_dump(exclude_none=True) | {"status": target, "edition": 1}
    after = before | changes
    _check_days(after["issued_on"], after["effective_on"])
    _refuse_known(session, after["title"], after["number"], but=regulation_id)
    _keep_edition(session, actor, after, "")
    row = _write(session, actor, before, changes)
    _record(session, "enacted", row, {"effective_on": str(row["effective_on"])})
    return row


def amend_regulation(
    session: Session, actor: Actor, regulation_id: int, body: Amendment, expected: Expected
) -> dict[str, Any]:
    """Puts a rule under amendment; it holds on until the new edition."""
    before, target = _begin(session, actor, regulation_id, RegulationAction.amend, expected)
    row = _write(session, actor, before, {"status": target, "amend_reason": body.reason})
    _record(session, "amendment_opened", row)
    return row


def keep_regulation(session: Session, actor: Actor, regulation_id: int, expected: Expected) -> dict[str, Any]:
    """Ends an amendment without a new edition."""
    before, target = _begin(session, actor, regulation_id, RegulationAction.keep, expected)
    row = _write(session, actor, before, {"status": target, "amend_reason": ""})
    _record(session, "amendment_dropped", row)
    return row


def revise_regulation(
    session: Session, actor: Actor, regulation_id: int, body: RevisionCreate, expected: Expected
) -> dict[str, Any]:
    """Publishes a new edition. What rests on the rule is looked through again downstream (`regulation.revised`).

    422 when it would hold before the former edition did.
    """
    before, target = _begin(session, actor, regulation_id, RegulationAction.revise, expected)
    if body.effective_on < before["effective_on"]:
        detail = f"新文本的施行日期不能早于上一版（{before['effective_on']}）。"
        raise invalid("/effective_on", "before-former", detail)
    changes = body.model_dump(exclude={"changes"}, exclude_none=True)
    changes |= {"status": target, "edition": before["edition"] + 1, "amend_reason": ""}
    after = before | changes
    _check_days(body.issued_on, body.effective_on)
    _refuse_known(session, after["title"], after["number"], but=regulation_id)
    _keep_edition(session, actor, after, body.changes)
    row = _write(session, actor, before, changes)
    _record(session, "revised", row, {"effective_on": str(row["effective_on"])})
    return row


def repeal_regulation(
    session: Session, actor: Actor, regulation_id: int, body: Repeal, expected: Expected
) -> dict[str, Any]:
    """Ends a rule; it stays readable. 422 for a day to come or before it held, or an unfit successor."""
    before, target = _begin(session, actor, regulation_id, RegulationAction.repeal, expected)
    day = body.repealed_on or today()
    if day > today():
        raise invalid("/repealed_on", "future", "废止日期不能晚于今天，请到期再办理。")
    if before["edition"] and day < before["effective_on"]:
        raise invalid("/repealed_on", "before-effective", "废止日期不能早于施行日期。")
    if body.replaced_by_id is not None:
        _check_successor(session, regulation_id, body.replaced_by_id)
    changes = {
        "status": target,
        "repealed_on": day,
        "repeal_reason": body.reason,
        "replaced_by_id": body.replaced_by_id,
        "amend_reason": "",
    }
    row = _write(session, actor, before, changes)
    _record(session, "repealed", row, {"replaced_by_id": body.replaced_by_id})
    return row


def _check_successor(session: Session, regulation_id: int, successor_id: int) -> None:
    if successor_id == regulation_id:
        raise invalid("/replaced_by_id", "itself", "一项制度不能由它自己取代。")
    pointer = "/replaced_by_id"
    if errors := queries.uncitable(session, [successor_id], pointer):
        raise invalid(*errors[0])

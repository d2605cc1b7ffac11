"""Flows to review and to draw anew, as they lie in the database."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import User
from backend.access.rules import UserStatus
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.powers.checklists.queries import CHECKLISTS, CHECKS, CRITERIA
from backend.powers.checklists.rules import STARTER, ChecklistState
from backend.powers.flowchecks.queries import DEFECTS, REDESIGNS, VERDICTS
from backend.powers.flowchecks.rules import CriterionVerdict, DefectKind, FlowCheckState, FlowRemedy
from backend.powers.queries import POWERS, REVISIONS, STEPS
from backend.powers.redesigns.queries import ANSWERS
from backend.powers.redesigns.rules import RedesignState
from backend.powers.schemas import StepBody
from backend.powers.templates.queries import TEMPLATES
from tests.powers.catalogue import add_power
from tests.powers.flows import PURCHASE

USERS = table_of(User)


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def fresh() -> dict[str, str]:
    """For a state change that is sent once, about the row as it is."""
    return {"If-Match": "now", "Idempotency-Key": uuid4().hex}


def add_user(session: Session) -> int:
    """An account that takes part in nothing else."""
    values = {"username": f"drawer-{uuid4().hex}", "display_name": "绘图人", "must_change_password": False}
    return insert_row(session, USERS, values | {"status": UserStatus.active, "stamp": 1} | _stamps())


def add_checklist(session: Session, state: ChecklistState = ChecklistState.adopted) -> int:
    """A checklist with the starter's criteria; the one in use when there is one already."""
    if state is ChecklistState.adopted:
        known = session.execute(sa.select(CHECKLISTS.c.id).where(CHECKLISTS.c.state == state)).scalar()
        if known is not None:
            return int(known)
    newest = session.execute(sa.select(sa.func.max(CHECKLISTS.c.edition))).scalar() or 0
    values = {
        "edition": newest + 1,
        "title": "流程审查清单",
        "note": "",
        "state": state,
        "adopted_at": None if state is ChecklistState.draft else now(),
        "adopted_by_name": "",
        "adoption_note": "",
        "retired_on": today() if state is ChecklistState.retired else None,
        "retire_reason": "",
    }
    checklist_id = insert_row(session, CHECKLISTS, values | _stamps())
    rows = [
        {"checklist_id": checklist_id, "ordinal": at, **one._asdict()} for at, one in enumerate(STARTER, 1)
    ]
    session.execute(sa.insert(CRITERIA), rows)
    return checklist_id


def save_revision(session: Session, power_id: int, number: int, by: int | None = None) -> None:
    """One more version of the purchase, saved by somebody else unless said."""
    author = by or add_user(session)
    steps = [StepBody.model_validate(step).model_dump(mode="json") for step in PURCHASE]
    values = {"power_id": power_id, "number": number, "steps": steps, "saved_by_id": author}
    insert_row(session, REVISIONS, values | {"saved_by_name": "绘图人", "saved_at": now()})
    session.execute(sa.update(POWERS).where(POWERS.c.id == power_id).values(flow_version=number))


def add_drawn(session: Session, department_id: int, **changes: Any) -> int:
    """A power with a flow of one version that somebody else has saved; its id."""
    power_id = add_power(session, department_id, **changes)
    for ordinal, step in enumerate(PURCHASE):
        row = StepBody.model_validate(step).model_dump(mode="json")
        insert_row(session, STEPS, row | {"power_id": power_id, "ordinal": ordinal, "is_retired": False})
    save_revision(session, power_id, 1)
    return power_id


def add_check(session: Session, power_id: int, state: FlowCheckState = FlowCheckState.draft) -> int:
    """A review of the first version by somebody else; its id."""
    values = {
        "power_id": power_id,
        "revision": 1,
        "checklist_id": add_checklist(session),
        "state": state,
        "remedies": [],
        "opinion": "关键环节要补上监督。",
        "begun_by_id": add_user(session),
        "begun_by_name": "审查人",
        "concluded_at": now() if state is FlowCheckState.concluded else None,
        "concluded_by_name": "",
        "discard_reason": "",
    }
    return insert_row(session, CHECKS, values | _stamps())


def complete(session: Session, check_id: int) -> None:
    """Says yes to every criterion and remedy, so that the review can be ended without defects."""
    check = session.execute(sa.select(CHECKS).where(CHECKS.c.id == check_id)).mappings().one()
    criteria = sa.select(CRITERIA.c.id).where(CRITERIA.c.checklist_id == check["checklist_id"])
    rows = [
        {"check_id": check_id, "criterion_id": one, "verdict": CriterionVerdict.met, "note": ""}
        for one in session.execute(criteria).scalars()
    ]
    session.execute(sa.insert(VERDICTS), rows)
    remedies = [{"remedy": FlowRemedy.narrow.value, "verdict": "met", "note": ""}]
    session.execute(sa.update(CHECKS).where(CHECKS.c.id == check_id).values(remedies=remedies))


def add_defect(session: Session, check_id: int) -> int:
    """A defect of one step."""
    values = {
        "check_id": check_id,
        "ordinal": 1,
        "kind": DefectKind.weak_supervision,
        "step_key": "s4",
        "step_name": "校内询价比选",
        "description": "询价比选没有第二人在场。",
        "suggestion": "增加纪检人员现场监督。",
        "hint": None,
    }
    return insert_row(session, DEFECTS, values)


def add_redesign(
    session: Session, power_id: int, ordered_by: int, state: RedesignState = RedesignState.open
) -> int:
    """A redesign after a concluded review; whatever was presented is version 2. A version 3 waits to be presented."""
    check_id = add_check(session, power_id, FlowCheckState.concluded)
    add_defect(session, check_id)
    ended = state in (RedesignState.accepted, RedesignState.withdrawn)
    values = {
        "number": f"{today().year}-{check_id:03d}",
        "check_id": check_id,
        "power_id": power_id,
        "base_revision": 1,
        "request": "补上监督环节。",
        "due_on": today() + timedelta(days=15),
        "state": state,
        "ordered_by_id": ordered_by,
        "ordered_by_name": "审查人",
        "closed_at": now() if ended else None,
        "withdraw_reason": "",
    }
    redesign_id = insert_row(session, REDESIGNS, values | _stamps())
    save_revision(session, power_id, 2)
    if state is not RedesignState.open:
        answer = {
            "redesign_id": redesign_id,
            "revision": 2,
            "done": "增加了监督环节。",
            "answered_by_id": add_user(session),
            "answered_by_name": "绘图人",
            "answered_at": now(),
            "verdict_note": "",
            "judged_by_name": "",
        }
        insert_row(session, ANSWERS, answer)
    save_revision(session, power_id, 3)
    return redesign_id


def add_template(session: Session, name: str = "学院货物采购") -> int:
    """A template of the college; its id."""
    values = {
        "name": name,
        "key_area": "equipment_procurement",
        "note": "",
        "steps": [StepBody.model_validate(step).model_dump(mode="json") for step in PURCHASE],
        "created_by_name": "纪委办",
        "retire_reason": "",
    }
    return insert_row(session, TEMPLATES, values | _stamps())


def filled(check: dict[str, Any], **unlike: Any) -> dict[str, Any]:
    """The body that says yes to every criterion and remedy, but for the criteria named by ordinal."""
    verdicts = [
        {"criterion_id": one["criterion_id"], "verdict": CriterionVerdict.met.value}
        | unlike.get(f"c{one['ordinal']}", {})
        for one in check["criteria"]
    ]
    remedies = [
        {"remedy": one["remedy"], "verdict": CriterionVerdict.met.value} for one in check["remedies"]
    ]
    return {"opinion": "按清单逐项审查。", "verdicts": verdicts, "remedies": remedies}

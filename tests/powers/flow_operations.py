"""The operations of flow reviews and redesigns for the permission matrix."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.table import today
from backend.powers.checklists.rules import ChecklistState
from backend.powers.flowchecks.rules import FlowCheckState
from backend.powers.redesigns.rules import RedesignState
from tests.access.matrix import Operation, Scene
from tests.powers.catalogue import add_power
from tests.powers.flows import PURCHASE
from tests.powers.reviewing import (
    add_check,
    add_checklist,
    add_drawn,
    add_redesign,
    add_template,
    complete,
    save_revision,
)

READ, REVIEW = Permission.powers_read, Permission.flow_checks_write
ANSWER = {"revision": 3, "done": "增加了监督环节，补写了期限。"}


def _drawn(session: Session, scene: Scene) -> int:
    add_checklist(session)
    return add_drawn(session, scene.department_id, position_id=scene.position_id)


def _waits(body: Any, scene: Scene) -> bool:
    return scene.target_id in {one["power_id"] for one in body["items"]}


def add_draft_list(session: Session, scene: Scene) -> int:
    """A checklist nobody has adopted."""
    return add_checklist(session, ChecklistState.draft)


def add_adopted_list(session: Session, scene: Scene) -> int:
    """The checklist in use."""
    return add_checklist(session)


def add_draft_check(session: Session, scene: Scene) -> int:
    """A review that could be ended, with the flow as it was reviewed."""
    check_id = add_check(session, _drawn(session, scene))
    complete(session, check_id)
    return check_id


def add_outdated_check(session: Session, scene: Scene) -> int:
    """A review of a flow that was saved again since."""
    power_id = _drawn(session, scene)
    check_id = add_check(session, power_id)
    save_revision(session, power_id, 2)
    return check_id


def add_concluded_check(session: Session, scene: Scene) -> int:
    """A review that is over."""
    return add_check(session, _drawn(session, scene), FlowCheckState.concluded)


def add_open_redesign(session: Session, scene: Scene) -> int:
    """A task for the department, ordered by whoever calls."""
    return add_redesign(session, _drawn(session, scene), scene.caller_id or scene.user_id)


def add_presented_redesign(session: Session, scene: Scene) -> int:
    """The same with a new flow that somebody else has drawn."""
    caller = scene.caller_id or scene.user_id
    return add_redesign(session, _drawn(session, scene), caller, RedesignState.redesigned)


def _hinted(session: Session, scene: Scene) -> int:
    return add_power(session, scene.department_id, position_id=scene.position_id)


def add_own_template(session: Session, scene: Scene) -> int:
    """A template of the college."""
    return add_template(session)


FLOW_OPERATIONS = (
    Operation("list_flow_starters", "/flow-templates/starters", is_about_row=False),
    Operation("list_flow_templates", "/flow-templates", is_about_row=False),
    Operation(
        "create_flow_template",
        "/flow-templates",
        body=lambda _: {"name": "货物采购（学院）", "steps": PURCHASE},
        is_about_row=False,
    ),
    Operation(
        "get_flow_template", "/flow-templates/{target_id}", arrange=add_own_template, is_about_row=False
    ),
    Operation(
        "update_flow_template",
        "/flow-templates/{target_id}",
        arrange=add_own_template,
        body=lambda _: {"note": "限额以下适用"},
        is_about_row=False,
    ),
    Operation(
        "retire_flow_template",
        "/flow-templates/{target_id}/retirement",
        arrange=add_own_template,
        body=lambda _: {"reason": "制度已经修订"},
        is_about_row=False,
    ),
    Operation("get_flow_hints", "/powers/{target_id}/flow/hints", arrange=_hinted),
    Operation("list_flow_checklists", "/flow-checklists", arrange=add_adopted_list, is_about_row=False),
    Operation(
        "create_flow_checklist", "/flow-checklists", body=lambda _: {"title": "新清单"}, is_about_row=False
    ),
    Operation(
        "get_flow_checklist", "/flow-checklists/{target_id}", arrange=add_adopted_list, is_about_row=False
    ),
    Operation(
        "update_flow_checklist",
        "/flow-checklists/{target_id}",
        arrange=add_draft_list,
        body=lambda _: {"title": "新的名称"},
        is_about_row=False,
    ),
    Operation(
        "adopt_flow_checklist",
        "/flow-checklists/{target_id}/adoption",
        arrange=add_draft_list,
        body=lambda _: {"note": "经领导小组研究"},
        is_about_row=False,
    ),
    Operation(
        "retire_flow_checklist",
        "/flow-checklists/{target_id}/retirement",
        arrange=add_adopted_list,
        body=lambda _: {"reason": "不再使用"},
        is_about_row=False,
    ),
    Operation("list_unreviewed_flows", "/unreviewed-flows?size=200", arrange=_drawn, shows=_waits),
    Operation("get_unreviewed_flow_counts", "/unreviewed-flows/counts", is_about_row=False),
    Operation("get_unreviewed_flow_file", "/unreviewed-flows/file", is_about_row=False),
    Operation("list_flow_checks", "/flow-checks", arrange=add_concluded_check, lists="target_id"),
    Operation(
        "create_flow_check",
        "/flow-checks",
        arrange=_drawn,
        body=lambda scene: {"power_id": scene.target_id},
        sees=READ,
    ),
    Operation("get_flow_check", "/flow-checks/{target_id}", arrange=add_concluded_check),
    Operation(
        "update_flow_check",
        "/flow-checks/{target_id}",
        arrange=add_draft_check,
        body=lambda _: {"opinion": "还要再看。"},
        sees=REVIEW,
    ),
    Operation(
        "renew_flow_check", "/flow-checks/{target_id}/renewal", arrange=add_outdated_check, sees=REVIEW
    ),
    Operation(
        "conclude_flow_check",
        "/flow-checks/{target_id}/conclusion",
        arrange=add_draft_check,
        body=lambda _: {},
        sees=REVIEW,
    ),
    Operation(
        "discard_flow_check",
        "/flow-checks/{target_id}/discard",
        arrange=add_draft_check,
        body=lambda _: {"reason": "审查错了对象"},
        sees=REVIEW,
    ),
    Operation("list_flow_redesigns", "/flow-redesigns", arrange=add_open_redesign, lists="target_id"),
    Operation(
        "get_flow_redesign_counts",
        "/flow-redesigns/counts",
        arrange=add_open_redesign,
        shows=lambda answer, _: answer["open"] > 0,
    ),
    Operation("get_flow_redesign", "/flow-redesigns/{target_id}", arrange=add_open_redesign),
    Operation(
        "update_flow_redesign",
        "/flow-redesigns/{target_id}",
        arrange=add_open_redesign,
        is_callers=True,
        body=lambda _: {"request": "补上监督环节和期限。"},
        sees=READ,
    ),
    Operation(
        "answer_flow_redesign",
        "/flow-redesigns/{target_id}/answers",
        arrange=add_open_redesign,
        body=lambda _: ANSWER,
        sees=READ,
    ),
    Operation(
        "accept_flow_redesign",
        "/flow-redesigns/{target_id}/acceptance",
        arrange=add_presented_redesign,
        is_callers=True,
        body=lambda _: {"note": "符合要求"},
        sees=READ,
    ),
    Operation(
        "return_flow_redesign",
        "/flow-redesigns/{target_id}/return",
        arrange=add_presented_redesign,
        is_callers=True,
        body=lambda _: {
            "reason": "还缺监督环节",
            "due_on": (today() + timedelta(days=7)).isoformat(),
        },
        sees=READ,
    ),
    Operation(
        "withdraw_flow_redesign",
        "/flow-redesigns/{target_id}/withdrawal",
        arrange=add_open_redesign,
        is_callers=True,
        body=lambda _: {"reason": "职权取消"},
        sees=READ,
    ),
)

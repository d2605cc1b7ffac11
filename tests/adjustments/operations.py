"""The operations of adjustments for the permission matrix."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.adjustments.rules import RecheckKind, RecheckState, Trigger
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from tests.access.matrix import Operation, Scene
from tests.powers.catalogue import add_power

READ = Permission.rechecks_read


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def _adjustment(session: Session) -> int:
    values = {
        "trigger": Trigger.other,
        "title": "招标限额调整",
        "description": "",
        "effective_on": today(),
        "source_kind": "",
        "opened_by_name": "纪委办",
        "filing_note": "",
    }
    return insert_row(session, ADJUSTMENTS, values | _stamps())


def _task(session: Session, scene: Scene, state: RecheckState) -> tuple[int, int]:
    adjustment_id = _adjustment(session)
    values = {
        "adjustment_id": adjustment_id,
        "kind": RecheckKind.risk_point,
        "object_id": 9,
        "title": "教材选用倾向特定供应商",
        "department_id": scene.department_id,
        "position_id": scene.position_id,
        "state": state,
        "due_on": today() + timedelta(days=30),
        "note": "",
        "resolved_by_name": "",
        "resolved_at": None if state is RecheckState.open else now(),
    }
    return insert_row(session, RECHECKS, values | _stamps()), adjustment_id


def add_recheck(session: Session, scene: Scene) -> int:
    """An open task of the scene's post."""
    return _task(session, scene, RecheckState.open)[0]


def add_adjustment(session: Session, scene: Scene) -> int:
    """A change whose only task is settled."""
    return _task(session, scene, RecheckState.unchanged)[1]


def add_scene_power(session: Session, scene: Scene) -> int:
    """A power of the scene's department."""
    return add_power(session, scene.department_id)


OPERATIONS = (
    Operation("list_rechecks", "/rechecks", arrange=add_recheck, lists="target_id"),
    Operation(
        "get_recheck_counts",
        "/rechecks/counts",
        arrange=add_recheck,
        shows=lambda answer, _: answer["open"] > 0,
    ),
    Operation("get_recheck", "/rechecks/{target_id}", arrange=add_recheck),
    Operation(
        "resolve_recheck",
        "/rechecks/{target_id}/resolution",
        arrange=add_recheck,
        body=lambda _: {"outcome": "unchanged", "note": "已核对"},
        sees=READ,
    ),
    Operation("list_adjustments", "/adjustments", arrange=add_adjustment, lists="target_id"),
    Operation("get_adjustment", "/adjustments/{target_id}", arrange=add_adjustment),
    Operation(
        "create_adjustment",
        "/adjustments",
        arrange=add_scene_power,
        body=lambda scene: {
            "trigger": "other",
            "title": "招标限额调整",
            "effective_on": str(today()),
            "power_ids": [scene.target_id],
        },
    ),
    Operation(
        "file_adjustment",
        "/adjustments/{target_id}/filing",
        arrange=add_adjustment,
        body=lambda _: {"filed_on": str(today())},
        sees=READ,
    ),
)

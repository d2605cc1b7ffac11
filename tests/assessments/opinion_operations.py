"""The operations of opinions for the permission matrix; `operations.py` puts them with the others."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.drives.rules import DriveState
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from tests.access.matrix import Operation, Scene
from tests.assessments.drives import QUESTIONS, YEAR, drive_body, period

READ = Permission.opinions_read
ASKED = [{"options": [], "is_required": False} | question for question in QUESTIONS]


def _stamps() -> dict[str, Any]:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def add_drive(session: Session, scene: Scene, state: DriveState = DriveState.draft) -> int:
    """A questionnaire of the scene's department."""
    values = {
        "department_id": scene.department_id,
        "year": YEAR,
        "form": "questionnaire",
        "title": "服务对象意见征求",
        "introduction": "",
        "questions": ASKED,
        "opens_at": now() - timedelta(hours=1),
        "closes_at": now() + timedelta(hours=24),
        "state": state,
        "token": f"token-{scene.department_id}" if state is DriveState.open else None,
        "created_by_name": "某人",
    }
    return insert_row(session, DRIVES, values | _stamps())


def add_open_drive(session: Session, scene: Scene) -> int:
    """The same, begun."""
    return add_drive(session, scene, DriveState.open)


def add_opinion(session: Session, scene: Scene) -> int:
    """An opinion about the department, registered by hand."""
    values = {
        "department_id": scene.department_id,
        "year": YEAR,
        "form": "interview",
        "source": "registered",
        "respondent": "student",
        "respondent_note": "",
        "text": "窗口办事时间公示不清。",
        "answers": [],
        "collected_on": today(),
        "state": "pending",
        "reason": "",
        "decided_by_name": "",
        "recorded_by_id": scene.user_id,
        "recorded_by_name": "某人",
    }
    return insert_row(session, OPINIONS, values | _stamps())


def _drive(name: str, path: str, **more: Any) -> Operation:
    """An operation on one drive."""
    arrange = more.pop("arrange", add_drive)
    return Operation(name, f"/opinion-drives/{{target_id}}{path}", arrange=arrange, knows_owner=False, **more)


OPINION_OPERATIONS = (
    Operation(
        "list_opinion_drives", "/opinion-drives", arrange=add_drive, lists="target_id", knows_owner=False
    ),
    Operation(
        "create_opinion_drive",
        "/opinion-drives",
        body=lambda scene: drive_body(scene.department_id),
        knows_owner=False,
        outside=422,
    ),
    _drive("get_opinion_drive", ""),
    _drive("update_opinion_drive", "", body=lambda _: {"title": "意见征求"}, sees=READ),
    _drive("open_opinion_drive", "/opening", sees=READ),
    _drive(
        "extend_opinion_drive",
        "/extension",
        arrange=add_open_drive,
        body=lambda _: {"closes_at": period(closes=48)["closes_at"]},
        sees=READ,
    ),
    _drive("renew_opinion_link", "/link", arrange=add_open_drive, sees=READ),
    _drive("close_opinion_drive", "/closing", arrange=add_open_drive, sees=READ),
    _drive("cancel_opinion_drive", "/cancellation", sees=READ),
    _drive("get_opinion_qr_code", "/qr-code", arrange=add_open_drive),
    _drive("get_opinion_summary", "/summary"),
    Operation("list_opinions", "/opinions", arrange=add_opinion, lists="target_id", knows_owner=False),
    Operation(
        "create_opinion",
        "/opinions",
        body=lambda scene: {
            "department_id": scene.department_id,
            "year": YEAR,
            "form": "interview",
            "respondent": "student",
            "text": "窗口办事时间公示不清。",
            "collected_on": today().isoformat(),
        },
        knows_owner=False,
        outside=422,
    ),
    Operation("get_opinion", "/opinions/{target_id}", arrange=add_opinion, knows_owner=False),
    Operation(
        "update_opinion",
        "/opinions/{target_id}",
        arrange=add_opinion,
        body=lambda _: {"text": "窗口办事时间没有公示。"},
        sees=READ,
        knows_owner=False,
    ),
    Operation(
        "decide_opinion",
        "/opinions/{target_id}/decision",
        arrange=add_opinion,
        body=lambda _: {"decision": "adopt", "reason": "意见属实。"},
        sees=READ,
        knows_owner=False,
    ),
)

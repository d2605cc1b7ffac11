"""The operations of organization for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.organization.models import (
    Appointment,
    Department,
    DepartmentOfficer,
    Oversight,
    Person,
    Position,
)
from backend.organization.rules import (
    DepartmentKind,
    OfficerKind,
    OfficerStatus,
    OversightKind,
    PositionTier,
)
from tests.access.matrix import Operation, Relation, Scene
from tests.organization.group_operations import OPERATIONS as GROUPS
from tests.organization.group_operations import add_row
from tests.world import SINCE

READ, PEOPLE = Permission.organization_read, Permission.people_read
DEPARTMENT_CODE = "ZCC-CG"
"""采购科, where the matrix puts every row."""


def add_department(session: Session, scene: Scene) -> int:
    """A unit below the scene's department, without posts."""
    unit = Department(
        code="ZCC-CG-X", name="采购一组", kind=DepartmentKind.other, parent_id=scene.department_id
    )
    unit_id = add_row(session, unit)
    parent = session.get_one(Department, scene.department_id)
    unit.path = f"{parent.path}{unit_id}/"
    return unit_id


def add_position(session: Session, scene: Scene) -> int:
    """A vacant post in the scene's department."""
    post = Position(
        code="ZCC-CG-09", name="库管岗", department_id=scene.department_id, tier=PositionTier.general
    )
    return add_row(session, post)


def add_person(session: Session, scene: Scene) -> int:
    """Somebody without an account whose home is the scene's department."""
    return add_row(session, Person(staff_no="T9000", name="老同事", department_id=scene.department_id))


def _officer(session: Session, scene: Scene) -> int:
    charge = DepartmentOfficer(
        department_id=scene.department_id,
        person_id=scene.person_id,
        kind=OfficerKind.liaison,
        started_on=SINCE,
    )
    return add_row(session, charge)


def add_report(session: Session, scene: Scene) -> int:
    """A liaison the department has reported."""
    report = session.get_one(DepartmentOfficer, _officer(session, scene))
    report.status = OfficerStatus.reported
    return add_row(session, report)


def _rotation(session: Session, scene: Scene) -> int:
    """The holder of a key post with a limit, as an appointment."""
    appointment_id = _appointment(session, scene)
    post = session.get_one(Position, session.get_one(Appointment, appointment_id).position_id)
    post.is_key, post.rotation_years = True, 3
    session.flush()
    return appointment_id


def _oversight(session: Session, scene: Scene) -> int:
    relation = Oversight(
        leader_id=scene.person_id,
        department_id=scene.department_id,
        kind=OversightKind.contact,
        started_on=SINCE,
    )
    return add_row(session, relation)


def _appointment(session: Session, scene: Scene) -> int:
    post = add_position(session, scene)
    return add_row(
        session,
        Appointment(person_id=scene.person_id, position_id=post, started_on=SINCE, is_primary=False),
    )


def _in_tree(nodes: list[dict[str, Any]], scene: Scene) -> bool:
    return any(node["id"] == scene.department_id or _in_tree(node["children"], scene) for node in nodes)


NOT_ONESELF = {Relation.own: 403}  # and only the office would reach it
POSITION = {"code": "ZCC-CG-08", "name": "询价岗", "tier": "general"}

OPERATIONS = (
    *GROUPS,
    Operation("list_departments", "/departments", lists="department_id", knows_owner=False),
    Operation("get_department_tree", "/departments/tree", shows=_in_tree, knows_owner=False),
    Operation("get_department", "/departments/{department_id}", knows_owner=False),
    Operation(
        "create_department",
        "/departments",
        body=lambda scene: {
            "code": "ZCC-CG-Y",
            "name": "采购二组",
            "kind": "section",
            "parent_id": scene.department_id,
        },
        knows_owner=False,
        outside=422,
    ),
    Operation(
        "update_department",
        "/departments/{department_id}",
        body=lambda scene: {"name": "采购与资产科"},
        knows_owner=False,
        sees=READ,
    ),
    Operation(
        "retire_department",
        "/departments/{target_id}/retirement",
        arrange=add_department,
        body=lambda scene: {"reason": "机构调整"},
        knows_owner=False,
        sees=READ,
    ),
    Operation(
        "rename_department",
        "/departments/{department_id}/renaming",
        body=lambda scene: {"name": "采购与资产科", "reason": "机构改革"},
        knows_owner=False,
        sees=READ,
    ),
    Operation(
        "merge_department",
        "/departments/{target_id}/merger",
        arrange=add_department,
        body=lambda scene: {"into_id": scene.department_id, "reason": "机构改革"},
        knows_owner=False,
        sees=READ,
    ),
    Operation("list_officers", "/officers", arrange=_officer, lists="target_id", knows_owner=False),
    Operation("get_officer", "/officers/{target_id}", arrange=_officer, knows_owner=False),
    Operation(
        "create_officer",
        "/officers",
        body=lambda scene: {
            "department_id": scene.department_id,
            "person_id": scene.person_id,
            "kind": "head",
        },
        knows_owner=False,
        outside=422,
    ),
    Operation(
        "end_officer",
        "/officers/{target_id}/ending",
        arrange=_officer,
        body=lambda scene: {},
        knows_owner=False,
        sees=READ,
    ),
    Operation(
        "list_officer_gaps", "/officers/gaps?include_subunits=true", lists="department_id", knows_owner=False
    ),
    Operation(
        "report_liaison",
        "/officers/reports",
        arrange=add_person,
        body=lambda scene: {"department_id": scene.department_id, "person_id": scene.target_id},
        knows_owner=False,
        outside=422,
    ),
    Operation(
        "confirm_officer",
        "/officers/{target_id}/confirmation",
        arrange=add_report,
        knows_owner=False,
        sees=READ,
        exceptions=NOT_ONESELF,
    ),
    Operation(
        "decline_officer",
        "/officers/{target_id}/refusal",
        arrange=add_report,
        body=lambda scene: {"reason": "请改报专职人员"},
        knows_owner=False,
        sees=READ,
        exceptions=NOT_ONESELF,
    ),
    Operation("list_rotations", "/rotations", arrange=_rotation, lists="target_id"),
    Operation("list_oversights", "/oversights", arrange=_oversight, lists="target_id", knows_owner=False),
    Operation("get_oversight", "/oversights/{target_id}", arrange=_oversight, knows_owner=False),
    Operation(
        "create_oversight",
        "/oversights",
        body=lambda scene: {
            "department_id": scene.department_id,
            "leader_id": scene.person_id,
            "kind": "supervising",
        },
        knows_owner=False,
        outside=422,
    ),
    Operation(
        "end_oversight",
        "/oversights/{target_id}/ending",
        arrange=_oversight,
        body=lambda scene: {},
        knows_owner=False,
        sees=READ,
    ),
    Operation("list_positions", "/positions", lists="position_id"),
    Operation("get_position", "/positions/{position_id}"),
    Operation(
        "create_position",
        "/positions",
        body=lambda scene: POSITION | {"department_id": scene.department_id},
        outside=422,
    ),
    Operation(
        "put_position",
        "/positions/by-code/ZCC-CG-08",
        body=lambda scene: {"name": "询价岗", "tier": "general", "department_code": DEPARTMENT_CODE},
        outside=422,
    ),
    Operation(
        "update_position", "/positions/{position_id}", body=lambda scene: {"name": "采购岗"}, sees=READ
    ),
    Operation(
        "retire_position",
        "/positions/{target_id}/retirement",
        arrange=add_position,
        body=lambda scene: {"reason": "岗位合并"},
        knows_owner=False,
        sees=READ,
    ),
    Operation("list_appointments", "/appointments", arrange=_appointment, lists="target_id"),
    Operation("get_appointment", "/appointments/{target_id}", arrange=_appointment),
    Operation(
        "create_appointment",
        "/appointments",
        arrange=add_position,
        body=lambda scene: {"person_id": scene.person_id, "position_id": scene.target_id},
        outside=422,
    ),
    Operation(
        "end_appointment",
        "/appointments/{target_id}/ending",
        arrange=_appointment,
        body=lambda scene: {},
        sees=PEOPLE,
    ),
    Operation("list_people", "/people", arrange=add_person, lists="target_id", knows_owner=False),
    Operation("get_person", "/people/{target_id}", arrange=add_person, knows_owner=False),
    Operation("get_own_person", "/people/me", is_about_row=False),
    Operation(
        "create_person",
        "/people",
        body=lambda scene: {"staff_no": "T9001", "name": "新老师", "department_id": scene.department_id},
        outside=422,
    ),
    Operation(
        "update_person",
        "/people/{target_id}",
        arrange=add_person,
        body=lambda scene: {"job_title": "副科长"},
        knows_owner=False,
        sees=PEOPLE,
    ),
    Operation(
        "depart_person",
        "/people/{target_id}/departure",
        arrange=add_person,
        body=lambda scene: {},
        knows_owner=False,
        sees=PEOPLE,
    ),
    *(
        Operation(f"load_{name}", f"/{name}/bulk", body=lambda scene: [], is_about_row=False)
        for name in ("departments", "people", "positions")
    ),
    *(
        Operation(f"list_{noun}_columns", f"/{name}/bulk/columns", is_about_row=False)
        for noun, name in (("department", "departments"), ("person", "people"), ("position", "positions"))
    ),
)

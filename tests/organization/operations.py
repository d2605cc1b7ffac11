"""The operations of organization for the permission matrix."""

from typing import Any

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.table import Row
from backend.organization.models import (
    Appointment,
    Department,
    DepartmentOfficer,
    Oversight,
    Person,
    Position,
)
from backend.organization.rules import DepartmentKind, OfficerKind, OversightKind, PositionTier
from tests.access.matrix import Operation, Scene
from tests.world import SINCE

READ, PEOPLE = Permission.organization_read, Permission.people_read
DEPARTMENT_CODE = "ZCC-CG"
"""采购科, where the matrix puts every row."""


def _add(session: Session, row: Row) -> int:
    session.add(row)
    session.flush()
    return row.id


def add_department(session: Session, scene: Scene) -> int:
    """A unit below the scene's department, without posts."""
    unit = Department(
        code="ZCC-CG-X", name="采购一组", kind=DepartmentKind.other, parent_id=scene.department_id
    )
    unit_id = _add(session, unit)
    parent = session.get_one(Department, scene.department_id)
    unit.path = f"{parent.path}{unit_id}/"
    return unit_id


def add_position(session: Session, scene: Scene) -> int:
    """A vacant post in the scene's department."""
    post = Position(
        code="ZCC-CG-09", name="库管岗", department_id=scene.department_id, tier=PositionTier.general
    )
    return _add(session, post)


def add_person(session: Session, scene: Scene) -> int:
    """Somebody without an account whose home is the scene's department."""
    return _add(session, Person(staff_no="T9000", name="老同事", department_id=scene.department_id))


def _officer(session: Session, scene: Scene) -> int:
    charge = DepartmentOfficer(
        department_id=scene.department_id,
        person_id=scene.person_id,
        kind=OfficerKind.liaison,
        started_on=SINCE,
    )
    return _add(session, charge)


def _oversight(session: Session, scene: Scene) -> int:
    relation = Oversight(
        leader_id=scene.person_id,
        department_id=scene.department_id,
        kind=OversightKind.contact,
        started_on=SINCE,
    )
    return _add(session, relation)


def _appointment(session: Session, scene: Scene) -> int:
    post = add_position(session, scene)
    return _add(
        session,
        Appointment(person_id=scene.person_id, position_id=post, started_on=SINCE, is_primary=False),
    )


def _in_tree(nodes: list[dict[str, Any]], scene: Scene) -> bool:
    return any(node["id"] == scene.department_id or _in_tree(node["children"], scene) for node in nodes)


POSITION = {"code": "ZCC-CG-08", "name": "询价岗", "tier": "general"}

OPERATIONS = (
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

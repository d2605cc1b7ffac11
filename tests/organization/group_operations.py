"""The operations of groups for the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.table import Row
from backend.organization.models import GroupMember, Person, WorkingGroup
from backend.organization.rules import GroupKind, GroupRole
from tests.access.matrix import Operation, Scene
from tests.world import SINCE

GROUPS = Permission.groups_read


def add_row(session: Session, row: Row) -> int:
    """Stores a row; its id."""
    session.add(row)
    session.flush()
    return row.id


def _person(session: Session, scene: Scene) -> int:
    """Somebody of the scene's department."""
    return add_row(session, Person(staff_no="T9100", name="组员", department_id=scene.department_id))


def _group(session: Session, scene: Scene) -> int:
    """The working group of the scene's department."""
    group = WorkingGroup(
        department_id=scene.department_id,
        kind=GroupKind.working_group,
        name="采购科廉政风险防控工作小组",
        started_on=SINCE,
    )
    return add_row(session, group)


def _group_member(session: Session, scene: Scene) -> tuple[int, int]:
    """The holder of the post in the group."""
    group_id = _group(session, scene)
    member = GroupMember(
        group_id=group_id, person_id=scene.person_id, role=GroupRole.member, started_on=SINCE
    )
    return add_row(session, member), group_id


def _joining(session: Session, scene: Scene) -> tuple[int, int]:
    """Somebody of the department, and the group to join."""
    return _person(session, scene), _group(session, scene)


OPERATIONS = (
    Operation("list_groups", "/groups", arrange=_group, lists="target_id", knows_owner=False),
    Operation(
        "list_group_gaps", "/groups/gaps?include_subunits=true", lists="department_id", knows_owner=False
    ),
    Operation("get_group", "/groups/{target_id}", arrange=_group, knows_owner=False),
    Operation(
        "create_group",
        "/groups",
        arrange=_person,
        body=lambda scene: {
            "department_id": scene.department_id,
            "members": [{"person_id": scene.target_id, "role": "leader"}],
        },
        knows_owner=False,
        outside=422,
    ),
    Operation(
        "update_group",
        "/groups/{target_id}",
        arrange=_group,
        body=lambda scene: {"note": "已报备"},
        knows_owner=False,
        sees=GROUPS,
    ),
    Operation(
        "end_group",
        "/groups/{target_id}/ending",
        arrange=_group,
        body=lambda scene: {"reason": "换届"},
        knows_owner=False,
        sees=GROUPS,
    ),
    Operation(
        "add_group_member",
        "/groups/{container_id}/members",
        arrange=_joining,
        body=lambda scene: {"person_id": scene.target_id, "role": "member"},
        knows_owner=False,
        sees=GROUPS,
    ),
    Operation(
        "update_group_member",
        "/groups/{container_id}/members/{target_id}",
        arrange=_group_member,
        body=lambda scene: {"role": "deputy"},
        knows_owner=False,
        sees=GROUPS,
    ),
    Operation(
        "end_group_member",
        "/groups/{container_id}/members/{target_id}/ending",
        arrange=_group_member,
        body=lambda scene: {},
        knows_owner=False,
        sees=GROUPS,
    ),
)

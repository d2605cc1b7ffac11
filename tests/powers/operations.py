"""The operations of powers for the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.powers.queries import REVISIONS
from tests.access.matrix import Operation, Scene
from tests.powers.catalogue import add_power
from tests.powers.flows import PURCHASE

READ = Permission.powers_read


def add_post_power(session: Session, scene: Scene) -> int:
    """A power of the post."""
    return add_power(session, scene.department_id, position_id=scene.position_id)


def add_department_power(session: Session, scene: Scene) -> int:
    """A power of the department as a whole, the only one in its catalogue."""
    return add_power(session, scene.department_id)


def add_saved_flow(session: Session, scene: Scene) -> int:
    """A power of the post whose flow was saved once."""
    power_id = add_post_power(session, scene)
    revision = {"power_id": power_id, "number": 1, "steps": [], "saved_by_name": "李联络", "saved_at": now()}
    insert_row(session, REVISIONS, revision)
    return power_id


OPERATIONS = (
    Operation("list_powers", "/powers", arrange=add_post_power, lists="target_id"),
    Operation(
        "create_power",
        "/powers",
        body=lambda scene: {"department_id": scene.department_id, "name": "教材选用"},
        knows_owner=False,
        outside=422,
    ),
    Operation(
        "reorder_powers",
        "/powers/order",
        arrange=add_department_power,
        body=lambda scene: {"department_id": scene.department_id, "power_ids": [scene.target_id]},
        knows_owner=False,
        outside=422,
    ),
    Operation("get_power", "/powers/{target_id}", arrange=add_post_power),
    Operation(
        "update_power",
        "/powers/{target_id}",
        arrange=add_post_power,
        body=lambda scene: {"name": "教材选用与征订"},
        sees=READ,
    ),
    Operation(
        "retire_power",
        "/powers/{target_id}/retirement",
        arrange=add_post_power,
        body=lambda scene: {"reason": "职能划转"},
        sees=READ,
    ),
    Operation("get_flow", "/powers/{target_id}/flow", arrange=add_post_power),
    Operation(
        "save_flow",
        "/powers/{target_id}/flow",
        arrange=add_post_power,
        body=lambda scene: {"steps": PURCHASE},
        sees=READ,
    ),
    Operation("list_flow_revisions", "/powers/{target_id}/flow/revisions", arrange=add_saved_flow),
    Operation("get_flow_revision", "/powers/{target_id}/flow/revisions/1", arrange=add_saved_flow),
)

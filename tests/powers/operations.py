"""The operations of powers for the permission matrix."""

from datetime import datetime

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.powers.drawings.queries import DRAWINGS
from backend.powers.queries import REVISIONS, STEPS
from backend.powers.schemas import FlowBody
from backend.reviews.rules import ReviewState
from tests.access.matrix import Operation, Relation, Scene
from tests.powers.catalogue import add_basis, add_catalogue, add_power
from tests.powers.flow_operations import FLOW_OPERATIONS
from tests.powers.flows import PURCHASE
from tests.regulations.operations import add_regulation
from tests.reviews.signers import HEADS

READ = Permission.powers_read
SCAN = b"\x89PNG\r\n\x1a\n a flowchart drawn by hand IEND\xaeB`\x82"
SMALL_BPMN = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<userTask id="a" name="apply"/></process></definitions>"""


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


def add_power_with_flow(session: Session, scene: Scene) -> int:
    """A power of the post with a flow."""
    power_id = add_post_power(session, scene)
    body = FlowBody.model_validate({"steps": PURCHASE})
    for ordinal, step in enumerate(body.steps):
        values = step.model_dump() | step.model_dump(mode="json", include={"branches", "materials"})
        insert_row(session, STEPS, values | {"power_id": power_id, "ordinal": ordinal, "is_retired": False})
    return power_id


def add_drawing(session: Session, scene: Scene, removed_at: datetime | None = None) -> tuple[int, int]:
    """A scan beside the flow of a power of the post, and the power."""
    power_id = add_post_power(session, scene)
    values = {
        "power_id": power_id,
        "name": "流程图.png",
        "media_type": "image/png",
        "size": len(SCAN),
        "digest": Store(scene.data_dir / "files").put(SCAN),
        "uploaded_by_id": scene.user_id,
        "uploaded_by_name": "李联络",
        "uploaded_at": now(),
        "removed_at": removed_at,
    }
    return insert_row(session, DRAWINGS, values), power_id


def add_removed_drawing(session: Session, scene: Scene) -> tuple[int, int]:
    """The same, taken off."""
    return add_drawing(session, scene, now())


def add_linked_power(session: Session, scene: Scene) -> int:
    """A link between a power of the post and a rule; its id."""
    return add_basis(session, add_post_power(session, scene))


def add_power_and_rule(session: Session, scene: Scene) -> tuple[int, int]:
    """A power of the post, and a rule it is to rest on."""
    return add_post_power(session, scene), add_regulation(session)


def add_draft_catalogue(session: Session, scene: Scene) -> int:
    """The catalogue of the department over one confirmed power."""
    add_power(session, scene.department_id, confirmed_at=now(), confirmed_by_name="李联络")
    return add_catalogue(session, scene.department_id)


def add_submitted_catalogue(session: Session, scene: Scene) -> int:
    """A catalogue that waits for the head."""
    return add_catalogue(session, scene.department_id, ReviewState.department_review)


NOT_THE_HEAD = {
    # The head signs first, so he does not hand in himself.
    (Role.department_head, Relation.same): 403,
    (Role.department_head, Relation.ancestor): 403,
}
OPERATIONS = (
    Operation("list_power_bases", "/power-bases", arrange=add_linked_power, lists="target_id"),
    Operation("get_power_bases", "/powers/{target_id}/bases", arrange=add_post_power),
    Operation(
        "save_power_bases",
        "/powers/{target_id}/bases",
        arrange=add_power_and_rule,
        body=lambda scene: {"bases": [{"regulation_id": scene.container_id}]},
        sees=READ,
    ),
    Operation(
        "confirm_power",
        "/powers/{target_id}/confirmation",
        arrange=add_post_power,
        body=lambda scene: {"note": ""},
        sees=READ,
    ),
    Operation("list_power_catalogues", "/power-catalogues", arrange=add_draft_catalogue, lists="target_id"),
    Operation(
        "create_power_catalogue",
        "/power-catalogues",
        body=lambda scene: {"department_id": scene.department_id, "year": 2026},
        knows_owner=False,
        outside=422,
    ),
    Operation("get_power_catalogue", "/power-catalogues/{target_id}", arrange=add_draft_catalogue),
    Operation(
        "get_power_catalogue_comparison",
        "/power-catalogues/{target_id}/comparison",
        arrange=add_draft_catalogue,
    ),
    Operation(
        "submit_power_catalogue",
        "/power-catalogues/{target_id}/submission",
        arrange=add_draft_catalogue,
        sees=READ,
        exceptions=NOT_THE_HEAD,
    ),
    Operation(
        "withdraw_power_catalogue",
        "/power-catalogues/{target_id}/withdrawal",
        arrange=add_submitted_catalogue,
        sees=READ,
        exceptions=HEADS,
    ),
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
    Operation(
        "read_flow_file",
        "/powers/{target_id}/flow/import",
        arrange=add_post_power,
        request=lambda scene: {"files": {"file": ("流程.bpmn", SMALL_BPMN, "application/xml")}},
        sees=READ,
    ),
    Operation("list_flow_drawings", "/powers/{target_id}/flow/drawings", arrange=add_post_power),
    Operation(
        "add_flow_drawing",
        "/powers/{target_id}/flow/drawings",
        arrange=add_post_power,
        request=lambda scene: {"files": {"file": ("流程图.png", SCAN, "image/png")}},
        sees=READ,
    ),
    Operation(
        "get_flow_drawing", "/powers/{container_id}/flow/drawings/{target_id}/content", arrange=add_drawing
    ),
    Operation(
        "remove_flow_drawing",
        "/powers/{container_id}/flow/drawings/{target_id}",
        arrange=add_drawing,
        sees=READ,
    ),
    Operation(
        "restore_flow_drawing",
        "/powers/{container_id}/flow/drawings/{target_id}/restoration",
        arrange=add_removed_drawing,
        sees=READ,
    ),
    Operation("list_flow_revisions", "/powers/{target_id}/flow/revisions", arrange=add_saved_flow),
    Operation("get_flow_revision", "/powers/{target_id}/flow/revisions/1", arrange=add_saved_flow),
    Operation(
        "compare_flow_revisions",
        "/powers/{target_id}/flow/revisions/1/comparison",
        arrange=add_saved_flow,
    ),
    *FLOW_OPERATIONS,
)

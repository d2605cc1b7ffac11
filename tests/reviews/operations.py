"""The operations of reviews for the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewChain, ReviewState, ReviewSubject
from tests.access.matrix import Operation, Relation, Scene
from tests.reviews.sheets import HASH


def add_submitted_sheet(session: Session, scene: Scene) -> int:
    """A sheet of the post's holder, waiting for the head of the department."""
    instant = now()
    row = {
        "subject_kind": ReviewSubject.risk_inventory,
        "subject_id": 501,
        "title": "个人岗位廉政风险排查表",
        "department_id": scene.department_id,
        "chain": ReviewChain.department,
        "state": ReviewState.department_review,
        "owner_id": scene.person_id,
        "submitted_by_id": scene.user_id,
        "submitted_at": instant,
        "round": 1,
        "content_hash": HASH,
        "version": 2,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, REVIEWS, row)


OPERATIONS = (
    Operation("list_reviews", "/reviews", arrange=add_submitted_sheet, lists="target_id"),
    Operation(
        "get_review_counts",
        "/reviews/counts",
        arrange=add_submitted_sheet,
        shows=lambda answer, scene: any(state["count"] for state in answer["states"]),
    ),
    Operation("get_review", "/reviews/{target_id}", arrange=add_submitted_sheet),
    Operation(
        "create_decision",
        "/reviews/{target_id}/decisions",
        arrange=add_submitted_sheet,
        body=lambda scene: {"decision": "approve", "opinion": "同意"},
        sees=Permission.reviews_read,
        exceptions={
            # This sheet waits for the head; the other signers see it and sign other chains.
            (Role.supervising_leader, Relation.same): 403,
            (Role.supervising_leader, Relation.ancestor): 403,
            Role.leadership: 403,
        },
    ),
)

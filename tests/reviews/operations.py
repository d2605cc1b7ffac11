"""The operations of reviews for the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.reviews.queries import COMMENTS, REVIEWS
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


def add_comment(session: Session, scene: Scene) -> tuple[int, int]:
    """A remark on such a sheet by its filler; its id and the review's."""
    review_id = add_submitted_sheet(session, scene)
    instant = now()
    row = {
        "review_id": review_id,
        "round": 1,
        "row_id": 9,
        "field": "name",
        "text": "请写明由谁、在哪个环节可能发生。",
        "author_id": scene.user_id,
        "author_name": "填表人",
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, COMMENTS, row), review_id


WAITS_FOR_THE_HEAD = (
    (Role.supervising_leader, Relation.same),
    (Role.supervising_leader, Relation.ancestor),
    Role.leadership,
    Role.office,
)
"""The sheet waits for the head; the other signers see it and sign other steps."""

OPERATIONS = (
    Operation("list_reviews", "/reviews", arrange=add_submitted_sheet, lists="target_id"),
    Operation(
        "get_review_counts",
        "/reviews/counts",
        arrange=add_submitted_sheet,
        shows=lambda answer, scene: any(state["count"] for state in answer["states"]),
    ),
    Operation("list_review_chains", "/reviews/chains", is_about_row=False),
    Operation("get_review", "/reviews/{target_id}", arrange=add_submitted_sheet),
    Operation(
        "create_decision",
        "/reviews/{target_id}/decisions",
        arrange=add_submitted_sheet,
        body=lambda scene: {"decision": "approve", "opinion": "同意"},
        sees=Permission.reviews_read,
        exceptions=dict.fromkeys(WAITS_FOR_THE_HEAD, 403),
    ),
    Operation(
        "create_decisions",
        "/reviews/decisions",
        arrange=add_submitted_sheet,
        body=lambda scene: {
            "decision": "approve",
            "items": [{"review_id": scene.target_id, "version": 2}],
        },
        # All or none: whatever is in the way of one sheet is a mistake in the batch.
        exceptions=dict.fromkeys(WAITS_FOR_THE_HEAD, 422),
        outside=422,
    ),
    Operation(
        "list_review_comments",
        "/reviews/{container_id}/comments",
        arrange=add_comment,
    ),
    Operation(
        "create_review_comment",
        "/reviews/{target_id}/comments",
        arrange=add_submitted_sheet,
        body=lambda scene: {"row_id": 9, "field": "name", "text": "请写得更具体。"},
        sees=Permission.reviews_read,
    ),
    Operation(
        "resolve_review_comment",
        "/review-comments/{target_id}/resolution",
        arrange=add_comment,
        sees=Permission.reviews_read,
        exceptions={
            # Somebody else's remark is dealt with by those who fill the sheet in.
            (Role.supervising_leader, Relation.same): 403,
            (Role.supervising_leader, Relation.ancestor): 403,
            (Role.contact_leader, Relation.same): 403,
            (Role.contact_leader, Relation.ancestor): 403,
            **{(Role.leadership, relation): 403 for relation in Relation if relation is not Relation.own},
        },
    ),
)

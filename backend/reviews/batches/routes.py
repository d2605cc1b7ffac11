"""HTTP of batches."""

from typing import Annotated, Any

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.routing import requires_key, room_router
from backend.reviews.batches import actions
from backend.reviews.batches.schemas import BatchOut, DecisionBatch

router = room_router("/reviews", "reviews")
Decider = Annotated[Actor, may(Permission.reviews_decide)]


@router.post("/decisions", response_model=BatchOut, status_code=201, summary="批量同意或退回")
@requires_key
def create_decisions(session: Db, actor: Decider, body: DecisionBatch) -> dict[str, Any]:
    """The versions in the body stand for If-Match; one meeting decides on all of them."""
    return actions.decide_many(session, actor, body)


ROUTERS = (router,)

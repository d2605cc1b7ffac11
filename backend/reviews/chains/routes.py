"""HTTP of review chains."""

from typing import Annotated

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.reviews.chains import queries
from backend.reviews.chains.schemas import ReviewChainOut

router = room_router("/reviews/chains", "reviews")
Office = Annotated[Actor, may(Permission.reviews_office)]


@router.get("", response_model=Page[ReviewChainOut], summary="审核链：谁按什么次序审核")
def list_review_chains(actor: Office) -> Response:
    """Read-only: the ways are set by the opinion and stand in code."""
    rows = queries.list_chains(actor)
    return page_response(rows, len(rows))


ROUTERS = (router,)

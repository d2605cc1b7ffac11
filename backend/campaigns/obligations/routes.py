"""HTTP of obligations."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.obligations import queries
from backend.campaigns.obligations.schemas import (
    ObligationOut,
    ObligationQuery,
    ObligationSummary,
    ObligationSummaryQuery,
)
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router

router = room_router("/obligations", "campaigns")
Reader = Annotated[Actor, may(Permission.submissions_read)]


@router.get("", response_model=Page[ObligationOut], summary="报送进度：谁该交什么，交了没有")
def list_obligations(session: Db, actor: Reader, query: Annotated[ObligationQuery, Query()]) -> Response:
    """Every deliverable of every department in reach, with its own due instant and lateness to the minute."""
    return page_response(*queries.search_obligations(session, actor, query))


@router.get("/summary", response_model=Page[ObligationSummary], summary="报送进度汇总")
def list_obligation_summaries(
    session: Db, actor: Reader, query: Annotated[ObligationSummaryQuery, Query()]
) -> Response:
    """How many are received, submitted, due, missing and late, by deliverable, department or campaign."""
    return page_response(*queries.summarize_obligations(session, actor, query))

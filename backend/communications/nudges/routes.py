"""HTTP of nudges."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.communications.nudges import actions, queries
from backend.communications.nudges.schemas import (
    NudgeCounts,
    NudgeCreate,
    NudgeOut,
    NudgeQuery,
    NudgesCreated,
)
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/nudges", "communications")
Reader = Annotated[Actor, may(Permission.nudges_read)]
Writer = Annotated[Actor, may(Permission.nudges_write)]
Recipient = Annotated[Actor, may(Permission.notifications_self)]


@router.get("", response_model=Page[NudgeOut], summary="催办列表")
def list_nudges(session: Db, actor: Reader, query: Annotated[NudgeQuery, Query()]) -> Response:
    """Nudges in the caller's departments, and those for him."""
    return page_response(*queries.search_nudges(session, actor, query))


@router.get("/counts", response_model=NudgeCounts, summary="还没有看到的催办数")
def get_nudge_counts(session: Db, actor: Reader) -> dict[str, Any]:
    """For the badge beside the menu, and for whoever looks after departments."""
    return queries.count_nudges(session, actor)


@router.post("", response_model=NudgesCreated, status_code=201, summary="催办")
@requires_key
def create_nudges(session: Db, actor: Writer, body: NudgeCreate) -> dict[str, Any]:
    """To one or many departments; those nudged about the same thing within 24 hours are skipped and named."""
    return actions.create_nudges(session, actor, body)


@router.post("/{nudge_id}/sight", response_model=NudgeOut, summary="确认已看到催办")
def see_nudge(session: Db, actor: Recipient, nudge_id: RowId) -> dict[str, Any]:
    """By somebody it was for; again is no error."""
    return actions.see_nudge(session, actor, nudge_id)

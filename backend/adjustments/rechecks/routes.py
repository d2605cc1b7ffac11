"""HTTP of tasks to look again."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.adjustments.rechecks import actions, queries
from backend.adjustments.rechecks.schemas import (
    RecheckCounts,
    RecheckFilter,
    RecheckOut,
    RecheckQuery,
    ResolutionCreate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/rechecks", "adjustments")
Reader = Annotated[Actor, may(Permission.rechecks_read)]
Writer = Annotated[Actor, may(Permission.rechecks_write)]


@router.get("", response_model=Page[RecheckOut], summary="复核任务列表")
def list_rechecks(session: Db, actor: Reader, query: Annotated[RecheckQuery, Query()]) -> Response:
    """What is to be looked at again; `mine=true` are those of the caller's posts."""
    return page_response(*queries.search_rechecks(session, actor, query))


@router.get("/counts", response_model=RecheckCounts, summary="复核任务的数目")
def get_recheck_counts(
    session: Db, actor: Reader, query: Annotated[RecheckFilter, Query()]
) -> dict[str, int]:
    """How many are open, overdue, of the caller's posts, and settled."""
    return queries.count_rechecks(session, actor, query)


@router.get("/{recheck_id}", response_model=RecheckOut, summary="一项复核任务")
def get_recheck(session: Db, actor: Reader, recheck_id: RowId) -> Response:
    """One task with its reason."""
    return answered(queries.get_recheck(session, actor, recheck_id))


@router.post("/{recheck_id}/resolution", response_model=RecheckOut, status_code=201, summary="办结复核任务")
@requires_key
def resolve_recheck(
    session: Db, actor: Writer, recheck_id: RowId, body: ResolutionCreate, expected: IfMatch
) -> Response:
    """Unchanged, or adjusted, and what was done."""
    return answered(actions.resolve_recheck(session, actor, recheck_id, body, expected), 201)

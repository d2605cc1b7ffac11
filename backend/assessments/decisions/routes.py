"""HTTP of leadership decisions and of the levels they set."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments.decisions import actions, queries
from backend.assessments.decisions.schemas import (
    LeadershipDecisionCreate,
    LeadershipDecisionItem,
    LeadershipDecisionOut,
    LeadershipDecisionQuery,
    LevelOverrideOut,
    LevelOverrideQuery,
)
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

decisions = room_router("/leadership-decisions", "assessments")
overrides = room_router("/level-overrides", "assessments")
Reader = Annotated[Actor, may(Permission.assessments_read)]
Recorder = Annotated[Actor, may(Permission.decisions_record)]


@decisions.get("", response_model=Page[LeadershipDecisionItem], summary="班子决定列表")
def list_leadership_decisions(
    session: Db, actor: Reader, query: Annotated[LeadershipDecisionQuery, Query()]
) -> Response:
    """Decisions about what the caller may see, newest first."""
    return page_response(*queries.search_decisions(session, actor, query))


@decisions.post("", response_model=LeadershipDecisionOut, status_code=201, summary="登记班子决定")
@requires_key
def create_leadership_decision(
    session: Db, actor: Recorder, body: LeadershipDecisionCreate
) -> dict[str, Any]:
    """What a meeting of the leadership decided about many risk points and posts, all or none."""
    return actions.create_decision(session, actor, body)


@decisions.get("/{decision_id}", response_model=LeadershipDecisionOut, summary="一项班子决定")
def get_leadership_decision(session: Db, actor: Reader, decision_id: RowId) -> dict[str, Any]:
    """With those of its items the caller may see."""
    return queries.get_decision(session, actor, decision_id)


@overrides.get("", response_model=Page[LevelOverrideOut], summary="班子直接认定的岗位等级")
def list_level_overrides(
    session: Db, actor: Reader, query: Annotated[LevelOverrideQuery, Query()]
) -> Response:
    """Levels set by the leadership against the rule, standing and ended."""
    return page_response(*queries.search_overrides(session, actor, query))


ROUTERS = (decisions, overrides)

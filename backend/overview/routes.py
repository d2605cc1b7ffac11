"""HTTP of the overview."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.chain import verify
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import room_router
from backend.overview import queries
from backend.overview.college.routes import router as college
from backend.overview.courses.routes import router as courses
from backend.overview.departments.routes import router as departments
from backend.overview.events.queries import audit, numbered_events, timeline
from backend.overview.posts.routes import router as posts
from backend.overview.progress.routes import router as progress
from backend.overview.schemas import (
    AuditOut,
    AuditQuery,
    EventOut,
    SearchHit,
    SearchQuery,
    TimelineQuery,
    TodoOut,
    VerificationOut,
    VerificationQuery,
    WorkbenchOut,
    YearQuery,
)
from backend.overview.search.queries import search
from backend.overview.todos.queries import find_todos

router = room_router("", "overview")
Viewer = Annotated[Actor, may(Permission.overview_read)]
Auditor = Annotated[Actor, may(Permission.audit_read)]


@router.get("/overview/workbench", response_model=WorkbenchOut, summary="工作台")
def get_workbench(session: Db, actor: Viewer, query: Annotated[YearQuery, Query()]) -> Response:
    """Where we are, what is due, what the caller does next."""
    found = queries.cells(session, actor, query)
    levels, progress = queries.levels(found), queries.progress(session, actor, query)
    todos = find_todos(session, actor)
    body: dict[str, Any] = {
        "year": queries.year_of(query),
        "headline": queries.headline(progress, levels, len(todos)),
        "levels": levels,
        "progress": progress,
        "matrix": queries.matrix(found),
        "departments": queries.bars(session, found, queries.year_of(query)),
        "todos": todos,
    }
    return json_response(body)


@router.get("/todos", response_model=Page[TodoOut], summary="我的待办")
def list_todos(session: Db, actor: Viewer) -> Response:
    """Computed from the state of things; done when the thing is done."""
    todos = find_todos(session, actor)
    return page_response(todos, len(todos))


@router.get("/search", response_model=Page[SearchHit], summary="全局检索")
def search_everything(session: Db, actor: Viewer, query: Annotated[SearchQuery, Query()]) -> Response:
    """Departments, positions, powers and risk points the caller may see; never warnings."""
    hits = search(session, actor, query.q)
    return page_response(hits, len(hits))


@router.get("/events", response_model=Page[EventOut], summary="一条记录的留痕")
def list_events(session: Db, actor: Viewer, query: Annotated[TimelineQuery, Query()]) -> Response:
    """Who did what when, newest first."""
    return page_response(*timeline(session, actor, query))


@router.get("/audit", response_model=Page[AuditOut], summary="审计记录")
def list_audit(session: Db, actor: Auditor, query: Annotated[AuditQuery, Query()]) -> Response:
    """For the audit administrator only."""
    return page_response(*audit(session, query))


@router.get("/audit/verification", response_model=VerificationOut, summary="核验审计记录的哈希链")
@takes_long
def verify_audit(session: Db, actor: Auditor, query: Annotated[VerificationQuery, Query()]) -> Response:
    """Recomputes one stretch of the chain."""
    previous, events = numbered_events(session, query)
    broken, head = verify(previous, query.after_seq, events)
    body = {
        "checked": len(events),
        "last_seq": events[-1]["seq"] if events else query.after_seq,
        "last_hash": head,
        "is_intact": broken is None,
        "broken_seq": broken,
        "has_more": len(events) == query.limit,
    }
    return json_response(body)


ROUTERS = (router, progress, departments, college, posts, courses)

"""HTTP of discipline inspections."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.visits import actions, queries
from backend.inspections.visits.schemas import (
    DisciplineInspectionCreate,
    DisciplineInspectionOut,
    DisciplineInspectionQuery,
    DisciplineInspectionUpdate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/discipline-inspections", "inspections")
Reader = Annotated[Actor, may(Permission.findings_read)]
Raiser = Annotated[Actor, may(Permission.findings_raise)]


@router.get("", response_model=Page[DisciplineInspectionOut], summary="纪律作风监督检查记录")
def list_discipline_inspections(
    session: Db, actor: Reader, query: Annotated[DisciplineInspectionQuery, Query()]
) -> Response:
    """A department sees those in which it was inspected."""
    return page_response(*queries.search_visits(session, actor, query))


@router.post("", response_model=DisciplineInspectionOut, status_code=201, summary="登记纪律作风监督检查")
def create_discipline_inspection(session: Db, actor: Raiser, body: DisciplineInspectionCreate) -> Response:
    """By who supervises the whole school (opinion.txt lines 69 and 83)."""
    return answered(actions.create_visit(session, actor, body), 201)


@router.get("/{visit_id}", response_model=DisciplineInspectionOut, summary="一次纪律作风监督检查")
def get_discipline_inspection(session: Db, actor: Reader, visit_id: RowId) -> Response:
    """With the departments in reach."""
    return answered(queries.get_visit(session, actor, visit_id))


@router.patch("/{visit_id}", response_model=DisciplineInspectionOut, summary="修改监督检查记录")
def update_discipline_inspection(
    session: Db, actor: Raiser, visit_id: RowId, body: DisciplineInspectionUpdate, expected: IfMatch
) -> Response:
    """By who recorded it, or the office."""
    return answered(actions.update_visit(session, actor, visit_id, body, expected))

"""HTTP of check standards."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.standards import actions, queries
from backend.inspections.standards.schemas import (
    AdoptionCreate,
    CheckStandardCreate,
    CheckStandardItem,
    CheckStandardOut,
    CheckStandardQuery,
    CheckStandardUpdate,
    StandardRetirementCreate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/check-standards", "inspections")
Reader = Annotated[Actor, may(Permission.inspections_read)]
Writer = Annotated[Actor, may(Permission.inspections_write)]


@router.get("", response_model=Page[CheckStandardItem], summary="检查评估标准列表")
def list_check_standards(
    session: Db, actor: Reader, query: Annotated[CheckStandardQuery, Query()]
) -> Response:
    """Drafts only for who writes them."""
    return page_response(*queries.search_standards(session, actor, query))


@router.post("", response_model=CheckStandardOut, status_code=201, summary="起草检查评估标准")
def create_check_standard(session: Db, actor: Writer, body: CheckStandardCreate) -> Response:
    """From the starter made of the opinion's own duties, from another standard, or blank."""
    return answered(actions.create_standard(session, actor, body), 201)


@router.get("/{standard_id}", response_model=CheckStandardOut, summary="一份检查评估标准")
def get_check_standard(session: Db, actor: Reader, standard_id: RowId) -> Response:
    """With its items."""
    return answered(queries.get_standard(session, actor, standard_id))


@router.patch("/{standard_id}", response_model=CheckStandardOut, summary="修改检查评估标准")
def update_check_standard(
    session: Db, actor: Writer, standard_id: RowId, body: CheckStandardUpdate, expected: IfMatch
) -> Response:
    """Only while it is a draft."""
    return answered(actions.update_standard(session, actor, standard_id, body, expected))


@router.post(
    "/{standard_id}/adoption", response_model=CheckStandardOut, status_code=201, summary="发布检查评估标准"
)
@requires_key
def adopt_check_standard(
    session: Db, actor: Writer, standard_id: RowId, body: AdoptionCreate, expected: IfMatch
) -> Response:
    """From then on it never changes."""
    return answered(actions.adopt_standard(session, actor, standard_id, body, expected), 201)


@router.post(
    "/{standard_id}/retirement", response_model=CheckStandardOut, status_code=201, summary="停用检查评估标准"
)
@requires_key
def retire_check_standard(
    session: Db, actor: Writer, standard_id: RowId, body: StandardRetirementCreate, expected: IfMatch
) -> Response:
    """A draft, or one nobody was inspected by."""
    return answered(actions.retire_standard(session, actor, standard_id, body, expected), 201)

"""HTTP of people."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.people import actions, queries
from backend.organization.people.schemas import (
    Departure,
    PersonCreate,
    PersonDetail,
    PersonOut,
    PersonQuery,
    PersonUpdate,
)

router = room_router("/people", "organization")
Reader = Annotated[Actor, may(Permission.people_read)]
Writer = Annotated[Actor, may(Permission.organization_write)]


@router.get("", response_model=Page[PersonOut], summary="人员名册")
def list_people(session: Db, actor: Reader, query: Annotated[PersonQuery, Query()]) -> Response:
    """The roster by staff number unless asked otherwise."""
    return page_response(*queries.search_people(session, actor, query))


@router.post("", response_model=PersonOut, status_code=201, summary="新增人员")
def create_person(session: Db, actor: Writer, body: PersonCreate, response: Response) -> dict[str, Any]:
    """Puts somebody on the roster."""
    row = actions.create_person(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/me", response_model=PersonDetail, summary="我在名册中的记录")
def get_own_person(
    session: Db, actor: Annotated[Actor, may(Permission.account_self)], response: Response
) -> dict[str, Any]:
    """The caller's posts, charges and oversights of today."""
    row = queries.get_own_person(session, actor)
    etag.stamp(response, row["version"], row)
    return row


@router.get("/{person_id}", response_model=PersonDetail, summary="一个人")
def get_person(session: Db, actor: Reader, person_id: RowId, response: Response) -> dict[str, Any]:
    """One person with everything held today."""
    row = queries.detail_person(session, queries.get_person(session, actor, person_id))
    etag.stamp(response, row["version"], row)
    return row


@router.patch("/{person_id}", response_model=PersonOut, summary="修改人员")
def update_person(
    session: Db, actor: Writer, person_id: RowId, body: PersonUpdate, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Changes the given fields."""
    row = actions.update_person(session, actor, person_id, body, expected)
    etag.stamp(response, row["version"])
    return row


@router.post("/{person_id}/departure", response_model=PersonOut, summary="登记离任")
def depart_person(
    session: Db, actor: Writer, person_id: RowId, body: Departure, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Ends every appointment and charge of somebody who leaves."""
    row = actions.depart_person(session, actor, person_id, body, expected)
    etag.stamp(response, row["version"])
    return row

"""HTTP of groups."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.groups import actions, queries
from backend.organization.groups.schemas import (
    GroupCreate,
    GroupDetail,
    GroupEnding,
    GroupGapOut,
    GroupGapQuery,
    GroupOut,
    GroupQuery,
    GroupUpdate,
    MemberCreate,
    MemberUpdate,
)
from backend.organization.schemas import Ending

router = room_router("/groups", "organization")
Reader = Annotated[Actor, may(Permission.groups_read)]
Writer = Annotated[Actor, may(Permission.groups_write)]


@router.get("", response_model=Page[GroupOut], summary="领导小组与工作小组")
def list_groups(session: Db, actor: Reader, query: Annotated[GroupQuery, Query()]) -> Response:
    """The leading group of the college and the working groups of the units."""
    return page_response(*queries.search_groups(session, actor, query))


@router.post("", response_model=GroupDetail, status_code=201, summary="成立小组")
def create_group(session: Db, actor: Writer, body: GroupCreate) -> Response:
    """A unit has one at a time (opinion.txt lines 28 and 38)."""
    return answered(actions.create_group(session, actor, body), 201)


@router.get("/gaps", response_model=Page[GroupGapOut], summary="没有成立小组的部门")
def list_group_gaps(session: Db, actor: Reader, query: Annotated[GroupGapQuery, Query()]) -> Response:
    """Units without a working group today."""
    return page_response(*queries.search_gaps(session, actor, query))


@router.get("/{group_id}", response_model=GroupDetail, summary="一个小组")
def get_group(session: Db, actor: Reader, group_id: RowId) -> Response:
    """One group with everybody who is or was in it."""
    return answered(queries.get_group(session, actor, group_id))


@router.patch("/{group_id}", response_model=GroupDetail, summary="修改小组")
def update_group(
    session: Db, actor: Writer, group_id: RowId, body: GroupUpdate, expected: IfMatch
) -> Response:
    """Name, document number and report."""
    return answered(actions.update_group(session, actor, group_id, body, expected))


@router.post("/{group_id}/ending", response_model=GroupDetail, summary="撤销小组")
def end_group(session: Db, actor: Writer, group_id: RowId, body: GroupEnding, expected: IfMatch) -> Response:
    """Sets the last day; the group stays readable."""
    return answered(actions.end_group(session, actor, group_id, body, expected))


@router.post("/{group_id}/members", response_model=GroupDetail, status_code=201, summary="增加成员")
def add_group_member(
    session: Db, actor: Writer, group_id: RowId, body: MemberCreate, expected: IfMatch
) -> Response:
    """Somebody joins."""
    return answered(actions.add_member(session, actor, group_id, body, expected), 201)


@router.patch("/{group_id}/members/{member_id}", response_model=GroupDetail, summary="修改成员")
def update_group_member(
    session: Db, actor: Writer, group_id: RowId, member_id: RowId, body: MemberUpdate, expected: IfMatch
) -> Response:
    """Role and title."""
    return answered(actions.update_member(session, actor, group_id, member_id, body, expected))


@router.post("/{group_id}/members/{member_id}/ending", response_model=GroupDetail, summary="成员退出")
def end_group_member(
    session: Db, actor: Writer, group_id: RowId, member_id: RowId, body: Ending, expected: IfMatch
) -> Response:
    """Sets the last day in the group."""
    return answered(actions.end_member(session, actor, group_id, member_id, body, expected))

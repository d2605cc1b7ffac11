"""HTTP of departments."""

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
from backend.organization.departments import actions, queries
from backend.organization.departments.schemas import (
    DepartmentCreate,
    DepartmentDetail,
    DepartmentNode,
    DepartmentOut,
    DepartmentQuery,
    DepartmentTreeQuery,
    DepartmentUpdate,
    Renaming,
)
from backend.organization.schemas import Retirement

router = room_router("/departments", "organization")
Reader = Annotated[Actor, may(Permission.organization_read)]
Writer = Annotated[Actor, may(Permission.organization_write)]


@router.get(
    "",
    response_model=Page[DepartmentOut],
    responses={
        307: {
            "description": "tree=true：部门树在 Location 处",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }
    },
    summary="部门列表",
)
def list_departments(session: Db, actor: Reader, query: Annotated[DepartmentQuery, Query()]) -> Response:
    """Departments in tree order unless asked otherwise; with `tree` the way to the nested ones."""
    if query.tree:
        # Relative to /departments, so that it holds behind any proxy.
        where = f"departments/tree?include_retired={str(query.include_retired).lower()}"
        return Response(status_code=307, headers={"Location": where})
    return page_response(*queries.search_departments(session, actor, query))


@router.post("", response_model=DepartmentOut, status_code=201, summary="新增部门")
def create_department(
    session: Db, actor: Writer, body: DepartmentCreate, response: Response
) -> dict[str, Any]:
    """Adds a unit to the tree."""
    row = actions.create_department(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/tree", response_model=list[DepartmentNode], summary="部门树")
def get_department_tree(
    session: Db, actor: Reader, query: Annotated[DepartmentTreeQuery, Query()]
) -> list[dict[str, Any]]:
    """All visible departments, nested, with the number of posts at and below each."""
    return queries.department_tree(session, actor, query.include_retired)


@router.get("/{department_id}", response_model=DepartmentDetail, summary="一个部门")
def get_department(session: Db, actor: Reader, department_id: RowId, response: Response) -> dict[str, Any]:
    """One unit with its ETag and the people who answer for it today."""
    row = queries.detail_department(session, actor, department_id)
    etag.stamp(response, row["version"], row)
    return row


@router.patch("/{department_id}", response_model=DepartmentOut, summary="修改部门")
def update_department(
    session: Db,
    actor: Writer,
    department_id: RowId,
    body: DepartmentUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Changes the given fields; a new parent moves the whole subtree."""
    row = actions.update_department(session, actor, department_id, body, expected)
    etag.stamp(response, row["version"])
    return row


@router.post("/{department_id}/retirement", response_model=DepartmentOut, summary="撤销部门")
def retire_department(
    session: Db, actor: Writer, department_id: RowId, body: Retirement, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Retires a unit with a reason; it is never deleted."""
    row = actions.retire_department(session, actor, department_id, body, expected)
    etag.stamp(response, row["version"])
    return row


@router.post("/{department_id}/renaming", response_model=DepartmentOut, summary="部门更名")
def rename_department(
    session: Db, actor: Writer, department_id: RowId, body: Renaming, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """A new name from a day on; old forms keep the old one."""
    row = actions.rename_department(session, actor, department_id, body, expected)
    etag.stamp(response, row["version"])
    return row

"""HTTP of mergers."""

from typing import Annotated, Any

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.etag import IfMatch
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.organization.departments.schemas import DepartmentOut
from backend.organization.mergers import actions
from backend.organization.mergers.schemas import MergerCreate

router = room_router("/departments", "organization")
Writer = Annotated[Actor, may(Permission.organization_write)]


@router.post("/{department_id}/merger", response_model=DepartmentOut, summary="部门合并")
@requires_key
@takes_long
def merge_department(
    session: Db,
    actor: Writer,
    department_id: RowId,
    body: MergerCreate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Posts, people and sub-units go along; the old unit retires and stays readable."""
    row = actions.merge_department(session, actor, department_id, body, expected)
    etag.stamp(response, row["version"])
    return row

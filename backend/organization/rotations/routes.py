"""HTTP of the rotation clock."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.organization.rotations import queries
from backend.organization.rotations.schemas import RotationOut, RotationQuery

router = room_router("/rotations", "organization")
Reader = Annotated[Actor, may(Permission.people_read)]


@router.get("", response_model=Page[RotationOut], summary="重点岗位轮岗到期情况")
def list_rotations(session: Db, actor: Reader, query: Annotated[RotationQuery, Query()]) -> Response:
    """Holders of key posts with a limit, the longest overdue first (opinion.txt line 61)."""
    return page_response(*queries.search_rotations(session, actor, query))

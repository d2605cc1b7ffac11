"""HTTP of the first administrators."""

from typing import Any

from fastapi import Request, Response

from backend.access.bootstrap import actions
from backend.access.users.schemas import Bootstrap, BootstrapOut
from backend.access.visits import SameSite, Visitor, refusal
from backend.kit.db import Db
from backend.kit.problems import Problem
from backend.kit.routing import room_router

router = room_router("/auth", "access")


@router.post(
    "/bootstrap",
    response_model=BootstrapOut,
    status_code=201,
    summary="建立首批管理员",
    dependencies=[SameSite],
)
def bootstrap_administrator(
    request: Request, session: Db, visit: Visitor, body: Bootstrap
) -> dict[str, Any] | Response:
    """Works once, with the token `python -m backend create-admin` prints."""
    outcome = actions.bootstrap(session, visit, body)
    return refusal(request, outcome) if isinstance(outcome, Problem) else outcome

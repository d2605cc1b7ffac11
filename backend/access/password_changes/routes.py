"""HTTP of choosing a new password."""

from fastapi import Request, Response

from backend.access.password_changes import actions
from backend.access.password_changes.schemas import PasswordChange, PasswordReset
from backend.access.sessions import cookies
from backend.access.sessions.routes import Oneself
from backend.access.sessions.schemas import TokenOut
from backend.access.visits import SameSite, Visitor, refusal
from backend.kit.db import Db
from backend.kit.problems import Problem
from backend.kit.routing import room_router, shows_secret

router = room_router("/auth", "access")


@router.post("/password", response_model=TokenOut, summary="修改密码")
@shows_secret
def change_password(
    request: Request, session: Db, actor: Oneself, visit: Visitor, body: PasswordChange
) -> Response:
    """Ends the other sessions; this one goes on with the tokens of the answer."""
    outcome = actions.change_password(session, actor, visit, body)
    return refusal(request, outcome) if isinstance(outcome, Problem) else cookies.welcome(request, outcome)


@router.post("/password-reset", status_code=204, summary="用一次性令牌设置密码", dependencies=[SameSite])
def redeem_password_reset(request: Request, session: Db, visit: Visitor, body: PasswordReset) -> Response:
    """Sets the password; sign in with it afterwards."""
    problem = actions.reset_password(session, visit, body)
    return Response(status_code=204) if problem is None else refusal(request, problem)

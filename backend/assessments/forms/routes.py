"""HTTP of the public form: no signing in, no cookie, and no address stored."""

from typing import Annotated, Any

from fastapi import Header, Path, Request

from backend.access.limits import network
from backend.assessments.forms import actions, queries
from backend.assessments.forms.rules import PER_ADDRESS, READS_PER_ADDRESS, WINDOW_SECONDS
from backend.assessments.forms.schemas import OpinionFormOut, OpinionFormSubmit, OpinionReceipt, Token
from backend.kit import idempotency
from backend.kit.db import Db
from backend.kit.problems import MEDIA_TYPE
from backend.kit.routing import room_router
from backend.kit.throttle import Throttle

router = room_router("/public/opinions", "assessments")
READS, SUBMISSIONS = Throttle(READS_PER_ADDRESS, WINDOW_SECONDS), Throttle(PER_ADDRESS, WINDOW_SECONDS)
FormToken = Annotated[Token, Path()]
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
ENDS: dict[int | str, dict[str, Any]] = {
    410: {"description": "征求意见已经结束", "content": _PROBLEM},
    429: {"description": "过于频繁", "content": _PROBLEM},
}


def _address(request: Request) -> str:
    return network(request.client.host if request.client else "")


@router.get("/{token}", response_model=OpinionFormOut, responses=ENDS, summary="公开的征求意见表")
def get_opinion_form(request: Request, session: Db, token: FormToken) -> dict[str, Any]:
    """The questions behind a link, while they may be answered; 410 afterwards."""
    READS.check(_address(request))
    return queries.find_form(session, token)


@router.post(
    "/{token}", response_model=OpinionReceipt, status_code=201, responses=ENDS, summary="提交意见（不用登录）"
)
def submit_opinion(
    request: Request,
    session: Db,
    token: FormToken,
    body: OpinionFormSubmit,
    key: Annotated[str | None, Header(alias="Idempotency-Key", description="重试时沿用同一个值")] = None,
) -> dict[str, Any]:
    """Anonymous; the answer says only that it arrived."""
    if idempotency.checked(key, is_required=False) is not None:
        _claim(request, session, token, str(key))
    SUBMISSIONS.check(token, _address(request))
    return actions.submit_opinion(session, token, body)


def _claim(request: Request, session: Db, token: str, key: str) -> None:
    """A blind retry gets the first receipt; keys are counted by form, for there is nobody to count them by."""
    principal = f"opinions:{queries.find_form(session, token)['id']}"
    idempotency.claim(session, principal, key, request.state.fingerprint)
    request.state.claimed_by = principal


ROUTERS = (router,)

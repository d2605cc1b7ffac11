"""HTTP of personal tokens."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.personal_tokens import actions, queries
from backend.access.personal_tokens.schemas import PersonalTokenCreate, PersonalTokenMade, PersonalTokenOut
from backend.access.policy import Permission
from backend.access.sessions.routes import Oneself
from backend.kit.db import Db
from backend.kit.paging import Page, PageQuery, page_response
from backend.kit.routing import room_router, shows_secret
from backend.kit.rows import RowId

Giver = Annotated[Actor, may(Permission.account_self, is_sensitive=True)]
router = room_router("/personal-tokens", "access")


@router.get("", response_model=Page[PersonalTokenOut], summary="我的个人令牌")
def list_personal_tokens(session: Db, actor: Oneself, query: Annotated[PageQuery, Query()]) -> Response:
    """The caller's live tokens, the newest first."""
    return page_response(*queries.list_tokens(session, actor, query))


@router.post("", response_model=PersonalTokenMade, status_code=201, summary="新建个人令牌")
@shows_secret
def create_personal_token(session: Db, actor: Giver, body: PersonalTokenCreate) -> dict[str, Any]:
    """The token is in this answer and nowhere else."""
    return actions.create_token(session, actor, body)


@router.delete("/{token_id}", status_code=204, summary="撤销个人令牌")
def revoke_personal_token(session: Db, actor: Oneself, token_id: RowId) -> Response:
    """Acts on the next request of the script."""
    actions.revoke_token(session, actor, token_id)
    return Response(status_code=204)

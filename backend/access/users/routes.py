"""HTTP of accounts and grants."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.access.users import actions, queries
from backend.access.users.schemas import (
    GrantsOut,
    GrantsPut,
    OneTimeTokenOut,
    UserCreate,
    UserOut,
    UserQuery,
    UserUpdate,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router, shows_secret
from backend.kit.rows import RowId

router = room_router("/users", "access")
Reader = Annotated[Actor, may(Permission.users_read)]
Writer = Annotated[Actor, may(Permission.users_write)]
GrantReader = Annotated[Actor, may(Permission.grants_read)]
Granter = Annotated[Actor, may(Permission.grants_write, is_sensitive=True)]
Resetter = Annotated[Actor, may(Permission.users_write, is_sensitive=True)]


def _stamped(response: Response, row: dict[str, Any]) -> dict[str, Any]:
    etag.stamp(response, row["version"], row["last_login_at"])
    return row


def _named(response: Response, found: tuple[dict[str, Any], int]) -> dict[str, Any]:
    grants, version = found
    etag.stamp(response, version, [grant["department_name"] for grant in grants["grants"]])
    return grants


@router.get("", response_model=Page[UserOut], summary="账号列表")
def list_users(session: Db, actor: Reader, query: Annotated[UserQuery, Query()]) -> Response:
    """Accounts by username unless asked otherwise."""
    return page_response(*queries.search_users(session, actor, query))


@router.post("", response_model=UserOut, status_code=201, summary="新建账号")
def create_user(session: Db, actor: Writer, body: UserCreate, response: Response) -> dict[str, Any]:
    """An account without a password; start a password reset to let its owner in."""
    return _stamped(response, actions.create_user(session, actor, body))


@router.get("/{user_id}", response_model=UserOut, summary="一个账号")
def get_user(session: Db, actor: Reader, user_id: RowId, response: Response) -> dict[str, Any]:
    """One account with its ETag."""
    return _stamped(response, queries.get_user(session, actor, user_id))


@router.patch("/{user_id}", response_model=UserOut, summary="修改账号")
def update_user(
    session: Db, actor: Writer, user_id: RowId, body: UserUpdate, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Changes the given fields."""
    return _stamped(response, actions.update_user(session, actor, user_id, body, expected))


@router.post("/{user_id}/disablement", response_model=UserOut, summary="停用账号")
def disable_user(
    session: Db, actor: Writer, user_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Acts on the very next request of any session or token."""
    return _stamped(response, actions.disable_user(session, actor, user_id, expected))


@router.post("/{user_id}/enablement", response_model=UserOut, summary="启用账号")
def enable_user(
    session: Db, actor: Writer, user_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Lets the account sign in again."""
    return _stamped(response, actions.enable_user(session, actor, user_id, expected))


@router.post(
    "/{user_id}/password-reset", response_model=OneTimeTokenOut, status_code=201, summary="开始重置密码"
)
@shows_secret
def start_password_reset(
    session: Db, actor: Resetter, user_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """A token the user redeems at /auth/password-reset; the old password stops working now."""
    row, token = actions.start_password_reset(session, actor, user_id, expected)
    _stamped(response, row)
    return token


@router.get("/{user_id}/grants", response_model=GrantsOut, summary="账号的授权")
def list_grants(session: Db, actor: GrantReader, user_id: RowId, response: Response) -> dict[str, Any]:
    """All grants; the ETag is the account's."""
    return _named(response, queries.get_grants(session, actor, user_id))


@router.put("/{user_id}/grants", response_model=GrantsOut, summary="设定账号的授权")
def set_grants(
    session: Db, actor: Granter, user_id: RowId, body: GrantsPut, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Replaces the grants given by hand; the user's tokens end and the next one carries the new rights."""
    return _named(response, actions.set_grants(session, actor, user_id, body, expected))

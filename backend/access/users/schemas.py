"""Bodies of accounts, grants and the first administrators."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.access.rules import GrantSource, Role, UserStatus
from backend.access.schemas import DisplayName, GrantOut, Password, Username
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term


class UserCreate(Body):
    """A new account, without a password: its owner chooses one with a one-time token."""

    username: Username
    display_name: DisplayName


class UserUpdate(Body):
    """What may change; the username stays."""

    display_name: DisplayName | None = None
    must_change_password: bool | None = Field(default=None, description="要求下次登录时修改密码")


class UserOut(BaseModel):
    """An account."""

    id: int
    username: str
    display_name: str
    status: UserStatus
    has_password: bool
    must_change_password: bool
    password_changed_at: datetime | None
    last_login_at: datetime | None
    roles: list[Role]
    version: int
    created_at: datetime
    updated_at: datetime


class UserSort(Term):
    """Orders offered."""

    username = "username", "按用户名"
    latest_login = "latest_login", "最近登录在前"


class UserQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="用户名或姓名包含")
    status: UserStatus | None = None
    role: Role | None = None
    sort: UserSort = UserSort.username


class OneTimeTokenOut(BaseModel):
    """Handed to the user by the administrator; shown once, works once."""

    token: str
    expires_at: datetime


class GrantIn(Body):
    """A role; with a department exactly where the role needs one."""

    role: Role
    department_id: RowId | None = None


class GrantsPut(Body):
    """All grants given by hand; those that follow from posts are not touched."""

    grants: Annotated[list[GrantIn], Field(max_length=200)]


class GrantRow(GrantOut):
    """A grant and where it comes from."""

    id: int
    source: GrantSource
    granted_at: datetime


class GrantsOut(BaseModel):
    """Everything a user has been granted."""

    user_id: int
    grants: list[GrantRow]


class Administrator(Body):
    """A second person."""

    username: Username
    display_name: DisplayName


class Bootstrap(Body):
    """Makes the first two administrators: the one who sits here, and the security administrator.

    Only the security administrator gives roles, so without the second account nobody could give any.
    """

    token: str = Field(min_length=1, max_length=100, examples=["lzb_…"])
    username: Username
    display_name: DisplayName
    password: Password
    security_admin: Administrator


class BootstrapOut(BaseModel):
    """The two accounts; the security administrator chooses a password with `reset_token` within 24 hours."""

    system_admin: UserOut
    security_admin: UserOut
    reset_token: str
    reset_expires_at: datetime

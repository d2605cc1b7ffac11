"""Bodies shared by the resources of access, and those of /me, /policy, /site."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.access.policy import Permission
from backend.access.rules import Reach, Role

Username = Annotated[
    str, Field(min_length=2, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$", examples=["wanglaoshi"])
]
DisplayName = Annotated[str, Field(min_length=1, max_length=100, examples=["王老师"])]
Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=1, max_length=512),
    Field(json_schema_extra={"format": "password"}, examples=["Shui-di-shi-chuan.8"]),
]
"""Never trimmed: a blank at the end is part of it."""


class GrantOut(BaseModel):
    """A role, over a department subtree where it needs one."""

    role: Role
    department_id: int | None
    department_name: str | None


class ReachOut(BaseModel):
    """How far one permission goes for the caller: everywhere, own things, some departments with all below them."""

    permission: Permission
    is_school: bool
    is_own: bool
    department_ids: list[int]


class MeOut(BaseModel):
    """Who is signed in and what he may do. The server decides every call anyway."""

    id: int
    username: str
    display_name: str
    must_change_password: bool
    roles: list[GrantOut]
    permissions: list[Permission]
    reaches: list[ReachOut]


class PolicyRow(BaseModel):
    """What a role may do, and how far."""

    permission: Permission
    label: str
    reach: Reach


class PolicyRole(BaseModel):
    """One role of the permission table."""

    role: Role
    label: str
    needs_department: bool
    is_administrator: bool
    permissions: list[PolicyRow]


class PolicyOut(BaseModel):
    """The permission table as it is enforced."""

    roles: list[PolicyRole]
    client_scopes: list[Permission]
    personal_token_scopes: list[Permission]


class PasswordPolicyOut(BaseModel):
    """What a new password must be."""

    name: Literal["dengbao", "asvs"]
    label: str
    min_length: int
    max_length: int
    classes: int = Field(description="大写、小写、数字、其他字符中至少要用几类")
    max_age_days: int | None = Field(description="多少天后必须更换；null 为不强制更换")


class SiteOut(BaseModel):
    """What the sign-in page shows."""

    college_name: str
    environment: Literal["production", "demo", "test"]
    is_demo: bool
    password_policy: PasswordPolicyOut

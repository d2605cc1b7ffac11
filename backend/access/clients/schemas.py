"""Bodies of API clients and of the token endpoint."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from backend.access.policy import Permission
from backend.access.rules import CLIENT_SECRET_MAX_DAYS, UserStatus
from backend.access.scopes import CLIENT_SCOPES
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term

Name = Annotated[str, Field(min_length=1, max_length=100, examples=["学校 OA"])]
Scopes = Annotated[
    list[Permission],
    Field(
        min_length=1,
        max_length=len(CLIENT_SCOPES),
        description="只能取自 " + "、".join(sorted(CLIENT_SCOPES)),
        examples=[["organization:read", "changes:read"]],
    ),
]


class ApiClientCreate(Body):
    """A campus system that is let in."""

    name: Name
    scopes: Scopes
    department_id: RowId | None = Field(default=None, description="只看该部门及其下级；不填为全校")
    sees_personal_data: bool = Field(default=False, description="是否可取得人员信息")
    owner_id: RowId = Field(description="负责人的账号；负责人停用后，这个客户端随即失效")


class ApiClientUpdate(Body):
    """What may change; every token of the client ends with a change."""

    name: Name | None = None
    scopes: Scopes | None = None
    department_id: RowId | None = None
    sees_personal_data: bool | None = None
    owner_id: RowId | None = None


class ApiClientSecretOut(BaseModel):
    """A secret without itself; `hint` is how it begins."""

    id: int
    hint: str
    created_at: datetime
    expires_at: datetime


class ApiClientOut(BaseModel):
    """A campus system that pulls data."""

    id: int
    client_id: str
    name: str
    scopes: list[Permission]
    department_id: int | None
    sees_personal_data: bool
    owner_id: int
    owner_name: str
    status: UserStatus
    secrets: list[ApiClientSecretOut]
    last_used_at: datetime | None
    version: int
    updated_at: datetime


class ApiClientSort(Term):
    """Orders offered."""

    by_name = "name", "按名称"
    latest_use = "latest_use", "最近使用在前"


class ApiClientQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="名称或 client_id 包含")
    status: UserStatus | None = None
    sort: ApiClientSort = ApiClientSort.by_name


class SecretCreate(Body):
    """How long the secret works."""

    days: int = Field(default=CLIENT_SECRET_MAX_DAYS, ge=1, le=CLIENT_SECRET_MAX_DAYS)


class SecretMade(ApiClientSecretOut):
    """The secret itself, shown this once."""

    client_id: str
    client_secret: str


class ClientTokenOut(BaseModel):
    """RFC 6749 §5.1."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="秒", examples=[900])
    scope: str


class OauthErrorOut(BaseModel):
    """RFC 6749 §5.2: the one place where errors are not problem documents, because OAuth clients expect these."""

    error: Literal[
        "invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope", "unauthorized_client"
    ]
    error_description: str


class JwkOut(BaseModel):
    """A public key (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    alg: Literal["ES256"]
    use: Literal["sig"]
    kid: str


class JwksOut(BaseModel):
    """The keys tokens are signed with, the active one first."""

    keys: list[JwkOut]


TOKEN_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {"type": "string", "description": "以空格分隔；不填为全部已授予的范围"},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                    },
                },
                "example": {"grant_type": "client_credentials", "scope": "organization:read"},
            }
        },
    },
}
"""The form as OpenAPI; it is parsed by hand, because its errors are OAuth's."""

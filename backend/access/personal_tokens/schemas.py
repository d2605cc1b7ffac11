"""Bodies of personal tokens."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.access.policy import Permission
from backend.access.rules import PERSONAL_TOKEN_DAYS, PERSONAL_TOKEN_MAX_DAYS
from backend.kit.paging import Body


class PersonalTokenCreate(Body):
    """A token for one script, with a part of its owner's rights."""

    name: str = Field(min_length=1, max_length=100, examples=["人事处岗位载入脚本"])
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=200)]
    days: int = Field(default=PERSONAL_TOKEN_DAYS, ge=1, le=PERSONAL_TOKEN_MAX_DAYS, description="有效多少天")


class PersonalTokenOut(BaseModel):
    """A token without its secret."""

    id: int
    name: str
    scopes: list[Permission]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="最近一次使用，精确到一小时")


class PersonalTokenMade(PersonalTokenOut):
    """The token itself, shown this once."""

    token: str

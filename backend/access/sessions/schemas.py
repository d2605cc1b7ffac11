"""Bodies of signing in and of sessions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from backend.access.schemas import Password
from backend.kit.paging import Body


class Login(Body):
    """Name and password."""

    username: str = Field(min_length=1, max_length=64, examples=["wanglaoshi"])
    password: Password


class Reauthentication(Body):
    """The password of whoever is signed in."""

    password: Password


class TokenOut(BaseModel):
    """An access token; the refresh token travels in a cookie scripts cannot read."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="秒", examples=[300])
    must_change_password: bool = Field(description="为真时，除修改密码外什么也不能做")


class SessionOut(BaseModel):
    """One browser."""

    id: int
    is_current: bool
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class SessionEnding(Body):
    """Which sessions end."""

    keep_current: Annotated[bool, Field(description="保留当前这一个")] = False

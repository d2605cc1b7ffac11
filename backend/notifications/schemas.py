"""Bodies of notifications in and out."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.notifications.rules import MailState, NotificationKind

ADDRESS = re.compile(r"[^@\s,;<>\"()]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}", re.ASCII)


class NotificationOut(BaseModel):
    """One message; `path` is its page in the web client."""

    id: int
    kind: NotificationKind
    title: str
    body: str
    target_kind: str
    target_id: int
    path: str
    created_at: datetime
    read_at: datetime | None
    mail_state: MailState


class NotificationQuery(PageQuery):
    """Filters of the inbox, newest first."""

    unread: bool = Field(default=False, description="只看未读")
    kind: NotificationKind | None = None


class NotificationCounts(BaseModel):
    """The number on the bell."""

    unread: int


class Reading(Body):
    """What has been read."""

    ids: list[RowId] = Field(
        default_factory=list, max_length=200, description="消息编号；不填就是全部", examples=[[7, 8]]
    )


class MailSettingUpdate(Body):
    """Where mail goes, and about what it does not."""

    address: Annotated[str, Field(max_length=254, examples=["wang@example.edu.cn"])]
    is_on: bool
    muted: list[NotificationKind] = Field(default_factory=list, max_length=len(NotificationKind))

    @model_validator(mode="after")
    def _reachable(self) -> "MailSettingUpdate":
        if self.address and not ADDRESS.fullmatch(self.address):
            raise ValueError("邮箱地址的写法不对，请核对，例如 name@example.edu.cn。")
        if self.is_on and not self.address:
            raise ValueError("要接收邮件，请先填写邮箱地址。")
        self.muted = list(dict.fromkeys(self.muted))
        return self


class MailSettingOut(BaseModel):
    """The caller's own setting."""

    address: str
    is_on: bool
    muted: list[NotificationKind]
    is_available: bool = Field(description="学院是否配置了发信服务器")
    version: int

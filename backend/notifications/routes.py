"""HTTP of notifications: everybody's own inbox and mail setting."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.notifications import actions, queries
from backend.notifications.schemas import (
    MailSettingOut,
    MailSettingUpdate,
    NotificationCounts,
    NotificationOut,
    NotificationQuery,
    Reading,
)

router = room_router("/notifications", "notifications")
Self = Annotated[Actor, may(Permission.notifications_self)]


def _has_server(request: Request) -> bool:
    return bool(request.app.state.settings.smtp_host)


@router.get("", response_model=Page[NotificationOut], summary="我的消息")
def list_notifications(session: Db, actor: Self, query: Annotated[NotificationQuery, Query()]) -> Response:
    """The caller's own messages, newest first."""
    return page_response(*queries.search_notifications(session, actor, query))


@router.get("/counts", response_model=NotificationCounts, summary="未读消息数")
def get_notification_counts(session: Db, actor: Self) -> dict[str, int]:
    """The number on the bell."""
    return {"unread": queries.count_unread(session, actor.require_user())}


@router.post("/reading", response_model=NotificationCounts, summary="标为已读")
def read_notifications(session: Db, actor: Self, body: Reading) -> dict[str, int]:
    """Marks messages as read, all of them when none is named."""
    return actions.mark_read(session, actor, body)


@router.get("/mail-setting", response_model=MailSettingOut, summary="我的邮件提醒")
def get_mail_setting(session: Db, actor: Self, request: Request, response: Response) -> dict[str, Any]:
    """Where the caller gets mail, and about what."""
    row = queries.mail_setting(session, actor.require_user(), is_available=_has_server(request))
    etag.stamp(response, row["version"])
    return row


@router.put("/mail-setting", response_model=MailSettingOut, summary="设置邮件提醒")
def update_mail_setting(
    session: Db, actor: Self, body: MailSettingUpdate, expected: IfMatch, request: Request, response: Response
) -> dict[str, Any]:
    """Turns mail on or off and names the address."""
    row = actions.update_mail_setting(session, actor, body, expected, is_available=_has_server(request))
    etag.stamp(response, row["version"])
    return row


ROUTERS = (router,)

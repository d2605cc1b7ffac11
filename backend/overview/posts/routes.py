"""HTTP of one's own posts."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.overview.posts import queries
from backend.overview.posts.schemas import OwnPost, OwnPostQuery

router = room_router("/overview/posts", "overview")
Viewer = Annotated[Actor, may(Permission.overview_read)]


@router.get("", response_model=Page[OwnPost], summary="我的岗位与排查表")
def list_own_posts(session: Db, actor: Viewer, query: Annotated[OwnPostQuery, Query()]) -> Response:
    """The caller's posts, the year's sheet of each and what happened to it."""
    posts = queries.list_own_posts(session, actor, query)
    return page_response(posts, len(posts))

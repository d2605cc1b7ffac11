"""HTTP of the public side: no signing in, no cookie, and no address stored.

Answers may be kept by caches, which ask again each time: what is taken down is gone at the next look.
"""

import hashlib
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from backend.access.limits import network
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.paging import json_response
from backend.kit.problems import MEDIA_TYPE, Problem
from backend.kit.routing import room_router
from backend.kit.throttle import Throttle
from backend.portal.board import queries
from backend.portal.board.rules import IMAGES_PER_ADDRESS, READS_PER_ADDRESS, WINDOW_SECONDS
from backend.portal.board.schemas import PictureQuery, PublicPowerOut, PublicPowerPage, PublicPowerQuery
from backend.powers.diagram import Theme
from backend.powers.diagram.images import image

SVG, PNG = "image/svg+xml", "image/png"
SCALE = 2
router = room_router("/public/powers", "portal")
READS, IMAGES = Throttle(READS_PER_ADDRESS, WINDOW_SECONDS), Throttle(IMAGES_PER_ADDRESS, WINDOW_SECONDS)
Code = Annotated[str, Path(description="公开内容的编号", examples=["JWC-P001"])]
_RUSH: dict[int | str, dict[str, Any]] = {
    429: {
        "description": "过于频繁",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "流程图", "content": {SVG: {"schema": {"type": "string"}}}}
}
_IMAGE: dict[int | str, dict[str, Any]] = {
    200: {"description": "流程图", "content": {PNG: {"schema": {"type": "string", "format": "binary"}}}}
}


def _counted(request: Request, throttle: Throttle) -> None:
    throttle.check(network(request.client.host if request.client else ""))


def _kept(response: Response, fingerprint: str) -> Response:
    response.headers["ETag"] = f'"{fingerprint}"'
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@router.get("", response_model=PublicPowerPage, responses=_RUSH, summary="向社会公开的职权")
def list_public_powers(
    request: Request, session: Db, query: Annotated[PublicPowerQuery, Query()]
) -> Response:
    """By unit; for anybody."""
    _counted(request, READS)
    response = json_response(queries.search_public_powers(session, query))
    return _kept(response, hashlib.sha256(bytes(response.body)).hexdigest())


@router.get("/{code}", response_model=PublicPowerOut, responses=_RUSH, summary="一项向社会公开的职权")
def get_public_power(request: Request, session: Db, code: Code) -> Response:
    """As it was frozen; 404 for what was never public, was taken down, or is over."""
    _counted(request, READS)
    row = queries.find_public_power(session, code)
    return _kept(json_response(row), row["content_hash"])


@router.get(
    "/{code}/flow.svg", response_class=Response, responses=PICTURE | _RUSH, summary="公开的权力运行流程图"
)
def get_public_flow(
    request: Request, session: Db, code: Code, query: Annotated[PictureQuery, Query()]
) -> Response:
    """The picture that was frozen with it."""
    _counted(request, READS)
    picture, fingerprint = _picture(session, code, query.theme)
    return _kept(Response(picture, media_type=SVG), fingerprint)


@router.get(
    "/{code}/flow.png",
    response_class=Response,
    responses=_IMAGE | _RUSH,
    summary="公开的权力运行流程图（图片）",
)
@takes_long
def get_public_flow_image(request: Request, session: Db, code: Code) -> Response:
    """The same in pixels, for notice boards and phones."""
    _counted(request, IMAGES)
    picture, fingerprint = _picture(session, code, Theme.light)
    response = _kept(Response(media_type=PNG), f"{fingerprint}-{SCALE}")
    if etag.not_modified(request, response):
        return response  # the router answers 304
    return _kept(Response(image(picture, SCALE), media_type=PNG), f"{fingerprint}-{SCALE}")


def _picture(session: Db, code: str, theme: Theme) -> tuple[str, str]:
    column = "dark_picture" if theme is Theme.dark else "picture"
    row = queries.find_public_power(session, code, column)
    if not row[column]:
        raise Problem("not-found", "没有这张流程图", 404, "这项公开内容没有流程图。")
    return row[column], f"{row['content_hash']}-{theme}"


ROUTERS = (router,)

"""HTTP of the flowchart: as a drawing, as a picture in pixels, and as BPMN for other tools (requirements S61)."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.files import content_disposition
from backend.kit.problems import not_found
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers import bpmn
from backend.powers.bpmn.rules import whole_step
from backend.powers.bpmn.writer import write
from backend.powers.diagram import EDITION, render
from backend.powers.diagram.images import image
from backend.powers.queries import drawable
from backend.risks.pictures import queries
from backend.risks.pictures.schemas import FlowFileQuery, ImageQuery, PictureQuery

SVG, PNG, XML = "image/svg+xml", "image/png", "application/xml"
router = room_router("/powers", "risks")
Reader = Annotated[Actor, may(Permission.powers_read)]


def _content(media_type: str, what: str, form: str | None = None) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string"} | ({"format": form} if form else {})
    return {200: {"description": what, "content": {media_type: {"schema": schema}}}}


def _stamped(response: Response, shown: queries.Shown, *how: object) -> Response:
    """The tag changes with the way of drawing and with the points on the steps."""
    etag.stamp(response, shown.version, [EDITION, shown.title, how, sorted(shown.hazards.items())])
    return response


def _drawn(shown: queries.Shown, query: PictureQuery) -> str:
    return render(drawable(shown.title, shown.steps), shown.badges, query.theme)


@router.get(
    "/{power_id}/flow.svg",
    response_class=Response,
    responses=_content(SVG, "流程图"),
    summary="权力运行流程图",
)
def get_flow_picture(
    session: Db, actor: Reader, power_id: RowId, query: Annotated[PictureQuery, Query()]
) -> Response:
    """One swim lane for each handler; each step bears the levels of its risk points, as far as the caller sees them."""
    shown = queries.shown_flow(session, actor, power_id, query.revision)
    response = Response(_drawn(shown, query), media_type=SVG)
    return _stamped(response, shown, query.theme, query.revision)


@router.get(
    "/{power_id}/flow.png",
    response_class=Response,
    responses=_content(PNG, "流程图", "binary"),
    summary="权力运行流程图（图片）",
)
@takes_long
def get_flow_image(
    request: Request, session: Db, actor: Reader, power_id: RowId, query: Annotated[ImageQuery, Query()]
) -> Response:
    """The same picture in pixels, for Word, WPS and phones; set in the product's own fonts."""
    shown = queries.shown_flow(session, actor, power_id, query.revision)
    response = _stamped(Response(media_type=PNG), shown, query.theme, query.revision, query.scale)
    if etag.not_modified(request, response):
        return response  # the router answers 304; drawing it again would be for nothing
    tag = response.headers["etag"]
    return Response(image(_drawn(shown, query), query.scale), headers={"ETag": tag}, media_type=PNG)


@router.get(
    "/{power_id}/flow.bpmn",
    response_class=Response,
    responses=_content(XML, "BPMN 2.0 XML"),
    summary="权力运行流程（BPMN 2.0）",
)
def get_flow_bpmn(
    session: Db, actor: Reader, power_id: RowId, query: Annotated[FlowFileQuery, Query()]
) -> Response:
    """With its diagram, for modelling tools and workflow engines; what BPMN has no word for are extension elements."""
    shown = queries.shown_flow(session, actor, power_id, query.revision)
    if not shown.steps:
        raise not_found("这项职权的流程图")
    written = write(shown.title, [whole_step(step) for step in shown.steps], shown.hazards)
    headers = {"Content-Disposition": content_disposition(f"{shown.title}.bpmn")}
    response = Response(written, headers=headers, media_type=XML)
    return _stamped(response, shown, bpmn.EDITION, query.revision)

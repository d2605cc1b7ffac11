"""HTTP of the flowchart."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.diagram import EDITION, render
from backend.powers.queries import drawable, get_flow
from backend.risks.pictures import queries
from backend.risks.pictures.schemas import PictureQuery

SVG = "image/svg+xml"
router = room_router("/powers", "risks")


@router.get(
    "/{power_id}/flow.svg",
    response_class=Response,
    responses={200: {"description": "流程图", "content": {SVG: {"schema": {"type": "string"}}}}},
    summary="权力运行流程图",
)
def get_flow_picture(
    session: Db,
    actor: Annotated[Actor, may(Permission.powers_read)],
    power_id: RowId,
    query: Annotated[PictureQuery, Query()],
) -> Response:
    """One swim lane for each handler; each step bears the levels of its risk points, as far as the caller sees them."""
    flow = get_flow(session, actor, power_id)
    badges = queries.step_badges(session, actor, power_id)
    title = f"{flow['power_name']}权力运行流程图"
    response = Response(render(drawable(title, flow["steps"]), badges, query.theme), media_type=SVG)
    shown = sorted((key, sorted(levels.items())) for key, levels in badges.items())
    etag.stamp(response, flow["version"], [EDITION, query.theme, shown])
    return response

"""HTTP of the links between powers, steps and rules."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.bases import actions, queries
from backend.powers.bases.schemas import BasesBody, BasesOut, BasisQuery, PowerBasisOut

powers = room_router("/powers", "powers")
bases = room_router("/power-bases", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.powers_write)]


@bases.get("", response_model=Page[PowerBasisOut], summary="职权、环节与制度依据的关联")
def list_power_bases(session: Db, actor: Reader, query: Annotated[BasisQuery, Query()]) -> Response:
    """Which powers and steps rest on a rule."""
    return page_response(*queries.search_bases(session, actor, query))


@powers.get("/{power_id}/bases", response_model=BasesOut, summary="一项职权的制度依据")
def get_power_bases(session: Db, actor: Reader, power_id: RowId) -> Response:
    """The rules of the whole power, then those of single steps."""
    return answered(queries.get_bases(session, actor, power_id))


@powers.put("/{power_id}/bases", response_model=BasesOut, summary="保存职权的制度依据")
def save_power_bases(
    session: Db, actor: Writer, power_id: RowId, body: BasesBody, expected: IfMatch
) -> Response:
    """Replaces the whole list."""
    return answered(actions.save_bases(session, actor, power_id, body, expected))


ROUTERS = (powers, bases)

"""HTTP of catalogues."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.powers.catalogues import actions, queries
from backend.powers.catalogues.schemas import (
    PowerCatalogueCreate,
    PowerCatalogueDetail,
    PowerCatalogueOut,
    PowerCatalogueQuery,
)

router = room_router("/power-catalogues", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.powers_write)]


@router.get("", response_model=Page[PowerCatalogueOut], summary="各部门职权目录（附件一）")
def list_power_catalogues(
    session: Db, actor: Reader, query: Annotated[PowerCatalogueQuery, Query()]
) -> Response:
    """One catalogue for each department and year."""
    return page_response(*queries.search_catalogues(session, actor, query))


@router.post("", response_model=PowerCatalogueDetail, status_code=201, summary="开始清理职权目录")
def create_power_catalogue(session: Db, actor: Writer, body: PowerCatalogueCreate) -> Response:
    """Opens the catalogue of a department for a year over the powers it exercises."""
    return answered(actions.create_catalogue(session, actor, body), 201)


@router.get("/{catalogue_id}", response_model=PowerCatalogueDetail, summary="一份职权目录")
def get_power_catalogue(session: Db, actor: Reader, catalogue_id: RowId) -> Response:
    """Where it stands, its rows, and what changed since it was handed in."""
    return answered(queries.get_catalogue(session, actor, catalogue_id))


@router.post("/{catalogue_id}/submission", response_model=PowerCatalogueDetail, summary="提交职权目录审核")
@requires_key
def submit_power_catalogue(session: Db, actor: Writer, catalogue_id: RowId, expected: IfMatch) -> Response:
    """To the head, then the supervising leader (附件一)."""
    return answered(actions.submit_catalogue(session, actor, catalogue_id, expected))


@router.post("/{catalogue_id}/withdrawal", response_model=PowerCatalogueDetail, summary="撤回职权目录")
def withdraw_power_catalogue(session: Db, actor: Writer, catalogue_id: RowId, expected: IfMatch) -> Response:
    """Before anybody has signed."""
    return answered(actions.withdraw_catalogue(session, actor, catalogue_id, expected))


ROUTERS = (router,)

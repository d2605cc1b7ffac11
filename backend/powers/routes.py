"""HTTP of powers and their flows."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.schemas import Retirement
from backend.powers import actions, queries
from backend.powers.bases import routes as bases
from backend.powers.catalogues import routes as catalogues
from backend.powers.checklists import routes as checklists
from backend.powers.comparisons import routes as comparisons
from backend.powers.confirmations import routes as confirmations
from backend.powers.drawings import routes as drawings
from backend.powers.flow_files import routes as flow_files
from backend.powers.flowchecks import routes as flowchecks
from backend.powers.hints import routes as hints
from backend.powers.redesigns import routes as redesigns
from backend.powers.revisions import routes as revisions
from backend.powers.schemas import (
    FlowBody,
    FlowOut,
    PowerCreate,
    PowerOrder,
    PowerOut,
    PowerPlace,
    PowerQuery,
    PowerUpdate,
    RevisionDetail,
    RevisionOut,
)
from backend.powers.templates import routes as templates
from backend.powers.unreviewed import routes as unreviewed

powers = room_router("/powers", "powers")
Reader = Annotated[Actor, may(Permission.powers_read)]
Writer = Annotated[Actor, may(Permission.powers_write)]
RevisionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="流程的版本号")]


@powers.get("", response_model=Page[PowerOut], summary="职权目录")
def list_powers(session: Db, actor: Reader, query: Annotated[PowerQuery, Query()]) -> Response:
    """Powers in the order of the catalogue unless asked otherwise."""
    return page_response(*queries.search_powers(session, actor, query))


@powers.post("", response_model=PowerOut, status_code=201, summary="新增职权")
def create_power(session: Db, actor: Writer, body: PowerCreate, response: Response) -> dict[str, Any]:
    """Adds one row of 附件一."""
    row = actions.create_power(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@powers.post("/order", response_model=Page[PowerPlace], summary="排列职权目录")
def reorder_powers(session: Db, actor: Writer, body: PowerOrder) -> Response:
    """Puts a department's catalogue in a new order."""
    places = actions.reorder_powers(session, actor, body)
    return page_response(places, len(places))


@powers.get("/{power_id}", response_model=PowerOut, summary="一项职权")
def get_power(session: Db, actor: Reader, power_id: RowId, response: Response) -> dict[str, Any]:
    """One power with its ETag."""
    row = queries.get_power(session, actor, power_id)
    etag.stamp(response, row["version"], [row["department_name"], row["position_name"]])
    return row


@powers.patch("/{power_id}", response_model=PowerOut, summary="修改职权")
def update_power(
    session: Db, actor: Writer, power_id: RowId, body: PowerUpdate, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Changes the given fields."""
    row = actions.update_power(session, actor, power_id, body, expected)
    etag.stamp(response, row["version"])
    return row


@powers.post("/{power_id}/retirement", response_model=PowerOut, summary="停用职权")
def retire_power(
    session: Db, actor: Writer, power_id: RowId, body: Retirement, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Takes a power out of the catalogue with a reason; it is never deleted."""
    row = actions.retire_power(session, actor, power_id, body, expected)
    etag.stamp(response, row["version"])
    return row


@powers.get("/{power_id}/flow", response_model=FlowOut, summary="权力运行流程")
def get_flow(session: Db, actor: Reader, power_id: RowId, response: Response) -> dict[str, Any]:
    """The steps of the flow, with the power's ETag."""
    flow = queries.get_flow(session, actor, power_id)
    etag.stamp(response, flow["version"])
    return flow


@powers.put("/{power_id}/flow", response_model=FlowOut, summary="保存权力运行流程")
def save_flow(
    session: Db, actor: Writer, power_id: RowId, body: FlowBody, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Replaces the whole flow; steps keep their ids by key."""
    flow = actions.save_flow(session, actor, power_id, body, expected)
    etag.stamp(response, flow["version"])
    return flow


@powers.get("/{power_id}/flow/revisions", response_model=Page[RevisionOut], summary="流程的历次版本")
def list_flow_revisions(session: Db, actor: Reader, power_id: RowId) -> Response:
    """Every saved version, newest first."""
    rows = queries.list_revisions(session, actor, power_id)
    return page_response(rows, len(rows))


@powers.get(
    "/{power_id}/flow/revisions/{number}", response_model=RevisionDetail, summary="流程的一个历史版本"
)
def get_flow_revision(session: Db, actor: Reader, power_id: RowId, number: RevisionNumber) -> dict[str, Any]:
    """A flow as it was saved then."""
    return queries.get_revision(session, actor, power_id, number)


ROUTERS = (
    powers,
    *bases.ROUTERS,
    *confirmations.ROUTERS,
    *catalogues.ROUTERS,
    *comparisons.ROUTERS,
    *revisions.ROUTERS,
    *hints.ROUTERS,
    *checklists.ROUTERS,
    *flowchecks.ROUTERS,
    *redesigns.ROUTERS,
    *drawings.ROUTERS,
    *flow_files.ROUTERS,
    *templates.ROUTERS,
    *unreviewed.ROUTERS,
)

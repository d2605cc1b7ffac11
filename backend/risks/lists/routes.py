"""HTTP of the lists."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.risks.lists import actions, queries
from backend.risks.lists.schemas import (
    FindingWayCreate,
    FindingWayOut,
    FindingWayUpdate,
    ListQuery,
    RiskCategoryCreate,
    RiskCategoryUpdate,
    RiskListsOut,
    RiskSchemeCreate,
    RiskSchemeOut,
    RiskSchemeUpdate,
)

lists = room_router("/risk-lists", "risks")
ways = room_router("/finding-ways", "risks")
schemes = room_router("/risk-schemes", "risks")
categories = room_router("/risk-categories", "risks")
Reader = Annotated[Actor, may(Permission.risks_read)]
Keeper = Annotated[Actor, may(Permission.risk_lists_write)]


def _answer(model: Any, row: dict[str, Any], status: int = 200) -> Response:
    body = {name: row[name] for name in model.model_fields}
    response = json_response(body, status)
    etag.stamp(response, row["version"], body)
    return response


@lists.get("", response_model=RiskListsOut, summary="分类与查找方法")
def get_risk_lists(session: Db, _: Reader, query: Annotated[ListQuery, Query()]) -> dict[str, Any]:
    """What a sheet offers to choose from: ways of finding, schemes, their categories and particulars."""
    return queries.get_lists(session, query)


@ways.post("", response_model=FindingWayOut, status_code=201, summary="新增查找方法")
def create_finding_way(session: Db, _: Keeper, body: FindingWayCreate) -> Response:
    """A way of finding as this college calls it."""
    return _answer(FindingWayOut, actions.create_way(session, body), 201)


@ways.patch("/{way_id}", response_model=FindingWayOut, summary="修改查找方法")
def update_finding_way(
    session: Db, _: Keeper, way_id: RowId, body: FindingWayUpdate, expected: IfMatch
) -> Response:
    """Name, order, in use or not; rows that hold it stay as they are."""
    return _answer(FindingWayOut, actions.update_way(session, way_id, body, expected))


@schemes.post("", response_model=RiskSchemeOut, status_code=201, summary="新增分类法")
def create_risk_scheme(session: Db, _: Keeper, body: RiskSchemeCreate) -> Response:
    """A scheme with its categories and their particulars."""
    return _answer(RiskSchemeOut, actions.create_scheme(session, body), 201)


@schemes.patch("/{scheme_id}", response_model=RiskSchemeOut, summary="修改分类法")
def update_risk_scheme(
    session: Db, _: Keeper, scheme_id: RowId, body: RiskSchemeUpdate, expected: IfMatch
) -> Response:
    """Name, order, in use or not."""
    return _answer(RiskSchemeOut, actions.update_scheme(session, scheme_id, body, expected))


@schemes.post("/{scheme_id}/categories", response_model=RiskSchemeOut, status_code=201, summary="新增类别")
def create_risk_category(session: Db, _: Keeper, scheme_id: RowId, body: RiskCategoryCreate) -> Response:
    """A category of the scheme, or a particular below one; answers with the scheme."""
    return _answer(RiskSchemeOut, actions.create_category(session, scheme_id, body), 201)


@categories.patch("/{category_id}", response_model=RiskSchemeOut, summary="修改类别")
def update_risk_category(
    session: Db, _: Keeper, category_id: RowId, body: RiskCategoryUpdate, expected: IfMatch
) -> Response:
    """Name, meaning, order, in use or not; `If-Match` is the category's version. Answers with the scheme."""
    return _answer(RiskSchemeOut, actions.update_category(session, category_id, body, expected))


ROUTERS = (lists, ways, schemes, categories)

"""HTTP of work years."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.schemas import Year
from backend.campaigns.years import actions, queries
from backend.campaigns.years.schemas import WorkYearCreate, WorkYearOut, WorkYearQuery
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router

router = room_router("/work-years", "campaigns")
Reader = Annotated[Actor, may(Permission.campaigns_read)]
Opener = Annotated[Actor, may(Permission.years_write)]


@router.get("", response_model=Page[WorkYearOut], summary="年度列表")
def list_work_years(session: Db, actor: Reader, query: Annotated[WorkYearQuery, Query()]) -> Response:
    """The years there are, and which of them are closed."""
    return page_response(*queries.search_years(session, actor, query))


@router.post("", response_model=WorkYearOut, status_code=201, summary="开启年度")
def create_work_year(session: Db, actor: Opener, body: WorkYearCreate, response: Response) -> dict[str, Any]:
    """A campaign opens its year by itself; this opens one ahead of it."""
    row = actions.create_year(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/{year}", response_model=WorkYearOut, summary="一个年度")
def get_work_year(session: Db, actor: Reader, year: Year, response: Response) -> dict[str, Any]:
    """One year by its number."""
    row = queries.get_year(session, actor, year)
    etag.stamp(response, row["version"])
    return row

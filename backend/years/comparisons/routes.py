"""HTTP of comparisons."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import room_router
from backend.years.comparisons import queries
from backend.years.comparisons.schemas import (
    ComparisonOut,
    ComparisonQuery,
    DifferenceOut,
    DifferenceQuery,
)
from backend.years.schemas import YearNumber

router = room_router("/years", "years")
Reader = Annotated[Actor, may(Permission.years_read)]


@router.get("/{year}/comparison", response_model=ComparisonOut, summary="年度对比")
@takes_long
def get_year_comparison(
    session: Db, actor: Reader, year: YearNumber, query: Annotated[ComparisonQuery, Query()]
) -> Response:
    """新增、删除、升级、降级、措施变化 and what else changed in numbers, for the college and each department.

    With the year a sheet was carried from, or the year before.
    """
    return json_response(queries.comparison(session, actor, year, query))


@router.get("/{year}/differences", response_model=Page[DifferenceOut], summary="年度对比明细")
def list_year_differences(
    session: Db, actor: Reader, year: YearNumber, query: Annotated[DifferenceQuery, Query()]
) -> Response:
    """The points that differ, side by side."""
    return page_response(*queries.search_differences(session, actor, year, query))

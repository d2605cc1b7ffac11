"""HTTP of the working calendar."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.calendar import actions, queries
from backend.campaigns.calendar.schemas import (
    WorkCalendarOut,
    WorkCalendarUpdate,
    WorkingDaysOut,
    WorkingDaysQuery,
)
from backend.campaigns.schemas import Year
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.routing import room_router

calendars = room_router("/work-calendars", "campaigns")
days = room_router("/working-days", "campaigns")
Reader = Annotated[Actor, may(Permission.campaigns_read)]
Writer = Annotated[Actor, may(Permission.campaigns_write)]


@calendars.get("/{year}", response_model=WorkCalendarOut, summary="一年的放假与调休安排")
def get_work_calendar(session: Db, actor: Reader, year: Year, response: Response) -> dict[str, Any]:
    """The days that depart from the week."""
    row = queries.get_calendar(session, actor, year)
    etag.stamp(response, row["version"])
    return row


@calendars.put("/{year}", response_model=WorkCalendarOut, summary="录入一年的放假与调休安排")
def set_work_calendar(
    session: Db,
    actor: Writer,
    year: Year,
    body: WorkCalendarUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Replaces the whole year. The first entry of a year matches version 0."""
    row = actions.set_calendar(session, actor, year, body, expected)
    etag.stamp(response, row["version"])
    return row


@days.get("", response_model=WorkingDaysOut, summary="推算工作日")
def count_working_days(
    session: Db, actor: Reader, query: Annotated[WorkingDaysQuery, Query()]
) -> dict[str, Any]:
    """Which day is n working days away, or how many lie between two days."""
    return queries.count_days(session, actor, query)

"""Reads of the working calendar."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.calendar.rules import (
    Calendar,
    NoWorkingDay,
    add_working_days,
    calendar_of,
    working_days_between,
)
from backend.campaigns.calendar.schemas import WorkingDaysQuery
from backend.campaigns.queries import CALENDAR_DAYS, WORK_CALENDARS
from backend.campaigns.rules import CalendarDayKind
from backend.kit.problems import invalid

Row = dict[str, Any]


def load_calendar(session: Session) -> Calendar:
    """All that was entered; a few dozen days a year."""
    rows = session.execute(sa.select(CALENDAR_DAYS.c.day_on, CALENDAR_DAYS.c.kind))
    return calendar_of((day, CalendarDayKind(kind)) for day, kind in rows)


def get_calendar(session: Session, actor: Actor, year: int) -> Row:
    """One year as `WorkCalendarOut`; an empty one of version 0 when nobody has entered it."""
    actor.need(Permission.campaigns_read)
    columns = (WORK_CALENDARS.c.id, WORK_CALENDARS.c.version, WORK_CALENDARS.c.updated_at)
    found = session.execute(sa.select(*columns).where(WORK_CALENDARS.c.year == year)).mappings().one_or_none()
    head = dict(found) if found else {"id": None, "version": 0, "updated_at": None}
    days = session.execute(
        sa.select(CALENDAR_DAYS.c.day_on, CALENDAR_DAYS.c.kind, CALENDAR_DAYS.c.name)
        .where(CALENDAR_DAYS.c.calendar_id == head["id"])
        .order_by(CALENDAR_DAYS.c.day_on)
    )
    entered = [dict(row) for row in days.mappings()]
    calendar = calendar_of((row["day_on"], CalendarDayKind(row["kind"])) for row in entered)
    count = working_days_between(calendar, date(year - 1, 12, 31), date(year, 12, 31))
    return head | {"year": year, "days": entered, "working_days_count": count}


def count_days(session: Session, actor: Actor, query: WorkingDaysQuery) -> Row:
    """Counts working days as `WorkingDaysOut`. 422 when the calendar has no working day within reach."""
    actor.need(Permission.campaigns_read)
    calendar = load_calendar(session)
    if query.to_on is not None:
        end, days = query.to_on, working_days_between(calendar, query.from_on, query.to_on)
    else:
        days = query.days or 0
        end = shifted(calendar, query.from_on, days, "days")
    years = range(min(query.from_on, end).year, max(query.from_on, end).year + 1)
    known = session.execute(sa.select(WORK_CALENDARS.c.year).where(WORK_CALENDARS.c.year.in_(years)))
    return {
        "from_on": query.from_on,
        "to_on": end,
        "days": days,
        "is_from_working": calendar.is_working(query.from_on),
        "is_to_working": calendar.is_working(end),
        "is_entered": len(known.all()) == len(years),
    }


def shifted(calendar: Calendar, day: date, count: int, pointer: str) -> date:
    """The `count`-th working day from a day; 422 when the calendar has none within reach."""
    try:
        return add_working_days(calendar, day, count)
    except NoWorkingDay as error:
        raise invalid(pointer, "no-working-day", "日历里找不到这么多工作日，请先核对放假安排。") from error

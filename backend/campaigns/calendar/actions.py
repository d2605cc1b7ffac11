"""Writes of the working calendar."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.calendar import queries
from backend.campaigns.calendar.schemas import WorkCalendarUpdate
from backend.campaigns.queries import CALENDAR_DAYS, WORK_CALENDARS
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now


def set_calendar(
    session: Session, actor: Actor, year: int, body: WorkCalendarUpdate, expected: Expected
) -> dict[str, Any]:
    """Replaces one year's entries. 422 for a day of another year, 412 when somebody saved in between."""
    actor.need(Permission.campaigns_write)
    for at, day in enumerate(body.days):
        if day.day_on.year != year:
            raise invalid(f"/days/{at}/day_on", "other-year", f"这里只填 {year} 年的日期。")
    before = queries.get_calendar(session, actor, year)
    expected.check(before["version"])
    calendar_id = before["id"]
    if calendar_id is None:
        values = {"year": year, "version": 1, "created_at": now(), "updated_at": now()}
        calendar_id = insert_row(session, WORK_CALENDARS, values)
    else:
        claim_version(session, WORK_CALENDARS, before, {})
        session.execute(sa.delete(CALENDAR_DAYS).where(CALENDAR_DAYS.c.calendar_id == calendar_id))
    rows = [day.model_dump() | {"calendar_id": calendar_id} for day in body.days]
    if rows:
        session.execute(sa.insert(CALENDAR_DAYS), rows)
    after = queries.get_calendar(session, actor, year)
    subject = journal.Subject("work_calendar", calendar_id, after["version"])
    journal.record(session, "work_calendar.updated", subject, {"year": year, "days": len(rows)})
    return after

"""Writes of years. Closing one belongs to the room that knows all its content."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.campaigns.years import queries
from backend.campaigns.years.schemas import WorkYearCreate
from backend.kit import journal
from backend.kit.problems import conflict
from backend.kit.rows import insert_row
from backend.kit.table import now


def create_year(session: Session, actor: Actor, body: WorkYearCreate) -> dict[str, Any]:
    """Opens a year by decision of the office. 409 when there is one already, open or closed."""
    actor.need(Permission.years_write)
    if not open_year(session, actor, body.year):
        raise conflict(f"{body.year} 年度已经有了。", "already-exists")
    return queries.get_year(session, actor, body.year)


def open_year(session: Session, actor: Actor, year: int) -> bool:
    """Makes sure that a year exists; whether it is new."""
    if session.execute(sa.select(WORK_YEARS.c.id).where(WORK_YEARS.c.year == year)).first():
        return False
    instant = now()
    values = {
        "year": year,
        "state": YearState.open,
        "opened_by_id": actor.user_id,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    year_id = insert_row(session, WORK_YEARS, values)
    journal.record(session, "work_year.opened", journal.Subject("work_year", year_id, 1), {"year": year})
    return True

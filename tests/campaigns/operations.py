"""The operations of campaigns for the permission matrix."""

from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Scene

YEAR = 2031
"""A year nothing else in these tests uses."""


def add_year(session: Session, scene: Scene) -> int:
    """An open year; its id stands in the list, its number in the path."""
    instant = now()
    row = {
        "year": YEAR,
        "state": YearState.open,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, WORK_YEARS, row)


OPERATIONS = (
    Operation("list_work_years", "/work-years", arrange=add_year, lists="target_id"),
    Operation("get_work_year", f"/work-years/{YEAR}", arrange=add_year),
    Operation("create_work_year", "/work-years", body=lambda _: {"year": YEAR}, is_about_row=False),
)

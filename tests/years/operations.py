"""The operations of years for the permission matrix."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.reviews.rules import ReviewState
from backend.risks.queries import POINTS
from backend.years.queries import ARCHIVES
from tests.access.matrix import Operation, Scene
from tests.risks.operations import add_sheet
from tests.risks.sheets import YEAR

NEXT = YEAR + 1
CLOSED = 2010


def add_approved_sheet(session: Session, scene: Scene) -> int:
    """Of the year before NEXT."""
    return add_sheet(session, scene, ReviewState.approved)


def add_row(session: Session, scene: Scene) -> int:
    """Its only row."""
    sheet = add_approved_sheet(session, scene)
    statement = sa.select(POINTS.c.id).where(POINTS.c.inventory_id == sheet)
    return int(session.execute(statement).scalar_one())


def add_closed_year(session: Session, scene: Scene) -> int:
    """A closed year; its file is not there."""
    stamps = {"version": 1, "created_at": now(), "updated_at": now()}
    closing = {"closed_at": now(), "closed_by_id": scene.user_id}
    year = {"year": CLOSED, "state": YearState.closed, "digest": "0" * 64}
    insert_row(session, WORK_YEARS, year | stamps | closing)
    archive = {"year": CLOSED, "digest": "1" * 64, "size": 1, "rows": 1, "note": ""}
    return insert_row(session, ARCHIVES, archive | closing | {"closed_by_name": "纪委办"})


def offers_sheet(answer: Any, scene: Scene) -> bool:
    """Whether the sheet is offered."""
    return bool(answer["from_inventory_id"] == scene.target_id)


def counts_department(answer: Any, scene: Scene) -> bool:
    """Whether the comparison counts the department."""
    return any(row["department_id"] == scene.department_id for row in answer["departments"])


def shows_department(answer: Any, scene: Scene) -> bool:
    """Whether a row of the department is listed."""
    return any(row["department_id"] == scene.department_id for row in answer["items"])


OPERATIONS = (
    Operation(
        "get_carrying",
        f"/years/{NEXT}/carryings?position_id={{position_id}}",
        arrange=add_approved_sheet,
        shows=offers_sheet,
    ),
    Operation(
        "create_carrying",
        f"/years/{NEXT}/carryings",
        arrange=add_row,
        body=lambda scene: {
            "position_id": scene.position_id,
            "filler_id": scene.person_id,
            "rows": [{"point_id": scene.target_id, "choice": "keep"}],
        },
        sees=Permission.risks_read,
    ),
    Operation(
        "get_year_comparison",
        f"/years/{NEXT}/comparison",
        arrange=add_row,
        shows=counts_department,
        knows_owner=False,
    ),
    Operation(
        "list_year_differences",
        f"/years/{NEXT}/differences",
        arrange=add_row,
        shows=shows_department,
        knows_owner=False,
    ),
    Operation("get_year_readiness", f"/years/{NEXT}/readiness", is_about_row=False),
    Operation(
        "close_year",
        f"/years/{NEXT}/closure",
        body=lambda _: {"confirm_year": NEXT, "accepts_unfinished": True, "note": "按会议决定封存"},
        is_about_row=False,
    ),
    Operation("get_year_archive", f"/years/{CLOSED}/archive", arrange=add_closed_year, is_about_row=False),
    Operation(
        "download_year_archive",
        f"/years/{CLOSED}/archive/file",
        arrange=add_closed_year,
        is_about_row=False,
        exceptions=dict.fromkeys(["office"], 404),
    ),
    Operation("verify_year", f"/years/{CLOSED}/verification", arrange=add_closed_year, is_about_row=False),
)

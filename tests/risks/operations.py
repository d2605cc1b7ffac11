"""The operations of risks for the permission matrix."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import PEOPLE
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from backend.risks.actions import insert_points
from backend.risks.queries import INVENTORIES
from backend.risks.rules import InventoryKind
from tests.access.matrix import Operation, Relation, Scene
from tests.powers.operations import add_post_power
from tests.risks.sheets import ROW, YEAR

READ = Permission.risks_read


def add_sheet(session: Session, scene: Scene, state: ReviewState = ReviewState.draft) -> int:
    """附件三 of the post, filled in by its holder, with one complete row."""
    sheet_id, _ = _sheet_and_point(session, scene, state)
    return sheet_id


def add_submitted_sheet(session: Session, scene: Scene) -> int:
    """The same, waiting for the department."""
    return add_sheet(session, scene, ReviewState.department_review)


def add_point(session: Session, scene: Scene) -> int:
    """The row of such a sheet."""
    _, point_id = _sheet_and_point(session, scene, ReviewState.draft)
    return point_id


def _sheet_and_point(session: Session, scene: Scene, state: ReviewState) -> tuple[int, int]:
    place = {"department_id": scene.department_id, "position_id": scene.position_id, "year": YEAR}
    stamps: dict[str, Any] = {"version": 1, "created_at": now(), "updated_at": now()}
    name = session.execute(sa.select(PEOPLE.c.name).where(PEOPLE.c.id == scene.person_id)).scalar_one()
    header = {
        "kind": InventoryKind.position,
        "filler_id": scene.person_id,
        "filler_name": name,
        "filler_job_title": "",
    }
    sheet_id = insert_row(session, INVENTORIES, place | stamps | header)
    review = {
        "subject_kind": "risk_inventory",
        "subject_id": sheet_id,
        "title": "排查表",
        "department_id": scene.department_id,
        "chain": "department",
        "state": state,
        "owner_id": scene.person_id,
        "round": 0,
    }
    review_id = insert_row(session, REVIEWS, review | stamps)
    session.execute(sa.update(INVENTORIES).where(INVENTORIES.c.id == sheet_id).values(review_id=review_id))
    (point_id,) = insert_points(session, [place | {"inventory_id": sheet_id, "ordinal": 1} | ROW])
    return sheet_id, point_id


OPERATIONS = (
    Operation("list_risk_inventories", "/risk-inventories", arrange=add_sheet, lists="target_id"),
    Operation(
        "create_risk_inventory",
        "/risk-inventories",
        body=lambda scene: {
            "kind": "position",
            "year": YEAR,
            "position_id": scene.position_id,
            "filler_id": scene.person_id,
        },
        # Everybody on the staff knows every department, a liaison or head only his own.
        exceptions={Role.staff: 403, (Role.staff, Relation.own): 200},
        outside=422,
    ),
    Operation("get_risk_inventory", "/risk-inventories/{target_id}", arrange=add_sheet),
    Operation(
        "replace_risk_inventory_rows",
        "/risk-inventories/{target_id}/rows",
        arrange=add_sheet,
        body=lambda scene: {"rows": [ROW]},
        sees=READ,
    ),
    Operation(
        "submit_risk_inventory", "/risk-inventories/{target_id}/submission", arrange=add_sheet, sees=READ
    ),
    Operation(
        "withdraw_risk_inventory",
        "/risk-inventories/{target_id}/withdrawal",
        arrange=add_submitted_sheet,
        sees=READ,
    ),
    Operation(
        "retire_risk_inventory",
        "/risk-inventories/{target_id}/retirement",
        arrange=add_sheet,
        body=lambda scene: {"reason": "重复填报"},
        sees=READ,
    ),
    Operation("get_flow_picture", "/powers/{target_id}/flow.svg", arrange=add_post_power),
    Operation("list_risk_points", "/risk-points", arrange=add_point, lists="target_id"),
    Operation(
        "create_risk_point",
        "/risk-points",
        arrange=add_sheet,
        body=lambda scene: {"inventory_id": scene.target_id, "name": "又一个"},
        sees=READ,
    ),
    Operation("get_risk_point", "/risk-points/{target_id}", arrange=add_point),
    Operation(
        "update_risk_point",
        "/risk-points/{target_id}",
        arrange=add_point,
        body=lambda scene: {"name": "改过的"},
        sees=READ,
    ),
    Operation(
        "retire_risk_point",
        "/risk-points/{target_id}/retirement",
        arrange=add_point,
        body=lambda scene: {"reason": "职权已取消"},
        sees=READ,
    ),
)

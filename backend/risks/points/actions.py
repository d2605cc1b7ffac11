"""Writes of single points: each is a change of its sheet, under the sheet's lock."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.etag import Expected
from backend.kit.problems import not_found
from backend.risks.points import queries
from backend.risks.points.schemas import RiskPointCreate, RiskPointRetirement, RiskPointUpdate
from backend.risks.queries import POINTS, visible_points
from backend.risks.rows.actions import Plan, append_rows, apply, check_row, open_sheet, typed_values


def create_point(session: Session, actor: Actor, body: RiskPointCreate) -> dict[str, Any]:
    """Adds a row at the end of a sheet: 404, 403 or 409 as the sheet says, 422 for a foreign power.

    The office may add to a signed sheet too; its approval then goes stale.
    """
    sheet = open_sheet(session, actor, body.inventory_id, amends=True)
    (point_id,) = append_rows(session, sheet, [typed_values(body)], [""])
    return queries.get_point(session, actor, point_id)


def _open_point(
    session: Session, actor: Actor, point_id: int, expected: Expected
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The live row and its sheet, if the actor may change it now."""
    statement = sa.select(POINTS).where(
        POINTS.c.id == point_id, POINTS.c.retired_at.is_(None), visible_points(actor)
    )
    found = session.execute(statement).mappings().one_or_none()
    if found is None:
        raise not_found("这个风险点")
    sheet = open_sheet(session, actor, found["inventory_id"], amends=True)
    expected.check(found["version"])
    return dict(found), sheet


def update_point(
    session: Session, actor: Actor, point_id: int, body: RiskPointUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes the given fields. 412 when stale, 409 while the sheet is under review or, but for the office, signed."""
    before, sheet = _open_point(session, actor, point_id, expected)
    after = before | typed_values(body)
    check_row(session, sheet, [("", before, after)])
    if after != before:
        apply(session, sheet, Plan(updated=[(before, after)]))
    return queries.get_point(session, actor, point_id)


def retire_point(
    session: Session, actor: Actor, point_id: int, body: RiskPointRetirement, expected: Expected
) -> dict[str, Any]:
    """Takes the row out of its sheet with a reason; it stays readable."""
    before, sheet = _open_point(session, actor, point_id, expected)
    apply(session, sheet, Plan(retired=[before], reason=body.reason))
    return queries.get_point(session, actor, point_id)

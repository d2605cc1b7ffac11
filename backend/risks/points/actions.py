"""Writes of single points: each is a change of its sheet, under the sheet's lock."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, not_found
from backend.risks.points import queries
from backend.risks.points.schemas import RiskPointCreate, RiskPointRetirement, RiskPointUpdate
from backend.risks.queries import POINTS, readable_points, visible_points
from backend.risks.rows.actions import (
    Plan,
    append_rows,
    apply,
    check_cells,
    check_row,
    open_sheet,
    typed_values,
)

PEERS_POINT = "这是同事的风险点，您可以互评、查漏补缺，不能修改；要改请由填表人本人或部门负责人办理。"
"""互相查 (opinion.txt line 55) lets colleagues read and judge a point, not its sheet."""


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
    """The live row and its sheet, if the actor may change it now: 404 when invisible, 403 when readable only,
    409 when taken out."""
    is_readable = readable_points(actor.need(Permission.risks_read), actor.user_id)
    marked = sa.select(*POINTS.c, visible_points(actor).label("is_sheet_visible"))
    statement = marked.where(POINTS.c.id == point_id, is_readable)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个风险点")
    found = dict(row)
    if not found.pop("is_sheet_visible"):
        raise forbidden(PEERS_POINT)
    if found["retired_at"]:
        raise conflict("这个风险点已经从表中删除，只能查看。", "retired")
    sheet = open_sheet(session, actor, found["inventory_id"], amends=True)
    expected.check(found["version"])
    return found, sheet


def update_point(
    session: Session, actor: Actor, point_id: int, body: RiskPointUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes the given fields. 412 when stale, 409 while the sheet is under review or, but for the office, signed;
    422 for a cell of a signed sheet that would be left empty."""
    before, sheet = _open_point(session, actor, point_id, expected)
    after = before | typed_values(body)
    check_cells(sheet, [("", before, after)])
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

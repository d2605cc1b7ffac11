"""Writes of samples: one becomes a row."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.problems import invalid
from backend.risks.lists.queries import in_use, way_of
from backend.risks.points.queries import get_point
from backend.risks.rows.actions import append_rows, open_sheet, typed_values
from backend.risks.rules import FindingOrigin
from backend.risks.samples.rules import BY_KEY
from backend.risks.samples.schemas import RiskSampleAdoption


def adopt_sample(
    session: Session, actor: Actor, inventory_id: int, body: RiskSampleAdoption
) -> dict[str, Any]:
    """Puts a sample, adapted by what the body says, at the end of a sheet: 404, 403 or 409 as the sheet says."""
    sheet = open_sheet(session, actor, inventory_id)
    sample = BY_KEY.get(body.sample)
    if sample is None:
        raise invalid("/sample", "unknown", "没有这个样例，请重新选择。")
    offered = in_use(session, sample.content) | {"found_by": way_of(session, FindingOrigin.own)}
    (point_id,) = append_rows(session, sheet, [offered | typed_values(body)], [""])
    return get_point(session, actor, point_id)

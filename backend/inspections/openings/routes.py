"""HTTP of the opening."""

from typing import Annotated

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.openings import actions
from backend.inspections.openings.schemas import InspectionOpening, InspectionOpeningCreate
from backend.kit.db import Db
from backend.kit.routing import requires_key, room_router

router = room_router("/inspection-openings", "inspections")
Writer = Annotated[Actor, may(Permission.inspections_write)]


@router.post("", response_model=InspectionOpening, status_code=201, summary="开启年度检查考核")
@requires_key
def open_inspections(session: Db, actor: Writer, body: InspectionOpeningCreate) -> dict[str, int]:
    """For all units, or the named departments; those that have one already are left alone."""
    return actions.open_inspections(session, actor, body)

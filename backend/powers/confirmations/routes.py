"""HTTP of confirmations."""

from typing import Annotated, Any

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.confirmations import actions
from backend.powers.confirmations.schemas import PowerConfirmation
from backend.powers.schemas import PowerOut

router = room_router("/powers", "powers")
Writer = Annotated[Actor, may(Permission.powers_write)]


@router.post("/{power_id}/confirmation", response_model=PowerOut, summary="逐项确认职权")
def confirm_power(
    session: Db,
    actor: Writer,
    power_id: RowId,
    body: PowerConfirmation,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """The power stands as it is written; any later change takes the confirmation away."""
    row = actions.confirm_power(session, actor, power_id, body, expected)
    etag.stamp(response, row["version"])
    return row


ROUTERS = (router,)

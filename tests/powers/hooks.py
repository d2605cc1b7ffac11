"""What hangs on a step, from a room that powers do not know."""

from sqlmodel import Session

from backend.risks.models import RiskInventory, RiskPoint
from backend.risks.rules import InventoryKind
from tests.world import World


def hang_risk_point(session: Session, world: World, power_id: int, step_id: int) -> int:
    """A risk point on a step, with the sheet it stands in."""
    sheet = RiskInventory(kind=InventoryKind.department, year=2026, department_id=world.academic)
    session.add(sheet)
    session.flush()
    point = RiskPoint(
        inventory_id=sheet.id,
        department_id=world.academic,
        year=2026,
        ordinal=1,
        name="审批时照顾熟人",
        power_id=power_id,
        step_id=step_id,
    )
    session.add(point)
    session.flush()
    return point.id

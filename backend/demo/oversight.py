"""Which leader of the demo college supervises which units."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.demo.roster import ROOT_CODE, UNITS
from backend.demo.sheets import Holder
from backend.organization.oversights.actions import create_oversight
from backend.organization.oversights.schemas import OversightCreate
from backend.organization.rules import OversightKind

TEACHING = frozenset({"JWC", "XSC", "ZJC", "KYC", "XGX", "JJB"})


def load(
    session: Session,
    office: Actor,
    departments: Mapping[str, int],
    people: Mapping[str, int],
    holders: Sequence[Holder],
) -> str:
    """林副院长 supervises teaching and students; the other vice-president, who is returned, the rest."""
    other = next(
        one.username for one in holders if one.unit == "YLD" and one.username not in ("zheng", "lin")
    )
    pairs = [
        ("lin" if unit.code in TEACHING else other, unit.code, OversightKind.supervising)
        for unit in UNITS
        if unit.code != "YLD" and unit.parent == ROOT_CODE
    ]
    for leader, unit_code, kind in (*pairs, ("lin", "JGX", OversightKind.contact)):
        body = OversightCreate(leader_id=people[leader], department_id=departments[unit_code], kind=kind)
        create_oversight(session, office, body)
    return other

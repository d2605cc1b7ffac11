"""Reads of hints. Whoever may read the power may read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.powers.hints.rules import hints_of, remedies_of
from backend.powers.queries import get_power, steps_of

Found = dict[str, Any]


def told(power: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> list[Found]:
    """`FlowHintOut`s."""
    return [hint._asdict() for hint in hints_of(power, steps)]


def get_hints(session: Session, actor: Actor, power_id: int) -> Found:
    """`FlowHints` of a power the actor may see."""
    power, steps = get_power(session, actor, power_id), steps_of(session, power_id)
    asked = remedies_of(power, steps) if steps else {}
    return {
        "power_id": power_id,
        "flow_version": power["flow_version"],
        "hints": told(power, steps),
        "remedies": [{"remedy": remedy, "reason": reason} for remedy, reason in asked.items()],
    }

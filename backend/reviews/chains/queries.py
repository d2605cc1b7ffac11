"""Reads of review chains, from the table in code."""

from typing import Any

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.reviews.rules import CHAINS, SHEETS


def list_chains(actor: Actor) -> list[dict[str, Any]]:
    """Every way a sheet goes (`ReviewChainOut`)."""
    actor.need(Permission.reviews_office)
    return [
        {
            "chain": name,
            "sheets": SHEETS[name],
            "steps": [{"state": state, "is_meeting": chain.needs_meeting(state)} for state, _ in chain.steps],
            "overseers": list(chain.overseers),
        }
        for name, chain in CHAINS.items()
    ]

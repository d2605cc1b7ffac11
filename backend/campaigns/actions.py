"""Steps that the writes of several resources of the room share."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import find_campaign
from backend.campaigns.rules import CAMPAIGN_MACHINE, CampaignState
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal


def open_campaign(session: Session, actor: Actor, campaign_id: int, action: str = "edit") -> dict[str, Any]:
    """A campaign on which an action is legal for the actor, in a year that is not closed."""
    campaign = find_campaign(session, actor, campaign_id)
    transition = CAMPAIGN_MACHINE.find(CampaignState(campaign["state"]), action)
    actor.need(Permission(transition.permission))
    refuse_closed(session, campaign["year"])
    return campaign


def record(
    session: Session, kind: str, verb: str, row: dict[str, Any], details: dict[str, Any] | None = None
) -> None:
    """Journals what happened to a row; one without a department concerns the whole college."""
    subject = journal.Subject(kind, row["id"], row["version"], row.get("department_id"))
    journal.record(session, f"{kind}.{verb}", subject, details)


def next_sort(session: Session, table: sa.Table, campaign_id: int) -> int:
    """The place after the last row of a campaign."""
    last = sa.select(sa.func.max(table.c.sort)).where(table.c.campaign_id == campaign_id)
    return int(session.execute(last).scalar_one() or 0) + 1

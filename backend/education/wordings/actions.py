"""Writes of wordings: published, and never changed afterwards."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.education.wordings import queries
from backend.education.wordings.queries import WORDINGS
from backend.education.wordings.schemas import PledgeTextCreate
from backend.kit import journal
from backend.kit.problems import conflict
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.rules import PositionTier


def publish_wording(session: Session, actor: Actor, body: PledgeTextCreate) -> dict[str, Any]:
    """A new wording: present holders are asked to sign it, hand-overs that wait show it at once.

    409 when it says what is in force anyway: everybody would be asked to sign the same again.
    """
    actor.need(Permission.pledges_write)
    current = queries.wording_for(session, body.tier)
    meant = set(PositionTier) if body.tier is None else {body.tier}
    says_the_same = all(current[name] == getattr(body, name) for name in ("text", "renewal"))
    if says_the_same and meant <= set(current["in_force_for"]):
        raise conflict("文本和签订周期都与现行的相同，不必重新发布。", "unchanged")
    number = queries.newest_number(session) + 1
    values = body.model_dump() | {"number": number, "published_by_name": actor.principal.label}
    identity = insert_row(session, WORDINGS, values | {"published_at": now()})
    details = {"number": number, "tier": body.tier, "renewal": body.renewal}
    journal.record(session, "pledge_text.published", journal.Subject("pledge_text", identity), details)
    return queries.get_wording(session, number)

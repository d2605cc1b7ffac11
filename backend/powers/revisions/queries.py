"""Reads of versions beside each other. Whoever may read the power may compare its versions."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.powers.queries import REVISIONS, as_step, get_revision
from backend.powers.revisions.rules import StepChange, link_changes, step_changes
from backend.powers.schemas import StepBody

Found = dict[str, Any]


def compare_revisions(
    session: Session, actor: Actor, power_id: int, number: int, against: int | None
) -> Found:
    """`RevisionComparison` of version `number` with another, by default the one before it; 404 for unknown ones."""
    after = get_revision(session, actor, power_id, number)
    before = _former(session, actor, power_id, number) if against is None else None
    if against is not None:
        before = get_revision(session, actor, power_id, against)
    old, new = _whole(before), _whole(after)
    steps = step_changes(old, new)
    counts = Counter(row["change"] for row in steps)
    return {
        "power_id": power_id,
        "before": before and _line(before),
        "after": _line(after),
        "counts": {change.value: counts[change] for change in StepChange},
        "steps": steps,
        "links": link_changes([as_step(step) for step in old], [as_step(step) for step in new]),
    }


def _former(session: Session, actor: Actor, power_id: int, number: int) -> Found | None:
    former = sa.select(sa.func.max(REVISIONS.c.number)).where(
        REVISIONS.c.power_id == power_id, REVISIONS.c.number < number
    )
    found = session.execute(former).scalar_one_or_none()
    return get_revision(session, actor, power_id, found) if found is not None else None


def _whole(revision: Found | None) -> list[Found]:
    """The steps with every field, also one that was not asked for yet when the version was saved."""
    steps = revision["steps"] if revision else []
    return [StepBody.model_validate(step).model_dump(mode="json") for step in steps]


def _line(revision: Found) -> Found:
    names = ("number", "saved_by_name", "saved_at")
    return {name: revision[name] for name in names} | {"step_count": len(revision["steps"])}


"""Writes of the links: the whole list of one power at once."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, invalid_fields
from backend.kit.rows import claim_version
from backend.powers.actions import UNCONFIRMED
from backend.powers.bases import queries
from backend.powers.bases.schemas import BasesBody
from backend.powers.queries import (
    BASES,
    LIVE_STEP,
    POWERS,
    refuse_in_review,
    refuse_retired,
    steps_of,
    writable_power,
)
from backend.regulations.queries import uncitable

Link = tuple[int | None, int]
"""(step, rule)."""


def save_bases(
    session: Session, actor: Actor, power_id: int, body: BasesBody, expected: Expected
) -> dict[str, Any]:
    """Replaces the links of a power; saving the same again changes nothing (`BasesOut`).

    422 for unknown steps, rules named twice, and rules not in force that are newly named; 409 under review.
    """
    power = writable_power(session, actor, power_id)
    expected.check(power["version"])
    refuse_retired(power)
    refuse_in_review(session, power["department_id"])
    known = _known(session, power_id)
    wanted = _wanted(session, power_id, body, known)
    if wanted == known:
        return queries.get_bases(session, actor, power_id)
    whole = {link: clause for link, clause in wanted.items() if link[0] is None}
    is_signed = whole != {link: clause for link, clause in known.items() if link[0] is None}
    claim_version(session, POWERS, power, UNCONFIRMED if is_signed else {})
    mine = sa.and_(BASES.c.power_id == power_id, LIVE_STEP)
    session.execute(sa.delete(BASES).where(mine))
    rows = [
        {"power_id": power_id, "step_id": step_id, "regulation_id": regulation_id, "clause": clause}
        for (step_id, regulation_id), clause in wanted.items()
    ]
    if rows:
        session.execute(sa.insert(BASES), rows)
    subject = journal.Subject("power", power_id, power["version"] + 1, power["department_id"])
    details = {
        "added": sorted({regulation_id for _, regulation_id in wanted.keys() - known.keys()}),
        "removed": sorted({regulation_id for _, regulation_id in known.keys() - wanted.keys()}),
    }
    journal.record(session, "power.bases_saved", subject, details)
    return queries.get_bases(session, actor, power_id)


def _known(session: Session, power_id: int) -> dict[Link, str]:
    columns = (BASES.c.step_id, BASES.c.regulation_id, BASES.c.clause)
    rows = session.execute(sa.select(*columns).where(BASES.c.power_id == power_id, LIVE_STEP))
    return {(row.step_id, row.regulation_id): row.clause for row in rows}


def _wanted(session: Session, power_id: int, body: BasesBody, known: dict[Link, str]) -> dict[Link, str]:
    """The list as it will stand, or a 422 that names every place that is wrong."""
    steps = {step["key"]: step["id"] for step in steps_of(session, power_id)}
    errors = uncitable(session, [one.regulation_id for one in body.bases], "/bases/{}/regulation_id")
    kept = {f"/bases/{at}/regulation_id" for at, one in enumerate(body.bases) if _is_kept(one, steps, known)}
    errors = [error for error in errors if error.pointer not in kept]
    wanted: dict[Link, str] = {}
    for at, one in enumerate(body.bases):
        step_id = steps.get(one.step_key) if one.step_key else None
        if one.step_key and step_id is None:
            detail = "流程里没有这个环节，请重新选择。"
            errors.append(FieldError(f"/bases/{at}/step_key", "unknown-step", detail))
        elif (step_id, one.regulation_id) in wanted:
            detail = "同一项制度重复了，请把条款合在一起写。"
            errors.append(FieldError(f"/bases/{at}/regulation_id", "duplicate", detail))
        wanted[(step_id, one.regulation_id)] = one.clause
    if errors:
        raise invalid_fields(errors)
    return wanted


def _is_kept(one: Any, steps: dict[str, int], known: dict[Link, str]) -> bool:
    """A rule that was repealed after it was linked may stay until the link is looked through."""
    return (steps.get(one.step_key) if one.step_key else None, one.regulation_id) in known

"""Reads of powers as far as they may ever be made public."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.batches import among
from backend.organization.queries import DEPARTMENTS
from backend.portal.rules import STEP, Words, plain_step
from backend.powers.bases.queries import bases_by_power
from backend.powers.queries import CATALOGUES, POWERS, STEPS
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState

LONGEST_BASIS = 4000
_SIGNED_TEXTS = ("name", "content", "handling_body", "basis")


def live_words(session: Session, power_ids: Iterable[int]) -> dict[int, Words]:
    """What each power says today, as `rules.WORDING` and `steps`; ids that are no power are left out."""
    ids = sorted(set(power_ids))
    columns = [POWERS.c[name] for name in ("id", "name", "content", "basis", "handling_body")]
    statement = (
        sa.select(*columns, DEPARTMENTS.c.name.label("unit"))
        .join_from(POWERS, DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .where(among(session, POWERS.c.id, ids))
    )
    bases, steps = bases_by_power(session, ids), _steps(session, ids)
    return {
        row["id"]: {
            "name": row["name"],
            "wording": row["content"],
            "basis": _basis(row["basis"], bases[row["id"]]),
            "handling_body": row["handling_body"],
            "unit": row["unit"],
            "steps": steps.get(row["id"], []),
        }
        for row in session.execute(statement).mappings()
    }


def _steps(session: Session, power_ids: Collection[int]) -> dict[int, list[Words]]:
    statement = (
        sa.select(STEPS.c.power_id, *(STEPS.c[name] for name in STEP))
        .where(among(session, STEPS.c.power_id, power_ids), STEPS.c.is_retired.is_(False))
        .order_by(STEPS.c.power_id, STEPS.c.ordinal, STEPS.c.id)
    )
    found: dict[int, list[Words]] = {}
    for row in session.execute(statement).mappings():
        found.setdefault(row["power_id"], []).append(plain_step(dict(row)))
    return found


def _basis(written: str, rules: Iterable[Mapping[str, Any]]) -> str:
    """What was written, then the linked rules it does not name already, as 附件一 prints it."""
    linked = [f"《{rule['title']}》{rule['clause']}" for rule in rules if rule["title"] not in written]
    return "；".join(filter(None, [written, *linked]))[:LONGEST_BASIS]


def signed_rows(session: Session, department_ids: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """What the newest approved 附件一 of each department says, by power (`PowerCatalogue.content`)."""
    statement = (
        sa.select(CATALOGUES.c.department_id, CATALOGUES.c.content)
        .join_from(CATALOGUES, REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
        .where(
            among(session, CATALOGUES.c.department_id, sorted(set(department_ids))),
            REVIEWS.c.state == ReviewState.approved,
        )
        .order_by(CATALOGUES.c.department_id, CATALOGUES.c.year)
    )
    newest = {row.department_id: row.content for row in session.execute(statement)}
    return {row["id"]: row for content in newest.values() for row in content}


def differs_from_signed(words: Mapping[str, Any], signed: Mapping[str, Any]) -> bool:
    """Whether a power says something else than what was signed."""
    now = {name: words["wording" if name == "content" else name] for name in _SIGNED_TEXTS}
    then = {name: signed[name] for name in _SIGNED_TEXTS} | {"basis": _basis(signed["basis"], signed["bases"])}
    return now != then

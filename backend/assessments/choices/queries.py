"""Reads of what was adopted: which pack decides the level of a post in which year."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.assessments.levels.rules import PACKS, Choice, LevelPack, Pack, Rules, pack_of
from backend.assessments.levels.schemas import LevelRuleChoiceOut
from backend.assessments.models import LevelRuleChoice
from backend.assessments.scales.queries import SCALES, find_scale, scale_of
from backend.campaigns.years.queries import closed_years
from backend.kit.paging import PageQuery, fetch
from backend.kit.problems import invalid
from backend.kit.table import table_of, today

CHOICES = table_of(LevelRuleChoice)
FIRST_YEAR = 2000


def rules_of(session: Session) -> Rules:
    """Every pack that was adopted, the newest first; none while the default stands."""
    statement = (
        sa.select(
            CHOICES, *(SCALES.c[name].label(f"scale_{name}") for name in ("number", "name", "definition"))
        )
        .join_from(CHOICES, SCALES, SCALES.c.id == CHOICES.c.scale_id, isouter=True)
        .order_by(CHOICES.c.id.desc())
    )
    return Rules(
        tuple(
            Choice(row["first_year"], row["chosen_at"], _adopted(dict(row)))
            for row in session.execute(statement).mappings()
        )
    )


def _adopted(row: Mapping[str, Any]) -> Pack:
    if row["pack"] != LevelPack.own_scale:
        return PACKS[LevelPack(row["pack"])]
    return pack_of(scale_of({name: row[f"scale_{name}"] for name in ("number", "name", "definition")}))


def choice_for(session: Session, year: int) -> sa.RowMapping | None:
    """The newest choice that reaches a year, or None while the default pack stands."""
    statement = sa.select(CHOICES).where(CHOICES.c.first_year <= year).order_by(CHOICES.c.id.desc())
    return session.execute(statement.limit(1)).mappings().first()


def coming_choice(session: Session) -> dict[str, Any] | None:
    """`LevelRuleChoiceOut` of the newest choice if it decides only in years to come."""
    newest = session.execute(_shown().limit(1)).mappings().first()
    return dict(newest) if newest and newest["first_year"] > today().year else None


def current_pack(session: Session) -> Pack:
    """The pack that decides this year."""
    return rules_of(session).pack_for(today().year)


def earliest_year(session: Session) -> int:
    """The first year a pack may be adopted for: closed years are over."""
    return max((year + 1 for year in closed_years(session)), default=FIRST_YEAR)


def starting_year(session: Session, wanted: int | None) -> int:
    """The year a pack decides from on: this one unless another is named; 422 for one that is closed."""
    earliest = earliest_year(session)
    if wanted is None:
        return max(today().year, earliest)
    if wanted < earliest:
        detail = f"{wanted} 年度已经封存，定级规则最早可以从 {earliest} 年度起适用。"
        raise invalid("/first_year", "closed", detail)
    return wanted


def named_pack(session: Session, name: str, scale_id: int | None) -> Pack:
    """A built-in pack, or a version of the own scale; 422 when the version is missing, 404 when there is none."""
    if name != LevelPack.own_scale:
        return PACKS[LevelPack(name)]
    if scale_id is None:
        raise invalid("scale_id", "missing", "请选择本校量表的一个版本。")
    return pack_of(scale_of(find_scale(session, scale_id)))


def choices(session: Session, query: PageQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of what was chosen when and why, newest first."""
    return fetch(session, _shown(), query)


def _shown() -> sa.Select[Any]:
    joined = {"scale_number": SCALES.c.number.label("scale_number")}
    columns = (
        joined[name] if name in joined else CHOICES.c[name] for name in LevelRuleChoiceOut.model_fields
    )
    statement = sa.select(*columns).join_from(
        CHOICES, SCALES, SCALES.c.id == CHOICES.c.scale_id, isouter=True
    )
    return statement.order_by(CHOICES.c.id.desc())

"""What decides the level of positions, gathered in a handful of statements for any number of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.choices.queries import rules_of
from backend.assessments.counts.queries import Approval, approvals, points_by_year
from backend.assessments.levels.rules import (
    Choice,
    Pack,
    Rules,
    judge_years,
    set_by_leadership,
)
from backend.assessments.models import LeadershipDecision, LevelOverride
from backend.assessments.rules import Finding, PointCounts, Powers
from backend.communications.meetings.queries import MEETINGS
from backend.kit.batches import among, among_packed, dialect_of, packed
from backend.kit.table import now, table_of, today
from backend.organization.queries import DEPARTMENTS, LEVELED, POSITIONS, own_positions, subtree, within
from backend.organization.rules import Discretion, MajorMatter
from backend.powers.models import Power
from backend.reviews.models import Review

OVERRIDES, POWERS, REVIEWS = (table_of(model) for model in (LevelOverride, Power, Review))
_DECISIONS = table_of(LeadershipDecision)
CONTROLS = {"controls_people": "人员", "controls_money": "资金", "controls_assets": "物资"}
DISCRETION_RANK = {discretion: rank for rank, discretion in enumerate(Discretion)}
ATTRIBUTES = ("tier", *CONTROLS, "discretion", "has_decisive_influence", "had_integrity_case")
ATTRIBUTES_OF = itemgetter(*ATTRIBUTES)
CHUNK = 1_000
_POSITION_COLUMNS = tuple(
    POSITIONS.c[name] for name in (*LEVELED, "code", "name", *ATTRIBUTES, "major_matters")
)


@dataclass(frozen=True)
class Case:
    """One position with everything its level depends on."""

    position: Mapping[str, Any]
    powers: Powers
    years: tuple[PointCounts, ...]
    approved: Approval | None = None


def cases(session: Session, ids: Sequence[int], *, lock: bool, until: int | None = None) -> list[Case]:
    """The live positions among `ids` (at most CHUNK) with their powers and their points by year, none after `until`.

    With `lock` the rows are held before anything is counted, so that of two writers the later one counts both; not
    against foreign keys, which every new point takes on its position.
    """
    dialect, given = dialect_of(session), {"ids": packed(session, ids)}
    positions = [row._asdict() for row in session.execute(_live(dialect, lock=lock), given)]
    found = [row["id"] for row in positions]
    owned, approved = _powers(session, found), approvals(session, found, until)
    counted = points_by_year(session, found, approved, until)
    return [
        Case(
            row,
            unite(row, owned[row["id"]]) if row["id"] in owned else _alone(row),
            counted.get(row["id"], ()),
            approved.get(row["id"]),
        )
        for row in positions
    ]


@cache
def _live(dialect: str, *, lock: bool) -> sa.Select[Any]:
    statement = sa.select(*_POSITION_COLUMNS).where(
        among_packed(dialect, POSITIONS.c.id, "ids"), POSITIONS.c.retired_on.is_(None)
    )
    return statement.order_by(POSITIONS.c.id).with_for_update(key_share=True) if lock else statement


def newborn(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Powers]]:
    """Each position of `ids` without a level, all without powers, with what its own attributes say."""
    columns = (POSITIONS.c.id, *(POSITIONS.c[name] for name in ATTRIBUTES), POSITIONS.c.major_matters)
    new = sa.and_(POSITIONS.c.retired_on.is_(None), POSITIONS.c.leveled_at.is_(None))
    live = (among(session, POSITIONS.c.id, ids), new)
    for position_id, *attributes, matters in session.execute(sa.select(*columns).where(*live)).all():
        yield position_id, powers_of(*attributes, tuple(matters))


def _powers(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found = defaultdict[int, list[dict[str, Any]]](list)
    given = {"ids": packed(session, ids)}
    for row in session.execute(_of_positions(dialect_of(session)), given).mappings():
        found[row["position_id"]].append(dict(row))
    return found


@cache
def _of_positions(dialect: str) -> sa.Select[Any]:
    names = ("position_id", "discretion", "major_matters", "is_concentrated")
    listed = among_packed(dialect, POWERS.c.position_id, "ids")
    return sa.select(*(POWERS.c[name] for name in names)).where(listed, POWERS.c.retired_on.is_(None))


def _alone(position: Mapping[str, Any]) -> Powers:
    """`unite` for a post without powers: in a bulk load thousands of posts share a handful of attributes."""
    return powers_of(*(position[name] for name in ATTRIBUTES), tuple(position["major_matters"]))


@lru_cache(maxsize=4096)
def powers_of(*values: Any) -> Powers:
    """What a post's own attributes say: ATTRIBUTES in their order, then the major matters as a tuple."""
    *attributes, matters = values
    return unite(dict(zip(ATTRIBUTES, attributes, strict=True)) | {"major_matters": matters}, ())


def unite(position: Mapping[str, Any], powers: Sequence[Mapping[str, Any]]) -> Powers:
    """A position's attributes with those of its powers."""
    rows = (position, *powers)
    matters = {matter for row in rows for matter in row["major_matters"]}
    return Powers(
        tier=position["tier"],
        controls=tuple(label for name, label in CONTROLS.items() if position[name]),
        discretion=max((row["discretion"] for row in rows), key=DISCRETION_RANK.__getitem__),
        major_matters=tuple(matter for matter in MajorMatter if matter in matters),
        has_decisive_influence=position["has_decisive_influence"],
        had_integrity_case=position["had_integrity_case"],
        is_concentrated=any(power["is_concentrated"] for power in powers),
        count=len(powers),
    )


class Judged(NamedTuple):
    """A live position with the level it gets, and what gives it: a rule, or a decision of the leadership."""

    case: Case
    finding: Finding
    rule: str


def judged(
    session: Session, rules: Rules, ids: Sequence[int], *, lock: bool = False, until: int | None = None
) -> Iterator[Judged]:
    """Each live position of `ids` with the level the packs of its years give it, or the leadership; any number of ids.

    `until`: as the level stood without the points of later years.
    """
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        found = cases(session, part, lock=lock, until=until)
        # After the lock: whoever sets a level holds the position until his decision is stored.
        overrides = _overrides(session, part)
        for case in found:
            finding, pack = judge_years(rules, case.powers, case.years, case.approved, until or today().year)
            override = overrides.get(case.position["id"])
            if override is None:
                yield Judged(case, finding, pack.rule)
            else:
                rule = f"leadership_decision/{override['decision_id']}"
                yield Judged(case, set_by_leadership(override, finding), rule)


def _overrides(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Position → what the leadership set, as far as it stands."""
    rows = session.execute(_standing(dialect_of(session)), {"ids": packed(session, ids)}).mappings()
    return {row["position_id"]: dict(row) for row in rows}


@cache
def _standing(dialect: str) -> sa.Select[Any]:
    kept = (OVERRIDES.c[name] for name in ("position_id", "level", "reason", "decision_id"))
    return (
        sa.select(*kept, MEETINGS.c.title, MEETINGS.c.held_at)
        .join_from(OVERRIDES, _DECISIONS, _DECISIONS.c.id == OVERRIDES.c.decision_id)
        .join(MEETINGS, MEETINGS.c.id == _DECISIONS.c.meeting_id)
        .where(among_packed(dialect, OVERRIDES.c.position_id, "ids"), OVERRIDES.c.ended_at.is_(None))
    )


def live_positions(session: Session) -> list[int]:
    """Ids of all positions that can have a level."""
    statement = sa.select(POSITIONS.c.id).where(POSITIONS.c.retired_on.is_(None))
    return list(session.execute(statement).scalars())


def simulate(
    session: Session, actor: Actor, pack: Pack, first_year: int, department_id: int | None = None
) -> list[dict[str, Any]]:
    """Every position within the actor's reach whose level would change if the pack were adopted now, from a year on.

    Levels the leadership set itself stay, whatever the pack says.
    """
    own = POSITIONS.c.id.in_(own_positions(actor.user_id))
    reach = within(actor.need(Permission.assessments_read), POSITIONS.c.department_id, own)
    statement = sa.select(POSITIONS.c.id).where(POSITIONS.c.retired_on.is_(None), reach)
    if department_id:
        statement = statement.where(POSITIONS.c.department_id.in_(subtree([department_id])))
    names = dict(session.execute(sa.select(DEPARTMENTS.c.id, DEPARTMENTS.c.name)).all())
    rules = rules_of(session).adopting(Choice(first_year, now(), pack))
    return [
        {
            "position_id": case.position["id"],
            "code": case.position["code"],
            "name": case.position["name"],
            "department_id": case.position["department_id"],
            "department_name": names[case.position["department_id"]],
            "former_level": case.position["risk_level"],
            "level": finding.level,
            "explanation": finding.explanation,
        }
        for case, finding, _ in judged(session, rules, list(session.execute(statement).scalars()))
        if finding.level != case.position["risk_level"]
    ]

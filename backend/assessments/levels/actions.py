"""Recomputes position levels: after what they depend on has changed, and for all when another rule is adopted."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.assessments.choices import queries as choices
from backend.assessments.choices.queries import CHOICES
from backend.assessments.levels import queries
from backend.assessments.levels.queries import CHUNK, POWERS
from backend.assessments.levels.rules import DEFAULT_PACK, LevelPack, judge
from backend.assessments.levels.schemas import PositionLevelRulesPut
from backend.assessments.rules import Finding
from backend.assessments.scales.actions import adopt_scale
from backend.assessments.scales.queries import find_scale
from backend.assessments.scales.rules import ScaleState
from backend.kit import journal
from backend.kit.journal import Happening
from backend.kit.problems import conflict
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.actions import FILLERS, PositionLevel, record_first_level, record_position_levels
from backend.organization.rules import LEVEL_RANK
from backend.risks.queries import INVENTORIES, POINTS

SUBJECT_KINDS = frozenset({"risk_point", "power", "position"})
NEWBORN_CHUNK = 5_000
IGNORED = frozenset({"position.leveled", "position.retired", "power.flow_saved"})


def relevel(session: Session, ids: Iterable[int]) -> int:
    """Recomputes these positions by the rule in force, batch by batch; returns how many changed."""
    ordered = sorted(set(ids))
    if not ordered:
        return 0
    rules = choices.rules_of(session)
    changed = 0
    for start in range(0, len(ordered), CHUNK):
        found = list(queries.judged(session, rules, ordered[start : start + CHUNK], lock=True))
        levels = [
            PositionLevel(case.position["id"], finding.level, finding.explanation, rule)
            for case, finding, rule in found
        ]
        changed += record_position_levels(session, levels, [case.position for case, _, _ in found])
    return changed


def level_newborn(session: Session, ids: Iterable[int]) -> None:
    """First levels of positions this transaction created: no power, point or decision can name them yet, and nobody
    else can see them, so that nothing but their own attributes is read and nothing is locked."""
    ordered = sorted(ids)
    if not ordered:
        return
    pack = choices.current_pack(session)
    for start in range(0, len(ordered), NEWBORN_CHUNK):
        alike: dict[Finding, list[int]] = {}
        for position_id, powers in queries.newborn(session, ordered[start : start + NEWBORN_CHUNK]):
            alike.setdefault(judge(pack, powers, ()), []).append(position_id)
        for finding, same in alike.items():
            record_first_level(session, same, finding.level, finding.explanation, pack.rule)


def fill_levels(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Puts first levels into positions about to be stored; thousands of them share a handful of attributes."""
    pack, instant = choices.current_pack(session), now()
    known: dict[tuple[Any, ...], Finding] = {}
    for row in rows:
        attributes = (*queries.ATTRIBUTES_OF(row), tuple(row["major_matters"]))
        finding = known.get(attributes)
        if finding is None:
            finding = known[attributes] = judge(pack, queries.powers_of(*attributes), ())
        row["risk_level"], row["level_rank"] = finding.level, LEVEL_RANK[finding.level]
        row["level_explanation"], row["level_rule"] = finding.explanation, pack.rule
        row["leveled_at"] = instant


FILLERS.append(fill_levels)


def relevel_all(session: Session) -> int:
    """Recomputes every live position; returns how many changed."""
    return relevel(session, queries.live_positions(session))


def affected(session: Session, happenings: Sequence[Happening]) -> tuple[set[int], set[int]]:
    """The positions whose level may depend on what happened, and apart from them those that are merely new."""
    changed: dict[str, set[int]] = {kind: set() for kind in SUBJECT_KINDS}
    approved: set[int] = set()
    positions: set[int] = set()
    newborn: set[int] = set()
    for happening in happenings:
        subject = happening.subject
        if happening.action == "position.created":
            newborn.add(subject.id)
        elif happening.action == "review.approved":
            approved.add(subject.id)
        elif subject.kind in SUBJECT_KINDS and happening.action not in IGNORED:
            changed[subject.kind].add(subject.id)
            former = happening.details.get("former_position_id")
            positions |= {former} if isinstance(former, int) else set()
    positions |= changed["position"]
    for table, ids, key in (
        (POINTS, changed["risk_point"], "id"),
        (POWERS, changed["power"], "id"),
        (INVENTORIES, approved, "review_id"),
    ):
        positions |= _positions_of(session, table, key, sorted(ids))
    return positions, newborn - positions


def _positions_of(session: Session, table: sa.Table, key: str, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        statement = (
            sa.select(table.c.position_id)
            .where(table.c[key].in_(ids[start : start + CHUNK]), table.c.position_id.is_not(None))
            .distinct()
        )
        found.update(session.execute(statement).scalars())
    return found


def choose_rule(session: Session, actor: Actor, body: PositionLevelRulesPut) -> None:
    """Adopts a rule from a year on and recomputes every live position: earlier years and what was approved before keep
    the rule they had. Choosing the rule in force then again changes nothing; 422 for a closed year.

    A version of the own scale is frozen by that; 409 when it was edited after it had been tried out.
    """
    if body.scale_id is not None:
        _adopt(session, body)
    first_year = choices.starting_year(session, body.first_year)
    former = choices.choice_for(session, first_year)
    before = (LevelPack(former["pack"]), former["scale_id"]) if former else (DEFAULT_PACK, None)
    if former is None or before != (body.pack, body.scale_id):
        values = {
            "pack": body.pack,
            "scale_id": body.scale_id,
            "chosen_by_id": actor.require_user(),
            "chosen_at": now(),
            "reason": body.reason,
            "first_year": first_year,
        }
        choice_id = insert_row(session, CHOICES, values)
        details = {
            "pack": body.pack,
            "former_pack": before[0],
            "scale_id": body.scale_id,
            "former_scale_id": before[1],
            "first_year": first_year,
            "reason": body.reason,
        }
        journal.record(session, "level_rule.chosen", journal.Subject("level_rule", choice_id), details)
    relevel_all(session)


def _adopt(session: Session, body: PositionLevelRulesPut) -> None:
    scale = find_scale(session, body.scale_id or 0)
    if scale["state"] == ScaleState.draft and scale["version"] != body.scale_version:
        raise conflict("试算以后有人修改了这一版量表，请重新试算后再采用。", "raced")
    adopt_scale(session, scale)

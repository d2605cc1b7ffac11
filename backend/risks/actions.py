"""Writes every part of risks goes through: points in and out with their tally, and the levels assessments gives."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from backend.kit import journal
from backend.kit.batches import dialect_of
from backend.kit.table import now
from backend.organization.rules import LEVEL_RANK, RiskLevel
from backend.risks.queries import POINTS, TALLY
from backend.risks.rules import Consequence, Likelihood
from backend.risks.schemas import RiskPointFields

CELL = ("department_id", "year", "level", "likelihood", "consequence")
CHUNK = 1_000
"""Ids in one IN list: below what any database limits."""

Cell = tuple[int, int, str, str, str]


@dataclass(frozen=True)
class Verdict:
    """What assessments found about one point; the only way a level gets onto it."""

    point_id: int
    likelihood: Likelihood
    consequence: Consequence
    level: RiskLevel
    explanation: str
    rule: str


def chunked(ids: Iterable[int]) -> Iterable[list[int]]:
    """The distinct ids in ascending lists of at most CHUNK, so that writers lock rows in one order."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def cell_of(row: Mapping[str, Any]) -> Cell:
    """The tally's cell a live point stands in."""
    level, likelihood, consequence = (str(row.get(name) or "") for name in CELL[2:])
    return row["department_id"], row["year"], level, likelihood, consequence


def shift_tally(session: Session, deltas: Counter[Cell]) -> None:
    """Adds to the cells, making missing ones; in one order, so that two writers cannot lock each other out."""
    rows = [
        dict(zip(CELL, cell, strict=True), points=delta) for cell, delta in sorted(deltas.items()) if delta
    ]
    if not rows:
        return
    session.execute(_adding(dialect_of(session)), rows)


@cache
def _adding(dialect: str) -> sa.Executable:
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(TALLY)
    return statement.on_conflict_do_update(
        index_elements=CELL, set_={"points": TALLY.c.points + statement.excluded.points}
    )


def rebuild_tally(session: Session) -> None:
    """Counts the register anew, for repair after somebody wrote to the database by hand."""
    session.execute(sa.delete(TALLY))
    factors = (sa.func.coalesce(sa.cast(POINTS.c[name], sa.String), "") for name in CELL[2:])
    cell = (POINTS.c.department_id, POINTS.c.year, *factors)
    counted = (
        sa.select(*cell, sa.func.count()).where(POINTS.c.retired_at.is_(None)).group_by(*cell).order_by(*cell)
    )
    session.execute(sa.insert(TALLY).from_select([*CELL, "points"], counted))


BLANK = RiskPointFields().model_dump(mode="json") | {"declared_level": None, "carried_from_id": None}
"""An empty row, so that rows of one statement have the same columns."""


def insert_points(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Stores points in any number of sheets at once and counts them; returns their ids in the order given.

    Each row has at least `inventory_id`, `department_id`, `position_id`, `year` and `ordinal`, further columns as
    they are stored. Levels are refused: they come by `record_level`.
    """
    if not rows:
        return []
    if any(name in row for row in rows for name in ("level", "likelihood", "consequence")):
        raise ValueError("levels come by record_level")
    filled = [{**BLANK, **row} for row in rows]
    statement = sa.insert(POINTS).returning(POINTS.c.id, sort_by_parameter_order=True)
    ids = [int(point_id) for point_id in session.execute(statement, filled).scalars()]
    shift_tally(session, Counter(cell_of(row) for row in filled))
    subjects = [
        journal.Subject("risk_point", point_id, 1, row["department_id"])
        for point_id, row in zip(ids, filled, strict=True)
    ]
    journal.record_many(session, "risk_point.created", subjects, {})
    return ids


def retire_points(session: Session, rows: Sequence[Mapping[str, Any]], reason: str) -> None:
    """Takes live points out of the register; they stay readable (requirements D23). `rows` as `live_rows` gives."""
    instant = now()
    for ids in chunked(row["id"] for row in rows):
        session.execute(
            sa.update(POINTS)
            .where(POINTS.c.id.in_(ids))
            .values(
                retired_at=instant, retire_reason=reason, updated_at=instant, version=POINTS.c.version + 1
            )
        )
    shift_tally(session, Counter({cell: -n for cell, n in Counter(map(cell_of, rows)).items()}))
    subjects = [
        journal.Subject("risk_point", row["id"], row["version"] + 1, row["department_id"]) for row in rows
    ]
    journal.record_many(session, "risk_point.retired", subjects, {"reason": reason})


def record_level(session: Session, verdicts: Sequence[Verdict]) -> None:
    """Puts assessed levels on live points: the only writer of likelihood, consequence and level.

    The last verdict on a point counts, unknown and retired points are passed over, and what stands already is not
    written again. Versions stay: they guard what people type, and nobody's edit should fail because of a level.
    """
    wanted = {verdict.point_id: verdict for verdict in verdicts}
    stored = [row for ids in chunked(wanted) for row in _lock_points(session, ids)]
    changed = [(row, wanted[row["id"]]) for row in stored if _differs(row, wanted[row["id"]])]
    if not changed:
        return
    instant = now()
    session.execute(
        sa.update(POINTS).where(POINTS.c.id == sa.bindparam("point")),
        [{"point": row["id"], **_columns(verdict), "updated_at": instant} for row, verdict in changed],
    )
    deltas: Counter[Cell] = Counter()
    for row, verdict in changed:
        deltas[cell_of(row)] -= 1
        deltas[cell_of(row | _columns(verdict))] += 1
        subject = journal.Subject("risk_point", row["id"], row["version"], row["department_id"])
        details = {"level": verdict.level, "former_level": row["level"]}
        journal.record(session, "risk_point.leveled", subject, details)
    shift_tally(session, deltas)


def _lock_points(session: Session, ids: list[int]) -> list[dict[str, Any]]:
    names = "id version department_id year level likelihood consequence level_explanation level_rule"
    statement = sa.select(*(POINTS.c[name] for name in names.split())).where(
        POINTS.c.id.in_(ids), POINTS.c.retired_at.is_(None)
    )
    statement = statement.order_by(POINTS.c.id).with_for_update(key_share=True)
    return [dict(row) for row in session.execute(statement).mappings()]


def _columns(verdict: Verdict) -> dict[str, Any]:
    return {
        "likelihood": verdict.likelihood,
        "consequence": verdict.consequence,
        "level": verdict.level,
        "level_rank": LEVEL_RANK[verdict.level],
        "level_explanation": verdict.explanation,
        "level_rule": verdict.rule,
    }


def _differs(row: Mapping[str, Any], verdict: Verdict) -> bool:
    return any(row[name] != value for name, value in _columns(verdict).items() if name in row)

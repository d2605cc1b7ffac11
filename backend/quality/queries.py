"""Reads of quality: a sheet's facts gathered for the checks, and the stored counts of the college."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.levels.queries import ATTRIBUTES, unite
from backend.assessments.rules import TYPICAL_LEVEL, hints, power_size
from backend.kit.table import table_of, today
from backend.organization.history.queries import unit_names
from backend.organization.queries import DEPARTMENTS, POSITIONS, subtree, within
from backend.organization.rules import LEVEL_RANK, Discretion, KeyArea, PositionTier, RiskLevel
from backend.powers.models import Power
from backend.quality.copies.queries import abroad_of, alike_of, elsewhere_of, is_departments
from backend.quality.models import SheetQuality
from backend.quality.rules import (
    PowerFacts,
    QualityCheck,
    QualityFinding,
    RowFacts,
    SheetFacts,
    inspect,
    tally,
)
from backend.quality.schemas import QualityQuery
from backend.risks.queries import INVENTORIES, find_sheet, live_rows

POWERS, RESULTS = table_of(Power), table_of(SheetQuality)
Found = dict[str, Any]
NOBODY: Found = dict.fromkeys(ATTRIBUTES, False) | {
    "tier": PositionTier.general,
    "discretion": Discretion.none,
    "major_matters": [],
}
"""The attributes of a post nothing is known about."""


def report(session: Session, actor: Actor, inventory_id: int) -> Found:
    """`QualityReport` of a sheet the actor may see, or 404."""
    actor.need(Permission.quality_read)
    sheet = find_sheet(session, actor, inventory_id)
    rows = live_rows(session, inventory_id)
    findings = inspect_sheet(session, sheet, rows, actor)
    return {
        "inventory_id": inventory_id,
        "inventory_version": sheet["version"],
        "findings": [_shown(finding, rows) for finding in findings],
        "counts": _counts(tally(findings)),
    }


def _shown(finding: QualityFinding, rows: Sequence[Found]) -> Found:
    number = finding.row
    return {
        "check": finding.check,
        "reason": finding.reason,
        "message": finding.message,
        "row_id": None if number is None else rows[number]["id"],
        "row_number": None if number is None else number + 1,
        "cell": finding.cell,
    }


def _counts(counts: Mapping[str, int]) -> list[Found]:
    return [{"check": check, "count": counts[check]} for check in QualityCheck if counts.get(check)]


def inspect_sheet(
    session: Session, sheet: Found, rows: Sequence[Found], actor: Actor | None = None
) -> list[QualityFinding]:
    """The checks over one sheet; `sheet` needs the columns of the inventory. Rows of other departments are named only
    to an actor who may see them."""
    place = _place(session, sheet)
    powers = _powers(session, sheet)
    posts = _posts(session, sheet, place)
    facts = SheetFacts(
        duties=tuple(place["duties"]),
        powers=tuple(_power_facts(power, posts) for power in powers),
        rows=tuple(_facts(row, powers, posts, None if is_departments(sheet) else place) for row in rows),
        key_areas=_key_areas(powers, posts) if is_departments(sheet) else _own_area(place),
        is_of_department=is_departments(sheet),
        elsewhere=elsewhere_of(session, sheet, place["name"]) if rows else {},
        abroad=abroad_of(session, sheet, place["name"], rows),
        alike=alike_of(session, actor, sheet, place["name"], rows),
    )
    return inspect(facts)


def _place(session: Session, sheet: Found) -> Found:
    """The post, or the department, the sheet is about."""
    table, place_id = POSITIONS, sheet["position_id"]
    if is_departments(sheet):
        table, place_id = DEPARTMENTS, sheet["department_id"]
    return dict(session.execute(sa.select(table).where(table.c.id == place_id)).mappings().one())


def _posts(session: Session, sheet: Found, place: Found) -> dict[int, Found]:
    """The posts the sheet is about, by id: the one, or all of the department."""
    if not is_departments(sheet):
        return {place["id"]: place}
    live = (POSITIONS.c.department_id == sheet["department_id"], POSITIONS.c.retired_on.is_(None))
    found = session.execute(sa.select(POSITIONS).where(*live)).mappings()
    return {post["id"]: dict(post) for post in found}


def _powers(session: Session, sheet: Found) -> list[Found]:
    """The powers the sheet answers for: the post's own, or all of the department."""
    statement = sa.select(POWERS).where(
        POWERS.c.department_id == sheet["department_id"], POWERS.c.retired_on.is_(None)
    )
    if not is_departments(sheet):
        statement = statement.where(POWERS.c.position_id == sheet["position_id"])
    return [dict(row) for row in session.execute(statement.order_by(POWERS.c.sort, POWERS.c.id)).mappings()]


def _power_facts(power: Found, posts: Mapping[int, Found]) -> PowerFacts:
    post = posts.get(power["position_id"])
    area = power["key_area"] or (post["key_area"] if post else None)
    return PowerFacts(power["id"], power["name"], f"{power['name']} {power['content']}", area)


def _own_area(post: Found) -> tuple[str, ...]:
    return (post["key_area"],) if post["key_area"] else ()


def _key_areas(powers: Sequence[Found], posts: Mapping[int, Found]) -> tuple[str, ...]:
    """The key areas a department works in by its posts and powers, in the order of opinion.txt line 91."""
    named = {row["key_area"] for row in (*powers, *posts.values())}
    return tuple(area.value for area in KeyArea if area in named)


def _facts(row: Found, powers: Sequence[Found], posts: Mapping[int, Found], post: Found | None) -> RowFacts:
    own = [power for power in powers if power["id"] == row["power_id"]]
    level = RiskLevel(row["level"]) if row["level"] else None
    return RowFacts(
        id=row["id"],
        name=row["name"],
        manifestation=row["manifestation"],
        duty=row["duty"],
        causes=row["causes"],
        has_cause_kinds=bool(row["cause_kinds"]),
        measures=row["measures"],
        power_id=row["power_id"],
        hints=tuple(_doubts(level, own, posts, post)) if level else (),
    )


def _doubts(
    level: RiskLevel, own: Sequence[Found], posts: Mapping[int, Found], post: Found | None
) -> list[str]:
    """What the anchors of opinion.txt lines 51–53 say about a row's level.

    A post is known by its attributes and the row's power. A row of 附件二 is about no post in particular: it is held
    against the post its power belongs to. Of a power without a post nobody has said whether it commands people,
    money or goods, so only what it surely is counts, and the doubt goes one way: rated too low.
    """
    holder = post or next((posts[one["position_id"]] for one in own if one["position_id"] in posts), None)
    if holder:
        return hints(level, unite(holder, own))
    if not own:
        return []
    powers = unite(NOBODY, own)
    typical = TYPICAL_LEVEL[power_size(powers)[0]]
    return hints(level, powers) if LEVEL_RANK[level] < LEVEL_RANK[typical] else []


def summary(session: Session, actor: Actor, query: QualityQuery) -> Found:
    """`QualitySummary`: the stored counts of the sheets handed in, within the caller's reach."""
    year = query.year or today().year
    scope = actor.need(Permission.quality_read)
    clause = within(scope, RESULTS.c.department_id)
    if query.department_id:
        clause = sa.and_(clause, RESULTS.c.department_id.in_(subtree([query.department_id])))
    statement = (
        sa.select(RESULTS)
        .join(INVENTORIES, INVENTORIES.c.id == RESULTS.c.inventory_id)
        .where(RESULTS.c.year == year, INVENTORIES.c.retired_on.is_(None), clause)
    )
    rows = [dict(row) for row in session.execute(statement).mappings()]
    by_department: dict[int, list[Found]] = {}
    for row in rows:
        by_department.setdefault(row["department_id"], []).append(row)
    names = unit_names(session, by_department, year)
    departments = [_department(own, names) for own in by_department.values()]
    departments.sort(key=lambda one: (-one["findings"], one["department_id"]))
    return {"year": year, **_totals(rows), "departments": departments}


def _totals(rows: Sequence[Found]) -> Found:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row["counts"])
    return {
        "sheets": len(rows),
        "clean_sheets": sum(not row["findings"] for row in rows),
        "findings": counts.total(),
        "counts": _counts(counts),
    }


def _department(rows: Sequence[Found], names: Mapping[int, str]) -> Found:
    return {
        "department_id": rows[0]["department_id"],
        "department_name": names[rows[0]["department_id"]],
        "checked_at": max(row["checked_at"] for row in rows),
        **_totals(rows),
    }

"""What a list of an earlier year shows: names and places as they were when that year ended.

opinion.txt line 77 has the contents go on changing from year to year; what was listed and signed stays readable as it
was (requirements D11, D23). Of the present year, and of years to come, today's names are right.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.batches import among
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS, NAMES, PLACES, POSITIONS, POST_NAMES

Found = dict[str, Any]
Past = dict[int, list[sa.RowMapping]]
"""Row → what it was, the earliest first."""


def last_day(year: int) -> date:
    """The day whose names a list of the year shows."""
    return date(year, 12, 31)


def is_past(year: int | None) -> bool:
    """Whether the year is over, so that its lists may differ from today's."""
    return year is not None and year < today().year


def _past(session: Session, table: sa.Table, key: str, ids: Iterable[int], since: date) -> Past:
    column = table.c[key]
    statement = sa.select(table).where(among(session, column, sorted(ids)), table.c.ended_on >= since)
    found: Past = {}
    for row in session.execute(statement.order_by(table.c.ended_on)).mappings():
        found.setdefault(row[key], []).append(row)
    return found


def _on(past: Past, row_id: int | None, day: date) -> sa.RowMapping | None:
    """What it was on a day; None when that still stands."""
    if row_id is None:
        return None
    return next((row for row in past.get(row_id, ()) if row["ended_on"] >= day), None)


def as_then(session: Session, rows: list[Found]) -> list[Found]:
    """Rows with `year` and `department_id`, further `position_id`: those of past years bear the names of then.

    At most two statements, and none while all rows are of the present year. The rows are changed in place.
    """
    past = [row for row in rows if is_past(row["year"])]
    if not past:
        return rows
    since = last_day(min(row["year"] for row in past))
    units = _past(session, NAMES, "department_id", {row["department_id"] for row in past}, since)
    held = {row["position_id"] for row in past if row.get("position_id")}
    posts = _past(session, POST_NAMES, "position_id", held, since) if held else {}
    for row in past:
        day = last_day(row["year"])
        unit, post = _on(units, row["department_id"], day), _on(posts, row.get("position_id"), day)
        if unit:
            row["department_name"] = unit["name"]
        if post:
            row["position_name"] = post["name"]
    return rows


def existed(year: int) -> sa.ColumnElement[bool]:
    """Units that were founded by the end of the year."""
    return sa.or_(DEPARTMENTS.c.founded_on.is_(None), DEPARTMENTS.c.founded_on <= last_day(year))


def existed_in(year: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The same beside a row of `year`."""
    founded = DEPARTMENTS.c.founded_on
    return sa.or_(founded.is_(None), sa.extract("year", founded) <= year)


def unit_names(session: Session, ids: Iterable[int], year: int) -> dict[int, str]:
    """Departments by id, as they were called when the year ended, or are called now."""
    return _names(session, DEPARTMENTS, NAMES, "department_id", ids, year)


def post_names(session: Session, ids: Iterable[int], year: int) -> dict[int, str]:
    """The same of posts."""
    return _names(session, POSITIONS, POST_NAMES, "position_id", ids, year)


def _names(
    session: Session, table: sa.Table, former: sa.Table, key: str, ids: Iterable[int], year: int
) -> dict[int, str]:
    wanted = sorted(ids)
    named = sa.select(table.c.id, table.c.name).where(among(session, table.c.id, wanted))
    names: dict[int, str] = dict(session.execute(named).all())
    if is_past(year):
        past = _past(session, former, key, wanted, last_day(year))
        names |= {row_id: rows[0]["name"] for row_id, rows in past.items()}
    return names


def tree_on(session: Session, day: date) -> dict[int, Found]:
    """Every department → its `name`, `parent_id` and `path` on a day; one that came later as it is today."""
    columns = (DEPARTMENTS.c.id, DEPARTMENTS.c.name, DEPARTMENTS.c.parent_id)
    units = {row["id"]: dict(row) for row in session.execute(sa.select(*columns)).mappings()}
    for table, name in ((NAMES, "name"), (PLACES, "parent_id")):
        for row_id, rows in _past(session, table, "department_id", units, day).items():
            units[row_id][name] = rows[0][name]
    for unit in units.values():
        unit["path"] = f"/{'/'.join(map(str, reversed(_line(units, unit['id']))))}/"
    return units


def _line(units: Mapping[int, Found], unit_id: int) -> list[int]:
    """The unit and everything above it, the root last."""
    found = [unit_id]
    while (above := units[found[-1]]["parent_id"]) is not None and above not in found:
        found.append(above)
    return found


def unit_name_in(year: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The name of DEPARTMENTS' row as a list shows it beside a row of `year`; `this_year` is bound when it runs."""
    return _name_in(DEPARTMENTS, NAMES, "department_id", year)


def post_name_in(year: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The same of POSITIONS' row."""
    return _name_in(POSITIONS, POST_NAMES, "position_id", year)


def _name_in(
    table: sa.Table, former: sa.Table, key: str, year: sa.ColumnElement[Any]
) -> sa.ColumnElement[Any]:
    # By parts, because each database does the arithmetic of dates in its own way.
    ended = former.c.ended_on
    ended_year = sa.extract("year", ended)
    at_the_end = sa.and_(ended_year == year, sa.extract("month", ended) == 12, sa.extract("day", ended) == 31)
    then = (
        sa.select(former.c.name)
        .where(former.c[key] == table.c.id, sa.or_(ended_year > year, at_the_end))
        .order_by(ended)
        .limit(1)
        .correlate_except(former)
        .scalar_subquery()
    )
    this_year = sa.bindparam("this_year", type_=sa.Integer)
    return sa.case((year < this_year, sa.func.coalesce(then, table.c.name)), else_=table.c.name)


def post_then(name: str, day: date) -> sa.ColumnElement[Any]:
    """`name` or `department_id` of POSITIONS' row on a day."""
    former = (
        sa.select(POST_NAMES.c[name])
        .where(POST_NAMES.c.position_id == POSITIONS.c.id, POST_NAMES.c.ended_on >= day)
        .order_by(POST_NAMES.c.ended_on)
        .limit(1)
        .correlate(POSITIONS)
        .scalar_subquery()
    )
    return sa.func.coalesce(former, POSITIONS.c[name])

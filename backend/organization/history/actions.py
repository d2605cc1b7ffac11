"""Files what posts and units are no more, so that old forms and lists keep it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.batches import among
from backend.kit.table import today
from backend.organization.queries import PLACES, POST_NAMES

_DAY = timedelta(days=1)


def keep_former_posts(session: Session, posts: Iterable[Mapping[Any, Any]], on: date | None = None) -> None:
    """Before posts are renamed or moved. `posts` have id, name and department_id; `on` is the first day of the new."""
    former = {post["id"]: {"name": post["name"], "department_id": post["department_id"]} for post in posts}
    _file(session, POST_NAMES, "position_id", former, on or today())


def keep_former_places(session: Session, parents: Mapping[int, int | None], on: date | None = None) -> None:
    """Before units hang elsewhere. `parents`: unit → the unit above it so far."""
    former = {unit: {"parent_id": parent} for unit, parent in parents.items()}
    _file(session, PLACES, "department_id", former, on or today())


def _file(
    session: Session, table: sa.Table, key: str, former: Mapping[int, Mapping[str, Any]], on: date
) -> None:
    """What lasted less than a day is not filed: it was a slip."""
    if not former:
        return
    column, last = table.c[key], on - _DAY
    latest = sa.select(column, sa.func.max(table.c.ended_on)).where(among(session, column, former))
    ended: dict[int, date] = dict(session.execute(latest.group_by(column)).all())
    rows = [
        {key: row_id, "started_on": ended[row_id] + _DAY if row_id in ended else None, "ended_on": last}
        | dict(values)
        for row_id, values in former.items()
        if row_id not in ended or ended[row_id] < last
    ]
    if rows:
        session.execute(sa.insert(table), rows)

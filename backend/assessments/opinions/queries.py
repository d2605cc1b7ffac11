"""Reads of opinions."""

import operator
from functools import reduce
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.models import OpinionRisk
from backend.assessments.opinions.rules import MACHINE, OpinionSource, OpinionState
from backend.assessments.opinions.schemas import (
    OpinionItem,
    OpinionOut,
    OpinionPoint,
    OpinionQuery,
    OpinionSort,
)
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, reaches, subtree, within
from backend.risks.queries import INVENTORIES, POINTS, visible_points

LINKS = table_of(OpinionRisk)
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "drive_title": DRIVES.c.title.label("drive_title"),
    "position_name": POSITIONS.c.name.label("position_name"),
    "points_count": sa.select(sa.func.count())
    .where(LINKS.c.opinion_id == OPINIONS.c.id)
    .scalar_subquery()
    .label("points_count"),
}
_ADDED = frozenset({"risk_points", "allowed_actions"})
_ORDER = {OpinionSort.newest: (OPINIONS.c.id.desc(),), OpinionSort.oldest: (OPINIONS.c.id,)}


def _visible(actor: Actor, out: type[OpinionItem]) -> sa.Select[Any]:
    names = (name for name in out.model_fields if name not in _ADDED)
    columns = (_JOINED[name] if name in _JOINED else OPINIONS.c[name] for name in names)
    return (
        sa.select(*columns)
        .join_from(OPINIONS, DEPARTMENTS, DEPARTMENTS.c.id == OPINIONS.c.department_id)
        .outerjoin(DRIVES, DRIVES.c.id == OPINIONS.c.drive_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == OPINIONS.c.position_id)
        .where(within(actor.need(Permission.opinions_read), OPINIONS.c.department_id))
    )


def search_opinions(session: Session, actor: Actor, query: OpinionQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of opinions and the total."""
    statement = _visible(actor, OpinionItem).order_by(*_ORDER[query.sort])
    if query.department_id:
        statement = statement.where(OPINIONS.c.department_id.in_(subtree([query.department_id])))
    for name in ("year", "drive_id", "state", "source", "form", "respondent"):
        if (wanted := getattr(query, name)) is not None:
            statement = statement.where(OPINIONS.c[name] == wanted)
    if query.risk_point_id:
        led = sa.select(LINKS.c.opinion_id).where(LINKS.c.risk_point_id == query.risk_point_id)
        statement = statement.where(OPINIONS.c.id.in_(led))
    if query.q:
        statement = statement.where(contains(query.q, OPINIONS.c.text, OPINIONS.c.reason))
    rows, total = fetch(session, statement, query)
    return as_then(session, rows), total


def get_opinion(session: Session, actor: Actor, opinion_id: int) -> dict[str, Any]:
    """The whole opinion, or 404."""
    statement = _visible(actor, OpinionOut).where(OPINIONS.c.id == opinion_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这条意见")
    return as_then(session, [dict(row)])[0] | {
        "risk_points": _points(session, actor, opinion_id),
        "allowed_actions": _allowed_actions(session, actor, row),
    }


def _points(session: Session, actor: Actor, opinion_id: int) -> list[dict[str, Any]]:
    """The points it led to, as far as the actor may see them."""
    columns = [POINTS.c[name] for name in OpinionPoint.model_fields]
    statement = (
        sa.select(*columns)
        .join_from(LINKS, POINTS, POINTS.c.id == LINKS.c.risk_point_id)
        .where(LINKS.c.opinion_id == opinion_id, visible_points(actor))
        .order_by(POINTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def concerns(session: Session, actor: Actor, position_id: int | None) -> bool:
    """Whether the opinion is about a post the actor holds."""
    if position_id is None:
        return False
    statement = own_positions(actor.user_id).where(sa.literal_column("position_id") == position_id)
    return session.execute(statement).first() is not None


def _allowed_actions(session: Session, actor: Actor, row: Any) -> list[str]:
    """What came from outside is not edited; nobody decides what was said about his own post."""
    if not reaches(session, actor, Permission.opinions_write, row["department_id"]):
        return []
    found = [step.action for step in MACHINE.actions(row["state"])]
    if row["source"] == OpinionSource.public:
        found = [action for action in found if action != "edit"]
    if concerns(session, actor, row["position_id"]):
        found = [action for action in found if action == "edit"]
    return found


_PENDING = sa.func.count(sa.case((OPINIONS.c.state == OpinionState.pending, OPINIONS.c.id)))


def _heard(
    name: str, key: sa.ColumnElement[Any], source: sa.FromClause, *which: sa.ColumnElement[bool]
) -> sa.Subquery:
    """What opinions have in common → how many there are, and how many of them wait for a decision."""
    return (
        sa.select(key.label("key"), sa.func.count().label("opinions"), _PENDING.label("pending"))
        .select_from(source)
        .where(*which)
        .group_by(key)
        .subquery(name)
    )


class Heard(NamedTuple):
    """The sheets with their opinions. One found in two ways is counted twice: it only matters whether there are any."""

    source: sa.FromClause
    opinions: sa.ColumnElement[int]
    """Of the department, whatever they are about."""
    pending: sa.ColumnElement[int]
    is_done: sa.ColumnElement[bool]


def with_opinions(sheets: sa.FromClause, year: int) -> Heard:
    """Sheets joined with the opinions of a year that concern each: 群众评 of the progress (opinion.txt line 55).

    An opinion concerns the sheets of the post it names and those whose risk points it led to. One that names no post
    concerns every sheet of the department when it was given in a drive, which asks about the department as a whole,
    otherwise the department's own sheet.
    """
    of_year, names_none = OPINIONS.c.year == year, OPINIONS.c.position_id.is_(None)
    department, drive = OPINIONS.c.department_id, OPINIONS.c.drive_id
    led = OPINIONS.join(LINKS, LINKS.c.opinion_id == OPINIONS.c.id).join(
        POINTS, POINTS.c.id == LINKS.c.risk_point_id
    )
    all_of_them = _heard("heard", department, OPINIONS, of_year)
    asked = _heard("asked", department, OPINIONS, of_year, names_none, drive.is_not(None))
    general = _heard("general", department, OPINIONS, of_year, names_none, drive.is_(None))
    named = _heard("named", OPINIONS.c.position_id, OPINIONS, of_year, OPINIONS.c.position_id.is_not(None))
    linked = _heard("linked", POINTS.c.inventory_id, led, of_year)
    is_departments = INVENTORIES.c.position_id.is_(None)
    joins = (
        (all_of_them, all_of_them.c.key == INVENTORIES.c.department_id),
        (asked, asked.c.key == INVENTORIES.c.department_id),
        (general, sa.and_(general.c.key == INVENTORIES.c.department_id, is_departments)),
        (named, named.c.key == INVENTORIES.c.position_id),
        (linked, linked.c.key == INVENTORIES.c.id),
    )
    source = sheets
    for found, matches in joins:
        source = source.outerjoin(found, matches)

    def total(column: str, *groups: sa.Subquery) -> sa.ColumnElement[int]:
        counts = [sa.func.coalesce(group.c[column], 0) for group in groups]
        return reduce(operator.add, counts)

    concerning = (asked, general, named, linked)
    is_done = sa.and_(total("opinions", *concerning) > 0, total("pending", *concerning) == 0)
    return Heard(source, total("opinions", all_of_them), total("pending", all_of_them), is_done)

"""Reads of opinions."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.drives.queries import DRIVES, OPINIONS
from backend.assessments.models import OpinionRisk
from backend.assessments.opinions.rules import MACHINE, OpinionSource
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
from backend.organization.queries import DEPARTMENTS, POSITIONS, own_positions, reaches, subtree, within
from backend.risks.queries import POINTS, visible_points

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
    return fetch(session, statement, query)


def get_opinion(session: Session, actor: Actor, opinion_id: int) -> dict[str, Any]:
    """The whole opinion, or 404."""
    statement = _visible(actor, OpinionOut).where(OPINIONS.c.id == opinion_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这条意见")
    return dict(row) | {
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

"""Reads of groups. Everybody knows who leads the work."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.table import today
from backend.organization.groups.schemas import (
    GroupAction,
    GroupDetail,
    GroupGapOut,
    GroupGapQuery,
    GroupOut,
    GroupQuery,
    MemberOut,
)
from backend.organization.queries import (
    DEPARTMENTS,
    GROUPS,
    MEMBERS,
    PEOPLE,
    current,
    person_name,
    reaches,
    subtree,
    units,
    within,
)
from backend.organization.rules import ROLE_RANK

_RANK = sa.case({role.value: rank for role, rank in ROLE_RANK.items()}, value=MEMBERS.c.role)


def _serving() -> sa.ColumnElement[bool]:
    """Members of today; asked anew each time, for the day changes under a running server."""
    return sa.and_(MEMBERS.c.group_id == GROUPS.c.id, current(MEMBERS.c.started_on, MEMBERS.c.ended_on))


def _visible(actor: Actor, *more: str) -> sa.Select[Any]:
    counted = sa.select(sa.func.count()).select_from(MEMBERS).where(_serving())
    joined: dict[str, sa.ColumnElement[Any]] = {
        "department_name": DEPARTMENTS.c.name.label("department_name"),
        "members_count": counted.scalar_subquery().label("members_count"),
    }
    names = (*GroupOut.model_fields, *more)
    return (
        sa.select(*(joined[name] if name in joined else GROUPS.c[name] for name in names))
        .join_from(GROUPS, DEPARTMENTS, DEPARTMENTS.c.id == GROUPS.c.department_id)
        .where(within(actor.need(Permission.groups_read), GROUPS.c.department_id))
    )


def search_groups(session: Session, actor: Actor, query: GroupQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of groups, the college's first."""
    statement = _visible(actor).order_by(DEPARTMENTS.c.path, GROUPS.c.started_on.desc(), GROUPS.c.id)
    if not query.include_history:
        statement = statement.where(current(GROUPS.c.started_on, GROUPS.c.ended_on))
    if query.department_id:
        statement = statement.where(GROUPS.c.department_id.in_(subtree([query.department_id])))
    if query.kind:
        statement = statement.where(GROUPS.c.kind == query.kind)
    if query.person_id:
        serving = sa.select(MEMBERS.c.id).where(_serving(), MEMBERS.c.person_id == query.person_id)
        statement = statement.where(serving.exists())
    if query.is_reported is not None:
        missing = GROUPS.c.reported_on.is_(None)
        statement = statement.where(~missing if query.is_reported else missing)
    return fetch(session, statement, query)


def get_group(session: Session, actor: Actor, group_id: int, *, to_write: bool = False) -> dict[str, Any]:
    """One group (`GroupDetail`), or 404; visible but not writable is 403."""
    more = tuple(
        name
        for name in GroupDetail.model_fields
        if name not in GroupOut.model_fields and name not in ("members", "allowed_actions")
    )
    statement = _visible(actor, *more).where(GROUPS.c.id == group_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个小组")
    keeps = reaches(session, actor, Permission.groups_write, row["department_id"])
    if to_write and not keeps:
        raise forbidden("这个小组由本部门或防控办公室维护，您只能查看。")
    is_running = row["ended_on"] is None or row["ended_on"] >= today()
    return dict(row) | {
        "members": _members(session, actor, group_id),
        "allowed_actions": list(GroupAction) if keeps and is_running else [],
    }


def _members(session: Session, actor: Actor, group_id: int) -> list[dict[str, Any]]:
    """Those who serve first, leaders before deputies before members."""
    name = person_name(actor)
    columns = (name if field == "person_name" else MEMBERS.c[field] for field in MemberOut.model_fields)
    has_left = sa.case((current(MEMBERS.c.started_on, MEMBERS.c.ended_on), 0), else_=1)
    statement = (
        sa.select(*columns)
        .join_from(MEMBERS, PEOPLE, PEOPLE.c.id == MEMBERS.c.person_id)
        .where(MEMBERS.c.group_id == group_id)
        .order_by(has_left, _RANK, MEMBERS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def search_gaps(session: Session, actor: Actor, query: GroupGapQuery) -> tuple[list[dict[str, Any]], int]:
    """One page of the units without a group today."""
    standing = sa.select(GROUPS.c.id).where(
        GROUPS.c.department_id == DEPARTMENTS.c.id, current(GROUPS.c.started_on, GROUPS.c.ended_on)
    )
    statement = sa.select(*(DEPARTMENTS.c[name] for name in GroupGapOut.model_fields)).where(
        within(actor.need(Permission.groups_read), DEPARTMENTS.c.id),
        units(include_subunits=query.include_subunits),
        ~standing.exists(),
    )
    if query.within_id:
        statement = statement.where(DEPARTMENTS.c.id.in_(subtree([query.within_id])))
    return fetch(session, statement.order_by(DEPARTMENTS.c.path, DEPARTMENTS.c.id), query)

"""Reads of departments."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.rows import contains
from backend.organization.departments.schemas import (
    DepartmentOut,
    DepartmentQuery,
    DepartmentSort,
    FormerName,
    MergedUnit,
    PartyUnit,
)
from backend.organization.history.queries import tree_on
from backend.organization.queries import (
    CONFIRMED,
    DEPARTMENTS,
    NAMES,
    OFFICERS,
    POSITIONS,
    current,
    leaders_of,
    officers_of,
    reaches,
    subtree,
    within,
)
from backend.organization.rules import OfficerKind, OversightKind

COLUMNS = tuple(DEPARTMENTS.c[name] for name in DepartmentOut.model_fields)
ORDER = {
    DepartmentSort.tree: (DEPARTMENTS.c.path, DEPARTMENTS.c.id),
    DepartmentSort.code: (DEPARTMENTS.c.code, DEPARTMENTS.c.id),
    DepartmentSort.by_name: (DEPARTMENTS.c.name, DEPARTMENTS.c.id),
}


def visible_departments(
    actor: Actor, permission: Permission = Permission.organization_read
) -> sa.Select[Any]:
    """The departments the actor may see (or, with another permission, act on)."""
    return sa.select(*COLUMNS).where(within(actor.need(permission), DEPARTMENTS.c.id))


def _without(kind: OfficerKind) -> sa.ColumnElement[bool]:
    charge = sa.select(OFFICERS.c.id).where(
        OFFICERS.c.department_id == DEPARTMENTS.c.id,
        OFFICERS.c.kind == kind,
        CONFIRMED,
        current(OFFICERS.c.started_on, OFFICERS.c.ended_on),
    )
    return ~charge.exists()


def search_departments(
    session: Session, actor: Actor, query: DepartmentQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of departments and the total."""
    statement = visible_departments(actor).order_by(*ORDER[query.sort])
    if not query.include_retired:
        statement = statement.where(DEPARTMENTS.c.retired_on.is_(None))
    if query.kind:
        statement = statement.where(DEPARTMENTS.c.kind == query.kind)
    if query.parent_id:
        statement = statement.where(DEPARTMENTS.c.parent_id == query.parent_id)
    if query.party_id:
        statement = statement.where(DEPARTMENTS.c.party_id == query.party_id)
    if query.within_id:
        statement = statement.where(DEPARTMENTS.c.id.in_(subtree([query.within_id])))
    if query.without_head:
        statement = statement.where(_without(OfficerKind.head))
    if query.without_liaison:
        statement = statement.where(_without(OfficerKind.liaison))
    if query.q:
        once = sa.select(NAMES.c.department_id).where(contains(query.q, NAMES.c.name))
        named = contains(query.q, DEPARTMENTS.c.name, DEPARTMENTS.c.code)
        statement = statement.where(sa.or_(named, DEPARTMENTS.c.id.in_(once)))
    rows, total = fetch(session, statement, query)
    if query.on and rows:
        tree = tree_on(session, query.on)
        rows = [row | {name: tree[row["id"]][name] for name in ("name", "parent_id", "path")} for row in rows]
    return rows, total


def get_department(
    session: Session, actor: Actor, department_id: int, permission: Permission = Permission.organization_read
) -> dict[str, Any]:
    """One department the actor may see, or 404; visible but not writable is 403."""
    statement = visible_departments(actor).where(DEPARTMENTS.c.id == department_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个部门")
    if permission is not Permission.organization_read and not reaches(
        session, actor, permission, department_id
    ):
        raise forbidden()
    return dict(row)


def detail_department(session: Session, actor: Actor, department_id: int) -> dict[str, Any]:
    """One department with its head, liaisons, leaders and number of posts, as in DepartmentDetail."""
    row = get_department(session, actor, department_id)
    heads = officers_of(session, actor, OfficerKind.head, department_id)
    counted = sa.select(sa.func.count()).where(
        POSITIONS.c.department_id == department_id, POSITIONS.c.retired_on.is_(None)
    )
    return (
        row
        | {
            "head": heads[0] if heads else None,
            "liaisons": officers_of(session, actor, OfficerKind.liaison, department_id),
            "supervising_leaders": leaders_of(session, actor, OversightKind.supervising, department_id),
            "contact_leaders": leaders_of(session, actor, OversightKind.contact, department_id),
            "position_count": session.execute(counted).scalar_one(),
        }
        | _history(session, row)
        | _party(session, row)
    )


def _party(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """The party organisation a unit comes under, and the units that come under it."""
    above = sa.select(DEPARTMENTS.c.name).where(DEPARTMENTS.c.id == row["party_id"])
    below = (
        sa.select(*(DEPARTMENTS.c[name] for name in PartyUnit.model_fields))
        .where(DEPARTMENTS.c.party_id == row["id"], DEPARTMENTS.c.retired_on.is_(None))
        .order_by(DEPARTMENTS.c.sort, DEPARTMENTS.c.code)
    )
    return {
        "party_name": session.execute(above).scalar_one_or_none(),
        "party_units": [dict(found) for found in session.execute(below).mappings()],
    }


def _history(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """Former names, the unit it became part of, and those that became part of it."""
    columns = (NAMES.c[name] for name in FormerName.model_fields)
    names = sa.select(*columns).where(NAMES.c.department_id == row["id"]).order_by(NAMES.c.ended_on.desc())
    target = sa.select(DEPARTMENTS.c.name).where(DEPARTMENTS.c.id == row["merged_into_id"])
    merged = (
        sa.select(*(DEPARTMENTS.c[name] for name in MergedUnit.model_fields))
        .where(DEPARTMENTS.c.merged_into_id == row["id"])
        .order_by(DEPARTMENTS.c.retired_on, DEPARTMENTS.c.id)
    )
    return {
        "former_names": [dict(found) for found in session.execute(names).mappings()],
        "merged_into_name": session.execute(target).scalar_one_or_none(),
        "merged_from": [dict(found) for found in session.execute(merged).mappings()],
    }


def department_tree(session: Session, actor: Actor, include_retired: bool) -> list[dict[str, Any]]:
    """The visible departments as nested nodes; a unit whose parent is out of sight becomes a root."""
    statement = visible_departments(actor).order_by(DEPARTMENTS.c.sort, DEPARTMENTS.c.code)
    if not include_retired:
        statement = statement.where(DEPARTMENTS.c.retired_on.is_(None))
    rows = session.execute(statement).mappings().all()
    counts = _position_counts(session)
    shown = ("id", "code", "name", "kind", "retired_on")
    nodes = {
        row["id"]: {name: row[name] for name in shown}
        | {"position_count": counts.get(row["id"], 0), "children": []}
        for row in rows
    }
    roots = list[dict[str, Any]]()
    for row in rows:
        parent = nodes.get(row["parent_id"])
        (parent["children"] if parent else roots).append(nodes[row["id"]])
    # Longest path first: a child's count is complete before its parent adds it up.
    for row in sorted(rows, key=lambda row: row["path"].count("/"), reverse=True):
        if row["parent_id"] in nodes:
            nodes[row["parent_id"]]["position_count"] += nodes[row["id"]]["position_count"]
    return roots


def department_order(session: Session) -> dict[int, int]:
    """Every department, retired ones too → its place when the tree is read from top to bottom."""
    columns = (DEPARTMENTS.c.id, DEPARTMENTS.c.path, DEPARTMENTS.c.sort, DEPARTMENTS.c.code)
    rows = {row.id: row for row in session.execute(sa.select(*columns))}

    def place(unit_id: int) -> list[tuple[int, str]]:
        line = (rows[int(one)] for one in rows[unit_id].path.strip("/").split("/"))
        return [(row.sort, row.code) for row in line]

    return {unit_id: at for at, unit_id in enumerate(sorted(rows, key=place))}


def _position_counts(session: Session) -> dict[int, int]:
    statement = (
        sa.select(POSITIONS.c.department_id, sa.func.count().label("positions"))
        .where(POSITIONS.c.retired_on.is_(None))
        .group_by(POSITIONS.c.department_id)
    )
    return {row.department_id: row.positions for row in session.execute(statement)}

"""Reads of packages: by whoever asked for them, and by the office."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import CAMPAIGNS
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.table import now, table_of
from backend.organization.queries import DEPARTMENTS, reaches, subtree, within
from backend.packages.models import Package
from backend.packages.rules import ASKED, MACHINE, STALE, PackageAction, PackageState
from backend.packages.schemas import PackageOut, PackageQuery, PackageSort

PACKAGES = table_of(Package)
Found = dict[str, Any]
_ADDED = frozenset({"is_mine", "allowed_actions"})
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "campaign_name": CAMPAIGNS.c.name.label("campaign_name"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else PACKAGES.c[name]
    for name in PackageOut.model_fields
    if name not in _ADDED
)
_SOURCE = sa.join(PACKAGES, DEPARTMENTS, DEPARTMENTS.c.id == PACKAGES.c.department_id).outerjoin(
    CAMPAIGNS, CAMPAIGNS.c.id == PACKAGES.c.campaign_id
)
_ORDER = {PackageSort.newest: PACKAGES.c.id.desc(), PackageSort.oldest: PACKAGES.c.id.asc()}


def _reached(actor: Actor, permission: Permission) -> sa.ColumnElement[bool]:
    mine = PACKAGES.c.requested_by_id == (actor.user_id or 0)
    return within(actor.need(permission), PACKAGES.c.department_id, mine)


def _visible(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS, PACKAGES.c.requested_by_id, PACKAGES.c.wish)
        .select_from(_SOURCE)
        .where(_reached(actor, Permission.packages_read))
    )


def search_packages(session: Session, actor: Actor, query: PackageQuery) -> tuple[list[Found], int]:
    """One page of packages and the total."""
    statement = _visible(actor).where(*_filters(actor, query)).order_by(_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [_shown(actor, row) for row in rows], total


def _filters(actor: Actor, query: PackageQuery) -> Iterable[sa.ColumnElement[bool]]:
    for column in (PACKAGES.c.kind, PACKAGES.c.year):
        if (wanted := getattr(query, column.name)) is not None:
            yield column == wanted
    if query.state:
        yield PACKAGES.c.state.in_(query.state)
    if query.department_id:
        yield PACKAGES.c.department_id.in_(subtree([query.department_id]))
    if query.is_mine:
        yield PACKAGES.c.requested_by_id == (actor.user_id or 0)


def find_package(session: Session, actor: Actor, package_id: int) -> Found:
    """One package as it is stored, or 404."""
    row = session.execute(_visible(actor).where(PACKAGES.c.id == package_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这个材料包")
    return dict(row)


def get_package(session: Session, actor: Actor, package_id: int) -> Found:
    """One package as `PackageOut`, or 404."""
    return _shown(actor, find_package(session, actor, package_id))


def _shown(actor: Actor, row: Found) -> Found:
    found = {name: row[name] for name in PackageOut.model_fields if name not in _ADDED}
    is_mine = row["requested_by_id"] == actor.user_id
    may_write = actor.reach(Permission.packages_write).school or (
        is_mine and bool(actor.reach(Permission.packages_write))
    )
    steps = MACHINE.actions(PackageState(row["state"]))
    found["is_mine"] = is_mine
    found["allowed_actions"] = [
        PackageAction(step.action) for step in steps if may_write and step.action in ASKED
    ]
    return found


def find_download(session: Session, actor: Actor, package_id: int) -> Found:
    """A package whose file may be had now: 404 when there is none, 403 for whoever has lost the department since.

    Who asks for the records of warnings must have typed the password lately, as for each of them.
    """
    row = find_package(session, actor, package_id)
    if row["state"] != PackageState.ready:
        raise not_found("材料包的文件")
    if not reaches(session, actor, Permission.packages_build, row["department_id"]):
        raise forbidden("您现在已无权查看这个部门的材料，不能下载这个材料包。")
    if row["with_warnings"]:
        actor.need(Permission.warnings_read)
        actor.need_fresh()
    return row


def claimable(instant: datetime) -> sa.Select[Any]:
    """Packages that wait for a worker, or whose worker has not been heard of; the oldest first."""
    is_stale = sa.and_(PACKAGES.c.state == PackageState.running, PACKAGES.c.heartbeat_at < instant - STALE)
    return (
        sa.select(PACKAGES)
        .where(sa.or_(PACKAGES.c.state == PackageState.queued, is_stale))
        .order_by(PACKAGES.c.id)
        .limit(1)
    )


def has_work(session: Session) -> bool:
    """Whether a worker has something to do."""
    return session.execute(claimable(now()).with_only_columns(PACKAGES.c.id)).first() is not None


def find_job(session: Session, package_id: int, worker: str) -> Found | None:
    """The package while this worker has it."""
    statement = sa.select(PACKAGES).where(
        PACKAGES.c.id == package_id,
        PACKAGES.c.worker == worker,
        PACKAGES.c.state == PackageState.running,
    )
    row = session.execute(statement).mappings().one_or_none()
    return dict(row) if row else None

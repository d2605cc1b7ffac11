"""Reads of the flows that wait for a review: of the powers one sees, departments their own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.rows import contains
from backend.kit.table import CAMPUS_ZONE
from backend.kit.workbooks import SheetOfRows
from backend.organization.queries import DEPARTMENTS, subtree, within
from backend.powers.checklists.queries import CHECKLISTS, CHECKS
from backend.powers.checklists.rules import ChecklistState
from backend.powers.flowchecks.rules import FlowCheckState
from backend.powers.queries import POWERS, REVISIONS, STEPS, reach
from backend.powers.unreviewed.rules import ReviewGap
from backend.powers.unreviewed.schemas import (
    UnreviewedCounts,
    UnreviewedFileQuery,
    UnreviewedFilter,
    UnreviewedQuery,
)

Found = dict[str, Any]
_NEWER = CHECKS.alias()
_LAST = ~sa.exists().where(
    _NEWER.c.power_id == CHECKS.c.power_id,
    _NEWER.c.state == FlowCheckState.concluded,
    _NEWER.c.id > CHECKS.c.id,
)
"""Of the concluded reviews of a power the last."""
_IN_USE = (
    sa.select(CHECKLISTS.c.edition).where(CHECKLISTS.c.state == ChecklistState.adopted).scalar_subquery()
)
_GAP = sa.case(
    (CHECKS.c.id.is_(None), sa.literal(ReviewGap.never.value)),
    (CHECKS.c.revision < POWERS.c.flow_version, sa.literal(ReviewGap.changed.value)),
    (CHECKLISTS.c.edition < _IN_USE, sa.literal(ReviewGap.old_checklist.value)),
)
_DRAFTS = CHECKS.alias()
_ORDER = (DEPARTMENTS.c.path, DEPARTMENTS.c.id, POWERS.c.sort, POWERS.c.id)
_HEADINGS = (
    ("部门", 20),
    ("职权", 32),
    ("流程版本", 10),
    ("保存日期", 14),
    ("情况", 16),
    ("最近审查的版本", 16),
    ("最近审查的日期", 16),
)


def _flows(actor: Actor) -> sa.Select[Any]:
    """Every flow in use in the actor's reach, beside its last review and the reason why it waits, if it does."""
    reviewers = within(actor.reach(Permission.flow_checks_write), POWERS.c.department_id)
    draft = sa.select(_DRAFTS.c.id).where(
        _DRAFTS.c.power_id == POWERS.c.id, _DRAFTS.c.state == FlowCheckState.draft, reviewers
    )
    checked = sa.and_(CHECKS.c.power_id == POWERS.c.id, CHECKS.c.state == FlowCheckState.concluded, _LAST)
    saved = sa.and_(REVISIONS.c.power_id == POWERS.c.id, REVISIONS.c.number == POWERS.c.flow_version)
    drawn = sa.exists().where(STEPS.c.power_id == POWERS.c.id, STEPS.c.is_retired.is_(False))
    # The joins are written out: whoever counts the rows leaves the columns away by which they would be guessed.
    beside = (
        POWERS.join(DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .join(REVISIONS, saved)
        .outerjoin(CHECKS, checked)
        .outerjoin(CHECKLISTS, CHECKLISTS.c.id == CHECKS.c.checklist_id)
    )
    return (
        sa.select(
            POWERS.c.id.label("power_id"),
            POWERS.c.name.label("power_name"),
            POWERS.c.department_id,
            DEPARTMENTS.c.name.label("department_name"),
            POWERS.c.flow_version,
            REVISIONS.c.saved_at,
            _GAP.label("gap"),
            CHECKS.c.id.label("check_id"),
            CHECKS.c.revision,
            CHECKLISTS.c.edition,
            CHECKS.c.concluded_at,
            draft.scalar_subquery().label("draft_id"),
        )
        .select_from(beside)
        .where(reach(actor), POWERS.c.retired_on.is_(None), drawn)
    )


def _narrowed(query: UnreviewedFilter) -> Iterator[sa.ColumnElement[bool]]:
    if query.department_id:
        yield POWERS.c.department_id.in_(subtree([query.department_id]))
    if query.q:
        yield contains(query.q, POWERS.c.name)


def _waiting(actor: Actor, query: UnreviewedFileQuery) -> sa.Select[Any]:
    wanted = query.gap.value == _GAP if query.gap else _GAP.is_not(None)
    return _flows(actor).where(wanted, *_narrowed(query)).order_by(*_ORDER)


def search_unreviewed(session: Session, actor: Actor, query: UnreviewedQuery) -> tuple[list[Found], int]:
    """One page of flows that wait for a review."""
    return fetch(session, _waiting(actor, query), query)


def count_unreviewed(session: Session, actor: Actor, query: UnreviewedFilter) -> UnreviewedCounts:
    """How many wait, by reason."""
    flows = _flows(actor).where(*_narrowed(query)).with_only_columns(_GAP.label("gap")).subquery()
    statement = sa.select(flows.c.gap, sa.func.count()).group_by(flows.c.gap)
    found: dict[str | None, int] = dict(session.execute(statement).all())
    return UnreviewedCounts(
        **{gap.value: found.get(gap.value, 0) for gap in ReviewGap}, flows=sum(found.values())
    )


def unreviewed_sheet(session: Session, actor: Actor, query: UnreviewedFileQuery, title: str) -> SheetOfRows:
    """All of them, as a sheet."""
    rows = [_line(row) for row in session.execute(_waiting(actor, query)).mappings()]
    return SheetOfRows("待审查流程", title, _HEADINGS, rows)


def _line(row: Any) -> tuple[str | int, ...]:
    return (
        row["department_name"],
        row["power_name"],
        f"第 {row['flow_version']} 版",
        _day(row["saved_at"]),
        ReviewGap(row["gap"]).label,
        f"第 {row['revision']} 版" if row["revision"] else "",
        _day(row["concluded_at"]),
    )


def _day(instant: datetime | None) -> str:
    return instant.astimezone(CAMPUS_ZONE).date().isoformat() if instant else ""

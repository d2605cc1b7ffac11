"""Reads of submissions."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.deliverables.rules import late_minutes
from backend.campaigns.queries import (
    CAMPAIGNS,
    CUSTODY,
    DELIVERABLES,
    FILES,
    SUBMISSIONS,
    VERSIONS,
    Row,
    effective_due,
)
from backend.campaigns.rules import SUBMISSION_MACHINE, CustodyAction, SubmissionState
from backend.campaigns.submissions.rules import gaps
from backend.campaigns.submissions.schemas import (
    SubmissionFileOut,
    SubmissionOut,
    SubmissionQuery,
    SubmissionSort,
    SubmissionVersionOut,
)
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, reaches, subtree, within

_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "deliverable_name": DELIVERABLES.c.name.label("deliverable_name"),
    "deliverable_kind": DELIVERABLES.c.kind.label("deliverable_kind"),
    "campaign_id": DELIVERABLES.c.campaign_id,
    "campaign_name": CAMPAIGNS.c.name.label("campaign_name"),
    "year": CAMPAIGNS.c.year,
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "due_at": effective_due(SUBMISSIONS.c.department_id).label("due_at"),
    "late_minutes": SUBMISSIONS.c.counted_at.label("late_minutes"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else SUBMISSIONS.c[name] for name in SubmissionOut.model_fields
)
_NEEDS = (
    DELIVERABLES.c.parts,
    DELIVERABLES.c.needs_seal,
    DELIVERABLES.c.paper_copies,
    SUBMISSIONS.c.submitted_by_id,
)
_SOURCE = (
    sa.join(SUBMISSIONS, DELIVERABLES, DELIVERABLES.c.id == SUBMISSIONS.c.deliverable_id)
    .join(CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id)
    .join(DEPARTMENTS, DEPARTMENTS.c.id == SUBMISSIONS.c.department_id)
)
_ORDER = {
    SubmissionSort.newest: (SUBMISSIONS.c.updated_at.desc(), SUBMISSIONS.c.id.desc()),
    SubmissionSort.submitted: (SUBMISSIONS.c.submitted_at.desc().nulls_last(), SUBMISSIONS.c.id.desc()),
}
_FILE_COLUMNS = tuple(FILES.c[name] for name in SubmissionFileOut.model_fields)
_VERSION_COLUMNS = tuple(VERSIONS.c[name] for name in SubmissionVersionOut.model_fields)
_BY_OTHERS = frozenset({Permission.submissions_receive})
"""Who handed it in does not receive it himself."""


def visible_submissions(actor: Actor) -> sa.ColumnElement[bool]:
    """The submissions of the departments in reach."""
    return within(actor.need(Permission.submissions_read), SUBMISSIONS.c.department_id)


def search_submissions(session: Session, actor: Actor, query: SubmissionQuery) -> tuple[list[Row], int]:
    """One page of submissions."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(visible_submissions(actor), *_filters(query))
    rows, total = fetch(session, statement.order_by(*_ORDER[query.sort]), query)
    return [_counted(row) for row in as_then(session, rows)], total


def _filters(query: SubmissionQuery) -> Iterable[sa.ColumnElement[bool]]:
    wanted = (
        (SUBMISSIONS.c.deliverable_id, query.deliverable_id),
        (DELIVERABLES.c.campaign_id, query.campaign_id),
        (CAMPAIGNS.c.year, query.year),
        (SUBMISSIONS.c.state, query.state),
    )
    for column, value in wanted:
        if value is not None:
            yield column == value
    if query.department_id:
        yield SUBMISSIONS.c.department_id.in_(subtree([query.department_id]))
    if query.receipt_code:
        code = query.receipt_code.upper()
        yield SUBMISSIONS.c.id.in_(sa.select(VERSIONS.c.submission_id).where(VERSIONS.c.receipt_code == code))


def _counted(row: Row) -> Row:
    """Minutes late, of the last version against what is due now: an extension granted afterwards heals it."""
    counted = row["late_minutes"]
    return row | {"late_minutes": late_minutes(counted, row["due_at"]) if counted else 0}


def find_submission(
    session: Session, actor: Actor, submission_id: int, permission: Permission = Permission.submissions_read
) -> Row:
    """One submission with what its deliverable asks for; 404 when invisible, 403 when it may only be read."""
    statement = sa.select(*_COLUMNS, *_NEEDS).select_from(_SOURCE)
    seen = session.execute(statement.where(SUBMISSIONS.c.id == submission_id, visible_submissions(actor)))
    row = seen.mappings().one_or_none()
    if row is None:
        raise not_found("这次报送")
    if not reaches(session, actor, permission, row["department_id"]):
        raise forbidden()
    (found,) = as_then(session, [dict(row)])
    return _counted(found)


def get_submission(session: Session, actor: Actor, submission_id: int) -> Row:
    """One submission as `SubmissionDetail`, or 404."""
    row = find_submission(session, actor, submission_id)
    files = files_of(session, submission_id)
    versions = sa.select(*_VERSION_COLUMNS).where(VERSIONS.c.submission_id == submission_id)
    lacking = gaps(row["parts"], files, needs_seal=row["needs_seal"])
    return row | {
        "files": files,
        "versions": [
            dict(version)
            for version in session.execute(versions.order_by(VERSIONS.c.round.desc())).mappings()
        ],
        "copies_collected": _copies(session, submission_id, CustodyAction.collect),
        "copies_archived": _copies(session, submission_id, CustodyAction.archive),
        "gaps": [gap._asdict() for gap in lacking],
        "allowed_actions": allowed_actions(session, actor, row),
    }


def files_of(session: Session, submission_id: int) -> list[Row]:
    """The files that would be handed in now."""
    statement = sa.select(*_FILE_COLUMNS).where(
        FILES.c.submission_id == submission_id, FILES.c.removed_at.is_(None)
    )
    return [dict(row) for row in session.execute(statement.order_by(FILES.c.id)).mappings()]


def _copies(session: Session, submission_id: int, action: CustodyAction) -> int:
    statement = sa.select(sa.func.coalesce(sa.func.sum(CUSTODY.c.copies), 0)).where(
        CUSTODY.c.submission_id == submission_id, CUSTODY.c.action == action, CUSTODY.c.retired_on.is_(None)
    )
    return int(session.execute(statement).scalar_one())


def allowed_actions(session: Session, actor: Actor, row: Row) -> list[str]:
    """What this actor may do now; the client draws buttons from it and decides nothing."""
    return [
        transition.action
        for transition in SUBMISSION_MACHINE.actions(SubmissionState(row["state"]))
        if reaches(session, actor, Permission(transition.permission), row["department_id"])
        and not is_own_decision(actor, row, Permission(transition.permission))
    ]


def is_own_decision(actor: Actor, row: Row, permission: Permission) -> bool:
    """Whether the actor would receive or return what he handed in himself."""
    return permission in _BY_OTHERS and row["submitted_by_id"] == actor.user_id

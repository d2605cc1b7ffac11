"""Writes of submissions. Each step is one row of the state table."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.actions import record
from backend.campaigns.deliverables.queries import get_deliverable
from backend.campaigns.deliverables.rules import late_minutes, minute_of
from backend.campaigns.extensions.actions import check_owes, grant, refuse_idle
from backend.campaigns.queries import SUBMISSIONS, VERSIONS
from backend.campaigns.rules import SUBMISSION_MACHINE, SubmissionState, VersionOutcome
from backend.campaigns.submissions import queries
from backend.campaigns.submissions.rules import gaps, manifest_digest, new_receipt_code
from backend.campaigns.submissions.schemas import SubmissionCreate, SubmissionReturn, SubmissionUpdate
from backend.kit.etag import Expected
from backend.kit.problems import Problem, conflict, forbidden
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now

Row = dict[str, Any]
WRITE = Permission.submissions_write
FROZEN = ("id", "part", "role", "name", "size", "digest")
"""What a version keeps of a file."""


def create_submission(session: Session, actor: Actor, body: SubmissionCreate) -> Row:
    """Begins a submission. 422 when the department need not hand it in, 409 when it has begun or nothing is asked."""
    deliverable = get_deliverable(session, actor, body.deliverable_id)
    check_owes(session, actor, WRITE, deliverable, body.department_id, "/department_id")
    refuse_idle(session, deliverable)
    same = sa.select(SUBMISSIONS.c.id).where(
        SUBMISSIONS.c.deliverable_id == body.deliverable_id, SUBMISSIONS.c.department_id == body.department_id
    )
    if session.execute(same).first():
        raise conflict("这个部门已经在准备这项材料，请打开原来的继续。", "already-exists")
    values = body.model_dump() | {
        "state": SubmissionState.draft,
        "round": 0,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_submission(session, actor, insert_row(session, SUBMISSIONS, values))
    record(session, "submission", "created", row, {"deliverable_id": body.deliverable_id})
    return row


def step(session: Session, actor: Actor, submission_id: int, action: str) -> tuple[Row, SubmissionState]:
    """The submission and where the action leads: visible, legal, allowed for this actor, in a running campaign."""
    before = queries.find_submission(session, actor, submission_id)
    transition = SUBMISSION_MACHINE.find(SubmissionState(before["state"]), action)
    permission = Permission(transition.permission)
    queries.find_submission(session, actor, submission_id, permission)
    if queries.is_own_decision(actor, before, permission):
        raise forbidden("不能接收或退回自己报送的材料，请由其他同事办理。")
    refuse_idle(session, get_deliverable(session, actor, before["deliverable_id"]))
    return before, transition.target


def update_submission(
    session: Session, actor: Actor, submission_id: int, body: SubmissionUpdate, expected: Expected
) -> Row:
    """Changes the note of what is not handed in yet."""
    before, _ = step(session, actor, submission_id, "edit")
    expected.check(before["version"])
    claim_version(session, SUBMISSIONS, before, body.model_dump())
    return _done(session, actor, before, "updated", {"fields": ["note"]})


def submit_submission(session: Session, actor: Actor, submission_id: int, expected: Expected) -> Row:
    """Hands in what is there, freezes it as a version and makes its receipt. 422 naming what lacks."""
    before, target = step(session, actor, submission_id, "submit")
    expected.check(before["version"])
    files = queries.files_of(session, submission_id)
    lacking = gaps(before["parts"], files, needs_seal=before["needs_seal"])
    if lacking:
        raise Problem("incomplete", "材料还不齐全", 422, lacking[0].detail, lacking)
    instant = now()
    changes = {
        "state": target,
        "round": before["round"] + 1,
        "submitted_at": instant,
        "counted_at": minute_of(instant),
        "submitted_by_id": actor.require_user(),
    }
    claim_version(session, SUBMISSIONS, before, changes)
    version = {
        "submission_id": submission_id,
        "round": changes["round"],
        "receipt_code": new_receipt_code(before["year"]),
        "files": [{name: file[name] for name in FROZEN} for file in files],
        "digest": manifest_digest(files, before["note"]),
        "note": before["note"],
        "submitted_at": instant,
        "submitted_by_id": changes["submitted_by_id"],
        "submitted_by_name": actor.principal.label,
        "due_at": before["due_at"],
        "late_minutes": late_minutes(instant, before["due_at"]),
        "outcome": VersionOutcome.waiting,
        "outcome_by_name": "",
        "outcome_reason": "",
    }
    insert_row(session, VERSIONS, version)
    details = {name: version[name] for name in ("round", "receipt_code", "digest", "late_minutes")}
    return _done(session, actor, before, "submitted", details)


def withdraw_submission(session: Session, actor: Actor, submission_id: int, expected: Expected) -> Row:
    """Takes it back before the office has received it."""
    return _settle(session, actor, submission_id, expected, "withdraw", VersionOutcome.withdrawn)


def receive_submission(session: Session, actor: Actor, submission_id: int, expected: Expected) -> Row:
    """The office has looked at it and takes it."""
    return _settle(session, actor, submission_id, expected, "receive", VersionOutcome.received)


def return_submission(
    session: Session, actor: Actor, submission_id: int, body: SubmissionReturn, expected: Expected
) -> Row:
    """The office sends it back with a reason; a new due instant goes on record as an extension."""
    row = _settle(session, actor, submission_id, expected, "return", VersionOutcome.returned, body.reason)
    if body.due_at is None:
        return row
    reason = f"退回重报：{body.reason}"[:500]
    grant(session, actor, row["deliverable_id"], row["department_id"], body.due_at, reason, "/due_at")
    return queries.get_submission(session, actor, submission_id)


def _settle(
    session: Session,
    actor: Actor,
    submission_id: int,
    expected: Expected,
    action: str,
    outcome: VersionOutcome,
    reason: str = "",
) -> Row:
    """Says what becomes of the version that was handed in."""
    before, target = step(session, actor, submission_id, action)
    expected.check(before["version"])
    claim_version(session, SUBMISSIONS, before, {"state": target})
    session.execute(
        sa.update(VERSIONS)
        .where(VERSIONS.c.submission_id == submission_id, VERSIONS.c.round == before["round"])
        .values(
            outcome=outcome,
            outcome_at=now(),
            outcome_by_name=actor.principal.label,
            outcome_reason=reason,
        )
    )
    return _done(session, actor, before, outcome.value, {"round": before["round"]})


def _done(session: Session, actor: Actor, before: Row, verb: str, details: Row) -> Row:
    row = queries.get_submission(session, actor, before["id"])
    record(session, "submission", verb, row, details | {"deliverable_id": row["deliverable_id"]})
    return row

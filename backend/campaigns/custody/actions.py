"""Writes of the ledger (opinion.txt line 33): lines are added, and wrong ones retired with a reason."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.actions import record
from backend.campaigns.custody import queries
from backend.campaigns.custody.schemas import CustodyCreate
from backend.campaigns.queries import CUSTODY, SUBMISSIONS
from backend.campaigns.years.queries import closed_years
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import live_department, reaches
from backend.organization.schemas import Retirement

WRITE = Permission.submissions_write


def create_custody(session: Session, actor: Actor, body: CustodyCreate) -> dict[str, Any]:
    """Adds a line, also to a closed year. 422 for a day to come or a submission of another department."""
    live_department(session, actor, WRITE, body.department_id)
    if body.handled_on > today():
        raise invalid("/handled_on", "future", "台账只记已经办理的事，日期不能晚于今天。")
    _check_submission(session, body.submission_id, body.department_id)
    closed_years(session)  # none is closed before this line is there: its time says on which side it stands
    values = body.model_dump() | {
        "recorded_by_id": actor.require_user(),
        "recorded_by_name": actor.principal.label,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_custody(session, actor, insert_row(session, CUSTODY, values))
    record(session, "custody_record", "created", row, {"action": body.action, "copies": body.copies})
    return row


def _check_submission(session: Session, submission_id: int | None, department_id: int) -> None:
    if submission_id is None:
        return
    found = session.execute(
        sa.select(SUBMISSIONS.c.id).where(
            SUBMISSIONS.c.id == submission_id, SUBMISSIONS.c.department_id == department_id
        )
    )
    if found.first() is None:
        raise invalid("/submission_id", "unknown", "这个部门没有这次报送，请重新选择。")


def retire_custody(
    session: Session, actor: Actor, record_id: int, body: Retirement, expected: Expected
) -> dict[str, Any]:
    """Strikes a wrong line out; it stays readable. 409 the second time, and for what was closed with its year."""
    before = queries.get_custody(session, actor, record_id)
    if not reaches(session, actor, WRITE, before["department_id"]):
        raise forbidden()
    if before["retired_on"] is not None:
        raise conflict("这条台账已经作废。", "retired")
    if before["year"] in closed_years(session) and not before["is_after_closing"]:
        detail = f"{before['year']} 年度已经封存，封存前的台账不能再作废；情况有变的，请补记一条。"
        raise conflict(detail, "year-closed")
    expected.check(before["version"])
    claim_version(session, CUSTODY, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_custody(session, actor, record_id)
    record(session, "custody_record", "retired", row)
    return row

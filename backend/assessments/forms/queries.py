"""What the public may read: the form behind a token, while it may be answered."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.assessments.drives.queries import DRIVES, is_open
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.problems import Problem, not_found
from backend.kit.table import CAMPUS_ZONE, now
from backend.organization.queries import DEPARTMENTS


def gone() -> Problem:
    """410: it was there, and it is over."""
    return Problem("gone", "征求意见已经结束", 410, "感谢您的关注。如有意见，可以直接向学院反映。")


def find_form(session: Session, token: str, *, to_answer: bool = False) -> dict[str, Any]:
    """The drive behind the token: 404 for a link that is none, or not yet one; 410 when it is over.

    `to_answer` keeps the drive from being closed until the answer is stored.
    """
    statement = (
        sa.select(DRIVES, DEPARTMENTS.c.name.label("department_name"), WORK_YEARS.c.state.label("year_state"))
        .join_from(DRIVES, DEPARTMENTS, DEPARTMENTS.c.id == DRIVES.c.department_id)
        .outerjoin(WORK_YEARS, WORK_YEARS.c.year == DRIVES.c.year)
        .where(DRIVES.c.token == token)
    )
    if to_answer:
        statement = statement.with_for_update(read=True, of=DRIVES)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份征求意见表")
    if row["opens_at"] > now():
        start = row["opens_at"].astimezone(CAMPUS_ZONE)
        when = f"{start.year} 年 {start.month} 月 {start.day} 日 {start:%H:%M}"
        raise Problem("not-open-yet", "征求意见还没有开始", 404, f"请在 {when} 以后再打开。")
    if not is_open(row) or row["year_state"] == YearState.closed:
        raise gone()
    return dict(row)

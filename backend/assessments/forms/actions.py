"""Takes in what the public writes; of the writer nothing is kept."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.assessments.drives.queries import OPINIONS
from backend.assessments.forms import queries
from backend.assessments.forms.rules import MAX_OPINIONS, PER_DRIVE, WINDOW_SECONDS, flaws, is_blank
from backend.assessments.forms.schemas import OpinionFormSubmit
from backend.assessments.opinions.actions import record_opinion
from backend.assessments.opinions.rules import OpinionSource, OpinionState
from backend.campaigns.years.queries import refuse_closed
from backend.kit.problems import invalid, invalid_fields
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from backend.kit.throttle import too_often


def submit_opinion(session: Session, token: str, body: OpinionFormSubmit) -> dict[str, Any]:
    """Stores one filled-in form. 404, 410 as the form itself; 422 for answers that do not fit; 429 in a rush."""
    form = queries.find_form(session, token, to_answer=True)
    refuse_closed(session, form["year"])
    answers = [answer.model_dump(mode="json") for answer in body.answers]
    if errors := flaws(form["questions"], answers):
        raise invalid_fields(errors)
    answers = [answer for answer in answers if not is_blank(answer)]
    if not answers and not body.text:
        raise invalid("", "empty", "请至少回答一道题，或写下您的意见。")
    _refuse_rush(session, form["id"])
    instant = now()
    values = {
        "department_id": form["department_id"],
        "year": form["year"],
        "drive_id": form["id"],
        "form": form["form"],
        "source": OpinionSource.public,
        "respondent": body.respondent,
        "text": body.text,
        "answers": answers,
        "collected_on": today(),
        "state": OpinionState.pending,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    row = values | {"id": insert_row(session, OPINIONS, values)}
    record_opinion(session, "submitted", row, {"drive_id": form["id"]})
    return {"received_at": instant}


def _refuse_rush(session: Session, drive_id: int) -> None:
    mine = OPINIONS.c.drive_id == drive_id
    since = now() - timedelta(seconds=WINDOW_SECONDS)
    recent = sa.select(sa.func.count()).where(mine, OPINIONS.c.created_at > since)
    if session.execute(recent).scalar_one() >= PER_DRIVE:
        raise too_often(WINDOW_SECONDS)
    if session.execute(sa.select(sa.func.count()).where(mine)).scalar_one() >= MAX_OPINIONS:
        raise queries.gone()

"""Answers of those who were asked, judged by somebody else: nobody judges what he answered himself.

The answers of a finding or of a redesign stand in a table of that room. It has `answered_by_id`, `answered_by_name`,
`answered_at`, `verdict`, `verdict_note`, `judged_by_id`, `judged_by_name` and `judged_at`.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.problems import forbidden
from backend.kit.rows import insert_row
from backend.kit.table import now


def give_answer(session: Session, actor: Actor, answers: sa.Table, values: Mapping[str, Any]) -> int:
    """Keeps an answer in the actor's name; its id. 403 for API clients."""
    signed = {
        "answered_by_id": actor.require_user(),
        "answered_by_name": actor.principal.label,
        "answered_at": now(),
        "verdict_note": "",
        "judged_by_name": "",
    }
    return insert_row(session, answers, {**values, **signed})


def judge_answer(
    session: Session, actor: Actor, answers: sa.Table, answer_id: int, verdict: str, note: str, refusal: str
) -> None:
    """Writes the verdict beside the answer; 403 with `refusal` for whoever gave it."""
    author = sa.select(answers.c.answered_by_id).where(answers.c.id == answer_id)
    if session.execute(author).scalar_one() == actor.require_user():
        raise forbidden(refusal)
    values = {
        "verdict": verdict,
        "verdict_note": note,
        "judged_by_id": actor.require_user(),
        "judged_by_name": actor.principal.label,
        "judged_at": now(),
    }
    session.execute(sa.update(answers).where(answers.c.id == answer_id).values(**values))

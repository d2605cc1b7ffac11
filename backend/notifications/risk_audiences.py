"""Who is told of suggested risks, and of what is to be looked at again."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session

from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.notifications.recipients import Audience, Event, Message, holders_of_post, officers, row_of
from backend.notifications.rules import NotificationKind
from backend.risks.rules import SuggestionState
from backend.risks.suggestions.queries import SUGGESTIONS

EXCERPT = 60
"""So much of a risk's name stands in a title."""


def _fillers(session: Session, position_id: int | None, department_id: int) -> set[int]:
    """Who fills in the sheet: the holders of the post, else the department's officers."""
    return holders_of_post(session, position_id) or officers(session, [department_id])


def _suggested(session: Session, event: Event) -> Message | None:
    row = row_of(session, SUGGESTIONS, event["subject_id"])
    if row is None or row["state"] != SuggestionState.open:
        return None
    users = _fillers(session, row["position_id"], row["department_id"])
    body = f"{row['suggested_by_name']}（{row['origin'].label}）提出，请在排查表中采纳，或说明不采纳的理由。"
    title = f"风险建议：{row['name'][:EXCERPT]}"
    return Message(NotificationKind.suggestion, title, body, frozenset(users))


def _suggestion_settled(session: Session, event: Event) -> Message | None:
    """Whoever made it learns what became of it; who took it back himself knows."""
    row = row_of(session, SUGGESTIONS, event["subject_id"])
    if row is None:
        return None
    is_adopted = row["state"] == SuggestionState.adopted
    word = "建议已采纳" if is_adopted else "建议未采纳"
    body = f"{row['decided_by_name']}："
    body += "已写入排查表。" if is_adopted else row["reason"]
    title = f"{word}：{row['name'][:EXCERPT]}"
    return Message(NotificationKind.suggestion, title, body[:1000], frozenset({row["suggested_by_id"]}))


def _adjustment_opened(session: Session, event: Event) -> Message | None:
    """The posts and departments something of which is to be looked at again."""
    row = row_of(session, ADJUSTMENTS, event["subject_id"])
    tasks = sa.select(RECHECKS.c.position_id, RECHECKS.c.department_id, RECHECKS.c.due_on).where(
        RECHECKS.c.adjustment_id == event["subject_id"]
    )
    found = session.execute(tasks).all()
    if row is None or not found:
        return None
    users = officers(session, {department_id for _, department_id, _ in found})
    for position_id in sorted({position_id for position_id, _, _ in found if position_id is not None}):
        users |= holders_of_post(session, position_id)
    day = min(due_on for _, _, due_on in found)
    body = f"受影响的内容要重新核对，请在{day.month}月{day.day}日前逐项办结。"
    return Message(NotificationKind.recheck, f"请复核：{row['title']}", body, frozenset(users))


RISK_AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "risk_suggestion.created": _suggested,
        "risk_suggestion.adopted": _suggestion_settled,
        "risk_suggestion.declined": _suggestion_settled,
        "adjustment.opened": _adjustment_opened,
    }
)
"""Event → whom to tell."""

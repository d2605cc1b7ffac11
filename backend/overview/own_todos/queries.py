"""To-dos of a person: nudges, hand-overs, pledges, what others say to his sheets, what his posts have to do."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.adjustments.rules import RecheckState
from backend.communications.nudges.queries import NUDGES, addressed_to
from backend.communications.nudges.rules import NudgeTarget
from backend.education.pledges.queries import open_duties
from backend.education.rules import PledgeStanding
from backend.handovers.queries import HANDOVERS, is_own, not_waiting
from backend.handovers.rules import HandoverState
from backend.kit.table import today
from backend.measures.queries import MEASURES, carried_by
from backend.measures.rules import UNFINISHED
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PERSON,
    POSITIONS,
    USER,
    own_positions,
    within,
)
from backend.overview.queries import REVIEWS
from backend.overview.rules import TodoKind, todo
from backend.reviews.queries import COMMENTS, IS_CLOSED
from backend.risks.queries import is_year_closed
from backend.risks.suggestions.queries import search_suggestions
from backend.risks.suggestions.schemas import RiskSuggestionQuery, SuggestionSort

EACH = 20
DAYS, SCOPES = 2, 256
"""How many statements are kept: one for each day, or for each day and reach."""
SOON = timedelta(days=30)
"""A measure shows up this long before its day."""
Found = list[dict[str, Any]]


def own_todos(session: Session, actor: Actor, person: int | None) -> Found:
    """What waits for the caller in person; nothing for a caller who stands on no roster."""
    if person is None:
        return []
    return [
        *_nudges(session, person),
        *_comments(session, actor, person),
        *_handovers(session, actor),
        *_pledges(session, actor, person),
        *_measures(session, actor),
        *_suggestions(session, actor),
        *_rechecks(session, actor),
    ]


def _nudges(session: Session, person: int) -> Found:
    """Words that have not been looked at, the newest first."""
    return [
        todo(
            TodoKind.see_nudge,
            f"{row['sent_by_name']}催办：{NudgeTarget(row['target_kind']).label}",
            row["message"],
            ("nudge", row["id"]),
            since=row["sent_at"],
        )
        for row in session.execute(_unseen(today()), {"person_id": person}).mappings()
    ]


@lru_cache(maxsize=DAYS)
def _unseen(_day: date) -> sa.Select[Any]:
    columns = ("id", "target_kind", "message", "sent_by_name", "sent_at")
    return (
        sa.select(*(NUDGES.c[name] for name in columns))
        .where(NUDGES.c.seen_at.is_(None), addressed_to(PERSON))
        .order_by(NUDGES.c.id.desc())
        .limit(EACH)
    )


def _comments(session: Session, actor: Actor, person: int) -> Found:
    """Remarks of others on the caller's own sheets that nobody has dealt with."""
    if not actor.reach(Permission.reviews_comment):
        return []
    number = sa.func.count().label("number")
    statement = (
        sa.select(REVIEWS.c.id, REVIEWS.c.title, number, sa.func.min(COMMENTS.c.created_at).label("since"))
        .join_from(COMMENTS, REVIEWS, REVIEWS.c.id == COMMENTS.c.review_id)
        .where(
            COMMENTS.c.resolved_at.is_(None),
            COMMENTS.c.author_id != actor.user_id,
            REVIEWS.c.retired_on.is_(None),
            sa.not_(IS_CLOSED),
            sa.or_(REVIEWS.c.owner_id == person, REVIEWS.c.submitted_by_id == actor.user_id),
        )
        .group_by(REVIEWS.c.id, REVIEWS.c.title)
        .order_by(REVIEWS.c.id)
        .limit(EACH)
    )
    return [
        todo(
            TodoKind.resolve_comments,
            row["title"],
            f"有 {row['number']} 条批注还没有处理",
            ("review", row["id"]),
        )
        for row in session.execute(statement).mappings()
    ]


def _handovers(session: Session, actor: Actor) -> Found:
    """Posts the caller has taken over and not acknowledged."""
    if not actor.reach(Permission.handovers_acknowledge):
        return []
    statement = (
        sa.select(HANDOVERS.c.id, HANDOVERS.c.started_on, HANDOVERS.c.created_at, POSITIONS.c.name)
        .join_from(HANDOVERS, POSITIONS, POSITIONS.c.id == HANDOVERS.c.position_id)
        .where(HANDOVERS.c.state == HandoverState.waiting, is_own(actor))
        .order_by(HANDOVERS.c.id)
        .limit(EACH)
    )
    return [
        todo(
            TodoKind.acknowledge_handover,
            f"接任“{row['name']}”",
            "请阅读岗位的职责、职权、风险点和措施，作出廉政承诺后确认",
            ("handover", row["id"]),
            since=row["created_at"],
        )
        for row in session.execute(statement).mappings()
    ]


def _pledges(session: Session, actor: Actor, person: int) -> Found:
    """Posts the caller has not signed the pledge in force for; a hand-over that waits brings its own along."""
    if not actor.reach(Permission.pledges_sign):
        return []
    mine = APPOINTMENTS.c.person_id == person
    return [
        todo(
            TodoKind.sign_pledge,
            f"请签订岗位廉政承诺：{row['position_name']}",
            "需要重新签订，请阅读承诺书后签订"
            if row["standing"] == PledgeStanding.renewal
            else "请阅读承诺书后由本人签订",
            ("pledge_duty", row["id"]),
        )
        for row in open_duties(session, mine, not_waiting(APPOINTMENTS.c.id))
    ]


def _measures(session: Session, actor: Actor) -> Found:
    """Measures of the caller's posts that are overdue or due soon, the most urgent first.

    Of a closed year nothing can be reported any more: what it left unfinished goes on in the next plan.
    """
    if not actor.reach(Permission.measures_write):
        return []
    day = today()
    return [
        todo(
            TodoKind.carry_measure,
            row["title"],
            "已经逾期，请尽快落实并登记进展" if row["due_on"] < day else "请落实并登记进展",
            ("measure", row["id"]),
            due_on=row["due_on"],
        )
        for row in session.execute(_unfinished(day), {"user_id": actor.user_id}).mappings()
    ]


@lru_cache(maxsize=DAYS)
def _unfinished(day: date) -> sa.Select[Any]:
    return (
        sa.select(MEASURES.c.id, MEASURES.c.title, MEASURES.c.due_on, DEPARTMENTS.c.name)
        .join_from(MEASURES, DEPARTMENTS, DEPARTMENTS.c.id == MEASURES.c.department_id)
        .where(
            MEASURES.c.retired_at.is_(None),
            MEASURES.c.state.in_(UNFINISHED),
            MEASURES.c.due_on <= day + SOON,
            carried_by(USER),
            sa.not_(is_year_closed(MEASURES.c.year)),
        )
        .order_by(MEASURES.c.due_on, MEASURES.c.id)
        .limit(EACH)
    )


def _suggestions(session: Session, actor: Actor) -> Found:
    """Risks others pointed out for sheets the caller fills in; the school's keepers do not settle each of them."""
    if actor.reach(Permission.risks_write).school or not actor.reach(Permission.suggestions_read):
        return []
    query = RiskSuggestionQuery(awaiting=True, sort=SuggestionSort.oldest, size=EACH)
    rows, _ = search_suggestions(session, actor, query)
    return [
        todo(
            TodoKind.settle_suggestion,
            row["name"],
            f"{row['position_name'] or row['department_name']}：请采纳，或写明不采纳的理由",
            ("risk_suggestion", row["id"]),
        )
        for row in rows
    ]


def _rechecks(session: Session, actor: Actor) -> Found:
    """What a change touched at the caller's posts and in the departments he has in charge, the first due first."""
    scope = actor.reach(Permission.rechecks_write)
    if not scope:
        return []
    charged = Scope(departments=scope.departments, own=scope.own)
    found = session.execute(_open_rechecks(charged, today()), {"user_id": actor.user_id})
    return [
        todo(
            TodoKind.look_again,
            row["title"],
            f"因“{row['reason']}”，请看看要不要调整",
            ("recheck", row["id"]),
            due_on=row["due_on"],
        )
        for row in found.mappings()
    ]


@lru_cache(maxsize=SCOPES)
def _open_rechecks(charged: Scope, day: date) -> sa.Select[Any]:
    own = sa.func.coalesce(RECHECKS.c.position_id.in_(own_positions(USER, day)), sa.false())
    return (
        sa.select(RECHECKS.c.id, RECHECKS.c.title, RECHECKS.c.due_on, ADJUSTMENTS.c.title.label("reason"))
        .join_from(RECHECKS, ADJUSTMENTS, ADJUSTMENTS.c.id == RECHECKS.c.adjustment_id)
        .where(RECHECKS.c.state == RecheckState.open, within(charged, RECHECKS.c.department_id, own))
        .order_by(RECHECKS.c.due_on, RECHECKS.c.id)
        .limit(EACH)
    )

"""To-dos of heads, liaisons and the office: what is to be handed in, signed, read, received, chased and answered."""

from collections import Counter
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.campaigns.deliverables.rules import minute_of
from backend.campaigns.obligations.queries import obligations, standing_at
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, SUBMISSIONS, effective_due
from backend.campaigns.rules import CampaignState, Standing, SubmissionState
from backend.communications.notices.queries import NOTICES, unread_by, waiting_for_signature
from backend.communications.questions.queries import QUESTIONS
from backend.communications.questions.rules import QuestionState
from backend.kit.table import now
from backend.measures.queries import PLANS
from backend.organization.queries import DEPARTMENTS, within
from backend.overview.announcement_todos.queries import announcement_todos
from backend.overview.queries import REVIEWS
from backend.overview.rules import TodoKind, todo
from backend.powers.queries import CATALOGUES
from backend.reviews.queries import IS_CLOSED
from backend.reviews.rules import ReviewState
from backend.risks.queries import is_year_closed

EACH, SCOPES = 20, 256
Found = list[dict[str, Any]]
_DUE = effective_due(DEPARTMENTS.c.id)
_KEPT = (
    (PLANS, Permission.measures_write, TodoKind.mend_plan, "廉政风险防控措施"),
    (CATALOGUES, Permission.powers_write, TodoKind.mend_catalogue, "职权目录"),
)
"""What a department keeps as a whole, and who mends it."""
_IS_RUNNING = sa.and_(CAMPAIGNS.c.state == CampaignState.running, sa.not_(is_year_closed(CAMPAIGNS.c.year)))
"""Nothing more is taken for a closed year, whether or not somebody has ended its campaign."""


def department_todos(session: Session, actor: Actor) -> Found:
    """What the caller's departments owe, and what waits for him as the office."""
    return [
        *(found for kept in _KEPT for found in _sent_back(session, actor, *kept)),
        *announcement_todos(session, actor),
        *_at_the_office(session, actor),
        *_questions(session, actor),
        *_owed(session, actor),
        *_notices(session, actor),
    ]


def _charged(actor: Actor, permission: Permission) -> Scope:
    """The departments the caller has in charge one by one: a reach over the school is nobody's own duty."""
    return Scope(departments=actor.reach(permission).departments)


def _sent_back(
    session: Session, actor: Actor, table: sa.Table, permission: Permission, kind: TodoKind, what: str
) -> Found:
    """Plans or catalogues of the caller's departments that came back, also after they had been approved."""
    charged = _charged(actor, permission)
    if not charged:
        return []
    statement = (
        sa.select(table.c.id, table.c.year, DEPARTMENTS.c.name, REVIEWS.c.redo_due_on, REVIEWS.c.decided_at)
        .join_from(table, REVIEWS, REVIEWS.c.id == table.c.review_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == table.c.department_id)
        .where(REVIEWS.c.state == ReviewState.sent_back, REVIEWS.c.retired_on.is_(None))
        .where(sa.not_(IS_CLOSED), within(charged, table.c.department_id))
        .order_by(table.c.id)
        .limit(EACH)
    )
    return [
        todo(
            kind,
            f"{row['name']} {row['year']} 年{what}",
            "按退回意见修改后重新提交",
            (table.name, row["id"]),
            due_on=row["redo_due_on"],
            since=row["decided_at"],
        )
        for row in session.execute(statement).mappings()
    ]


def _owed(session: Session, actor: Actor) -> Found:
    """Deliverables of running campaigns the caller's departments have not handed in, the first due first."""
    charged = _charged(actor, Permission.submissions_write)
    if not charged:
        return []
    standing = standing_at(now())
    statement = (
        obligations(
            DELIVERABLES.c.id.label("deliverable_id"),
            DELIVERABLES.c.name.label("name"),
            DEPARTMENTS.c.name.label("department_name"),
            _DUE.label("due_at"),
            standing.label("standing"),
            SUBMISSIONS.c.id.label("submission_id"),
            SUBMISSIONS.c.state,
        )
        .where(
            _IS_RUNNING,
            within(charged, DEPARTMENTS.c.id),
            standing.in_((Standing.due.value, Standing.missing.value)),
        )
        .order_by(_DUE, DELIVERABLES.c.id, DEPARTMENTS.c.id)
        .limit(EACH)
    )
    return [_owing(row) for row in session.execute(statement).mappings()]


def _owing(row: sa.RowMapping) -> dict[str, Any]:
    if row["state"] == SubmissionState.returned:
        said = "已被退回，请修改后重新报送"
    elif row["standing"] == Standing.missing:
        said = "已经逾期，请尽快报送"
    else:
        said = "请按期报送"
    begun = row["submission_id"]
    target = ("submission", begun) if begun else ("deliverable", row["deliverable_id"])
    return todo(
        TodoKind.hand_in,
        row["name"],
        f"{row['department_name']}：{said}",
        target,
        due_at=row["due_at"],
    )


def _notices(session: Session, actor: Actor) -> Found:
    """Notices to sign for, then those only to be read."""
    columns = [NOTICES.c[name] for name in ("id", "title", "published_at", "receipt_due_at")]
    signs = sa.false() if actor.reach(Permission.notices_sign).school else waiting_for_signature(actor)
    to_sign = signs.label("to_sign")
    statement = (
        sa.select(*columns, to_sign)
        .where(sa.or_(signs, unread_by(actor.user_id)))
        .order_by(to_sign.desc(), NOTICES.c.published_at.desc(), NOTICES.c.id.desc())
        .limit(EACH)
    )
    return [
        todo(
            TodoKind.sign_notice if row["to_sign"] else TodoKind.read_notice,
            row["title"],
            "请签收并传达" if row["to_sign"] else "还没有阅读",
            ("notice", row["id"]),
            due_at=row["receipt_due_at"] if row["to_sign"] else None,
            since=row["published_at"],
        )
        for row in session.execute(statement).mappings()
    ]


def _at_the_office(session: Session, actor: Actor) -> Found:
    """For each deliverable of a running campaign: how many wait to be received, how many are missing."""
    scope = actor.reach(Permission.submissions_receive)
    if not scope:
        return []
    names: dict[int, str] = {}
    counts: Counter[tuple[int, str]] = Counter()
    for deliverable_id, name, standing, number in session.execute(
        _waiting_there(scope), {"minute": minute_of(now())}
    ):
        names[deliverable_id] = name
        counts[deliverable_id, standing] = number
    return [
        todo(kind, name, said.format(counts[key, standing.value]), ("deliverable", key))
        for kind, standing, said in (
            (TodoKind.receive_submissions, Standing.submitted, "{} 个部门已报送，等待接收"),
            (TodoKind.chase_missing, Standing.missing, "{} 个部门逾期未报，请催办"),
        )
        for key, name in names.items()
        if counts[key, standing.value]
    ]


@lru_cache(maxsize=SCOPES)
def _waiting_there(scope: Scope) -> sa.Select[Any]:
    minute = sa.bindparam("minute", type_=DELIVERABLES.c.due_at.type)
    each = (
        obligations(
            DELIVERABLES.c.id.label("id"),
            DELIVERABLES.c.name.label("name"),
            standing_at(minute).label("standing"),
        )
        .where(_IS_RUNNING, within(scope, DEPARTMENTS.c.id))
        .subquery()
    )
    wanted = (Standing.submitted.value, Standing.missing.value)
    return (
        sa.select(each.c.id, each.c.name, each.c.standing, sa.func.count())
        .where(each.c.standing.in_(wanted))
        .group_by(each.c.id, each.c.name, each.c.standing)
        .order_by(each.c.id)
    )


def _questions(session: Session, actor: Actor) -> Found:
    """Threads that wait for an answer the caller may give, the longest waiting first."""
    scope = actor.reach(Permission.questions_answer)
    if not scope:
        return []
    statement = (
        sa.select(QUESTIONS.c.id, QUESTIONS.c.title, QUESTIONS.c.updated_at, DEPARTMENTS.c.name)
        .join_from(QUESTIONS, DEPARTMENTS, DEPARTMENTS.c.id == QUESTIONS.c.department_id)
        .where(QUESTIONS.c.state == QuestionState.open, within(scope, QUESTIONS.c.department_id))
        .order_by(QUESTIONS.c.updated_at, QUESTIONS.c.id)
        .limit(EACH)
    )
    return [
        todo(
            TodoKind.answer_question,
            row["title"],
            f"{row['name']}提出，等待答复",
            ("question", row["id"]),
            since=row["updated_at"],
        )
        for row in session.execute(statement).mappings()
    ]

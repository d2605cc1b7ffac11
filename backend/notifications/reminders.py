"""Reminders before something is due: three days, one day before, and on the day; each is told once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.adjustments.rules import RecheckState
from backend.campaigns.deliverables.rules import campus_day, campus_instant
from backend.campaigns.obligations.queries import obligations, standing_at
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, effective_due
from backend.campaigns.rules import CampaignState, DeliverableKind, Standing
from backend.communications.notices.queries import NOTICES, UNITS
from backend.communications.notices.rules import NoticeState
from backend.education.pledges.queries import open_duties
from backend.education.rules import PledgeRenewal
from backend.handovers.queries import not_waiting
from backend.kit.table import CAMPUS_ZONE, now, table_of
from backend.measures.queries import MEASURES
from backend.measures.rules import UNFINISHED
from backend.notifications.actions import tell
from backend.notifications.flow_audiences import redesigns_due
from backend.notifications.inspection_reminders import findings_due, self_scores_due
from backend.notifications.recipients import Message, holders_of_post, officers, users_of
from backend.notifications.rules import DAYTIME, NotificationKind, notice_before
from backend.notifications.year_audiences import clock
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, PEOPLE, POSITIONS, current, subtree
from backend.reviews.models import Review
from backend.reviews.queries import IS_CLOSED
from backend.reviews.rules import EDITABLE, ReviewState
from backend.risks.queries import INVENTORIES, is_year_closed

REVIEWS = table_of(Review)


class Reminder(NamedTuple):
    """What is due, where it is found, and who still owes it."""

    target: tuple[str, int]
    place: int
    """The department or the person's sheet: the same target may be owed by many."""
    due_on: date
    what: str
    body: str
    users: set[int]


def remind(session: Session) -> int:
    """The chore. At night nobody is disturbed; what falls due on a day is said that morning."""
    instant = now()
    return remind_at(session, instant) + ask_for_pledges_at(session, instant)


def remind_at(session: Session, instant: datetime) -> int:
    """Tells everybody concerned; returns how many reminders stand at this instant, told before or not."""
    if instant.astimezone(CAMPUS_ZONE).hour not in DAYTIME:
        return 0
    day, told = campus_day(instant), 0
    for found in (_materials, _receipts, _measures, _sheets, _own_sheets, _rechecks, _inspections):
        for reminder in list(found(session, instant)):
            days = (reminder.due_on - day).days
            step = notice_before(days)
            if step is None:
                continue
            when = ("今天到期", "明天到期")[days] if days < 2 else f"还有 {days} 天到期"
            users = frozenset(reminder.users)
            message = Message(NotificationKind.deadline, f"{when}：{reminder.what}", reminder.body, users)
            kind, identity = reminder.target
            # A later due day is another deadline, and is said anew.
            source = f"due:{kind}:{identity}:{reminder.place}:{reminder.due_on:%Y%m%d}:{step}"
            tell(session, message, reminder.target, source)
            told += 1
    return told


def ask_for_pledges_at(session: Session, instant: datetime) -> int:
    """Asks present holders of posts to sign, once for each wording, and each year where it is signed yearly; returns
    how many have to. A hand-over that waits asks by itself."""
    there = instant.astimezone(CAMPUS_ZONE)
    if there.hour not in DAYTIME:
        return 0
    owing = defaultdict[tuple[int, str], set[int]](set)
    for duty in open_duties(session, not_waiting(APPOINTMENTS.c.id)):
        term = str(there.year) if duty["renewal"] == PledgeRenewal.yearly else "once"
        if duty["user_id"] is not None:
            owing[duty["text_number"], term].add(duty["user_id"])
    body = "请打开“岗位廉政承诺”，阅读承诺书，由本人签订。"
    for (number, term), users in owing.items():
        message = Message(NotificationKind.pledge, "请签订岗位廉政承诺", body, frozenset(users))
        tell(session, message, ("own_pledges", number), f"pledge:{number}:{term}")
    return sum(map(len, owing.values()))


def _until(instant: datetime) -> datetime:
    """The end of the last day of which something is said by now."""
    return campus_instant(campus_day(instant) + timedelta(days=4), datetime.min.time())


def _materials(session: Session, instant: datetime) -> Iterator[Reminder]:
    """Departments that have not handed in: to their heads and liaisons."""
    due = effective_due(DEPARTMENTS.c.id)
    statement = obligations(
        DELIVERABLES.c.id,
        DELIVERABLES.c.name,
        DEPARTMENTS.c.id.label("department_id"),
        DEPARTMENTS.c.name.label("department_name"),
        due.label("due_at"),
    ).where(
        CAMPAIGNS.c.state == CampaignState.running,
        sa.not_(is_year_closed(CAMPAIGNS.c.year)),
        standing_at(instant) == Standing.due.value,
        due < _until(instant),
    )
    for row in session.execute(statement).mappings():
        yield Reminder(
            ("deliverable", row["id"]),
            row["department_id"],
            campus_day(row["due_at"]),
            f"报送{row['name']}",
            f"{row['department_name']}还没有报送，截止时间：{clock(row['due_at'])}。",
            officers(session, [row["department_id"]]),
        )


def _receipts(session: Session, instant: datetime) -> Iterator[Reminder]:
    """Departments that have not signed for a notice."""
    statement = (
        sa.select(NOTICES.c.id, NOTICES.c.title, NOTICES.c.receipt_due_at, UNITS.c.department_id)
        .join(UNITS, UNITS.c.notice_id == NOTICES.c.id)
        .where(
            NOTICES.c.state == NoticeState.published,
            NOTICES.c.needs_receipt,
            NOTICES.c.receipt_due_at >= instant,
            NOTICES.c.receipt_due_at < _until(instant),
            UNITS.c.signed_at.is_(None),
        )
    )
    for row in session.execute(statement).mappings():
        yield Reminder(
            ("notice", row["id"]),
            row["department_id"],
            campus_day(row["receipt_due_at"]),
            f"签收通知“{row['title']}”",
            f"请在 {clock(row['receipt_due_at'])} 前签收。",
            officers(session, [row["department_id"]]),
        )


def _measures(session: Session, instant: datetime) -> Iterator[Reminder]:
    """Measures under way: to the holders of the post, or to the department's officers where nobody holds it."""
    day = campus_day(instant)
    statement = sa.select(
        MEASURES.c.id,
        MEASURES.c.title,
        MEASURES.c.due_on,
        MEASURES.c.position_id,
        MEASURES.c.department_id,
    ).where(
        MEASURES.c.state.in_(UNFINISHED),
        MEASURES.c.retired_at.is_(None),
        sa.not_(is_year_closed(MEASURES.c.year)),
        MEASURES.c.due_on.between(day, day + timedelta(days=3)),
    )
    for row in session.execute(statement).mappings():
        yield Reminder(
            ("measure", row["id"]),
            row["department_id"],
            row["due_on"],
            f"防控措施“{row['title']}”",
            "请落实并登记进展和凭据；已经完成的，请报告完成。",
            holders_of_post(session, row["position_id"]) or officers(session, [row["department_id"]]),
        )


def _sheets(session: Session, instant: datetime) -> Iterator[Reminder]:
    """Sheets sent back with a day by which they are wanted again: to whoever fills them."""
    day = campus_day(instant)
    statement = sa.select(
        REVIEWS.c.id, REVIEWS.c.title, REVIEWS.c.redo_due_on, REVIEWS.c.owner_id, REVIEWS.c.submitted_by_id
    ).where(
        REVIEWS.c.state == ReviewState.sent_back,
        REVIEWS.c.retired_on.is_(None),
        sa.not_(IS_CLOSED),
        REVIEWS.c.redo_due_on.between(day, day + timedelta(days=3)),
    )
    for row in session.execute(statement).mappings():
        yield Reminder(
            ("review", row["id"]),
            row["id"],
            row["redo_due_on"],
            f"重新提交“{row['title']}”",
            "请按退回意见修改后重新提交。",
            users_of(session, row["owner_id"]) | ({row["submitted_by_id"]} - {None}),
        )


def _own_sheets(session: Session, instant: datetime) -> Iterator[Reminder]:
    """Sheets of posts that are not handed in while the department still owes its 排查表 (opinion.txt line 97): to the
    holders of the posts."""
    due = effective_due(DEPARTMENTS.c.id)
    statement = obligations(
        DELIVERABLES.c.id, CAMPAIGNS.c.year, DEPARTMENTS.c.id.label("department_id"), due.label("due_at")
    ).where(
        CAMPAIGNS.c.state == CampaignState.running,
        sa.not_(is_year_closed(CAMPAIGNS.c.year)),
        DELIVERABLES.c.kind == DeliverableKind.inventories,
        standing_at(instant) == Standing.due.value,
        due < _until(instant),
    )
    for row in session.execute(statement).mappings():
        yield Reminder(
            ("own_sheets", row["id"]),
            row["department_id"],
            campus_day(row["due_at"]),
            "填报本人岗位的廉政风险排查表",
            f"部门须在 {clock(row['due_at'])} 前报送，请尽快填好并提交审核。",
            _unfinished(session, row["department_id"], row["year"]),
        )


def _unfinished(session: Session, department_id: int, year: int) -> set[int]:
    """Accounts of those who hold a post of the department or below and have not handed in its sheet of the year."""
    handed_in = (
        sa.select(INVENTORIES.c.id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            INVENTORIES.c.position_id == POSITIONS.c.id,
            INVENTORIES.c.filler_id == PEOPLE.c.id,
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
            REVIEWS.c.state.not_in(EDITABLE),
        )
    )
    statement = (
        sa.select(PEOPLE.c.user_id)
        .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(
            POSITIONS.c.department_id.in_(subtree([department_id])),
            POSITIONS.c.retired_on.is_(None),
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
            PEOPLE.c.user_id.is_not(None),
            PEOPLE.c.left_on.is_(None),
            ~handed_in.exists(),
        )
        .distinct()
    )
    return set(session.execute(statement).scalars())


def _rechecks(session: Session, instant: datetime) -> Iterator[Reminder]:
    """What a change touched and nobody has looked at again: to the holders of the posts, or to the department's
    officers where nobody holds one; one reminder for all of a department."""
    day = campus_day(instant)
    statement = (
        sa.select(
            RECHECKS.c.adjustment_id,
            RECHECKS.c.department_id,
            RECHECKS.c.due_on,
            RECHECKS.c.position_id,
            ADJUSTMENTS.c.title,
        )
        .join(ADJUSTMENTS, ADJUSTMENTS.c.id == RECHECKS.c.adjustment_id)
        .where(RECHECKS.c.state == RecheckState.open, RECHECKS.c.due_on.between(day, day + timedelta(days=3)))
        .distinct()
    )
    waiting = defaultdict[tuple[int, int, date, str], set[int | None]](set)
    for row in session.execute(statement).mappings():
        group = (row["adjustment_id"], row["department_id"], row["due_on"], row["title"])
        waiting[group].add(row["position_id"])
    for (adjustment_id, department_id, due_on, title), posts in waiting.items():
        held = [holders_of_post(session, post) for post in posts]
        users = set[int]().union(*held)
        if not all(held):
            users |= officers(session, [department_id])
        body = "受影响的内容还没有复核完，请逐项办结。"
        yield Reminder(("adjustment", adjustment_id), department_id, due_on, f"复核“{title}”", body, users)


def _inspections(session: Session, instant: datetime) -> Iterator[Reminder]:
    day = campus_day(instant)
    for due in (*findings_due(session, day), *self_scores_due(session, day), *redesigns_due(session, day)):
        yield Reminder(*due)

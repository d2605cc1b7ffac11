"""Writes of announcements: announce, end, report up, take back; and what becomes of them when departments merge."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.announcements import queries
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS, ROWS, Found
from backend.announcements.rules import (
    AHEAD,
    DECIDED,
    LONGEST,
    MACHINE,
    OBJECTION_MACHINE,
    SHOWN_FIELDS,
    WORKING_DAYS,
    AnnouncementAction,
    AnnouncementResult,
    AnnouncementState,
    ObjectionAction,
    ObjectionState,
    content_hash,
)
from backend.announcements.schemas import AnnouncementCreate, AnnouncementReport, AnnouncementWithdrawal
from backend.campaigns.calendar.queries import load_calendar, shifted
from backend.campaigns.calendar.rules import working_days_between
from backend.campaigns.years.queries import closed_years, refuse_closed
from backend.kit import journal
from backend.kit.batches import insert_batch
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.actions import move_rows
from backend.organization.queries import live_department
from backend.risks.summaries.queries import summary_batches, summary_of

DAY = timedelta(days=1)
_WHOSE = "公示由部门负责人或联络员办理，全校的由防控办公室办理；您只能查看。"


def record(session: Session, action: str, row: Mapping[str, Any], **details: Any) -> None:
    """Notes what happened to an announcement."""
    subject = journal.Subject("announcement", row["id"], row["version"], row["department_id"])
    journal.record(session, f"announcement.{action}", subject, {"year": row["year"]} | details)


def create_announcement(session: Session, actor: Actor, body: AnnouncementCreate) -> Found:
    """Freezes the approved rows of a register and announces them.

    403 beyond one's departments; 409 in a closed year, while another announcement of the same register is open, and
    when nothing is approved yet; 422 for days that make no period.
    """
    unit = live_department(session, actor, Permission.announcements_write, body.department_id)
    refuse_closed(session, body.year)
    opens_on = body.opens_on or today()
    closes_on = _last_day(session, opens_on, body.closes_on)
    _refuse_second(session, body)
    summary = summary_of(session, actor, body.year, unit["id"], with_pending=False)
    if not summary.ids:
        raise conflict("还没有已认定的风险点，等排查表审核认定后再公示。", "nothing-approved")
    rows = [_frozen(row) for some in summary_batches(session, actor, summary.ids) for row in some]
    values = {
        "department_id": unit["id"],
        "department_name": unit["name"],
        "year": body.year,
        "audience": body.audience,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "note": body.note,
        "state": AnnouncementState.open,
        "content_hash": content_hash({"department_name": unit["name"], "year": body.year}, rows),
        "rows_count": len(rows),
        "pending_count": summary.pending,
        "announced_by_id": actor.require_user(),
        "announced_by_name": actor.principal.label,
        "announced_at": now(),
        "ended_by_name": "",
        "report_note": "",
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    announcement_id = insert_row(session, ANNOUNCEMENTS, values)
    columns = ("announcement_id", "ordinal", *SHOWN_FIELDS)
    listed = [
        (announcement_id, at, *(row[name] for name in SHOWN_FIELDS)) for at, row in enumerate(rows, start=1)
    ]
    insert_batch(session, ROWS, columns, listed)
    found = queries.find_announcement(session, actor, announcement_id)
    record(session, "created", found, rows=len(rows))
    return found


def _frozen(row: Mapping[str, Any]) -> Found:
    frozen = {name: row[name] for name in SHOWN_FIELDS if name in row}
    return frozen | {"risk_point_id": row["id"], "position_name": row["position_name"] or ""}


def _last_day(session: Session, opens_on: date, closes_on: date | None) -> date:
    """The last day of the period; 422 unless people work on one of its days, today or later."""
    if not today() <= opens_on <= today() + AHEAD * DAY:
        raise invalid("/opens_on", "day", f"公示从今天或以后 {AHEAD} 天内的某一天开始。")
    calendar = load_calendar(session)
    if closes_on is None:
        return shifted(calendar, opens_on - DAY, WORKING_DAYS, "/opens_on")
    if closes_on < opens_on:
        raise invalid("/closes_on", "order", "公示的最后一天不能早于开始日。")
    if closes_on > opens_on + LONGEST * DAY:
        raise invalid("/closes_on", "too-long", f"公示最长 {LONGEST} 天。")
    if working_days_between(calendar, opens_on - DAY, closes_on) < 1:
        raise invalid("/closes_on", "no-working-day", "公示期内没有工作日，请延长。")
    return closes_on


def _refuse_second(session: Session, body: AnnouncementCreate) -> None:
    other = sa.select(ANNOUNCEMENTS.c.closes_on).where(
        ANNOUNCEMENTS.c.department_id == body.department_id,
        ANNOUNCEMENTS.c.year == body.year,
        ANNOUNCEMENTS.c.state == AnnouncementState.open,
    )
    if session.execute(other).first():
        raise conflict("这个部门当年的登记汇总正在公示，请先办结或撤回。", "already-open")


def _find(
    session: Session, actor: Actor, announcement_id: int, action: AnnouncementAction, expected: Expected
) -> Found:
    """An announcement the actor may treat in this way: 404, 403, 409 when its state or year forbids it, 412."""
    row = queries.find_announcement(session, actor, announcement_id)
    if not row["is_writer"]:
        raise forbidden(_WHOSE)
    MACHINE.find(row["state"], action)
    expected.check(row["version"])
    refuse_closed(session, row["year"])
    return row


def _settle(
    session: Session, actor: Actor, row: Found, action: AnnouncementAction, changes: Found, **details: Any
) -> Found:
    target = MACHINE.find(row["state"], action).target
    claim_version(session, ANNOUNCEMENTS, row, {"state": target} | changes)
    found = queries.find_announcement(session, actor, row["id"])
    record(session, target, found, **details)
    return found


def end_announcement(session: Session, actor: Actor, announcement_id: int, expected: Expected) -> Found:
    """States the result. 409 before the last day is over, and while an objection is undecided."""
    row = _find(session, actor, announcement_id, AnnouncementAction.end, expected)
    last = row["closes_on"]
    if last >= today():
        raise conflict(f"公示期到{last.month}月{last.day}日为止，期满后才能办结。", "not-over")
    states = sa.select(OBJECTIONS.c.state).where(OBJECTIONS.c.announcement_id == announcement_id)
    found = list(session.execute(states).scalars())
    if waiting := found.count(ObjectionState.open):
        raise conflict(f"还有 {waiting} 条异议没有处理，处理完才能办结。", "open-objections")
    has_decided = any(state in DECIDED for state in found)
    result = AnnouncementResult.settled if has_decided else AnnouncementResult.clear
    changes = {"result": result, "ended_at": now(), "ended_by_name": actor.principal.label}
    return _settle(session, actor, row, AnnouncementAction.end, changes, result=result)


def report_announcement(
    session: Session, actor: Actor, announcement_id: int, body: AnnouncementReport, expected: Expected
) -> Found:
    """Notes on which day the result went up."""
    row = _find(session, actor, announcement_id, AnnouncementAction.report, expected)
    day = body.reported_on or today()
    if not row["closes_on"] < day <= today():
        raise invalid("/reported_on", "day", "上报日期在公示期满以后、今天以前（含今天）。")
    changes = {"reported_on": day, "report_note": body.note}
    return _settle(session, actor, row, AnnouncementAction.report, changes)


def withdraw_announcement(
    session: Session, actor: Actor, announcement_id: int, body: AnnouncementWithdrawal, expected: Expected
) -> Found:
    """Takes it back with a reason everybody of the audience reads; what was said against it lapses."""
    row = _find(session, actor, announcement_id, AnnouncementAction.withdraw, expected)
    open_ones = sa.select(OBJECTIONS).where(
        OBJECTIONS.c.announcement_id == announcement_id, OBJECTIONS.c.state == ObjectionState.open
    )
    for one in session.execute(open_ones).mappings().all():
        target = OBJECTION_MACHINE.find(one["state"], ObjectionAction.lapse).target
        claim_version(session, OBJECTIONS, dict(one), {"state": target})
        subject = journal.Subject("objection", one["id"], one["version"] + 1, one["department_id"])
        journal.record(session, "objection.lapsed", subject, {"announcement_id": announcement_id})
    changes = {"withdrawn_at": now(), "withdraw_reason": body.reason}
    return _settle(session, actor, row, AnnouncementAction.withdraw, changes)


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """An open announcement of a merged department goes on in the new one; what is settled stays where it was.

    Where the new department announces its own register of the year, the old one's is settled by the office.
    """
    for item in happenings:
        if item.action == "department.merged":
            _take_over(session, item.subject.id, item.details["into_id"])


def _take_over(session: Session, from_id: int, into_id: int) -> None:
    taken = sa.select(ANNOUNCEMENTS.c.year).where(
        ANNOUNCEMENTS.c.department_id == into_id, ANNOUNCEMENTS.c.state == AnnouncementState.open
    )
    blocked = closed_years(session) | set(session.execute(taken).scalars())
    going = sa.and_(
        ANNOUNCEMENTS.c.state == AnnouncementState.open, ANNOUNCEMENTS.c.year.not_in(sorted(blocked))
    )
    ids = sa.select(ANNOUNCEMENTS.c.id).where(going, ANNOUNCEMENTS.c.department_id == from_id)
    theirs = OBJECTIONS.c.announcement_id.in_(list(session.execute(ids).scalars()))
    move_rows(session, "announcement", ANNOUNCEMENTS, going, from_id, into_id)
    move_rows(session, "objection", OBJECTIONS, theirs, from_id, into_id)

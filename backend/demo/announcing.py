"""Two announcements of the demo college: 教务处's runs, with an objection that waits; 财务处's went up."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from backend.announcements.actions import create_announcement, end_announcement, report_announcement
from backend.announcements.objections.actions import create_objection, decide_objection
from backend.announcements.objections.schemas import ObjectionCreate, ObjectionDecision, Ruling
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS, ROWS, find_announcement
from backend.announcements.schemas import AnnouncementCreate, AnnouncementReport
from backend.demo.people import acting, expecting
from backend.demo.sheets import Holder
from backend.kit.table import now, today

DAY = timedelta(days=1)


def load(
    session: Session,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    heads: Mapping[str, str],
    holders: Sequence[Holder],
) -> None:
    """What liaison and head would have done."""
    _running(session, departments["JWC"], users)
    _ended(session, departments["CWC"], users[heads["CWC"]], _colleague(users, heads, holders))


def _colleague(users: Mapping[str, int], heads: Mapping[str, str], holders: Sequence[Holder]) -> int:
    """Somebody of 财务处 beside its head."""
    return next(users[one.username] for one in holders if one.unit == "CWC" and one.username != heads["CWC"])


def _running(session: Session, department_id: int, users: Mapping[str, int]) -> None:
    """Begun yesterday; 王老师 says something about a row."""
    note = "请全处同志核对本岗位的风险点、等级和措施（演示）。"
    body = AnnouncementCreate(department_id=department_id, year=today().year, note=note)
    made = create_announcement(session, acting(session, users["li"]), body)
    first = session.execute(
        sa.select(ROWS.c.id).where(ROWS.c.announcement_id == made["id"]).order_by(ROWS.c.ordinal).limit(1)
    )
    said = "防控措施没有写明由谁、在什么时候检查，建议补充后再定稿。"
    objection = ObjectionCreate(row_id=first.scalar_one(), reason=said)
    create_objection(session, acting(session, users["wang"]), made["id"], objection)


def _ended(session: Session, department_id: int, head: int, colleague: int) -> None:
    """Two weeks ago; one objection was not upheld, and the result went up."""
    actor = acting(session, head)
    note = "财务处本年度风险点登记汇总，请全处同志核对（演示）。"
    body = AnnouncementCreate(department_id=department_id, year=today().year, note=note)
    made = create_announcement(session, actor, body)
    objection = ObjectionCreate(reason="汇总表里没有写差旅费预借的风险，是不是漏了？")
    said = create_objection(session, acting(session, colleague), made["id"], objection)
    reason = "差旅费已全部用公务卡结算，不再预借现金，经处务会研究不再单列。"
    ruling = ObjectionDecision(decision=Ruling.reject, reason=reason)
    decide_objection(session, acting(session, head), said["id"], ruling, expecting(said))
    days = {"opens_on": today() - 15 * DAY, "closes_on": today() - 9 * DAY, "announced_at": now() - 15 * DAY}
    session.execute(sa.update(ANNOUNCEMENTS).where(ANNOUNCEMENTS.c.id == made["id"]).values(**days))
    actor = acting(session, head)
    over = find_announcement(session, actor, made["id"])
    ended = end_announcement(session, actor, made["id"], expecting(over))
    _long_ago(session, made["id"])
    up = AnnouncementReport(reported_on=today() - 2 * DAY, note="随排查材料报院纪委办公室")
    report_announcement(session, actor, made["id"], up, expecting(ended))


def _long_ago(session: Session, announcement_id: int) -> None:
    """The objection was raised and decided while it ran, and it ended the day after."""
    said = {"raised_at": now() - 13 * DAY, "decided_at": now() - 12 * DAY}
    session.execute(
        sa.update(OBJECTIONS).where(OBJECTIONS.c.announcement_id == announcement_id).values(**said)
    )
    ended = sa.update(ANNOUNCEMENTS).where(ANNOUNCEMENTS.c.id == announcement_id)
    session.execute(ended.values(ended_at=now() - 8 * DAY))

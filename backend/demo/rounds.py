"""The year's campaign of the demo college: received, late, missing and returned submissions, the paper ledger."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import docx
import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.calendar.actions import set_calendar
from backend.campaigns.calendar.queries import get_calendar
from backend.campaigns.calendar.schemas import DayEntry, WorkCalendarUpdate
from backend.campaigns.custody.actions import create_custody
from backend.campaigns.custody.schemas import CustodyCreate
from backend.campaigns.deliverables.rules import late_minutes, minute_of
from backend.campaigns.extensions.actions import create_extensions
from backend.campaigns.extensions.schemas import ExtensionCreate
from backend.campaigns.files.actions import add_file
from backend.campaigns.programmes.actions import create_campaign, start_campaign
from backend.campaigns.programmes.schemas import CampaignCreate
from backend.campaigns.queries import SUBMISSIONS, VERSIONS
from backend.campaigns.rules import CalendarDayKind, CustodyAction, FileRole
from backend.campaigns.submissions.actions import (
    create_submission,
    receive_submission,
    return_submission,
    submit_submission,
)
from backend.campaigns.submissions.queries import get_submission
from backend.campaigns.submissions.schemas import SubmissionCreate, SubmissionReturn
from backend.communications.nudges.rules import NudgeTarget
from backend.demo.people import acting, expecting
from backend.demo.talks import nudge, past
from backend.kit.files import Store
from backend.kit.table import now, today

PLAN_LATE, PLAN_RETURNED, PLAN_WAITING = frozenset({"HQC", "JDX"}), "TSG", "JJB"
PLAN_MISSING = frozenset({"DZB"})
FORMS = {"RSC": "late", "ZZB": "kept", "CWC": "kept", "ZCC": "kept", "XSC": "waiting", "KYC": "returned"}
"""What became of the forms of those who handed them in; all others are missing or, with an extension, due."""
BEGUN, EXTENDED = "JWC", "HQC"
SECTIONS = frozenset({"JKW", "ZCC-CG", "GGZX-YW"})
"""They hand in with their departments."""


def load(
    session: Session,
    store: Store,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    heads: Mapping[str, str],
) -> None:
    """Calendar, campaign, what was handed in, who was nudged."""
    office = users["jiwei"]
    _calendar(session, office)
    campaign = _campaign(session, office)
    plans, forms, _ = campaign["deliverables"]
    hands = _Hands(session, store, departments, users)
    for unit, head in heads.items():
        if unit not in SECTIONS | PLAN_MISSING:
            outcome = "late" if unit in PLAN_LATE else "returned" if unit == PLAN_RETURNED else "kept"
            hands.over(plans, unit, users[head], "waiting" if unit == PLAN_WAITING else outcome)
        if unit in FORMS:
            hands.over(forms, unit, users[head], FORMS[unit])
    hands.prepare(forms, BEGUN, users["li"])
    extension = ExtensionCreate(
        deliverable_id=forms["id"],
        department_ids=[departments[EXTENDED]],
        due_at=max(forms["due_at"], minute_of(now())) + timedelta(days=9),
        reason="承担校舍维修抢险任务，时间服从质量",
    )
    create_extensions(session, acting(session, office), extension)
    _ledger(session, office, departments["CWC"])
    late = [departments[unit] for unit in ("JWC", "JGX", "XGX")]
    nudge(session, office, late, (NudgeTarget.deliverable, forms["id"]), "排查表已过截止时间，请尽快报送。")
    said = "请抓紧组织填写排查表，月底前报我。"
    nudge(session, users["lin"], [departments["XSC"]], (NudgeTarget.other, None), said)


def _calendar(session: Session, office: int) -> None:
    """The autumn holiday of the demo's year, one Saturday worked for it."""
    year = today().year
    week = [date(year, 10, day) for day in range(1, 8)]
    off = [day for day in week if day.weekday() < 5]
    worked = next(day for day in (date(year, 10, 8 + n) for n in range(7)) if day.weekday() == 5)
    days = [DayEntry(day_on=day, kind=CalendarDayKind.holiday, name="国庆节（演示）") for day in off]
    days.append(DayEntry(day_on=worked, kind=CalendarDayKind.workday, name="调休上班（演示）"))
    actor = acting(session, office)
    before = get_calendar(session, actor, year)
    set_calendar(session, actor, year, WorkCalendarUpdate(days=days), expecting(before))


def _campaign(session: Session, office: int) -> dict[str, Any]:
    actor, year = acting(session, office), today().year
    body = CampaignCreate(
        year=year,
        document_number=f"示院党〔{year}〕18 号（演示）",
        document_title="关于开展廉政风险防控工作的实施意见（演示）",
        approving_body="院党委会",
        approved_on=past(8, 20),
        issued_on=past(8, 22),
        copies_count=58,
        cc=["上级纪委（演示）"],
        document_text="以岗位为点、以程序为线、以制度为面，建立健全廉政风险防控体系。全文为演示内容。",
    )
    campaign = create_campaign(session, actor, body)
    return start_campaign(session, actor, campaign["id"], expecting(campaign))


class _Hands:
    """Hands things in and takes them, each as the person who would."""

    def __init__(
        self, session: Session, store: Store, departments: Mapping[str, int], users: Mapping[str, int]
    ) -> None:
        self.session, self.store, self.departments, self.users = session, store, departments, users
        self._papers: dict[str, bytes] = {}

    def _paper(self, name: str) -> bytes:
        """A short document, the same for everybody."""
        if name not in self._papers:
            document, buffer = docx.Document(), BytesIO()
            document.add_heading(name)
            document.add_paragraph("演示内容，非真实材料。")
            document.save(buffer)
            self._papers[name] = buffer.getvalue()
        return self._papers[name]

    def prepare(self, deliverable: Mapping[str, Any], unit: str, by: int, parts: int = 1) -> dict[str, Any]:
        """A submission with its first parts in it."""
        actor = acting(self.session, by)
        body = SubmissionCreate(deliverable_id=deliverable["id"], department_id=self.departments[unit])
        row = create_submission(self.session, actor, body)
        for part in deliverable["parts"][:parts]:
            name, text = f"{part['name']}.docx", self._paper(part["name"])
            add_file(self.session, actor, row["id"], self.store, part["key"], FileRole.electronic, name, text)
        return get_submission(self.session, actor, row["id"])

    def over(self, deliverable: Mapping[str, Any], unit: str, by: int, outcome: str) -> None:
        """Hands it in, and the office deals with it unless it waits, or the office itself handed it in."""
        row = self.prepare(deliverable, unit, by, parts=len(deliverable["parts"]))
        row = submit_submission(self.session, acting(self.session, by), row["id"], expecting(row))
        due = deliverable["due_at"]
        wanted = due + timedelta(days=1, minutes=95) if outcome == "late" else due - timedelta(days=2)
        _happened_at(self.session, row, min(now(), wanted))
        if outcome == "waiting" or by == self.users["jiwei"]:
            return
        office = acting(self.session, self.users["jiwei"])
        row = get_submission(self.session, office, row["id"])
        if outcome == "returned":
            body = SubmissionReturn(reason="名单缺少职务，防控措施没有写明由谁落实，请补充后重报。")
            return_submission(self.session, office, row["id"], body, expecting(row))
        else:
            receive_submission(self.session, office, row["id"], expecting(row))


def _happened_at(session: Session, row: Mapping[str, Any], instant: datetime) -> None:
    """Sets back when it was handed in: the demo is made in a moment, what it tells took months."""
    counted = {"submitted_at": instant, "counted_at": minute_of(instant)}
    session.execute(sa.update(SUBMISSIONS).where(SUBMISSIONS.c.id == row["id"]).values(**counted))
    late = {"submitted_at": instant, "late_minutes": late_minutes(instant, row["due_at"])}
    session.execute(sa.update(VERSIONS).where(VERSIONS.c.submission_id == row["id"]).values(**late))


def _ledger(session: Session, office: int, department_id: int) -> None:
    """What happened to the paper of one department (opinion.txt line 33)."""
    lines = (
        (CustodyAction.draw, "排查表空白表", 12, "财务处联络员", ""),
        (CustodyAction.distribute, "排查表空白表", 12, "财务处各岗位", ""),
        (CustodyAction.collect, "部门和个人岗位廉政风险排查表", 2, "财务处联络员", "纪委办档案柜 3 号"),
        (CustodyAction.archive, "部门和个人岗位廉政风险排查表", 1, "", "纪委办档案柜 3 号"),
    )
    for number, (action, item, copies, counterpart, place) in enumerate(lines):
        body = CustodyCreate(
            department_id=department_id,
            action=action,
            item=item,
            copies=copies,
            handled_on=past(9, 1 + 8 * number // 2),
            handler_name="纪委办（演示）",
            counterpart=counterpart,
            place=place,
        )
        create_custody(session, acting(session, office), body)

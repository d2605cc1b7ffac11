"""How the tables of announcements and of objections to them are walked."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS
from backend.announcements.rules import MACHINE, OBJECTION_MACHINE, AnnouncementState, ObjectionState
from backend.kit.table import now, today
from tests.announcements.operations import DAY, RULED, add_over, add_own_objection
from tests.machines.walks import Arranged, Stand, Step, Walk, change, put


def _announcement(state: str) -> dict[str, Any]:
    is_ended = state in (AnnouncementState.ended, AnnouncementState.reported)
    return {
        "result": "clear" if is_ended else None,
        "ended_at": now() if is_ended else None,
        "reported_on": today() if state == AnnouncementState.reported else None,
        "withdrawn_at": now() if state == AnnouncementState.withdrawn else None,
    }


def _objection(session: Session, scene: Stand, state: str) -> Arranged:
    """王老师's own, and the announcement it is about; once lapsed, that one was taken back and made anew."""
    objection_id = add_own_objection(session, scene)
    change(session, OBJECTIONS, objection_id, {"state": state})
    about = sa.select(OBJECTIONS.c.announcement_id).where(OBJECTIONS.c.id == objection_id)
    announcement_id = int(session.execute(about).scalar_one())
    change(session, ANNOUNCEMENTS, announcement_id, {"opens_on": today() - DAY, "closes_on": today() + DAY})
    return objection_id, announcement_id


def _ruling(decision: str) -> Step:
    return Step("decide_objection", "li", lambda _: RULED | {"decision": decision})


ANNOUNCEMENT_WALKS = {
    "announcements.MACHINE": Walk(
        MACHINE,
        ANNOUNCEMENTS,
        put(ANNOUNCEMENTS, add_over, _announcement),
        {
            "end": Step("end_announcement", "li"),
            "report": Step("report_announcement", "li"),
            "withdraw": Step("withdraw_announcement", "li"),
        },
        frozenset({"open"}),
        frozenset({"reported", "withdrawn"}),
    ),
    "announcements.OBJECTION_MACHINE": Walk(
        OBJECTION_MACHINE,
        OBJECTIONS,
        _objection,
        {
            "uphold": _ruling("uphold"),
            "reject": _ruling("reject"),
            "withdraw": Step("withdraw_objection", "wang"),
            "lapse": Step("withdraw_announcement", "li", is_elsewhere=True, is_consequence=True),
        },
        frozenset({"open"}),
        frozenset(ObjectionState) - {ObjectionState.open},
    ),
}

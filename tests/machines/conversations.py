"""How the tables of meetings, notices and questions are walked."""

from sqlmodel import Session

from backend.communications.meetings.queries import MEETINGS
from backend.communications.meetings.rules import MACHINE as MEETING_TABLE
from backend.communications.notices.queries import NOTICES
from backend.communications.notices.rules import MACHINE as NOTICE_TABLE
from backend.communications.notices.rules import NoticeState
from backend.communications.questions.queries import QUESTIONS
from backend.communications.questions.rules import MACHINE as QUESTION_TABLE
from backend.kit.table import now
from tests.communications.meeting_operations import add_meeting
from tests.communications.notice_operations import add_draft, add_notice
from tests.communications.question_operations import add_question
from tests.machines.walks import Arranged, Stand, Step, Walk, change, put


def _notice(session: Session, scene: Stand, state: str) -> Arranged:
    """One that was sent out has its addressees; a withdrawn one was sent out before."""
    if state == NoticeState.draft:
        return add_draft(session, scene)
    notice_id = add_notice(session, scene)
    withdrawn_at = now() if state == NoticeState.withdrawn else None
    change(session, NOTICES, notice_id, {"state": state, "withdrawn_at": withdrawn_at})
    return notice_id


CONVERSATIONS = {
    "communications.meetings.MACHINE": Walk(
        MEETING_TABLE,
        MEETINGS,
        put(MEETINGS, add_meeting),
        {
            "edit": Step("update_meeting", "li"),
            "record": Step("record_meeting", "li"),
            "cancel": Step("cancel_meeting", "li"),
            "file": Step("file_meeting", "li"),
        },
        frozenset({"scheduled"}),
        frozenset({"filed", "cancelled"}),
    ),
    "communications.notices.MACHINE": Walk(
        NOTICE_TABLE,
        NOTICES,
        _notice,
        {
            "edit": Step("update_notice", "li"),
            "publish": Step("publish_notice", "li"),
            "withdraw": Step("withdraw_notice", "li"),
            "remind": Step("remind_notice", "li"),
            "sign": Step("sign_notice", "chen"),
        },
        frozenset({"draft"}),
        frozenset({"withdrawn"}),
    ),
    "communications.questions.MACHINE": Walk(
        QUESTION_TABLE,
        QUESTIONS,
        put(QUESTIONS, add_question),
        {
            "ask": Step("ask_again", "li"),
            "answer": Step("answer_question", "office"),
            "close": Step("close_question", "li"),
        },
        frozenset({"open"}),
        frozenset(),
    ),
}

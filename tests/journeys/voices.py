"""What anybody may try to say: suggest a risk, ask those served, answer them, send notices round."""

from datetime import timedelta

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.assessments.drives.queries import DRIVES
from backend.assessments.drives.queries import OPINIONS as OPINION_ROWS
from backend.assessments.drives.rules import DriveState
from backend.communications.notices.queries import NOTICES
from backend.communications.notices.rules import NoticeState
from backend.kit.table import now, today
from backend.risks.rules import SuggestionState
from backend.risks.suggestions.queries import SUGGESTIONS
from tests.journeys.desks import ACTORS, NTH, RIGHT, YEAR, Desks

YEARS = st.sampled_from((YEAR, YEAR, YEAR - 1))
SUGGESTED = st.sampled_from(("样书变相收礼", "征订信息提前泄露"))
VERDICTS = st.sampled_from(("adoption", "refusal", "withdrawal"))
SAID = {"text": "希望公开教材选用结果。", "respondent": "student"}


class Voices(Desks):
    """同事点, 领导提, 群众评 and the notices of the round."""

    @rule(who=ACTORS, year=YEARS, name=SUGGESTED)
    def suggest(self, who: str, year: int, name: str) -> None:
        """Colleagues point out what the holder of 教材管理岗 missed."""
        body = {"year": year, "position_id": self.world.textbook_post, "name": name}
        self.send("li" if who == RIGHT else who, "POST", "/risk-suggestions", body)

    @rule(who=ACTORS, suggestion=NTH, verdict=VERDICTS)
    def answer_suggestion(self, who: str, suggestion: int, verdict: str) -> None:
        """The holder adopts or declines; who made it may take it back. What is decided stays decided."""
        row_id = self.nth(SUGGESTIONS, suggestion)
        before = self.rows(sa.select(SUGGESTIONS).where(SUGGESTIONS.c.id == row_id))
        right = "li" if verdict == "withdrawal" else "wang"
        bodies = {"adoption": {}, "refusal": {"reason": "本岗位不经手教材结算。"}}
        path = f"/risk-suggestions/{row_id}/{verdict}"
        answer = self.send(right if who == RIGHT else who, "POST", path, bodies.get(verdict))
        assert not answer.is_success or before[0]["state"] == SuggestionState.open

    @rule(who=ACTORS, year=YEARS)
    def ask(self, who: str, year: int) -> None:
        """A questionnaire without sign-in, open at once."""
        who = "li" if who == RIGHT else who
        period = {"opens_at": now().isoformat(), "closes_at": (now() + timedelta(days=9)).isoformat()}
        about = {"department_id": self.world.academic, "year": year, "form": "questionnaire"}
        questions = [{"kind": "text", "text": "您认为哪些环节不够公开？"}]
        body = about | period | {"title": "教务处服务对象意见征求", "questions": questions}
        answer = self.send(who, "POST", "/opinion-drives", body)
        if answer.is_success:
            self.send(who, "POST", f"/opinion-drives/{answer.json()['id']}/opening")

    @rule(drive=NTH)
    def speak(self, drive: int) -> None:
        """Anybody who has the link, without a name; after the end nobody."""
        found = self.rows(sa.select(DRIVES).where(DRIVES.c.id == self.nth(DRIVES, drive)))
        if not found or found[0]["token"] is None:
            return
        answer = self.send("outsider", "POST", f"/public/opinions/{found[0]['token']}", SAID)
        assert not answer.is_success or found[0]["state"] == DriveState.open

    @rule(who=ACTORS, year=YEARS)
    def register(self, who: str, year: int) -> None:
        """What was heard in an interview."""
        about = {"department_id": self.world.academic, "year": year, "form": "interview"}
        body = SAID | about | {"collected_on": str(today())}
        self.send("li" if who == RIGHT else who, "POST", "/opinions", body)

    @rule(who=ACTORS, opinion=NTH, decision=st.sampled_from(("adopt", "decline")))
    def weigh(self, who: str, opinion: int, decision: str) -> None:
        """Each opinion is adopted or not, with the reason (opinion.txt line 55)."""
        body = {"decision": decision, "reason": "经部门研究。"}
        path = f"/opinions/{self.nth(OPINION_ROWS, opinion)}/decision"
        self.send("chen" if who == RIGHT else who, "POST", path, body)

    @rule(who=ACTORS, drive=NTH)
    def stop_asking(self, who: str, drive: int) -> None:
        path = f"/opinion-drives/{self.nth(DRIVES, drive)}/closing"
        self.send("li" if who == RIGHT else who, "POST", path)

    @rule(who=ACTORS)
    def announce(self, who: str) -> None:
        """The office tells every department something."""
        who = "office" if who == RIGHT else who
        place = {"department_id": self.world.college, "is_for_all": True}
        text = {"title": "关于报送排查表的通知", "body": "请各部门按时报送。"}
        answer = self.send(who, "POST", "/notices", place | text)
        if answer.is_success:
            self.send(who, "POST", f"/notices/{answer.json()['id']}/publication")

    @rule(who=ACTORS, notice=NTH)
    def sign_for(self, who: str, notice: int) -> None:
        """Only what is out is signed for, and only by whom it was sent to."""
        row_id = self.nth(NOTICES, notice)
        before = self.rows(sa.select(NOTICES.c.state).where(NOTICES.c.id == row_id))
        body = {"department_id": self.world.academic}
        answer = self.send("li" if who == RIGHT else who, "POST", f"/notices/{row_id}/receipts", body)
        assert not answer.is_success or before[0]["state"] == NoticeState.published

    @rule(who=ACTORS, notice=NTH)
    def take_back(self, who: str, notice: int) -> None:
        path = f"/notices/{self.nth(NOTICES, notice)}/withdrawal"
        self.send("office" if who == RIGHT else who, "POST", path, {"reason": "附件有误"})

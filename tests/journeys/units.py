"""What anybody may try with materials, posts, units and the years themselves."""

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.campaigns.queries import SUBMISSIONS
from backend.handovers.queries import HANDOVERS
from backend.handovers.rules import HandoverState
from backend.kit.table import today
from backend.organization.queries import APPOINTMENTS
from tests.campaigns.rounds import PDF, in_minutes
from tests.journeys.desks import ACTORS, NTH, RIGHT, SELDOM, YEAR, YESTERDAY, Desks

UNITS = st.sampled_from(("academic", "academic", "finance"))
PARTS = {"parts": [{"key": "report", "name": "书面报告"}], "department_kinds": ["office", "faculty"]}
DUE_IN = {"late": -90, "soon": 600}
"""Minutes until a material is due: what is handed in for the first is late, to the minute."""
KEEPERS = st.sampled_from(("office", "office", "chen", "li"))
HEIRS = st.sampled_from(("wang", "outsider", "other_head"))


class Units(Desks):
    """The round's materials; who holds 教材管理岗; which departments there are; which years."""

    def plan_round(self) -> None:
        """The office has started a campaign with one material that is overdue already and one that is due soon."""
        office, path = "office", "/campaigns"
        body = {"year": YEAR, "template": "blank", "name": "廉政风险防控"}
        campaign = self.send(office, "POST", path, body).json()["id"]
        stage = {"campaign_id": campaign, "kind": "other", "name": "准备"}
        self.send(office, "POST", "/campaign-stages", stage)
        for name, minutes in DUE_IN.items():
            about = {"campaign_id": campaign, "kind": "inventories", "name": f"排查表 {name}"}
            due = {"due_at": in_minutes(minutes).isoformat()}
            answer = self.send(office, "POST", "/deliverables", about | PARTS | due)
            self.materials[name] = answer.json()["id"]
        assert self.send(office, "POST", f"{path}/{campaign}/launch").is_success

    @rule(who=ACTORS, unit=UNITS, when=st.sampled_from(sorted(DUE_IN)))
    def begin_submission(self, who: str, unit: str, when: str) -> None:
        who = self._liaison(unit) if who == RIGHT else who
        body = {"deliverable_id": self.materials[when], "department_id": getattr(self.world, unit)}
        self.send(who, "POST", "/submissions", body)

    @rule(who=ACTORS, unit=UNITS, submission=NTH)
    def deliver(self, who: str, unit: str, submission: int) -> None:
        """A file goes in, and all of it to the office."""
        who = self._liaison(unit) if who == RIGHT else who
        files = {"file": ("报告.pdf", PDF, "application/pdf")}
        path = f"/submissions/{self.nth(SUBMISSIONS, submission)}"
        self.send(who, "POST", f"{path}/files", files=files, data={"part": "report", "role": "electronic"})
        self.send(who, "POST", f"{path}/delivery")

    @rule(who=ACTORS, submission=NTH, verb=st.sampled_from(("receipt", "return", "withdrawal")))
    def settle(self, who: str, submission: int, verb: str) -> None:
        """The office receives or returns; the unit may take it back before."""
        right = "li" if verb == "withdrawal" else "office"
        body = {"reason": "名单缺少职务"} if verb == "return" else None
        path = f"/submissions/{self.nth(SUBMISSIONS, submission)}/{verb}"
        self.send(right if who == RIGHT else who, "POST", path, body)

    def _liaison(self, unit: str) -> str:
        return "li" if unit == "academic" else "other_liaison"

    @rule(who=ACTORS, heir=HEIRS, ends=st.booleans())
    def change_holder(self, who: str, heir: str, ends: bool) -> None:
        """Who held 教材管理岗 leaves, or not; somebody else takes it."""
        who, post = "office" if who == RIGHT else who, self.world.textbook_post
        held = sa.select(APPOINTMENTS.c.id).where(
            APPOINTMENTS.c.position_id == post,
            APPOINTMENTS.c.ended_on.is_(None),
            APPOINTMENTS.c.started_on < today(),
        )
        for appointment in self.ids(held) if ends else ():
            self.send(who, "POST", f"/appointments/{appointment}/ending", {"ended_on": YESTERDAY})
        person = getattr(self.world.cast, heir).person
        self.send(
            who, "POST", "/appointments", {"person_id": person, "position_id": post, "is_primary": False}
        )

    @rule(who=ACTORS, dice=SELDOM)
    def put_in_charge(self, who: str, dice: int) -> None:
        """The head of 教务处 is given charge of it as well: two offices, one person."""
        if not dice:
            head = self.world.cast.chen.person_id
            body = {"department_id": self.world.academic, "leader_id": head, "kind": "supervising"}
            if self.send("office" if who == RIGHT else who, "POST", "/oversights", body).is_success:
                self.clients.pop("chen", None)  # new rights ask for a new token

    @rule(who=ACTORS)
    def take_over(self, who: str) -> None:
        """Whoever follows acknowledges what the post brings; nobody else can."""
        waiting = sa.select(HANDOVERS.c.id, HANDOVERS.c.person_id)
        for row in self.rows(waiting.where(HANDOVERS.c.state == HandoverState.waiting)):
            by = self.name_of(row["person_id"]) if who == RIGHT else who
            page = self.client(by).get(f"/api/v1/handovers/{row['id']}")
            digest = page.json().get("content_digest", "0" * 64)
            body = {"content_digest": digest, "pledges": True}
            answer = self.send(by, "POST", f"/handovers/{row['id']}/acknowledgement", body)
            assert not (answer.is_success and self.name_of(row["person_id"]) != by)

    @rule(who=ACTORS, dice=SELDOM, unit=st.sampled_from(("informatics", "finance")))
    def merge(self, who: str, dice: int, unit: str) -> None:
        """Another unit becomes part of 教务处."""
        if not dice:
            path = f"/departments/{getattr(self.world, unit)}/merger"
            body = {"into_id": self.world.academic, "reason": "机构改革"}
            self.send("office" if who == RIGHT else who, "POST", path, body)

    @rule(who=ACTORS, year=st.sampled_from((YEAR, YEAR + 1)))
    def open_year(self, who: str, year: int) -> None:
        self.send("office" if who == RIGHT else who, "POST", "/work-years", {"year": year})

    @rule(who=KEEPERS, year=st.sampled_from((YEAR - 1, YEAR)), dice=st.integers(0, 2))
    def close_year(self, who: str, year: int, dice: int) -> None:
        """Seldom, and by the office alone."""
        if dice:
            return
        body = {"confirm_year": year, "accepts_unfinished": True, "note": "按会议决定封存"}
        answer = self.send(who, "POST", f"/years/{year}/closure", body)
        if answer.status_code == 201:
            assert who == "office"
            self.closed[year] = answer.json()["content_digest"]

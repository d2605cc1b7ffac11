"""What anybody may try with measures: plan, sign through four stages, carry out, prove, put off, carry on."""

from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.measures.queries import MEASURES, PLANS
from backend.organization.queries import subtree
from backend.reviews.rules import ReviewState
from backend.risks.queries import POINTS, REVIEWS
from tests.journeys.desks import ACTORS, NTH, RIGHT, TOMORROW, YEAR, YESTERDAY, Desks
from tests.measures.plans import COMPLETE, ENTRY, FINDING, PROOF

STAGES = {
    ReviewState.department_review: "chen",
    ReviewState.supervising_review: "lin",
    ReviewState.office_review: "office",
    ReviewState.leadership_review: "office",
    ReviewState.approved: "office",
}
DECISIONS = st.sampled_from(("approve", "approve", "approve", "send_back", "reconfirm"))


class Plans(Desks):
    """教务处's plan of each year."""

    @rule(who=ACTORS, year=st.sampled_from((YEAR, YEAR, YEAR + 1)))
    def open_plan(self, who: str, year: int) -> None:
        body = {"department_id": self.world.academic, "year": year}
        self.send("li" if who == RIGHT else who, "POST", "/measure-plans", body)

    @rule(who=ACTORS, plan=NTH)
    def propose(self, who: str, plan: int) -> None:
        """Against a risk of the department's own register."""
        plan_id = self.nth(PLANS, plan)
        risks = sa.select(POINTS.c.id).where(
            POINTS.c.year == sa.select(PLANS.c.year).where(PLANS.c.id == plan_id).scalar_subquery(),
            POINTS.c.retired_at.is_(None),
            POINTS.c.department_id.in_(subtree([self.world.academic])),
        )
        place = {"plan_id": plan_id, "position_id": self.world.textbook_post}
        body = COMPLETE | place | {"risk_point_ids": self.ids(risks)[:1]}
        self.send("wang" if who == RIGHT else who, "POST", "/measures", body)

    @rule(who=ACTORS, plan=NTH, verb=st.sampled_from(("submission", "submission", "withdrawal")))
    def move_plan(self, who: str, plan: int, verb: str) -> None:
        self.send("li" if who == RIGHT else who, "POST", f"/measure-plans/{self.nth(PLANS, plan)}/{verb}")

    @rule(who=ACTORS, plan=NTH, decision=DECISIONS)
    def decide_plan(self, who: str, plan: int, decision: str) -> None:
        """Nobody signs what he has handed in (requirements D8)."""
        found = sa.select(REVIEWS).join(PLANS, PLANS.c.review_id == REVIEWS.c.id)
        (review,) = self.rows(found.where(PLANS.c.id == self.nth(PLANS, plan)))
        who = STAGES.get(ReviewState(review["state"]), "chen") if who == RIGHT else who
        body: dict[str, Any] = {"decision": decision}
        if review["state"] in (ReviewState.leadership_review, ReviewState.approved):
            body["meeting_id"] = self.meeting_id
        if decision == "send_back":
            body |= {"reasons": ["shallow"], "opinion": "请补充。"}
        answer = self.send(who, "POST", f"/reviews/{review['id']}/decisions", body)
        assert not (answer.is_success and review["submitted_by_id"] == self.user_of(who))

    @rule(plan=NTH)
    def pass_plan(self, plan: int) -> None:
        """Through all four stages (opinion.txt line 61)."""
        self.move_plan(RIGHT, plan, "submission")
        for _ in range(4):
            self.decide_plan(RIGHT, plan, "approve")

    @rule(who=ACTORS, measure=NTH)
    def report(self, who: str, measure: int) -> None:
        """Progress, and its proof."""
        who = "wang" if who == RIGHT else who
        answer = self.send(who, "POST", f"/measures/{self.nth(MEASURES, measure)}/progress", ENTRY)
        if answer.is_success:
            entry = answer.json()["progress"][-1]["id"]
            self.send(who, "POST", f"/measure-progress/{entry}/evidence", files={"file": PROOF})

    @rule(who=ACTORS, measure=NTH)
    def finish(self, who: str, measure: int) -> None:
        self.send(
            "wang" if who == RIGHT else who, "POST", f"/measures/{self.nth(MEASURES, measure)}/completion", {}
        )

    @rule(measure=NTH)
    def carry_out(self, measure: int) -> None:
        """Reported, proven and done by whoever is responsible."""
        self.report(RIGHT, measure)
        self.finish(RIGHT, measure)

    @rule(who=ACTORS, measure=NTH, verdict=st.sampled_from(("effective", "ineffective", "return")))
    def judge(self, who: str, measure: int, verdict: str) -> None:
        """Nobody judges what he reported as done himself (requirements D8)."""
        measure_id = self.nth(MEASURES, measure)
        (before,) = self.rows(sa.select(MEASURES).where(MEASURES.c.id == measure_id))
        who = "chen" if who == RIGHT else who
        if verdict == "return":
            answer = self.send(who, "POST", f"/measures/{measure_id}/return", {"reason": "凭据不全。"})
        else:
            answer = self.send(who, "POST", f"/measures/{measure_id}/checks", FINDING | {"result": verdict})
        assert not (answer.is_success and before["finished_by_id"] == self.user_of(who))

    @rule(who=ACTORS, measure=NTH, day=st.sampled_from((YESTERDAY, TOMORROW)))
    def set_day(self, who: str, measure: int, day: str) -> None:
        """A day that has passed makes what is not done overdue, and the approval stale."""
        path = f"/measures/{self.nth(MEASURES, measure)}"
        self.send("office" if who == RIGHT else who, "PATCH", path, {"due_on": day})

    @rule(who=ACTORS, plan=NTH, measure=NTH)
    def carry_measure(self, who: str, plan: int, measure: int) -> None:
        """What was not finished goes on in the next year's plan."""
        body = {"measure_ids": [self.nth(MEASURES, measure)]}
        path = f"/measure-plans/{self.nth(PLANS, plan)}/carryings"
        self.send("li" if who == RIGHT else who, "POST", path, body)

"""What anybody may try with powers, with 附件一, and with what a meeting of the leadership decides."""

from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.organization.queries import subtree
from backend.powers.queries import CATALOGUES, POWERS
from backend.reviews.rules import ReviewState
from backend.risks.queries import POINTS, REVIEWS
from tests.journeys.desks import ACTORS, NTH, RIGHT, YEAR, Desks
from tests.journeys.sheets import DECISIONS, FACTORS

NAMES = st.sampled_from(("教材选用", "考务安排", "学籍处理"))
SIGNERS = {ReviewState.supervising_review: "lin", ReviewState.approved: "lin"}
WRITTEN = {"content": "组织征订与选用", "handling_body": "教务处", "basis": "《教材管理办法》"}
LEVELS = st.sampled_from(("high", "medium", "low", None))


class Catalogues(Desks):
    """教务处's powers, and the levels the leadership sets."""

    @rule(who=ACTORS, name=NAMES)
    def clear_power(self, who: str, name: str) -> None:
        """清权: a power is written down and confirmed as it stands (opinion.txt line 45)."""
        who = "li" if who == RIGHT else who
        body = {"department_id": self.world.academic, "name": name} | WRITTEN
        answer = self.send(who, "POST", "/powers", body)
        if answer.is_success:
            self.send(who, "POST", f"/powers/{answer.json()['id']}/confirmation", {})

    @rule(who=ACTORS, power=NTH, verb=st.sampled_from(("edit", "confirm", "retire")))
    def change_power(self, who: str, power: int, verb: str) -> None:
        """Any change takes the confirmation away, and what was signed says so."""
        who, path = "li" if who == RIGHT else who, f"/powers/{self.nth(POWERS, power)}"
        if verb == "edit":
            self.send(who, "PATCH", path, {"content": f"修订 {self.done.total()}"})
        elif verb == "confirm":
            self.send(who, "POST", f"{path}/confirmation", {})
        else:
            self.send(who, "POST", f"{path}/retirement", {"reason": "职权已经取消"})

    @rule(who=ACTORS, year=st.sampled_from((YEAR, YEAR, YEAR + 1)))
    def open_catalogue(self, who: str, year: int) -> None:
        body = {"department_id": self.world.academic, "year": year}
        self.send("li" if who == RIGHT else who, "POST", "/power-catalogues", body)

    @rule(who=ACTORS, catalogue=NTH, verb=st.sampled_from(("submission", "submission", "withdrawal")))
    def move_catalogue(self, who: str, catalogue: int, verb: str) -> None:
        path = f"/power-catalogues/{self.nth(CATALOGUES, catalogue)}/{verb}"
        self.send("li" if who == RIGHT else who, "POST", path)

    @rule(who=ACTORS, catalogue=NTH, decision=DECISIONS)
    def decide_catalogue(self, who: str, catalogue: int, decision: str) -> None:
        """Head, then supervising leader; what both have signed, the office sends back."""
        found = sa.select(REVIEWS).join(CATALOGUES, CATALOGUES.c.review_id == REVIEWS.c.id)
        reviews = self.rows(found.where(CATALOGUES.c.id == self.nth(CATALOGUES, catalogue)))
        if not reviews:
            return
        right = SIGNERS.get(ReviewState(reviews[0]["state"]), "chen")
        body: dict[str, Any] = {"decision": decision}
        if decision == "send_back":
            right = "office" if reviews[0]["state"] == ReviewState.approved else right
            body |= {"reasons": ["incomplete"], "opinion": "请补充。"}
        path = f"/reviews/{reviews[0]['id']}/decisions"
        self.send(right if who == RIGHT else who, "POST", path, body)
        if decision == "approve" and who == RIGHT:
            self.send(right, "POST", path, body)  # at once again, for whatever office he may hold beside

    @rule(catalogue=NTH)
    def pass_catalogue(self, catalogue: int) -> None:
        """Handed in and signed by both."""
        for number, _ in enumerate(self.ids(sa.select(POWERS.c.id))):
            self.change_power(RIGHT, number, "confirm")
        self.move_catalogue(RIGHT, catalogue, "submission")
        for _ in range(2):
            self.decide_catalogue(RIGHT, catalogue, "approve")

    @rule(who=ACTORS, point=NTH, factors=FACTORS, level=LEVELS)
    def decide_levels(self, who: str, point: int, factors: tuple[str, str], level: str | None) -> None:
        """班子定: one meeting judges a risk, and sets the post's level itself or leaves it to the rule again."""
        of_unit = POINTS.c.department_id.in_(subtree([self.world.academic]))
        risks = self.ids(sa.select(POINTS.c.id).where(POINTS.c.retired_at.is_(None), of_unit))
        likelihood, consequence = factors
        judged = {"likelihood": likelihood, "consequence": consequence}
        body: dict[str, Any] = {"meeting_id": self.meeting_id}
        body["items"] = [{"risk_point_id": risks[point % len(risks)]} | judged] if risks else []
        post = {"position_id": self.world.textbook_post, "reason": "经班子集体研究"}
        body |= {"overrides": [post | {"level": level}]} if level else {"endings": [post]}
        self.send("office" if who == RIGHT else who, "POST", "/leadership-decisions", body)

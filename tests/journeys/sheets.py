"""What anybody may try with sheets: find, hand in, sign, judge, amend, drop, and carry on into the next year."""

from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.reviews.rules import ReviewChain, ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS
from tests.journeys.desks import ACTORS, NTH, RIGHT, SELDOM, YEAR, Desks
from tests.risks.sheets import ROW

YEARS = st.sampled_from((YEAR - 1, YEAR))
POSTS = st.sampled_from(("textbook_post", "liaison_post", "head_post"))
HOLDERS = {"textbook_post": "wang", "liaison_post": "li", "head_post": "chen"}
TEXTS = st.sampled_from(("教材选用倾向特定供应商", "款项核对流于形式", "试卷提前泄露", "选用结果不公开", ""))
FACTORS = st.tuples(
    st.sampled_from(("high", "elevated", "small")), st.sampled_from(("crime", "discipline", "internal"))
)
STEPS = st.sampled_from(("self_check", "peer_check", "department_review", "public_comment"))
DECISIONS = st.sampled_from(("approve", "approve", "send_back", "reconfirm"))
FILLED = {"manifestation": "多报册数"}
"""What a signed sheet does not take a row without."""
CHOICES = st.lists(st.sampled_from(("keep", "change", "retire")), min_size=1, max_size=3)


class Sheets(Desks):
    """附件二 and 附件三 of this year, the last and the next."""

    @rule(who=ACTORS, year=YEARS, post=POSTS)
    def open_sheet(self, who: str, year: int, post: str) -> None:
        body = {"kind": "position", "year": year, "position_id": getattr(self.world, post)}
        self.send(HOLDERS[post] if who == RIGHT else who, "POST", "/risk-inventories", body)

    @rule(who=ACTORS, year=YEARS)
    def open_department_sheet(self, who: str, year: int) -> None:
        body = {"kind": "department", "year": year, "department_id": self.world.academic}
        self.send("li" if who == RIGHT else who, "POST", "/risk-inventories", body)

    @rule(who=ACTORS, sheet=NTH, names=st.lists(TEXTS, min_size=1, max_size=3))
    def save(self, who: str, sheet: int, names: list[str]) -> None:
        row_id, rows = self.nth(INVENTORIES, sheet), [ROW | {"name": name} for name in names]
        self.send(self._writer(who, row_id), "PUT", f"/risk-inventories/{row_id}/rows", {"rows": rows})

    @rule(who=ACTORS, sheet=NTH, verb=st.sampled_from(("submission", "submission", "withdrawal")))
    def move(self, who: str, sheet: int, verb: str) -> None:
        row_id = self.nth(INVENTORIES, sheet)
        self.send(self._writer(who, row_id), "POST", f"/risk-inventories/{row_id}/{verb}")

    @rule(who=ACTORS, sheet=NTH, dice=SELDOM)
    def drop(self, who: str, sheet: int, dice: int) -> None:
        """What is signed, the office alone."""
        if not dice:
            row_id = self.nth(INVENTORIES, sheet)
            is_signed = self._review(row_id)["state"] == ReviewState.approved
            who = "office" if is_signed and who == RIGHT else self._writer(who, row_id)
            self.send(who, "POST", f"/risk-inventories/{row_id}/retirement", {"reason": "重复填报"})

    @rule(sheet=NTH)
    def hand_in(self, sheet: int) -> None:
        """A complete sheet, by whoever it belongs to."""
        self.save(RIGHT, sheet, [ROW["name"]])
        self.move(RIGHT, sheet, "submission")

    @rule(sheet=NTH)
    def pass_review(self, sheet: int) -> None:
        """The same, and signed."""
        self.hand_in(sheet)
        self.decide(RIGHT, sheet, "approve")

    @rule(who=ACTORS, sheet=NTH, decision=DECISIONS)
    def decide(self, who: str, sheet: int, decision: str) -> None:
        body: dict[str, Any] = {"decision": decision}
        review = self._review(self.nth(INVENTORIES, sheet))
        if decision == "send_back":
            body |= {"reasons": ["shallow"], "opinion": "请补充。"}
        who = _decider(review, decision) if who == RIGHT else who
        if who == "dean":
            body["meeting_id"] = self.meeting_id
        self.send(who, "POST", f"/reviews/{review['id']}/decisions", body)

    @rule(who=ACTORS, sheet=NTH)
    def comment(self, who: str, sheet: int) -> None:
        body = {"field": "measures", "text": "请写明由谁来做。"}
        path = f"/reviews/{self._review(self.nth(INVENTORIES, sheet))['id']}/comments"
        self.send("chen" if who == RIGHT else who, "POST", path, body)

    @rule(who=ACTORS, sheet=NTH, factors=FACTORS, step=STEPS)
    def assess(self, who: str, sheet: int, factors: tuple[str, str], step: str) -> None:
        row_id = self.nth(INVENTORIES, sheet)
        who = self._writer(who, row_id) if step == "self_check" else "chen" if who == RIGHT else who
        likelihood, consequence = factors
        for point_id in self._points(row_id)[:1]:
            body = {"risk_point_id": point_id, "step": step}
            judged = {"likelihood": likelihood, "consequence": consequence}
            self.send(who, "POST", "/assessments", body | judged)

    @rule(who=ACTORS, sheet=NTH, verb=st.sampled_from(("edit", "edit", "add", "retire")))
    def amend(self, who: str, sheet: int, verb: str) -> None:
        """The office may correct what is signed; the approval goes stale."""
        who, row_id = "office" if who == RIGHT else who, self.nth(INVENTORIES, sheet)
        if verb == "add":
            self.send(who, "POST", "/risk-points", {"inventory_id": row_id, "name": "新发现的风险"} | FILLED)
        for point_id in self._points(row_id)[:1] if verb != "add" else ():
            if verb == "edit":
                self.send(who, "PATCH", f"/risk-points/{point_id}", {"remark": f"核对 {self.done.total()}"})
            else:
                self.send(who, "POST", f"/risk-points/{point_id}/retirement", {"reason": "职权已取消"})

    @rule(who=ACTORS, post=POSTS, year=st.sampled_from((YEAR, YEAR + 1)), choices=CHOICES)
    def carry(self, who: str, post: str, year: int, choices: list[str]) -> None:
        """Each row of the last signed sheet is kept, changed or dropped; whoever holds the post decides."""
        who = HOLDERS[post] if who == RIGHT else who
        place = {"position_id": getattr(self.world, post)}
        rows = self.client(who).get(f"/api/v1/years/{year}/carryings", params=place).json().get("rows", [])
        decided = [
            {"point_id": row["point_id"], "choice": choices[at % len(choices)], "reason": "职责已经调整"}
            for at, row in enumerate(rows)
        ]
        self.send(who, "POST", f"/years/{year}/carryings", place | {"rows": decided})

    def _writer(self, who: str, row_id: int) -> str:
        """Whoever fills the sheet in, when the right one is asked for."""
        if who != RIGHT:
            return who
        found = self.rows(sa.select(INVENTORIES.c.filler_id).where(INVENTORIES.c.id == row_id))
        return self.name_of(found[0]["filler_id"])

    def _points(self, row_id: int) -> list[int]:
        live = sa.select(POINTS.c.id).where(POINTS.c.inventory_id == row_id, POINTS.c.retired_at.is_(None))
        return self.ids(live)

    def _review(self, row_id: int) -> dict[str, Any]:
        found = sa.select(REVIEWS).join(INVENTORIES, INVENTORIES.c.review_id == REVIEWS.c.id)
        return self.rows(found.where(INVENTORIES.c.id == row_id))[0]


def _decider(review: dict[str, Any], decision: str) -> str:
    """Whoever signs where the sheet stands; what is signed, the office sends back."""
    if review["state"] == ReviewState.approved and decision == "send_back":
        return "office"
    signers = {ReviewChain.supervising: "lin", ReviewChain.leadership: "dean"}
    return signers.get(ReviewChain(review["chain"]), "chen")

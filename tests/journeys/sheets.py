"""What anybody may try with sheets: find, hand in, sign, judge, amend, drop, and carry on into the next year."""

from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, multiple, rule

from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS
from tests.journeys.desks import ACTORS, RIGHT, SELDOM, SHEETS, YEAR, Desks
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
CHOICES = st.lists(st.sampled_from(("keep", "change", "retire")), min_size=1, max_size=3)


class Sheets(Desks):
    """附件二 and 附件三 of this year, the last and the next."""

    @initialize(target=SHEETS)
    def begin(self) -> Any:
        """王老师 has begun her sheet."""
        return self._opened("wang", YEAR, self.world.textbook_post)

    def _opened(self, who: str, year: int, position_id: int) -> Any:
        body = {"kind": "position", "year": year, "position_id": position_id}
        return multiple(*self.made(self.send(who, "POST", "/risk-inventories", body)))

    @rule(target=SHEETS, who=ACTORS, year=YEARS, post=POSTS)
    def open_sheet(self, who: str, year: int, post: str) -> Any:
        who = HOLDERS[post] if who == RIGHT else who
        return self._opened(who, year, getattr(self.world, post))

    @rule(target=SHEETS, who=ACTORS, year=YEARS)
    def open_department_sheet(self, who: str, year: int) -> Any:
        body = {"kind": "department", "year": year, "department_id": self.world.academic}
        return multiple(
            *self.made(self.send("li" if who == RIGHT else who, "POST", "/risk-inventories", body))
        )

    @rule(who=ACTORS, sheet=SHEETS, names=st.lists(TEXTS, min_size=1, max_size=3))
    def save(self, who: str, sheet: int, names: list[str]) -> None:
        rows = [ROW | {"name": name} for name in names]
        self.send(self._writer(who, sheet), "PUT", f"/risk-inventories/{sheet}/rows", {"rows": rows})

    @rule(who=ACTORS, sheet=SHEETS, verb=st.sampled_from(("submission", "submission", "withdrawal")))
    def move(self, who: str, sheet: int, verb: str) -> None:
        self.send(self._writer(who, sheet), "POST", f"/risk-inventories/{sheet}/{verb}")

    @rule(who=ACTORS, sheet=SHEETS, dice=SELDOM)
    def drop(self, who: str, sheet: int, dice: int) -> None:
        """What is signed, the office alone."""
        if not dice:
            is_signed = self._state(sheet) == ReviewState.approved
            who = "office" if is_signed and who == RIGHT else self._writer(who, sheet)
            self.send(who, "POST", f"/risk-inventories/{sheet}/retirement", {"reason": "重复填报"})

    @rule(sheet=SHEETS)
    def hand_in(self, sheet: int) -> None:
        """A complete sheet, by whoever it belongs to."""
        self.save(RIGHT, sheet, [ROW["name"]])
        self.move(RIGHT, sheet, "submission")

    @rule(sheet=SHEETS)
    def pass_review(self, sheet: int) -> None:
        """The same, and signed."""
        self.hand_in(sheet)
        self.decide(RIGHT, sheet, "approve")

    @rule(who=ACTORS, sheet=SHEETS, decision=DECISIONS)
    def decide(self, who: str, sheet: int, decision: str) -> None:
        body: dict[str, Any] = {"decision": decision}
        if decision == "send_back":
            body |= {"reasons": ["shallow"], "opinion": "请补充。"}
        who = self._decider(sheet, decision) if who == RIGHT else who
        if who == "dean":
            body["meeting_id"] = self.meeting_id
        self.send(who, "POST", f"/reviews/{self._review(sheet)}/decisions", body)

    @rule(who=ACTORS, sheet=SHEETS)
    def comment(self, who: str, sheet: int) -> None:
        body = {"field": "measures", "text": "请写明由谁来做。"}
        self.send("chen" if who == RIGHT else who, "POST", f"/reviews/{self._review(sheet)}/comments", body)

    @rule(who=ACTORS, sheet=SHEETS, factors=FACTORS, step=STEPS)
    def assess(self, who: str, sheet: int, factors: tuple[str, str], step: str) -> None:
        who = self._writer(who, sheet) if step == "self_check" else "chen" if who == RIGHT else who
        likelihood, consequence = factors
        for point_id in self._points(sheet)[:1]:
            body = {"risk_point_id": point_id, "step": step}
            judged = {"likelihood": likelihood, "consequence": consequence}
            self.send(who, "POST", "/assessments", body | judged)

    @rule(who=ACTORS, sheet=SHEETS, verb=st.sampled_from(("edit", "edit", "add", "retire")))
    def amend(self, who: str, sheet: int, verb: str) -> None:
        """The office may correct what is signed; the approval goes stale."""
        who = "office" if who == RIGHT else who
        if verb == "add":
            self.send(who, "POST", "/risk-points", {"inventory_id": sheet, "name": "新发现的风险"})
        for point_id in self._points(sheet)[:1] if verb != "add" else ():
            if verb == "edit":
                self.send(who, "PATCH", f"/risk-points/{point_id}", {"remark": f"核对 {self.done.total()}"})
            else:
                self.send(who, "POST", f"/risk-points/{point_id}/retirement", {"reason": "职权已取消"})

    @rule(target=SHEETS, who=ACTORS, post=POSTS, year=st.sampled_from((YEAR, YEAR + 1)), choices=CHOICES)
    def carry(self, who: str, post: str, year: int, choices: list[str]) -> Any:
        """Each row of the last signed sheet is kept, changed or dropped; whoever holds the post decides."""
        who = HOLDERS[post] if who == RIGHT else who
        place = {"position_id": getattr(self.world, post)}
        rows = self.client(who).get(f"/api/v1/years/{year}/carryings", params=place).json().get("rows", [])
        decided = [
            {"point_id": row["point_id"], "choice": choices[at % len(choices)], "reason": "职责已经调整"}
            for at, row in enumerate(rows)
        ]
        answer = self.send(who, "POST", f"/years/{year}/carryings", place | {"rows": decided})
        return answer.json()["to_inventory_id"] if answer.status_code == 201 else multiple()

    def _writer(self, who: str, sheet: int) -> str:
        """Whoever fills the sheet in, when the right one is asked for."""
        if who != RIGHT:
            return who
        found = self.rows(sa.select(INVENTORIES.c.filler_id).where(INVENTORIES.c.id == sheet))
        return self.name_of(found[0]["filler_id"])

    def _state(self, sheet: int) -> str:
        found = self.rows(
            sa.select(REVIEWS.c.state)
            .join(INVENTORIES, INVENTORIES.c.review_id == REVIEWS.c.id)
            .where(INVENTORIES.c.id == sheet)
        )
        return str(found[0]["state"])

    def _decider(self, sheet: int, decision: str) -> str:
        """Whoever signs where the sheet stands; what is signed, the office sends back."""
        state = ReviewState(self._state(sheet))
        if state is ReviewState.approved and decision == "send_back":
            return "office"
        return {ReviewState.supervising_review: "lin", ReviewState.leadership_review: "dean"}.get(
            state, "chen"
        )

    def _points(self, sheet: int) -> list[int]:
        live = sa.select(POINTS.c.id).where(POINTS.c.inventory_id == sheet, POINTS.c.retired_at.is_(None))
        return self.ids(live)

    def _review(self, sheet: int) -> int:
        return self.ids(sa.select(INVENTORIES.c.review_id).where(INVENTORIES.c.id == sheet))[0]

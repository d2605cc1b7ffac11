"""A year of work by random people in random order: whatever they try, what must always hold holds.

Every rule is a request anybody could send; most are refused, and a refusal must change nothing. The invariants are
read from the database after each step.
"""

from collections import Counter
from contextlib import ExitStack
from itertools import count
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from backend.kit.table import today
from backend.main import FOLLOWERS
from backend.organization.queries import PEOPLE
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import ReviewState
from backend.risks.actions import cell_of
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, TALLY
from backend.years.contents.queries import content_digest
from backend.years.rules import LAYOUT
from tests import cast, databases
from tests.reviews.sheets import meeting
from tests.risks.sheets import ROW
from tests.world import World, build

YEAR = today().year
PEOPLE_OF_THE_YEAR = ("wang", "li", "chen", "lin", "dean", "office", "outsider", "other_head")
RIGHT = "the right one"
ACTORS = st.sampled_from((*(RIGHT,) * 3 * len(PEOPLE_OF_THE_YEAR), *PEOPLE_OF_THE_YEAR))
"""Three times of four whoever may do it, so that something happens; else anybody."""
YEARS = st.sampled_from((YEAR - 1, YEAR))
TEXTS = st.sampled_from(("教材选用倾向特定供应商", "款项核对流于形式", "试卷提前泄露", "选用结果不公开", ""))
FACTORS = st.tuples(
    st.sampled_from(("high", "elevated", "small")), st.sampled_from(("crime", "discipline", "internal"))
)
STEPS = st.sampled_from(("self_check", "peer_check", "department_review", "public_comment"))
_keys = count()


class YearOfWork(RuleBasedStateMachine):
    """The college, and everything anybody may try with its sheets, levels and the year itself."""

    sheets: Bundle[int] = Bundle("sheets")

    app: ClassVar[FastAPI]
    engine: ClassVar[sa.Engine]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.database = self.stack.enter_context(databases.joined(self.engine, FOLLOWERS))
        self.app.state.database = self.database
        with self.database.session() as session:
            self.world: World = build(session)
        self.meeting_id = meeting(self.database, self.world)
        self.clients: dict[str, TestClient] = {}
        self.closed: dict[int, str] = {}

    def teardown(self) -> None:
        """Forgets the year."""
        self.stack.close()

    def client(self, who: str) -> TestClient:
        """Somebody at the desk."""
        if who not in self.clients:
            self.clients[who] = cast.sign_in(self.app, getattr(self.world.cast, who))
        return self.clients[who]

    def send(self, who: str, method: str, path: str, body: Any = None) -> Response:
        """One request; it may be refused, it may not fail."""
        headers = {"If-Match": "now", "Idempotency-Key": f"year-of-work-{next(_keys)}"}
        answer: Response = self.client(who).request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code < 500, answer.text
        return answer

    @initialize(target=sheets)
    def begin(self) -> Any:
        """王老师 has begun her sheet."""
        return self._opened("wang", YEAR, self.world.textbook_post)

    def _writer(self, who: str, sheet: int) -> str:
        """Whoever fills the sheet in, when the right one is asked for."""
        filler = sa.select(INVENTORIES.c.filler_id).where(INVENTORIES.c.id == sheet)
        return self._named(who, filler) if who == RIGHT else who

    def _named(self, who: str, person: sa.Select[Any]) -> str:
        found = self._ids(person)
        names = {getattr(self.world.cast, name).person_id: name for name in PEOPLE_OF_THE_YEAR}
        return names.get(found[0], "li") if found else "li"

    def _decider(self, who: str, sheet: int) -> str:
        """Whoever signs where the sheet stands."""
        if who != RIGHT:
            return who
        with self.database.open(read_only=True) as session:
            state = session.execute(sa.select(REVIEWS.c.state).where(REVIEWS.c.subject_id == sheet)).scalar()
        by_state = {ReviewState.supervising_review: "lin", ReviewState.leadership_review: "dean"}
        return by_state.get(ReviewState(state), "chen") if state else "chen"

    def _opened(self, who: str, year: int, position_id: int) -> Any:
        body = {"kind": "position", "year": year, "position_id": position_id}
        answer = self.send(who, "POST", "/risk-inventories", body)
        return answer.json()["id"] if answer.status_code == 201 else multiple()

    @rule(
        target=sheets,
        who=ACTORS,
        year=YEARS,
        post=st.sampled_from(("textbook_post", "liaison_post", "head_post")),
    )
    def open_sheet(self, who: str, year: int, post: str) -> Any:
        holders = {"textbook_post": "wang", "liaison_post": "li", "head_post": "chen"}
        who = holders[post] if who == RIGHT else who
        return self._opened(who, year, getattr(self.world, post))

    @rule(target=sheets, who=ACTORS, year=YEARS)
    def open_department_sheet(self, who: str, year: int) -> Any:
        body = {"kind": "department", "year": year, "department_id": self.world.academic}
        answer = self.send("li" if who == RIGHT else who, "POST", "/risk-inventories", body)
        return answer.json()["id"] if answer.status_code == 201 else multiple()

    @rule(who=ACTORS, sheet=sheets, names=st.lists(TEXTS, min_size=1, max_size=3))
    def save(self, who: str, sheet: int, names: list[str]) -> None:
        rows = [ROW | {"name": name} for name in names]
        self.send(self._writer(who, sheet), "PUT", f"/risk-inventories/{sheet}/rows", {"rows": rows})

    @rule(who=ACTORS, sheet=sheets, verb=st.sampled_from(("submission", "submission", "withdrawal")))
    def move(self, who: str, sheet: int, verb: str) -> None:
        self.send(self._writer(who, sheet), "POST", f"/risk-inventories/{sheet}/{verb}")

    @rule(who=ACTORS, sheet=sheets, dice=st.integers(0, 9))
    def drop(self, who: str, sheet: int, dice: int) -> None:
        """Seldom, or there would be nothing left."""
        if not dice:
            who = self._writer(who, sheet)
            self.send(who, "POST", f"/risk-inventories/{sheet}/retirement", {"reason": "重复填报"})

    @rule(sheet=sheets)
    def hand_in(self, sheet: int) -> None:
        """A complete sheet, by whoever it belongs to."""
        self.save(RIGHT, sheet, [ROW["name"]])
        self.move(RIGHT, sheet, "submission")

    @rule(
        who=ACTORS, sheet=sheets, decision=st.sampled_from(("approve", "approve", "send_back", "reconfirm"))
    )
    def decide(self, who: str, sheet: int, decision: str) -> None:
        body: dict[str, Any] = {"decision": decision, "meeting_id": self.meeting_id}
        if decision == "send_back":
            body |= {"reasons": ["shallow"], "opinion": "请补充。"}
        self.send(self._decider(who, sheet), "POST", f"/reviews/{self._review(sheet)}/decisions", body)

    @rule(who=ACTORS, sheet=sheets)
    def comment(self, who: str, sheet: int) -> None:
        body = {"field": "measures", "text": "请写明由谁来做。"}
        self.send("chen" if who == RIGHT else who, "POST", f"/reviews/{self._review(sheet)}/comments", body)

    @rule(who=ACTORS, sheet=sheets, factors=FACTORS, step=STEPS)
    def assess(self, who: str, sheet: int, factors: tuple[str, str], step: str) -> None:
        who = self._writer(who, sheet) if step == "self_check" else "chen" if who == RIGHT else who
        for point_id in self._points(sheet)[:1]:
            likelihood, consequence = factors
            body = {"risk_point_id": point_id, "step": step}
            self.send(
                who, "POST", "/assessments", body | {"likelihood": likelihood, "consequence": consequence}
            )

    @rule(who=ACTORS, sheet=sheets)
    def edit_point(self, who: str, sheet: int) -> None:
        """The office may correct a signed row; the approval goes stale."""
        for point_id in self._points(sheet)[:1]:
            self.send(
                "office" if who == RIGHT else who,
                "PATCH",
                f"/risk-points/{point_id}",
                {"remark": f"核对 {next(_keys)}"},
            )

    @rule(who=st.sampled_from(("office", "chen", "wang")), year=YEARS, dice=st.integers(0, 5))
    def close_year(self, who: str, year: int, dice: int) -> None:
        """Seldom, and by the office alone."""
        if dice:
            return
        body = {"confirm_year": year, "accepts_unfinished": True, "note": "按会议决定封存"}
        answer = self.send(who, "POST", f"/years/{year}/closure", body)
        if answer.status_code == 201:
            assert who == "office"
            self.closed[year] = answer.json()["content_digest"]

    def _points(self, sheet: int) -> list[int]:
        live = sa.select(POINTS.c.id).where(POINTS.c.inventory_id == sheet, POINTS.c.retired_at.is_(None))
        return self._ids(live)

    def _review(self, sheet: int) -> int:
        return self._ids(sa.select(INVENTORIES.c.review_id).where(INVENTORIES.c.id == sheet))[0]

    def _ids(self, statement: sa.Select[Any]) -> list[int]:
        with self.database.open(read_only=True) as session:
            return [int(found) for found in session.execute(statement.order_by(sa.text("1"))).scalars()]

    @invariant()
    def the_tally_is_the_register_counted(self) -> None:
        with self.database.open(read_only=True) as session:
            points = session.execute(sa.select(POINTS).where(POINTS.c.retired_at.is_(None))).mappings()
            counted = Counter(cell_of(dict(row)) for row in points)
            stored = session.execute(sa.select(TALLY).where(TALLY.c.points != 0)).mappings()
            kept = {cell_of(dict(row)): row["points"] for row in stored}
        assert kept == dict(counted)

    @invariant()
    def an_approval_is_of_what_stands_there_or_says_it_is_stale(self) -> None:
        statement = (
            sa.select(INVENTORIES.c.id)
            .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
            .where(REVIEWS.c.state == ReviewState.approved, INVENTORIES.c.retired_on.is_(None))
        )
        for sheet in self._ids(statement):
            page = self.client("office").get(f"/api/v1/risk-inventories/{sheet}").json()
            review = self.client("office").get(f"/api/v1/reviews/{page['review_id']}").json()
            assert review["is_stale"] == (page["content_hash"] != review["content_hash"])

    @invariant()
    def nobody_signs_his_own(self) -> None:
        statement = (
            sa.select(DECISIONS.c.id)
            .join(REVIEWS, REVIEWS.c.id == DECISIONS.c.review_id)
            .join(PEOPLE, PEOPLE.c.id == REVIEWS.c.owner_id)
            .where(PEOPLE.c.user_id == DECISIONS.c.decided_by_id)
        )
        assert self._ids(statement) == []

    @invariant()
    def no_signature_is_ahead_of_its_sheet(self) -> None:
        ahead = sa.select(DECISIONS.c.id).join(REVIEWS, REVIEWS.c.id == DECISIONS.c.review_id)
        assert self._ids(ahead.where(DECISIONS.c.round > REVIEWS.c.round)) == []

    @invariant()
    def a_closed_year_stays_as_it_was(self) -> None:
        with self.database.open(read_only=True) as session:
            for year, digest in self.closed.items():
                assert content_digest(session, year, LAYOUT) == digest


@pytest.fixture(autouse=True)
def _own_files(shared_app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Archives of this test alone."""
    kept = shared_app.state.settings
    folder = tmp_path_factory.mktemp("years")
    shared_app.state.settings = kept.model_copy(update={"data_dir": folder})
    yield
    shared_app.state.settings = kept


def test_a_year_by_random_people(shared_app: FastAPI, engine: sa.Engine) -> None:
    """30 years of up to 40 steps each."""
    YearOfWork.app, YearOfWork.engine = shared_app, engine
    run_state_machine_as_test(
        YearOfWork,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""A year of work by random people in random order: whatever they try, what must always hold holds.

Every rule is a request anybody could send; most are refused, and a refusal must change nothing. The invariants are
read from the database after each step.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from backend.kit.db import Database
from backend.main import FOLLOWERS
from backend.measures.queries import MEASURES
from tests import databases
from tests.journeys.catalogues import Catalogues
from tests.journeys.desks import RIGHT, YEAR, YESTERDAY
from tests.journeys.keeping import Keeping
from tests.journeys.plans import Plans
from tests.journeys.sheets import Sheets
from tests.journeys.units import Units
from tests.journeys.voices import Voices
from tests.world import World, build

LAST, THIS = 0, 1
"""王老师's sheets, in the order in which they were opened."""
SUGGESTED = ("样书", "折扣", "押金")


class YearOfWork(Sheets, Plans, Catalogues, Voices, Units, Keeping):
    """The college, and everything anybody may try in its year."""

    def begin(self) -> None:
        """王老师's sheets of both years and the year's plan are signed; one material has gone to the office."""
        self.plan_round()
        for number, year in enumerate((YEAR - 1, YEAR)):
            self.open_sheet(RIGHT, year, "textbook_post")
            self.pass_review(number)
        self.open_plan(RIGHT, YEAR)
        for _ in range(2):
            self.propose(RIGHT, 0)
        self.pass_plan(0)
        self.clear_power(RIGHT, "教材选用")
        self.open_catalogue(RIGHT, YEAR)
        self.pass_catalogue(0)
        self.ask(RIGHT, YEAR)
        self.speak(0)
        self.suggest(RIGHT, YEAR, "样书变相收礼")
        self.announce(RIGHT)
        self.begin_submission(RIGHT, "academic", "late")
        self.deliver(RIGHT, "academic", 0)


@pytest.fixture(scope="module", autouse=True)
def _own_files(shared_app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Archives and evidence of these tests alone."""
    kept = shared_app.state.settings
    folder = tmp_path_factory.mktemp("years")
    shared_app.state.settings = kept.model_copy(update={"data_dir": folder})
    YearOfWork.app = shared_app
    yield
    shared_app.state.settings = kept


@pytest.fixture
def midyear(server: databases.Server) -> Iterator[None]:
    """A college in which the year has begun; every random year goes on from there."""
    with databases.peopled(server, build) as (YearOfWork.engine, YearOfWork.world):
        year = YearOfWork(Database(YearOfWork.engine, followers=FOLLOWERS))
        year.begin()
        assert [what for what, times in year.done.items() if not times] == []
        yield


def test_a_year_by_random_people(midyear: None) -> None:
    """The same years of up to 40 steps each, every time: 16 on SQLite, the first half of them on PostgreSQL."""
    run_state_machine_as_test(
        YearOfWork,
        settings=settings(
            max_examples=16 if databases.DIALECT == "sqlite" else 8,
            stateful_step_count=40,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_year_in_order(college: tuple[sa.Engine, World]) -> None:
    """Every rule can succeed: the same steps by whoever may take them, and after each what must hold holds."""
    YearOfWork.engine, YearOfWork.world = college
    year = YearOfWork()
    try:
        _live(year)
    finally:
        year.teardown()


def _live(year: YearOfWork) -> None:
    year.plan_round()
    year.open_sheet(RIGHT, YEAR - 1, "textbook_post")
    year.pass_review(LAST)
    year.what_must_hold_holds()
    year.carry(RIGHT, "textbook_post", YEAR, ["keep"])
    _hear_others(year)
    year.pass_review(THIS)
    year.assess(RIGHT, THIS, ("high", "crime"), "department_review")
    year.amend(RIGHT, THIS, "edit")
    year.what_must_hold_holds()
    year.decide(RIGHT, THIS, "reconfirm")
    year.decide(RIGHT, THIS, "send_back")
    year.comment(RIGHT, THIS)
    year.pass_review(THIS)
    year.what_must_hold_holds()
    _clear_powers(year)
    _decide_levels(year)
    _carry_out_measures(year)
    _hand_in_materials(year)
    year.change_holder(RIGHT, "outsider", ends=True)
    year.what_must_hold_holds()
    year.take_over(RIGHT)
    year.what_must_hold_holds()
    year.merge(RIGHT, 0, "finance")
    year.what_must_hold_holds()
    for verb in ("add", "retire"):
        year.amend(RIGHT, THIS, verb)
    year.drop(RIGHT, THIS, 0)
    year.what_must_hold_holds()
    for number in (YEAR - 1, YEAR):
        year.close_year("office", number, 0)
        year.what_must_hold_holds()
    year.open_year(RIGHT, YEAR + 1)
    year.what_must_hold_holds()
    assert set(year.closed) == {YEAR - 1, YEAR}
    assert [what for what, times in year.done.items() if not times] == []


def _hear_others(year: YearOfWork) -> None:
    for verdict, name in zip(("adoption", "refusal", "withdrawal"), SUGGESTED, strict=True):
        year.suggest(RIGHT, YEAR, name)
        year.answer_suggestion(RIGHT, SUGGESTED.index(name), verdict)
        year.what_must_hold_holds()
    year.ask(RIGHT, YEAR)
    year.speak(0)
    year.register(RIGHT, YEAR)
    year.what_must_hold_holds()
    for number, decision in enumerate(("adopt", "decline")):
        year.weigh(RIGHT, number, decision)
    year.stop_asking(RIGHT, 0)
    year.announce(RIGHT)
    year.sign_for(RIGHT, 0)
    year.what_must_hold_holds()
    year.take_back(RIGHT, 0)
    year.what_must_hold_holds()


def _clear_powers(year: YearOfWork) -> None:
    year.clear_power(RIGHT, "教材选用")
    year.open_catalogue(RIGHT, YEAR)
    year.move_catalogue(RIGHT, 0, "submission")
    year.move_catalogue(RIGHT, 0, "withdrawal")
    year.pass_catalogue(0)
    year.what_must_hold_holds()
    year.put_in_charge(RIGHT, 0)
    year.change_power(RIGHT, 0, "edit")
    year.what_must_hold_holds()
    year.decide_catalogue(RIGHT, 0, "reconfirm")
    year.decide_catalogue(RIGHT, 0, "send_back")
    year.pass_catalogue(0)
    year.clear_power(RIGHT, "学籍处理")
    year.change_power(RIGHT, 1, "retire")
    year.what_must_hold_holds()


def _decide_levels(year: YearOfWork) -> None:
    for level in ("high", None):
        year.decide_levels(RIGHT, 0, ("small", "internal"), level)
        year.what_must_hold_holds()


def _carry_out_measures(year: YearOfWork) -> None:
    done, late = 0, 1
    year.open_plan(RIGHT, YEAR)
    for _ in (done, late):
        year.propose(RIGHT, 0)
    year.pass_plan(0)
    year.what_must_hold_holds()
    year.carry_out(done)
    for verdict in ("return", "effective", "ineffective"):
        year.judge(RIGHT, done, verdict)
        year.carry_out(done)
        year.what_must_hold_holds()
    year.set_day(RIGHT, late, YESTERDAY)
    year.what_must_hold_holds()
    year.decide_plan(RIGHT, 0, "reconfirm")
    overdue = year.look("li", "/measures", is_overdue=True)["items"]
    assert [measure["id"] for measure in overdue] == [year.nth(MEASURES, late)]
    year.open_plan(RIGHT, YEAR + 1)
    year.carry_measure(RIGHT, 1, late)
    year.what_must_hold_holds()


def _hand_in_materials(year: YearOfWork) -> None:
    for number, when in enumerate(("late", "soon")):
        year.begin_submission(RIGHT, "academic", when)
        year.deliver(RIGHT, "academic", number)
        year.settle(RIGHT, number, "withdrawal")
        year.deliver(RIGHT, "academic", number)
        for verb in ("receipt", "return"):
            year.settle(RIGHT, number, verb)
            year.what_must_hold_holds()
    states = [submission["state"] for submission in year.look("li", "/submissions")["items"]]
    assert states == ["returned", "returned"]

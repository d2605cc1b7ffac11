"""A year of work by random people in random order: whatever they try, what must always hold holds.

Every rule is a request anybody could send; most are refused, and a refusal must change nothing. The invariants are
read from the database after each step.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.desks import RIGHT, YEAR, YESTERDAY
from tests.journeys.keeping import Keeping
from tests.journeys.plans import Plans
from tests.journeys.sheets import Sheets
from tests.journeys.units import Units


class YearOfWork(Sheets, Plans, Units, Keeping):
    """The college, and everything anybody may try in its year."""


@pytest.fixture(autouse=True)
def _own_files(shared_app: FastAPI, engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Archives of this test alone."""
    kept = shared_app.state.settings
    folder = tmp_path_factory.mktemp("years")
    shared_app.state.settings = kept.model_copy(update={"data_dir": folder})
    YearOfWork.app, YearOfWork.engine = shared_app, engine
    yield
    shared_app.state.settings = kept


def only(made: Any) -> int:
    """The one thing a rule has made."""
    (number,) = made.values
    return int(number)


def test_a_year_by_random_people() -> None:
    """The same 16 years of up to 40 steps each, every time."""
    run_state_machine_as_test(
        YearOfWork,
        settings=settings(
            max_examples=16,
            stateful_step_count=40,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_year_in_order() -> None:
    """Every rule can succeed: the same steps by whoever may take them, and after each what must hold holds."""
    year = YearOfWork()
    try:
        _live(year)
    finally:
        year.teardown()


def _live(year: YearOfWork) -> None:
    year.plan_round()
    last = only(year.open_sheet(RIGHT, YEAR - 1, "textbook_post"))
    year.pass_review(last)
    year.what_must_hold_holds()
    sheet = year.carry(RIGHT, "textbook_post", YEAR, ["keep"])
    assert isinstance(sheet, int)
    year.pass_review(sheet)
    year.assess(RIGHT, sheet, ("high", "crime"), "department_review")
    year.amend(RIGHT, sheet, "edit")
    year.what_must_hold_holds()
    year.decide(RIGHT, sheet, "reconfirm")
    year.decide(RIGHT, sheet, "send_back")
    year.comment(RIGHT, sheet)
    year.pass_review(sheet)
    year.what_must_hold_holds()
    _carry_out_measures(year)
    _hand_in_materials(year)
    year.change_holder(RIGHT, "outsider", ends=True)
    year.what_must_hold_holds()
    year.take_over(RIGHT)
    year.what_must_hold_holds()
    year.merge(RIGHT, 0, "finance")
    year.what_must_hold_holds()
    year.amend(RIGHT, sheet, "add")
    year.drop(RIGHT, sheet, 0)
    year.what_must_hold_holds()
    for number in (YEAR - 1, YEAR):
        year.close_year("office", number, 0)
        year.what_must_hold_holds()
    year.open_year(RIGHT, YEAR + 1)
    year.what_must_hold_holds()
    assert set(year.closed) == {YEAR - 1, YEAR}
    succeeded = {what for what, times in year.done.items() if times}
    assert set(year.done) == succeeded


def _carry_out_measures(year: YearOfWork) -> None:
    plan = only(year.open_plan(RIGHT, YEAR))
    done, late = only(year.propose(RIGHT, plan)), only(year.propose(RIGHT, plan))
    year.pass_plan(plan)
    year.what_must_hold_holds()
    year.carry_out(done)
    for verdict in ("return", "effective", "ineffective"):
        year.judge(RIGHT, done, verdict)
        year.carry_out(done)
        year.what_must_hold_holds()
    year.set_day(RIGHT, late, YESTERDAY)
    year.what_must_hold_holds()
    year.decide_plan(RIGHT, plan, "reconfirm")
    overdue = year.look("li", "/measures", is_overdue=True)["items"]
    assert [measure["id"] for measure in overdue] == [late]
    year.carry_measure(RIGHT, only(year.open_plan(RIGHT, YEAR + 1)), late)
    year.what_must_hold_holds()


def _hand_in_materials(year: YearOfWork) -> None:
    for when in ("late", "soon"):
        submission = only(year.begin_submission(RIGHT, "academic", when))
        year.deliver(RIGHT, "academic", submission)
        year.settle(RIGHT, submission, "withdrawal")
        year.deliver(RIGHT, "academic", submission)
        for verb in ("receipt", "return"):
            year.settle(RIGHT, submission, verb)
            year.what_must_hold_holds()
        assert year.look("li", f"/submissions/{submission}")["state"] == "returned"

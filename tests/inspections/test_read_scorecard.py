"""Results by the six quality goals: of one inspection, and of a year department by department."""

import csv
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.inspections.findings import send
from tests.inspections.scoring import INSPECTIONS, LATER, OPENINGS, done, opened, read, scored, scores, step
from tests.inspections.standards import STANDARDS, YEAR, begun
from tests.world import World

SCORECARD = f"{INSPECTIONS}/scorecard"
GOALS = ("clear_duties", "clear_duties", "timely_warnings", None)
POINTS = (20, 10, 30, 40)
Found = dict[str, Any]


def card(client: TestClient, **query: object) -> Found:
    answer = client.get(SCORECARD, params=query)
    assert answer.status_code == 200, answer.text
    found: Found = answer.json()
    return found


def percents(goals: list[Found]) -> dict[str, float]:
    return {one["goal"]: one["percent"] for one in goals}


def begun_with(office: TestClient, *goals: str | None) -> Found:
    """A draft whose items serve these goals."""
    items = [
        {"section": "一", "name": f"检查项目{at}", "points": points, "way": "annual", "goal": goal}
        for at, (points, goal) in enumerate(zip(POINTS, goals, strict=True), 1)
    ]
    draft = begun(office, start="blank")
    return done(send(office, f"{STANDARDS}/{draft['id']}", {"items": items}, method="PATCH"))


@pytest.fixture
def rows(world: World, sign_in: SignIn) -> dict[int, Found]:
    """The open inspections of 教务处, 财务处 and 信息系, waiting for the office's scores."""
    office = sign_in(world.cast.office)
    done(send(office, f"{STANDARDS}/{begun_with(office, *GOALS)['id']}/adoption", {}))
    units = [world.academic, world.finance, world.informatics]
    done(send(office, OPENINGS, {"year": YEAR, "self_due_on": LATER, "department_ids": units}))
    found = {row["department_id"]: row for row in office.get(INSPECTIONS).json()["items"]}
    for row in found.values():
        done(step(office, row, "waiver", {"reason": "机构调整，未自评"}))
    return found


def test_it_works(world: World, sign_in: SignIn, rows: dict[int, Found]) -> None:
    office = sign_in(world.cast.office)
    scored(office, rows[world.academic], 20, 0, 30, 0)
    scored(office, rows[world.finance], 10, 10, 15, 40)
    whole = read(sign_in(world.cast.chen), rows[world.academic])
    assert whole["goals"] == [
        {"goal": "clear_duties", "reached": 20, "possible": 30, "percent": 66.67},
        {"goal": "timely_warnings", "reached": 30, "possible": 30, "percent": 100},
    ]
    assert [one["goal"] for one in whole["scores"]] == list(GOALS)
    found = card(office)
    assert found["total"] == 2, "信息系 is not published"
    assert [(row["department_name"], row["grade"]) for row in found["items"]] == [
        ("教务处", "failed"),
        ("财务处", "passed"),
    ]
    assert found["items"][0]["goals"] == whole["goals"]
    assert found["averages"] == [
        {"goal": "clear_duties", "percent": 66.67, "departments_count": 2},
        {"goal": "timely_warnings", "percent": 75, "departments_count": 2},
    ]


def test_averages_are_rounded_once(world: World, sign_in: SignIn, rows: dict[int, Found]) -> None:
    """Twice 2/30 and once nothing: the mean of the rounded percents would be 4.45."""
    office = sign_in(world.cast.office)
    for unit, given in ((world.academic, 2), (world.finance, 2), (world.informatics, 0)):
        scored(office, rows[unit], given, 0, 30, 40)
    assert [percents(row["goals"])["clear_duties"] for row in card(office)["items"]] == [6.67, 6.67, 0]
    assert percents(card(office)["averages"]) == {"clear_duties": 4.44, "timely_warnings": 100}


def test_unpublished_scores_are_in_no_figure(world: World, sign_in: SignIn, rows: dict[int, Found]) -> None:
    office, row = sign_in(world.cast.office), rows[world.academic]
    whole = read(office, row)
    done(step(office, whole, "scores", scores(whole, 20, 10, 15, 40), method="PUT"))
    for who in (world.cast.office, world.cast.supervisor, world.cast.chen):
        assert read(sign_in(who), row)["goals"] == []
        assert card(sign_in(who)) == {"items": [], "total": 0, "averages": []}
    done(step(office, whole, "publication"))
    assert percents(read(sign_in(world.cast.chen), row)["goals"])["timely_warnings"] == 50
    done(step(office, whole, "reopening", {"reason": "更正得分"}))
    assert read(sign_in(world.cast.chen), row)["goals"] == []
    assert card(office)["averages"] == []


def test_nobody_sees_beyond_his_reach(world: World, sign_in: SignIn, rows: dict[int, Found]) -> None:
    office = sign_in(world.cast.office)
    scored(office, rows[world.academic], 20, 10, 30, 40)
    scored(office, rows[world.finance], 0, 0, 0, 40)
    own = card(sign_in(world.cast.chen))
    assert [row["department_id"] for row in own["items"]] == [world.academic]
    assert percents(own["averages"]) == {"clear_duties": 100, "timely_warnings": 100}
    assert sign_in(world.cast.wang).get(SCORECARD).status_code == 403


def test_pages_orders_and_filters(world: World, sign_in: SignIn, rows: dict[int, Found]) -> None:
    office = sign_in(world.cast.office)
    scored(office, rows[world.academic], 0, 0, 0, 40)
    scored(office, rows[world.finance], 20, 10, 30, 40)
    best = card(office, sort="best", size=1)
    assert ([row["department_id"] for row in best["items"]], best["total"]) == ([world.finance], 2)
    assert percents(best["averages"])["clear_duties"] == 50, "over all, not over the page"
    one = card(office, department_id=world.academic)
    assert ([row["department_id"] for row in one["items"]], percents(one["averages"])["clear_duties"]) == (
        [world.academic],
        0,
    )
    assert card(office, year=YEAR - 1)["items"] == []
    assert office.get(SCORECARD, params={"goal": "clear_duties"}).status_code == 422


def test_a_standard_without_goals_has_no_results_by_goal(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    (row,) = opened(office, world.academic)
    done(step(office, row, "waiver", {"reason": "机构调整，未自评"}))
    assert scored(office, row)["goals"] == []
    found = card(office)
    assert ([one["goals"] for one in found["items"]], found["averages"]) == ([[]], [])


def test_goals_are_chosen_copied_and_then_stay(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    draft = begun_with(office, *GOALS)
    assert [item["goal"] for item in draft["items"]] == list(GOALS)
    path = f"{STANDARDS}/{draft['id']}"
    wrong = [{"section": "一", "name": "检查项目", "points": 5, "way": "annual", "goal": "honesty"}]
    refused = send(office, path, {"items": wrong}, method="PATCH")
    assert refused.json()["errors"][0]["pointer"] == "/items/0/goal"
    done(send(office, f"{path}/adoption", {}))
    assert send(office, path, {"items": []}, method="PATCH").status_code == 409
    copy = begun(office, start="copy", copy_of_id=draft["id"])
    assert [item["goal"] for item in copy["items"]] == list(GOALS)


def test_the_starter_serves_all_six_goals(world: World, sign_in: SignIn) -> None:
    goals = [item["goal"] for item in begun(sign_in(world.cast.office))["items"]]
    assert len(set(goals) - {None}) == 6
    assert None in goals, "organisation and appraisal serve none of them"


def test_the_exported_result_has_the_goals(world: World, sign_in: SignIn, rows: dict[int, Found]) -> None:
    office = sign_in(world.cast.office)
    scored(office, rows[world.academic], 20, 0, 30, 0)
    done(step(office, rows[world.academic], "confirmation", {}))
    tables = {}
    for form in ("responsibility", "target"):
        query = {"year": YEAR, "form": form, "format": "csv"}
        answer = office.get("/api/v1/inspection-results", params=query)
        tables[form] = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert tables["responsibility"][0][-2:] == ["权责明晰（%）", "预警及时（%）"]
    assert tables["responsibility"][1][-2:] == ["66.67", "100"]
    assert tables["target"][0][-1] == "备注"

"""GET /measure-plans/{id}/comparison: the measures beside what was handed in before, and beside the year before."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.db import Database
from tests.conftest import SignIn
from tests.measures.plans import COMPLETE, MEASURES, PLANS, made, review_of, send
from tests.reviews.sheets import decide, meeting
from tests.risks.sheets import YEAR
from tests.world import World

NEXT = YEAR + 1
Found = dict[str, Any]
REDO = {"decision": "send_back", "reasons": ["shallow"], "opinion": "凭据不具体。"}


def compare(client: TestClient, plan_id: int, against: str = "last_submission") -> Any:
    """GET, which has to work."""
    return made(client.get(f"{PLANS}/{plan_id}/comparison", params={"against": against}))


def changes(body: Any) -> list[tuple[str, list[str]]]:
    """What became of each measure."""
    return [(row["change"], row["cells"]) for row in body["rows"]]


def edit(client: TestClient, measure: Found, **fields: Any) -> None:
    """Changes a measure."""
    made(send(client, f"{MEASURES}/{measure['id']}", fields, method="PATCH"))


@pytest.fixture
def redone(li: TestClient, chen: TestClient, world: World, plan: Found, measure: Found) -> Found:
    """教务处's plan of two measures, sent back; handed in again with the first changed, one gone, one new."""
    place = {
        "plan_id": plan["id"],
        "position_id": world.textbook_post,
        "risk_point_ids": measure["risk_point_ids"],
    }
    gone = made(send(li, MEASURES, COMPLETE | place | {"title": "轮岗交流"}))
    made(send(li, f"{PLANS}/{plan['id']}/submission"))
    made(decide(chen, plan["review_id"], REDO))
    edit(li, measure, evidence="公开栏照片和验收台账")
    made(send(li, f"{MEASURES}/{gone['id']}/retirement", {"reason": "与另一项措施合并"}))
    made(send(li, MEASURES, COMPLETE | place | {"title": "验收两人签字"}))
    return made(send(li, f"{PLANS}/{plan['id']}/submission"))


def test_it_works(chen: TestClient, redone: Found) -> None:
    body = compare(chen, redone["id"])
    assert (body["round"], body["gap"], body["base"]["round"]) == (2, None, 1)
    assert body["base"]["submitted_by_name"] == "李联络"
    assert changes(body) == [("changed", ["evidence"]), ("added", []), ("removed", [])]
    mended, new, gone = body["rows"]
    assert (mended["before"]["evidence"], mended["after"]["evidence"]) == (
        "公开栏照片",
        "公开栏照片和验收台账",
    )
    assert (mended["after"]["position_name"], mended["before"]["due_on"]) == (
        "教材管理岗",
        COMPLETE["due_on"],
    )
    assert [one["name"] for one in mended["before"]["risk_points"]] == ["教材选用倾向特定供应商"]
    assert (new["after"]["title"], gone["before"]["title"]) == ("验收两人签字", "轮岗交流")


def test_other_risks_and_days_are_changes_from_round_to_round(
    li: TestClient, chen: TestClient, redone: Found, measure: Found
) -> None:
    made(decide(chen, redone["review_id"], REDO))
    edit(li, measure, due_on=None, risk_point_ids=[])
    assert changes(compare(li, redone["id"])) == [
        ("changed", ["due_on", "risk_points"]),
        ("unchanged", []),
    ]


def test_a_first_submission_has_nothing_before_it(li: TestClient, measure: Found) -> None:
    plan_id = measure["plan_id"]
    assert compare(li, plan_id)["gap"] == "first"
    made(send(li, f"{PLANS}/{plan_id}/submission"))
    assert (compare(li, plan_id)["gap"], compare(li, plan_id)["rows"]) == ("first", [])


def test_progress_is_no_change(li: TestClient, wang: TestClient, office: TestClient, done: Found) -> None:
    edit_plan = compare(li, done["plan_id"])
    assert edit_plan["gap"] == "first", "approved and carried out: nothing was amended"


def test_what_was_reconfirmed_comes_before_the_next_amendment(
    database: Database, world: World, office: TestClient, approved: Found
) -> None:
    review = review_of(office, approved["plan_id"])
    edit(office, approved, indicator="按月公开，无遗漏、无投诉")
    body = compare(office, approved["plan_id"])
    assert (body["base"]["is_reconfirmed"], changes(body)) == (False, [("changed", ["indicator"])])
    again = {"decision": "reconfirm", "meeting_id": meeting(database, world)}
    made(decide(office, review["id"], again))
    edit(office, approved, treatment="resolve")
    body = compare(office, approved["plan_id"])
    assert (body["base"]["is_reconfirmed"], body["base"]["submitted_by_name"]) == (True, "纪委办")
    assert changes(body) == [("changed", ["treatment"])]


def test_it_lies_beside_the_year_before(li: TestClient, world: World, approved: Found) -> None:
    plan = made(send(li, PLANS, {"department_id": world.academic, "year": NEXT}))
    place = {"plan_id": plan["id"], "position_id": world.textbook_post}
    # Another year has other days, and the same title with other marks is the same measure.
    other = {"title": f"{COMPLETE['title']}。", "due_on": f"{NEXT}-10-30", "content": "每月三日前公布。"}
    made(send(li, MEASURES, COMPLETE | place | other))
    body = compare(li, plan["id"], "last_year")
    assert (body["base"]["subject_id"], body["base"]["year"]) == (approved["plan_id"], YEAR)
    assert changes(body) == [("changed", ["content", "risk_points"])]


def test_a_carried_measure_is_the_same_whatever_it_is_called(
    li: TestClient, world: World, approved: Found
) -> None:
    plan = made(send(li, PLANS, {"department_id": world.academic, "year": NEXT}))
    path = f"{PLANS}/{plan['id']}/carryings"
    made(send(li, path, {"measure_ids": [approved["id"]]}))
    [carried] = made(li.get(MEASURES, params={"plan_id": plan["id"]}))["items"]
    edit(li, carried, title="验收结果按月公示")
    [row] = compare(li, plan["id"], "last_year")["rows"]
    assert (row["change"], row["before"]["id"]) == ("changed", approved["id"])
    assert "title" in row["cells"]
    assert "due_on" not in row["cells"]


def test_a_year_before_that_was_not_approved_is_none(li: TestClient, world: World, measure: Found) -> None:
    plan = made(send(li, PLANS, {"department_id": world.academic, "year": NEXT}))
    assert compare(li, plan["id"], "last_year")["gap"] == "no_sheet"


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 200), ("supervisor", 200), ("outsider", 404), ("other_head", 404)]
)
def test_whoever_reads_the_plan_compares_it(
    world: World, sign_in: SignIn, redone: Found, who: str, status: int
) -> None:
    client = sign_in(getattr(world.cast, who))
    for against in ("last_submission", "last_year"):
        path = f"{PLANS}/{redone['id']}/comparison?against={against}"
        assert client.get(path).status_code == status


@pytest.mark.parametrize("query", ["against=next_year", "colour=red"])
def test_bad_queries_are_refused(li: TestClient, plan: Found, query: str) -> None:
    assert li.get(f"{PLANS}/{plan['id']}/comparison?{query}").status_code == 422
    assert li.get(f"{PLANS}/999999/comparison").status_code == 404

"""Plans: opened, filled, handed in, approved, changed afterwards."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.conftest import SignIn
from tests.measures.plans import COMPLETE, ENTRY, MEASURES, PLANS, approve_plan, made, review_of, send
from tests.reviews.sheets import SEND_BACK, decide, meeting
from tests.risks.sheets import YEAR
from tests.world import World


def test_it_works(li: TestClient, world: World, plan: dict[str, Any]) -> None:
    assert (plan["department_name"], plan["state"], plan["chain"]) == ("教务处", "draft", "measures")
    assert plan["allowed_actions"] == ["edit", "submit"]
    [listed] = li.get(PLANS, params={"year": YEAR, "department_id": world.academic}).json()["items"]
    assert (listed["id"], listed["measures_count"]) == (plan["id"], 0)
    assert li.get(PLANS, params={"state": "approved"}).json()["total"] == 0
    assert li.get(PLANS, params={"shape": "round"}).status_code == 422


def test_four_stages_approve_its_measures(
    database: Database,
    world: World,
    sign_in: SignIn,
    li: TestClient,
    measure: dict[str, Any],
) -> None:
    approve_plan(database, world, sign_in, measure["plan_id"])
    after = made(li.get(f"{PLANS}/{measure['plan_id']}"))
    assert (after["state"], after["is_stale"], after["allowed_actions"]) == ("approved", False, [])
    assert {row["state"]: row["count"] for row in after["states"] if row["count"]} == {"approved": 1}
    approved = made(li.get(f"{MEASURES}/{measure['id']}"))
    assert (approved["state"], approved["approved_at"] is not None) == ("approved", True)


def test_it_names_risk_points_without_a_measure(
    li: TestClient, wang: TestClient, plan: dict[str, Any], point_id: int, world: World
) -> None:
    path = f"{PLANS}/{plan['id']}"
    gaps = li.get(f"{path}/gaps").json()
    assert point_id in [gap["risk_point_id"] for gap in gaps["items"]]
    before = made(li.get(path))
    assert before["points_count"] == before["uncovered_count"] == gaps["total"]
    place = {"plan_id": plan["id"], "position_id": world.textbook_post, "risk_point_ids": [point_id]}
    made(send(li, MEASURES, COMPLETE | place))
    after = li.get(f"{path}/gaps").json()
    assert after["total"] == gaps["total"] - 1
    covered = made(li.get(path))
    assert (covered["points_count"], covered["uncovered_count"]) == (gaps["total"], gaps["total"] - 1)
    assert point_id not in [gap["risk_point_id"] for gap in after["items"]]


def test_a_slogan_is_not_handed_in(li: TestClient, world: World, measure: dict[str, Any]) -> None:
    slogan = {"plan_id": measure["plan_id"], "kind": "education", "title": "加强教育"}
    made(send(li, MEASURES, slogan))
    answer = send(li, f"{PLANS}/{measure['plan_id']}/submission")
    assert answer.status_code == 422, answer.text
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert {"/measures/1/position_id", "/measures/1/due_on", "/measures/1/evidence"} <= pointers
    assert not any(pointer.startswith("/measures/0") for pointer in pointers)


def test_an_empty_plan_is_not_handed_in(li: TestClient, plan: dict[str, Any]) -> None:
    assert send(li, f"{PLANS}/{plan['id']}/submission").status_code == 422


def test_it_is_withdrawn_before_anybody_signed(
    li: TestClient, chen: TestClient, measure: dict[str, Any]
) -> None:
    path = f"{PLANS}/{measure['plan_id']}"
    review_id = made(send(li, f"{path}/submission"))["review_id"]
    assert made(send(li, f"{path}/withdrawal"))["state"] == "draft"
    made(send(li, f"{path}/submission"))
    made(decide(chen, review_id, {"decision": "approve"}))
    assert send(li, f"{path}/withdrawal").status_code == 409


def test_what_is_under_review_is_not_changed(
    li: TestClient, office: TestClient, chen: TestClient, measure: dict[str, Any]
) -> None:
    review_id = made(send(li, f"{PLANS}/{measure['plan_id']}/submission"))["review_id"]
    path, change = f"{MEASURES}/{measure['id']}", {"indicator": "每周公开一次"}
    for client in (li, office):
        assert send(client, path, change, method="PATCH").status_code == 409
        more = {"plan_id": measure["plan_id"], "kind": "rotation", "title": "两年轮岗"}
        assert send(client, MEASURES, more).status_code == 409
    made(decide(chen, review_id, SEND_BACK))
    assert made(send(li, path, change, method="PATCH"))["indicator"] == "每周公开一次"


def test_a_change_after_the_approval_turns_it_stale(
    database: Database, world: World, office: TestClient, li: TestClient, approved: dict[str, Any]
) -> None:
    plan_id, path = approved["plan_id"], f"{MEASURES}/{approved['id']}"
    assert send(li, path, {"due_on": "2099-12-31"}, method="PATCH").status_code == 409
    made(send(office, path, {"due_on": "2099-12-31"}, method="PATCH"))
    review = review_of(office, plan_id)
    assert (review["state"], review["is_stale"]) == ("approved", True)
    assert made(li.get(f"{PLANS}/{plan_id}"))["content_hash"] == review["current_hash"]
    added = made(
        send(office, MEASURES, {"plan_id": plan_id, "kind": "rotation", "title": "教材管理岗两年轮岗"})
    )
    assert added["state"] == "planned"
    body = {"decision": "reconfirm", "meeting_id": meeting(database, world)}
    made(decide(office, review["id"], body))
    assert review_of(office, plan_id)["is_stale"] is False
    assert made(li.get(f"{MEASURES}/{added['id']}"))["state"] == "approved"


def test_a_change_taken_back_leaves_the_approval_standing(
    office: TestClient, approved: dict[str, Any]
) -> None:
    path = f"{MEASURES}/{approved['id']}"
    made(send(office, path, {"indicator": "每周公开"}, method="PATCH"))
    made(send(office, path, {"indicator": approved["indicator"]}, method="PATCH"))
    assert review_of(office, approved["plan_id"])["is_stale"] is False


def test_progress_is_no_change_of_the_plan(
    wang: TestClient, office: TestClient, done: dict[str, Any]
) -> None:
    assert review_of(office, done["plan_id"])["is_stale"] is False


def test_a_head_signs_first_and_does_not_hand_in(chen: TestClient, measure: dict[str, Any]) -> None:
    path = f"{PLANS}/{measure['plan_id']}"
    assert made(chen.get(path))["allowed_actions"] == ["edit"]
    assert send(chen, f"{path}/submission").status_code == 403


@pytest.mark.parametrize(
    ("who", "sees", "writes"),
    [
        ("wang", 200, 403),
        ("supervisor", 200, 403),
        ("lin", 200, 403),
        ("outsider", 404, 404),
        ("other_liaison", 404, 404),
    ],
)
def test_strangers_are_refused(
    world: World, sign_in: SignIn, measure: dict[str, Any], who: str, sees: int, writes: int
) -> None:
    client, path = sign_in(getattr(world.cast, who)), f"{PLANS}/{measure['plan_id']}"
    assert client.get(path).status_code == sees
    expected = 403 if who in ("supervisor", "lin") else writes
    assert send(client, f"{path}/submission").status_code == expected


def test_there_is_one_plan_for_each_year(li: TestClient, world: World, plan: dict[str, Any]) -> None:
    again = send(li, PLANS, {"department_id": world.academic, "year": YEAR})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-exists")
    made(send(li, PLANS, {"department_id": world.academic, "year": YEAR + 1}))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"department_id": 999_999}, 422),
        ({"year": 1999}, 422),
        ({"year": None}, 422),
        ({"state": "approved"}, 422),
    ],
)
def test_bad_bodies_are_refused(li: TestClient, world: World, changes: dict[str, Any], status: int) -> None:
    body = {"department_id": world.academic, "year": YEAR} | changes
    assert send(li, PLANS, body).status_code == status


def test_a_stale_tag_is_refused(li: TestClient, measure: dict[str, Any]) -> None:
    path = f"{PLANS}/{measure['plan_id']}"
    tag = li.get(path).headers["etag"]
    made(send(li, f"{path}/submission", tag=tag))
    assert send(li, f"{path}/withdrawal", tag=tag).status_code == 412
    assert li.post(f"{path}/withdrawal").status_code == 428


def test_a_closed_year_stays_as_it_was(
    session: Session, office: TestClient, wang: TestClient, world: World, approved: dict[str, Any]
) -> None:
    instant = now()
    closing = {"state": YearState.closed, "closed_at": instant, "digest": "a" * 64}
    values = {"year": YEAR, "version": 1} | closing
    insert_row(session, WORK_YEARS, values | {"created_at": instant, "updated_at": instant})
    session.commit()
    plan_id, path = approved["plan_id"], f"{MEASURES}/{approved['id']}"
    for answer in (
        send(wang, f"{path}/progress", ENTRY),
        send(office, path, {"indicator": "每周公开"}, method="PATCH"),
        send(office, f"{path}/retirement", {"reason": "不需要了"}),
        send(office, MEASURES, {"plan_id": plan_id, "kind": "rotation", "title": "两年轮岗"}),
        send(office, f"{PLANS}/{plan_id}/submission"),
        send(office, PLANS, {"department_id": world.finance, "year": YEAR}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/year-closed"), answer.url

"""POST and PATCH /measures, retirement, the list."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.db import Database
from backend.regulations.queries import REGULATIONS
from backend.regulations.rules import RegulationStatus
from tests.conftest import SignIn
from tests.measures.plans import COMPLETE, MEASURES, PLANS, made, send
from tests.powers.catalogue import add_power
from tests.regulations.operations import add_regulation
from tests.risks.sheets import YEAR
from tests.world import World


def test_it_works(world: World, measure: dict[str, Any], point_id: int) -> None:
    assert (measure["state"], measure["ordinal"], measure["percent"]) == ("planned", 1, 0)
    assert (measure["position_name"], measure["department_name"]) == ("教材管理岗", "教务处")
    assert [point["id"] for point in measure["risk_points"]] == [point_id]
    assert measure["allowed_actions"] == ["edit", "retire"]


def test_the_holder_proposes_for_his_own_post(
    wang: TestClient, world: World, plan: dict[str, Any], point_id: int
) -> None:
    body = COMPLETE | {"plan_id": plan["id"], "risk_point_ids": [point_id]}
    mine = made(send(wang, MEASURES, body | {"position_id": world.textbook_post}))
    assert mine["allowed_actions"] == ["edit", "retire"]
    changed = made(send(wang, f"{MEASURES}/{mine['id']}", {"indicator": "每周"}, method="PATCH"))
    assert changed["indicator"] == "每周"
    for elsewhere in (world.liaison_post, None):
        assert send(wang, MEASURES, body | {"position_id": elsewhere}).status_code == 403
    moved = send(wang, f"{MEASURES}/{mine['id']}", {"position_id": world.liaison_post}, method="PATCH")
    assert moved.status_code == 403
    assert [item["id"] for item in wang.get(MEASURES, params={"is_mine": True}).json()["items"]] == [
        mine["id"]
    ]


def test_only_given_fields_change(li: TestClient, measure: dict[str, Any]) -> None:
    path = f"{MEASURES}/{measure['id']}"
    after = made(send(li, path, {"treatment": "transfer", "risk_point_ids": []}, method="PATCH"))
    assert (after["treatment"], after["risk_point_ids"]) == ("transfer", [])
    untouched = ("title", "content", "due_on", "position_id", "evidence")
    assert {name: after[name] for name in untouched} == {name: measure[name] for name in untouched}
    assert made(send(li, path, {"treatment": "transfer"}, method="PATCH"))["version"] == after["version"]


def test_it_is_found(li: TestClient, world: World, measure: dict[str, Any], point_id: int) -> None:
    def ids(**query: Any) -> list[int]:
        answer = li.get(MEASURES, params=query)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    for query in (
        {"plan_id": measure["plan_id"]},
        {"department_id": world.academic, "year": YEAR},
        {"kind": "openness"},
        {"state": "planned"},
        {"line_of_defence": "institution"},
        {"position_id": world.textbook_post},
        {"risk_point_id": point_id},
        {"q": "公开"},
        {"sort": "due"},
        {"sort": "plan"},
    ):
        assert ids(**query) == [measure["id"]], query
    for query in (
        {"kind": "rule"},
        {"state": "done"},
        {"line_of_defence": "ethics"},
        {"position_id": world.liaison_post},
        {"risk_point_id": point_id + 1},
        {"is_overdue": True},
        {"is_mine": True},
        {"regulation_id": 1},
        {"q": "轮岗"},
    ):
        assert ids(**query) == [], query
    assert li.get(MEASURES, params={"colour": "red"}).status_code == 422


def test_it_leaves_the_plan_with_a_reason(li: TestClient, measure: dict[str, Any]) -> None:
    path = f"{MEASURES}/{measure['id']}"
    gone = made(send(li, f"{path}/retirement", {"reason": "与另一项措施合并"}))
    assert (gone["retire_reason"], gone["allowed_actions"]) == ("与另一项措施合并", [])
    assert li.get(MEASURES, params={"plan_id": measure["plan_id"]}).json()["items"] == []
    both = li.get(MEASURES, params={"plan_id": measure["plan_id"], "include_retired": True}).json()
    assert both["total"] == 1
    assert send(li, f"{path}/retirement", {"reason": "再取消一次"}).status_code == 409
    assert send(li, path, {"indicator": "每周"}, method="PATCH").status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 403), ("lin", 403), ("dean", 403), ("outsider", 404), ("other_liaison", 404)],
)
def test_strangers_are_refused(
    world: World, sign_in: SignIn, measure: dict[str, Any], who: str, status: int
) -> None:
    client, path = sign_in(getattr(world.cast, who)), f"{MEASURES}/{measure['id']}"
    assert send(client, path, {"indicator": "每周"}, method="PATCH").status_code == status
    assert send(client, f"{path}/retirement", {"reason": "不需要"}).status_code == status
    seen = client.get(MEASURES).json() if status == 403 else {"items": []}
    assert [item["id"] for item in seen["items"]] == ([measure["id"]] if status == 403 else [])


def test_a_stale_tag_is_refused(li: TestClient, measure: dict[str, Any]) -> None:
    path = f"{MEASURES}/{measure['id']}"
    made(send(li, path, {"indicator": "每周"}, tag='"v1"', method="PATCH"))
    assert send(li, path, {"indicator": "每日"}, tag='"v1"', method="PATCH").status_code == 412


def test_foreign_posts_powers_and_risks_are_refused(
    database: Database, li: TestClient, world: World, plan: dict[str, Any], point_id: int
) -> None:
    with database.session() as session:
        foreign = add_power(session, world.finance)
    body = COMPLETE | {
        "plan_id": plan["id"],
        "position_id": world.cashier_post,
        "power_id": foreign,
        "risk_point_ids": [point_id, 999_999],
    }
    answer = send(li, MEASURES, body)
    assert answer.status_code == 422, answer.text
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/position_id", "/power_id", "/risk_point_ids/1"]
    assert made(li.get(f"{PLANS}/{plan['id']}"))["measures_count"] == 0


def test_it_rests_on_rules_in_force(
    session: Session, li: TestClient, plan: dict[str, Any], measure: dict[str, Any]
) -> None:
    path = f"{MEASURES}/{measure['id']}"
    law = add_regulation(session, title="教材管理办法", number="教〔2024〕1号")
    own = add_regulation(session, title="验收细则", number="示院〔2024〕2号")
    gone = add_regulation(session, RegulationStatus.repealed, title="旧验收办法", number="示院〔2001〕3号")
    session.commit()
    basis = [{"regulation_id": own, "clause": "第三条"}, {"regulation_id": law, "clause": ""}]
    after = made(send(li, path, {"basis": basis}, method="PATCH"))
    assert [(one["regulation_id"], one["title"], one["clause"]) for one in after["basis"]] == [
        (law, "教材管理办法", ""),
        (own, "验收细则", "第三条"),
    ]
    assert made(send(li, path, {"basis": basis[::-1]}, method="PATCH"))["version"] == after["version"]
    found = li.get(MEASURES, params={"regulation_id": own}).json()["items"]
    assert [item["id"] for item in found] == [measure["id"]]
    bad = {"basis": [*basis, {"regulation_id": gone}, {"regulation_id": 999_999}], "regulation_id": gone}
    answer = send(li, path, bad, method="PATCH")
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/basis/2/regulation_id", "not-in-force"),
        ("/basis/3/regulation_id", "unknown"),
        ("/regulation_id", "not-in-force"),
    ]


def test_a_rule_repealed_meanwhile_is_not_judged_again(
    session: Session, li: TestClient, measure: dict[str, Any]
) -> None:
    path, old = f"{MEASURES}/{measure['id']}", add_regulation(session, title="老办法", number="老1号")
    new = add_regulation(session, title="新办法", number="新1号")
    session.commit()
    made(send(li, path, {"basis": [{"regulation_id": old}]}, method="PATCH"))
    is_old = REGULATIONS.c.id == old
    session.execute(sa.update(REGULATIONS).where(is_old).values(status=RegulationStatus.repealed))
    session.commit()
    both = [{"regulation_id": old}, {"regulation_id": new}]
    assert len(made(send(li, path, {"basis": both}, method="PATCH"))["basis"]) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": None},
        {"kind": "magic"},
        {"due_on": "soon"},
        {"risk_point_ids": [5, 5]},
        {"basis": [{"regulation_id": 1}, {"regulation_id": 1}]},
        {"state": "approved"},
        {"content": "长" * 4001},
    ],
)
def test_bad_bodies_are_refused(li: TestClient, plan: dict[str, Any], changes: dict[str, Any]) -> None:
    assert send(li, MEASURES, COMPLETE | {"plan_id": plan["id"]} | changes).status_code == 422


@pytest.mark.parametrize("name", ["title", "content", "kind", "risk_point_ids", "basis"])
def test_what_must_be_there_is_not_emptied(li: TestClient, measure: dict[str, Any], name: str) -> None:
    assert send(li, f"{MEASURES}/{measure['id']}", {name: None}, method="PATCH").status_code == 422

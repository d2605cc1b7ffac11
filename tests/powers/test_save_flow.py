"""PUT /powers/{id}/flow and what it leaves behind."""

from copy import deepcopy
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.powers.queries import STEPS
from tests.conftest import SignIn
from tests.powers.catalogue import API, actions_of, change, events_of
from tests.powers.flows import PURCHASE, step
from tests.powers.hooks import hang_risk_point
from tests.world import World


def stored(session: Session, power: int) -> dict[str, tuple[int, bool]]:
    """Key → (id, is retired) of every row."""
    rows = session.execute(sa.select(STEPS).where(STEPS.c.power_id == power)).mappings()
    return {row["key"]: (row["id"], row["is_retired"]) for row in rows}


def test_it_works(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    answer = change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE}, '"v1"')
    assert answer.status_code == 200, answer.text
    flow = answer.json()
    assert (flow["flow_version"], flow["version"], flow["power_name"]) == (1, 2, "教材选用")
    assert answer.headers["etag"] == '"v2"'
    assert [one["key"] for one in flow["steps"]] == [one["key"] for one in PURCHASE]
    for given, saved in zip(PURCHASE, flow["steps"], strict=True):
        assert saved | given == saved
    assert [one["ordinal"] for one in flow["steps"]] == [0, 1, 2, 3, 4, 5]
    assert li.get(f"{API}/{power}/flow").json() == flow
    assert li.get(f"{API}/{power}").json()["flow_version"] == 1
    [event] = events_of(session)
    assert event["action"] == "power.flow_saved"
    assert event["details"]["added"] == ["s1", "s2", "s3", "s4", "s5", "s6"]


def test_saving_the_same_changes_nothing(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    first = change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE}).json()
    assert change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE}, '"v2"').json() == first
    assert actions_of(session) == ["power.flow_saved"]


def test_ids_are_stable_by_key(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    before = stored(session, power)
    steps = deepcopy(PURCHASE)
    steps[1] |= {"name": "需求论证与预算", "is_key": False}
    steps.insert(2, step("s9", "公开征求意见", handler="使用部门"))
    flow = change(li, "PUT", f"/{power}/flow", {"steps": steps}).json()
    assert flow["flow_version"] == 2
    after = stored(session, power)
    assert {key: after[key] for key in before} == before
    assert [one["key"] for one in flow["steps"]][1:4] == ["s2", "s9", "s3"]


def test_a_step_nobody_needs_is_deleted(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": [step("a", "申请"), step("b", "审批"), step("c", "归档")]})
    flow = change(li, "PUT", f"/{power}/flow", {"steps": [step("a", "申请"), step("c", "归档")]}).json()
    assert [one["key"] for one in flow["steps"]] == ["a", "c"]
    assert set(stored(session, power)) == {"a", "c"}


def test_a_step_with_risk_points_is_retired_and_may_come_back(
    session: Session, world: World, power: int, sign_in: SignIn
) -> None:
    li = sign_in(world.cast.li)
    whole = [step("a", "申请"), step("b", "审批"), step("c", "归档")]
    change(li, "PUT", f"/{power}/flow", {"steps": whole})
    step_id = stored(session, power)["b"][0]
    hang_risk_point(session, world, power, step_id)
    flow = change(li, "PUT", f"/{power}/flow", {"steps": [whole[0], whole[2]]}).json()
    assert [one["key"] for one in flow["steps"]] == ["a", "c"]
    assert stored(session, power)["b"] == (step_id, True)
    again = change(li, "PUT", f"/{power}/flow", {"steps": whole}).json()
    assert (again["steps"][1]["id"], again["flow_version"]) == (step_id, 3)
    assert stored(session, power)["b"] == (step_id, False)


def test_a_flow_can_be_removed(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    emptied = change(li, "PUT", f"/{power}/flow", {"steps": []}).json()
    assert (emptied["steps"], emptied["flow_version"]) == ([], 2)


def test_earlier_versions_are_kept(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    change(li, "PUT", f"/{power}/flow", {"steps": [step("a", "申请")]})
    listed = li.get(f"{API}/{power}/flow/revisions").json()
    assert [(one["number"], one["step_count"], one["saved_by_name"]) for one in listed["items"]] == [
        (2, 1, "李联络"),
        (1, 6, "李联络"),
    ]
    first = li.get(f"{API}/{power}/flow/revisions/1").json()
    assert [one["key"] for one in first["steps"]] == [one["key"] for one in PURCHASE]
    assert li.get(f"{API}/{power}/flow/revisions/3").status_code == 404
    assert change(li, "PUT", f"/{power}/flow", {"steps": first["steps"]}).json()["flow_version"] == 3


def test_stale_and_missing_tags_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    assert li.put(f"{API}/{power}/flow", json={"steps": []}).status_code == 428
    change(li, "PATCH", f"/{power}", {"name": "改名"})
    assert change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE}, '"v1"').status_code == 412


def test_flaws_are_told_by_step(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    steps = deepcopy(PURCHASE)
    steps[2]["branches"][1]["to"] = "s99"
    steps[4]["key"] = "s4"
    answer = change(sign_in(world.cast.li), "PUT", f"/{power}/flow", {"steps": steps})
    assert answer.status_code == 422
    errors = {error["pointer"]: error for error in answer.json()["errors"]}
    assert set(errors) == {"/steps/2/branches/1/to", "/steps/4/key"}
    assert errors["/steps/2/branches/1/to"]["detail"].startswith(
        "第 3 步“是否达到招标限额”的第 2 个去向不存在"
    )
    assert stored(session, power) == {}
    assert actions_of(session) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"key": "第一步", "name": "申请"},
        {"key": "", "name": "申请"},
        {"key": "a", "name": ""},
        {"key": "a", "name": "申请", "kind": "loop"},
        {"key": "a", "name": "申请", "materials": [""]},
        {"key": "a", "name": "申请", "is_retired": True},
        {"key": "a", "name": "申请", "branches": [{"to": "b", "label": "长" * 41}]},
    ],
)
def test_bad_steps_are_refused(world: World, power: int, sign_in: SignIn, bad: dict[str, Any]) -> None:
    assert change(sign_in(world.cast.li), "PUT", f"/{power}/flow", {"steps": [bad]}).status_code == 422


def test_too_many_steps_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    steps = [step(f"s{number}", "环节") for number in range(201)]
    assert change(li, "PUT", f"/{power}/flow", {"steps": steps}).status_code == 422
    assert change(li, "PUT", f"/{power}/flow", {"steps": steps[:200]}).status_code == 200

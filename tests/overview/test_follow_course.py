"""GET /overview/risk-points/{id}: how far a risk point has come, from 找 over 防 to 控 (opinion.txt line 22)."""

from itertools import product
from typing import Any

from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.measures.rules import MeasureState
from backend.overview.courses.rules import Facts, RiskStage, StageState, course
from tests.conftest import SignIn
from tests.measures.plans import (
    FINDING,
    MEASURES,
    approve_plan,
    chen,
    li,
    made,
    measure,
    plan,
    point_id,
    prove,
    send,
    wang,
)
from tests.reviews.sheets import decide
from tests.risks.sheets import POINTS
from tests.world import World

__all__ = ["chen", "li", "measure", "plan", "point_id", "wang"]
M = MeasureState


def read(client: TestClient, point: int) -> dict[str, Any]:
    """The course of a point."""
    answer = client.get(f"/api/v1/overview/risk-points/{point}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def states(client: TestClient, point: int) -> list[str]:
    """Of 找, 防, 控."""
    return [one["state"] for one in read(client, point)["stages"]]


def sign_sheet(wang: TestClient, chen: TestClient, point: int) -> None:
    """The point is judged, and its sheet handed in and approved."""
    sheet = wang.get(f"{POINTS}/{point}").json()["inventory_id"]
    judged = {"likelihood": "high", "consequence": "crime", "step": "self_check", "risk_point_id": point}
    assert wang.post("/api/v1/assessments", json=judged).status_code == 201
    handed_in = made(send(wang, f"/api/v1/risk-inventories/{sheet}/submission"))
    made(decide(chen, handed_in["review_id"], {"decision": "approve"}))


def test_it_works(
    database: Database,
    world: World,
    sign_in: SignIn,
    wang: TestClient,
    chen: TestClient,
    measure: dict[str, Any],
    point_id: int,
) -> None:
    assert states(wang, point_id) == ["current", "todo", "todo"]
    sign_sheet(wang, chen, point_id)
    assert states(wang, point_id) == ["done", "current", "todo"]
    approve_plan(database, world, sign_in, measure["plan_id"])
    assert states(wang, point_id) == ["done", "done", "current"]
    path = f"{MEASURES}/{measure['id']}"
    prove(wang, measure["id"])
    made(send(wang, f"{path}/completion", {}))
    assert states(wang, point_id) == ["done", "done", "done"]
    (shown,) = read(wang, point_id)["measures"]
    assert (shown["id"], shown["state"], shown["position_name"]) == (measure["id"], "done", "教材管理岗")
    # Without effect, it is to be looked at again: the risk is never closed for good.
    made(send(chen, f"{path}/checks", FINDING | {"result": "ineffective"}))
    assert states(wang, point_id) == ["done", "done", "current"]
    assert read(wang, point_id)["open_rechecks"] > 0


def test_a_change_of_what_was_signed_opens_its_finding_anew(
    sign_in: SignIn, world: World, wang: TestClient, chen: TestClient, point_id: int
) -> None:
    sign_sheet(wang, chen, point_id)
    office = sign_in(world.cast.office)
    edited = send(office, f"{POINTS}/{point_id}", {"manifestation": "改写"}, method="PATCH")
    assert edited.status_code == 200, edited.text
    assert states(wang, point_id) == ["current", "todo", "todo"]


def test_strangers_are_not_told(
    sign_in: SignIn, world: World, wang: TestClient, li: TestClient, chen: TestClient, point_id: int
) -> None:
    path = f"/api/v1/overview/risk-points/{point_id}"
    assert sign_in(world.cast.outsider).get(path).status_code == 404
    assert sign_in(world.cast.other_head).get(path).status_code == 404
    assert sign_in(world.cast.system_admin).get(path).status_code == 403
    for client in (wang, li, chen):
        assert client.get(path).status_code == 200


def test_every_combination_has_one_place() -> None:
    """One stage is under way until all are done; what is to be looked at again holds back 控 alone."""
    measured: list[tuple[M, ...]] = [(), *((one,) for one in M), *product(M, M)]
    for is_signed, is_assessed, measures, rechecks in product((True, False), (True, False), measured, (0, 2)):
        found = course(Facts(is_signed, is_assessed, measures, rechecks))
        assert list(found) == list(RiskStage)
        under_way = [stage for stage, state in found.items() if state is StageState.current]
        assert len(under_way) == (0 if set(found.values()) == {StageState.done} else 1)
        assert (found[RiskStage.identify] is StageState.done) == (is_signed and is_assessed)
        is_prevented = bool(measures) and M.planned not in measures
        assert (found[RiskStage.prevent] is StageState.done) == is_prevented
        carried_out = is_prevented and set(measures) <= {M.done, M.effective}
        assert (found[RiskStage.control] is StageState.done) == (carried_out and not rechecks)

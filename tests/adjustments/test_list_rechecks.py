"""GET /rechecks, /rechecks/counts and /adjustments: what the pages show."""

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.adjustments.queries import POWER_BASES
from tests.adjustments.test_open_rechecks import (
    ADJUSTMENTS,
    RECHECKS,
    adjust,
    edit_power,
    post,
    tasks,
)
from tests.conftest import SignIn
from tests.powers.catalogue import change as save_flow
from tests.powers.flows import PURCHASE
from tests.regulations.operations import add_regulation
from tests.world import World


def test_the_counts_follow_what_the_caller_sees(
    office: TestClient,
    wang: TestClient,
    chen: TestClient,
    sign_in: SignIn,
    world: World,
    power_id: int,
    points: list[int],
) -> None:
    adjust(office, power_ids=[power_id])
    empty = {"open": 0, "mine": 0, "overdue": 0, "unchanged": 0, "adjusted": 0}
    counts = f"{RECHECKS}/counts"
    assert office.get(counts).json() == empty | {"open": 2}
    assert wang.get(counts).json() == empty | {"open": 2, "mine": 2}
    assert sign_in(world.cast.outsider).get(counts).json() == empty
    body = {"outcome": "unchanged", "note": "已核对，无需调整"}
    assert post(wang, f"{RECHECKS}/{tasks(wang)[0]['id']}/resolution", body).status_code == 201
    assert chen.get(counts).json() == empty | {"open": 1, "unchanged": 1}
    assert len(tasks(chen, state=["unchanged", "adjusted"])) == 1
    assert len(tasks(chen, state=["unchanged", "open"])) == 2
    assert chen.get(counts, params={"kind": "measure"}).json() == empty
    assert chen.get(counts, params={"kind": "whim"}).status_code == 422


def test_an_adjustment_is_found_by_what_caused_it(
    office: TestClient, chen: TestClient, power_id: int, points: list[int]
) -> None:
    edit_power(chen, power_id, content="组织教材的征订、选用与退换")
    adjust(office, power_ids=[power_id])
    found = office.get(ADJUSTMENTS, params={"source_kind": "power", "source_id": power_id}).json()["items"]
    assert [one["trigger"] for one in found] == ["authority_changed"]
    assert (
        office.get(ADJUSTMENTS, params={"source_kind": "measure", "source_id": power_id}).json()["items"]
        == []
    )


def test_a_flow_step_tells_its_power(
    office: TestClient, chen: TestClient, session: Session, power_id: int
) -> None:
    saved = save_flow(chen, "PUT", f"/{power_id}/flow", {"steps": PURCHASE})
    assert saved.status_code == 200, saved.text
    step_id = saved.json()["steps"][0]["id"]
    rule = add_regulation(session)
    basis = {"power_id": power_id, "step_id": step_id, "regulation_id": rule, "clause": "第八条"}
    session.execute(sa.insert(POWER_BASES).values(**basis))
    session.flush()
    assert adjust(office, regulation_id=rule).status_code == 201
    (task,) = tasks(office, kind="flow_step")
    assert (task["object_id"], task["power_id"]) == (step_id, power_id)

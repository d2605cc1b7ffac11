"""/flow-templates: flows to begin with, the product's and the college's."""

from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.rules import KeyArea
from backend.powers.hints.rules import hints_of
from backend.powers.queries import as_step
from backend.powers.rules import StepKind, StepPhase, flaws_of, links_of
from backend.powers.schemas import StepBody
from backend.powers.templates.queries import starters
from backend.powers.templates.rules import Starter
from tests.conftest import SignIn
from tests.powers.catalogue import change
from tests.powers.flows import PURCHASE
from tests.powers.reviewing import add_template, fresh
from tests.world import World

TEMPLATES = "/api/v1/flow-templates"
EVERY = pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.code)


def rows(starter: Starter) -> list[dict[str, Any]]:
    return [StepBody.model_validate(step).model_dump(mode="json") for step in starter.steps]


@EVERY
def test_every_starter_is_a_sound_flow(starter: Starter) -> None:
    steps = [as_step(row) for row in rows(starter)]
    assert flaws_of(steps) == []
    assert any(link.is_return for link in links_of(steps)) != (starter.code in WITHOUT_RETURN)
    assert any(step.kind is StepKind.decision for step in steps)
    assert (steps[0].kind, steps[-1].kind) == (StepKind.start, StepKind.end)


WITHOUT_RETURN = {
    "staff-recruitment",
    "service-fee",
    "urgent-purchase",
    "admission",
    "major-transfer",
    "official-car",
}
"""Flows in which nothing is sent back, only stopped."""


@EVERY
def test_nothing_is_noticed_in_a_starter(starter: Starter) -> None:
    power = {"must_publish": True, "is_concentrated": False, "discretion": "none"}
    assert hints_of(power, rows(starter)) == []


@EVERY
def test_every_starter_says_what_a_flow_has_to_say(starter: Starter) -> None:
    steps = rows(starter)
    assert all(step["handler"] and step["phase"] for step in steps)
    assert {step["phase"] for step in steps} == set(StepPhase)
    assert any(step["materials"] for step in steps)
    assert any(step["conditions"] for step in steps)
    assert any(step["is_key"] and step["supervision"] for step in steps)
    assert len(steps) >= 7


def test_each_key_area_has_at_least_two() -> None:
    counts = Counter(starter.key_area for starter in starters())
    assert set(counts) == set(KeyArea)
    assert min(counts.values()) >= 2
    assert len({starter.code for starter in starters()}) == len({one.name for one in starters()}) == len(starters())


def test_it_works(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    found = li.get(f"{TEMPLATES}/starters", params={"key_area": "textbook_procurement"}).json()
    assert found["total"] == len(found["items"]) == 2
    saved = change(li, "PUT", f"/{power}/flow", {"steps": found["items"][0]["steps"]})
    assert saved.status_code == 200, saved.text
    assert li.get(f"{TEMPLATES}/starters").json()["total"] == len(starters())
    assert li.get(f"{TEMPLATES}/starters", params={"area": "x"}).status_code == 422


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    return sign_in(world.cast.office)


def test_the_college_keeps_its_own(world: World, office: TestClient, sign_in: SignIn) -> None:
    body = {"name": "学院货物采购", "key_area": "equipment_procurement", "steps": PURCHASE}
    made = office.post(TEMPLATES, json=body)
    assert made.status_code == 201, made.text
    path = f"{TEMPLATES}/{made.json()['id']}"
    assert (made.json()["step_count"], made.json()["created_by_name"]) == (6, world.cast.office.name)
    steps = deepcopy(PURCHASE)
    steps[0]["name"] = "提出申请并附预算"
    changed = office.patch(path, json={"steps": steps, "note": "限额以下"}, headers=fresh())
    assert changed.json()["steps"][0]["name"] == "提出申请并附预算"
    li = sign_in(world.cast.li)
    assert [one["name"] for one in li.get(TEMPLATES, params={"q": "限额"}).json()["items"]] == ["学院货物采购"]
    assert li.get(path).json()["steps"] == changed.json()["steps"]
    gone = office.post(f"{path}/retirement", json={"reason": "制度已经修订"}, headers=fresh())
    assert gone.status_code == 201, gone.text
    assert li.get(TEMPLATES).json()["total"] == 0
    assert li.get(TEMPLATES, params={"include_retired": True}).json()["total"] == 1
    again = office.patch(path, json={"note": "再改"}, headers=fresh())
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-retired")


def test_what_is_refused(session: Session, world: World, office: TestClient, sign_in: SignIn) -> None:
    add_template(session)
    twice = office.post(TEMPLATES, json={"name": "学院货物采购", "steps": PURCHASE})
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/name-taken")
    broken = deepcopy(PURCHASE)
    broken[2]["branches"] = []
    unsound = office.post(TEMPLATES, json={"name": "另一个模板", "steps": broken})
    assert unsound.json()["errors"][0]["pointer"] == "/steps/2/branches"
    for member in (world.cast.li, world.cast.chen, world.cast.lin):
        refused = sign_in(member).post(TEMPLATES, json={"name": "部门模板", "steps": PURCHASE})
        assert refused.status_code == 403

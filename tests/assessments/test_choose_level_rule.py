"""GET and PUT /position-level-rules, and the simulation of a change."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.actions import relevel_all
from backend.organization.queries import POSITIONS
from tests.conftest import SignIn
from tests.risks.sheets import ROW, events_of, filled_sheet
from tests.world import World

API = "/api/v1/position-level-rules"
CHOICE = {"pack": "count", "reason": "院党委会研究确定"}


@pytest.fixture
def levelled(session: Session, world: World, sign_in: SignIn) -> None:
    """Every position has a level, and one of them five points."""
    rows = [ROW | {"name": f"风险{number}"} for number in range(5)]
    filled_sheet(sign_in(world.cast.li), world, rows, position_id=world.liaison_post)
    session.execute(
        sa.update(POSITIONS).where(POSITIONS.c.id == world.cashier_post).values(had_integrity_case=True)
    )
    relevel_all(session)


def levels(session: Session) -> dict[int, str]:
    """Position → level."""
    statement = sa.select(POSITIONS.c.id, POSITIONS.c.risk_level)
    return {position_id: level.value for position_id, level in session.execute(statement)}


def choose(client: TestClient, body: Any = CHOICE) -> Any:
    """PUT."""
    return client.put(API, json=body)


def test_it_works(session: Session, world: World, sign_in: SignIn, levelled: None) -> None:
    office = sign_in(world.cast.office)
    before = office.get(API).json()
    assert (before["pack"], before["chosen_at"]) == ("power_and_points", None)
    assert [pack["name"] for pack in before["packs"]] == ["power_and_points", "count"]
    answer = choose(office)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["pack"], answer.json()["reason"]) == ("count", "院党委会研究确定")
    found = levels(session)
    assert (found[world.liaison_post], found[world.textbook_post], found[world.cashier_post]) == (
        "high",
        "low",
        "high",
    )
    assert events_of(session, "level_rule") == ["level_rule.chosen"]
    rules = set(session.execute(sa.select(POSITIONS.c.level_rule)).scalars())
    assert rules == {"count/1"}


@pytest.mark.parametrize("pack", ["count", "power_and_points"])
def test_the_simulation_is_what_happens(
    session: Session, world: World, sign_in: SignIn, levelled: None, pack: str
) -> None:
    office = sign_in(world.cast.office)
    if pack == "power_and_points":
        assert choose(office).status_code == 200
    before = levels(session)
    forecast = office.get(f"{API}/{pack}/simulation?size=200").json()
    assert levels(session) == before, "nothing is stored"
    assert choose(office, CHOICE | {"pack": pack}).status_code == 200
    after = levels(session)
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed
    assert {
        item["position_id"]: (item["former_level"], item["level"]) for item in forecast["items"]
    } == changed
    assert (forecast["total"], forecast["rising"] + forecast["falling"]) == (len(changed), len(changed))
    assert all(item["explanation"] for item in forecast["items"])


def test_what_follows_uses_the_chosen_rule(
    session: Session, world: World, sign_in: SignIn, levelled: None
) -> None:
    choose(sign_in(world.cast.office))
    filled_sheet(sign_in(world.cast.wang), world, [ROW])
    assert levels(session)[world.textbook_post] == "low"


def test_choosing_the_same_again_changes_nothing(
    session: Session, world: World, sign_in: SignIn, levelled: None
) -> None:
    office = sign_in(world.cast.office)
    choose(office)
    before = events_of(session, "position")
    again = choose(office, CHOICE | {"reason": "再说一遍"})
    assert (again.status_code, again.json()["reason"]) == (200, "院党委会研究确定")
    assert events_of(session, "position") == before
    assert events_of(session, "level_rule") == ["level_rule.chosen"]


def test_a_reach_sees_its_part(world: World, sign_in: SignIn, levelled: None) -> None:
    forecast = sign_in(world.cast.chen).get(f"{API}/count/simulation").json()
    assert {item["department_name"] for item in forecast["items"]} == {"教务处"}
    own = sign_in(world.cast.wang).get(f"{API}/count/simulation").json()
    assert [item["position_id"] for item in own["items"]] == [world.textbook_post]
    paged = sign_in(world.cast.office).get(f"{API}/count/simulation?size=1&page=2").json()
    assert len(paged["items"]) == 1 < paged["total"]


def test_the_simulation_is_filtered(world: World, sign_in: SignIn, levelled: None) -> None:
    office, path = sign_in(world.cast.office), f"{API}/count/simulation?size=200"
    every = office.get(path).json()
    assert min(every["rising"], every["falling"]) > 0
    for direction in ("rising", "falling"):
        part = office.get(f"{path}&direction={direction}").json()
        assert part["total"] == len(part["items"]) == every[direction]
        assert (part["rising"], part["falling"]) == (every["rising"], every["falling"])
    rank = {None: 0, "low": 1, "medium": 2, "high": 3}
    rising = office.get(f"{path}&direction=rising").json()["items"]
    assert all(rank[one["level"]] > rank[one["former_level"]] for one in rising)
    low = office.get(f"{path}&level=low").json()["items"]
    assert low == [one for one in every["items"] if one["level"] == "low"] != every["items"]
    unit = office.get(f"{path}&department_id={world.academic}").json()
    assert unit["total"] == unit["rising"] + unit["falling"] < every["total"]
    assert {one["department_name"] for one in unit["items"]} == {"教务处"}
    assert office.get(f"{path}&direction=sideways").status_code == 422


@pytest.mark.parametrize("who", ["wang", "chen", "lin", "dean", "supervisor", "system_admin"])
def test_only_the_office_chooses(world: World, sign_in: SignIn, who: str) -> None:
    assert choose(sign_in(getattr(world.cast, who))).status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"pack": "dice", "reason": "随便"}, {"pack": "count"}, CHOICE | {"level": "low"}]
)
def test_bad_bodies_are_refused(world: World, sign_in: SignIn, body: Any) -> None:
    office = sign_in(world.cast.office)
    assert choose(office, body).status_code == 422
    assert office.get(f"{API}/dice/simulation").status_code == 422

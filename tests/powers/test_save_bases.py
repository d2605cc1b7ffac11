"""PUT /powers/{id}/bases, GET /power-bases: which rule a power, or one of its steps, rests on (S111)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.regulations.rules import RegulationStatus
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem
from tests.powers.catalogue import API, add_basis, add_power, change, events_of
from tests.powers.flows import PURCHASE
from tests.regulations.operations import add_regulation
from tests.world import World


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络 at the keyboard."""
    return sign_in(world.cast.li)


def rest(client: TestClient, power_id: int, *links: dict[str, Any], tag: str = "now") -> Any:
    """Saves the links of a power."""
    return change(client, "PUT", f"/{power_id}/bases", {"bases": list(links)}, tag)


def test_it_works(session: Session, world: World, power: int, li: TestClient, sign_in: SignIn) -> None:
    rule, law = add_regulation(session), add_regulation(session, title="招标投标法", number="")
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    key = PURCHASE[1]["key"]
    tag = li.get(f"{API}/{power}/bases").headers["etag"]
    answer = rest(
        li,
        power,
        {"regulation_id": rule, "clause": "第八条"},
        {"regulation_id": law, "step_key": key},
        tag=tag,
    )
    assert answer.status_code == 200, answer.text
    shown = [(one["regulation_title"], one["clause"], one["step_key"]) for one in answer.json()["bases"]]
    assert shown == [("货物采购管理办法", "第八条", None), ("招标投标法", "", key)]
    assert sign_in(world.cast.wang).get(f"{API}/{power}").json()["bases_count"] == 2
    event = events_of(session)[-1]
    assert (event["action"], event["details"]) == (
        "power.bases_saved",
        {"added": sorted([rule, law]), "removed": []},
    )


def test_what_rests_on_a_rule_is_found(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    rule = add_regulation(session)
    add_basis(session, power, rule)
    elsewhere = add_power(session, world.finance)
    add_basis(session, elsewhere, rule)
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)

    def found(client: TestClient, **params: Any) -> list[int]:
        answer = client.get("/api/v1/power-bases", params={"regulation_id": rule} | params)
        return [row["power_id"] for row in answer.json()["items"]]

    assert found(office) == [power, elsewhere]
    assert found(li) == [power]
    assert found(office, department_id=world.finance) == [elsewhere]
    assert found(office, is_of_step=True) == []
    assert found(office, status="repealed") == []
    listed = office.get(API, params={"regulation_id": rule}).json()["items"]
    assert {row["id"] for row in listed} == {power, elsewhere}


def test_saving_the_same_changes_nothing(session: Session, power: int, li: TestClient) -> None:
    link = {"regulation_id": add_regulation(session), "clause": "第八条"}
    assert rest(li, power, link).json()["version"] == 2
    assert rest(li, power, link).json()["version"] == 2
    assert [event["action"] for event in events_of(session)] == ["power.bases_saved"]
    assert rest(li, power, link | {"clause": "第九条"}).json()["bases"][0]["clause"] == "第九条"
    assert rest(li, power).json()["bases"] == []


def test_a_power_with_a_rule_is_not_without_basis(
    session: Session, world: World, power: int, li: TestClient
) -> None:
    bare = add_power(session, world.academic, "P002", basis="")
    linked = add_power(session, world.academic, "P003", basis="")
    add_basis(session, linked)
    rows = li.get(API, params={"without_basis": True}).json()["items"]
    assert [row["id"] for row in rows] == [bare]


def test_a_repealed_rule_stays_until_it_is_replaced(session: Session, power: int, li: TestClient) -> None:
    gone = add_regulation(session, RegulationStatus.repealed, title="旧办法", number="旧1号")
    fresh = add_regulation(session)
    assert pointers(rest(li, power, {"regulation_id": gone})) == [("/bases/0/regulation_id", "not-in-force")]
    add_basis(session, power, gone)
    assert [row["id"] for row in li.get(API, params={"with_repealed_basis": True}).json()["items"]] == [power]
    both = rest(li, power, {"regulation_id": gone, "clause": "第八条"}, {"regulation_id": fresh})
    assert both.status_code == 200, both.text
    assert rest(li, power, {"regulation_id": fresh}).json()["bases"][0]["regulation_id"] == fresh
    assert li.get(API, params={"with_repealed_basis": True}).json()["items"] == []


def test_the_link_of_a_removed_step_rests(session: Session, power: int, li: TestClient) -> None:
    rule, key = add_regulation(session), PURCHASE[0]["key"]
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    rest(li, power, {"regulation_id": rule, "step_key": key})
    change(li, "PUT", f"/{power}/flow", {"steps": []})
    assert li.get(f"{API}/{power}/bases").json()["bases"] == []
    assert li.get(f"{API}/{power}").json()["bases_count"] == 0
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    assert [one["step_key"] for one in li.get(f"{API}/{power}/bases").json()["bases"]] == [key]


def test_bad_links_are_refused(session: Session, power: int, li: TestClient) -> None:
    rule = {"regulation_id": add_regulation(session)}
    draft = {"regulation_id": add_regulation(session, RegulationStatus.drafting, number="")}
    answer = rest(li, power, rule, rule, {"regulation_id": 999_999}, draft, rule | {"step_key": "nowhere"})
    assert sorted(pointers(answer)) == [
        ("/bases/1/regulation_id", "duplicate"),
        ("/bases/2/regulation_id", "unknown"),
        ("/bases/3/regulation_id", "not-in-force"),
        ("/bases/4/step_key", "unknown-step"),
    ]
    assert li.get(f"{API}/{power}/bases").json()["bases"] == []
    problem(rest(li, power, rule, tag='"v9"'), 412, "stale")
    assert li.put(f"{API}/{power}/bases", json={"bases": []}).status_code == 428


def test_strangers_link_nothing(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    rule = {"regulation_id": add_regulation(session)}
    for who, status in (("wang", 403), ("lin", 403), ("supervisor", 403), ("other_liaison", 404)):
        assert rest(sign_in(getattr(world.cast, who)), power, rule).status_code == status

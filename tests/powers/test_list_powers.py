"""GET /powers."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.cast import Client, Member
from tests.conftest import SignIn
from tests.powers.catalogue import API, add_power
from tests.world import World


@pytest.fixture
def catalogue(session: Session, world: World) -> dict[str, int]:
    """Powers of several departments."""
    return {
        "textbook": add_power(
            session,
            world.academic,
            "P001",
            sort=20,
            position_id=world.textbook_post,
            key_area="textbook_procurement",
            kind="operational",
            discretion="limited",
        ),
        "grades": add_power(
            session, world.academic, "P002", sort=10, name="成绩更正", basis="", flow_version=1
        ),
        "old": add_power(session, world.academic, "P003", sort=30, name="旧职权"),
        "cashier": add_power(session, world.finance, "P001", name="报销付款", position_id=world.cashier_post),
        "procurement": add_power(
            session, world.procurement, "P001", name="货物采购", content="限额以上 50% 的采购"
        ),
    }


def names(answer: Any, catalogue: dict[str, int]) -> list[str]:
    """Which powers a list shows, in order."""
    assert answer.status_code == 200, answer.text
    by_id = {power_id: name for name, power_id in catalogue.items()}
    return [by_id[item["id"]] for item in answer.json()["items"]]


def test_it_works(world: World, catalogue: dict[str, int], sign_in: SignIn) -> None:
    answer = sign_in(world.cast.li).get(API)
    assert names(answer, catalogue) == ["grades", "textbook", "old"]
    assert answer.json()["total"] == 3
    first = answer.json()["items"][0]
    assert (first["name"], first["department_name"], first["position_name"]) == ("成绩更正", "教务处", None)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("wang", {"textbook"}),
        ("outsider", {"cashier"}),
        ("chen", {"textbook", "grades", "old"}),
        ("other_head", {"cashier"}),
        ("lin", {"textbook", "grades", "old"}),
        ("dean", {"textbook", "grades", "old", "cashier", "procurement"}),
        ("supervisor", {"textbook", "grades", "old", "cashier", "procurement"}),
        ("oa", {"textbook", "grades", "old", "cashier", "procurement"}),
    ],
)
def test_everybody_sees_his_part(
    world: World, catalogue: dict[str, int], sign_in: SignIn, who: str, seen: set[str]
) -> None:
    speaker: Member | Client = getattr(world.cast, who)
    client = sign_in(speaker)
    assert set(names(client.get(API), catalogue)) == seen
    for name, power_id in catalogue.items():
        expected = 200 if name in seen else 404
        for path in ("", "/flow", "/flow.svg", "/flow/revisions"):
            assert client.get(f"{API}/{power_id}{path}").status_code == expected, (name, path)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"q": "采购"}, ["procurement"]),
        ({"q": "50%"}, ["procurement"]),
        ({"q": "P002"}, ["grades"]),
        ({"q": "%_%"}, []),
        ({"key_area": "textbook_procurement"}, ["textbook"]),
        ({"kind": "operational"}, ["textbook"]),
        ({"discretion": "limited"}, ["textbook"]),
        ({"without_basis": True}, ["grades"]),
        ({"sort": "name", "q": "更正"}, ["grades"]),
    ],
)
def test_filters(
    world: World, catalogue: dict[str, int], sign_in: SignIn, query: dict[str, Any], seen: list[str]
) -> None:
    assert names(sign_in(world.cast.office).get(API, params=query), catalogue) == seen


def test_department_position_and_flow_filters(
    world: World, catalogue: dict[str, int], sign_in: SignIn
) -> None:
    office = sign_in(world.cast.office)

    def seen(**query: Any) -> set[str]:
        return set(names(office.get(API, params=query), catalogue))

    assert seen(department_id=world.assets) == {"procurement"}
    assert seen(position_id=world.cashier_post) == {"cashier"}
    assert seen(without_flow=True) == {"textbook", "old", "cashier", "procurement"}


def test_retired_powers_are_shown_on_demand(world: World, catalogue: dict[str, int], sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    path = f"{API}/{catalogue['old']}/retirement"
    assert office.post(path, json={"reason": "已下放"}, headers={"If-Match": "now"}).status_code == 200
    assert "old" not in names(office.get(API), catalogue)
    assert "old" in names(office.get(API, params={"include_retired": True}), catalogue)


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_business(world: World, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(world.cast, who)).get(API).status_code == 403


@pytest.mark.parametrize("query", [{"kind": "royal"}, {"size": 500}, {"sort": "secret"}, {"colour": "red"}])
def test_bad_queries_are_refused(world: World, sign_in: SignIn, query: dict[str, Any]) -> None:
    assert sign_in(world.cast.office).get(API, params=query).status_code == 422

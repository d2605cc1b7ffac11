"""When departments merge, powers go along and open catalogues end; a signed one says what was signed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.reviews.rules import ReviewState
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.organization.trail import problem
from tests.powers.catalogue import add_catalogue, add_power
from tests.powers.test_review_catalogue import PATH, act, approved, opened
from tests.world import World

Found = dict[str, Any]


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """The old department's liaison."""
    return sign_in(world.cast.li)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def test_a_signed_catalogue_says_what_was_signed(
    world: World, office: TestClient, li: TestClient, sign_in: SignIn, power: int
) -> None:
    signed = approved(world, li, sign_in, power)
    merged(office, world.academic, world.finance)
    kept = sign_in(world.cast.other_head).get(f"{PATH}/{signed['id']}").json()
    assert (kept["department_name"], kept["state"], kept["is_stale"]) == ("教务处", "approved", False)
    assert [row["name"] for row in kept["rows"]] == ["教材选用"]
    assert (kept["content_hash"], kept["powers_count"]) == (signed["content_hash"], 1)
    assert kept["changes"] == {"added": [], "removed": [], "changed": []}
    assert kept["allowed_actions"] == []


def test_strangers_do_not_see_it(
    world: World, office: TestClient, li: TestClient, sign_in: SignIn, power: int
) -> None:
    signed = approved(world, li, sign_in, power)
    merged(office, world.academic, world.finance)
    problem(sign_in(world.cast.supervisor).get(f"{PATH}/999999"), 404, "not-found")
    problem(sign_in(world.cast.lin).get(f"{PATH}/{signed['id']}"), 404, "not-found")


@pytest.mark.parametrize("state", [ReviewState.draft, ReviewState.department_review, ReviewState.sent_back])
def test_an_open_catalogue_ends(
    world: World, office: TestClient, session: Session, sign_in: SignIn, power: int, state: ReviewState
) -> None:
    catalogue_id = add_catalogue(session, world.academic, state)
    merged(office, world.academic, world.finance)
    zhou = sign_in(world.cast.other_liaison)
    ended = zhou.get(f"{PATH}/{catalogue_id}").json()
    assert (ended["department_name"], ended["allowed_actions"]) == ("教务处", [])
    problem(act(zhou, catalogue_id, "submission"), 409, "ended")
    waiting = office.get("/api/v1/reviews", params={"subject_kind": "power_catalogue"}).json()["items"]
    assert [row["subject_id"] for row in waiting] == []


def test_the_new_departments_catalogue_lists_the_powers(
    world: World, office: TestClient, session: Session, sign_in: SignIn, power: int
) -> None:
    add_power(session, world.finance, "P001", name="付款审批")
    zhou = sign_in(world.cast.other_liaison)
    body = {"department_id": world.finance, "year": 2026}
    own = zhou.post(PATH, json=body).json()
    merged(office, world.academic, world.finance)
    rows = zhou.get(f"{PATH}/{own['id']}").json()["rows"]
    assert [(row["code"], row["name"], row["is_confirmed"]) for row in rows] == [
        ("P001", "付款审批", False),
        ("P002", "教材选用", False),
    ]


def test_a_merged_department_opens_no_catalogue(world: World, office: TestClient, li: TestClient) -> None:
    opened(li, world)
    merged(office, world.academic, world.finance)
    answer = office.post(PATH, json={"department_id": world.academic, "year": 2027})
    problem(answer, 422, "validation")

"""POST /risk-suggestions, POST /risk-suggestions/batches and the list."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from tests.conftest import SignIn
from tests.risks.sheets import YEAR, close_year, events_of, filled_sheet
from tests.world import World

API = "/api/v1/risk-suggestions"
RISK = {
    "year": YEAR,
    "name": "验收只看数量不看版次",
    "manifestation": "新版教材到货时以旧版充数，验收单照签",
    "categories": {"three_kinds": "process"},
    "subcategories": {"three_kinds": ["weak_supervision"]},
    "note": "上学期两门课发到了旧版教材。",
}


def suggest(client: TestClient, **changes: Any) -> Response:
    """POST of one suggestion."""
    answer: Response = client.post(API, json=RISK | changes)
    return answer


def push(client: TestClient, key: str = "push-the-same-1", **changes: Any) -> Response:
    """POST of a batch."""
    body = {name: value for name, value in RISK.items() if name != "position_id"} | changes
    answer: Response = client.post(f"{API}/batches", json=body, headers={"Idempotency-Key": key})
    return answer


def listed(client: TestClient, **filters: Any) -> list[int]:
    """Ids of a list."""
    answer = client.get(API, params=filters)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


def test_it_works(session: Session, world: World, sign_in: SignIn) -> None:
    """A colleague speaks to a post of the department; its holder finds it waiting."""
    answer = suggest(sign_in(world.cast.li), position_id=world.textbook_post, origin="peer")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["origin"], body["state"], body["suggested_by_name"]) == ("peer", "open", "李联络")
    assert body["allowed_actions"] == ["withdraw"]
    wang = sign_in(world.cast.wang)
    assert listed(wang, awaiting=True) == [body["id"]]
    assert wang.get(f"{API}/{body['id']}").json()["allowed_actions"] == ["adopt", "decline"]
    assert events_of(session, "risk_suggestion") == ["risk_suggestion.created"]


@pytest.mark.parametrize(
    ("who", "origin"), [("chen", "superior"), ("lin", "superior"), ("office", "organization")]
)
def test_the_origin_follows_from_who_speaks(world: World, sign_in: SignIn, who: str, origin: str) -> None:
    answer = suggest(sign_in(getattr(world.cast, who)), position_id=world.textbook_post)
    assert (answer.status_code, answer.json()["origin"]) == (201, origin)


def test_a_colleague_speaks_as_a_colleague(world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    assert suggest(wang, position_id=world.liaison_post).json()["origin"] == "peer"
    answer = suggest(wang, position_id=world.head_post, origin="superior")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/origin")


def test_ones_own_post_needs_no_suggestion(world: World, sign_in: SignIn) -> None:
    for who, post in ((world.cast.wang, world.textbook_post), (world.cast.chen, world.head_post)):
        answer = suggest(sign_in(who), position_id=post)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "own")


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 403), ("other_head", 422), ("dean", 403), ("supervisor", 403), ("system_admin", 403)],
)
def test_strangers_are_refused(world: World, sign_in: SignIn, who: str, status: int) -> None:
    assert suggest(sign_in(getattr(world.cast, who)), position_id=world.textbook_post).status_code == status


def test_strangers_see_nothing(world: World, sign_in: SignIn) -> None:
    suggestion = suggest(sign_in(world.cast.chen), position_id=world.textbook_post).json()
    for who in (world.cast.outsider, world.cast.other_head):
        client = sign_in(who)
        assert listed(client) == []
        assert client.get(f"{API}/{suggestion['id']}").status_code == 404
    assert listed(sign_in(world.cast.supervisor)) == [suggestion["id"]]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"position_id": None}, ""),
        ({"department_id": 1}, ""),
        ({"position_id": 999_999}, "/position_id"),
        ({"name": "短"}, "/name"),
        ({"year": 1999}, "/year"),
        ({"origin": "self"}, "/origin"),
        ({"categories": {"three_kinds": "ethics"}}, "/categories/three_kinds"),
        ({"subcategories": {"three_kinds": ["outdated"]}}, "/subcategories/three_kinds"),
        ({"power_id": 999_999}, "/power_id"),
        ({"found_by": ["self"]}, "/found_by"),
    ],
)
def test_bad_bodies_are_refused(world: World, sign_in: SignIn, changes: dict[str, Any], pointer: str) -> None:
    answer = suggest(sign_in(world.cast.chen), **({"position_id": world.textbook_post} | changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


def test_the_same_is_said_once(world: World, sign_in: SignIn) -> None:
    chen = sign_in(world.cast.chen)
    assert suggest(chen, position_id=world.textbook_post).status_code == 201
    again = suggest(sign_in(world.cast.li), position_id=world.textbook_post)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-exists")
    assert suggest(chen, department_id=world.academic).status_code == 201


def test_a_closed_year_takes_none(session: Session, world: World, sign_in: SignIn) -> None:
    close_year(session)
    office = sign_in(world.cast.office)
    for answer in (suggest(office, position_id=world.textbook_post), push(office, posts={"is_key": True})):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/year-closed")


def test_the_office_pushes_a_risk_down(session: Session, world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    suggest(office, position_id=world.textbook_post)
    body = push(office, posts={"is_key": True}).json()
    assert (body["created_count"], body["skipped_count"]) == (2, 1)
    pushed = office.get(API, params={"batch": body["batch"]}).json()["items"]
    assert {row["position_id"] for row in pushed} == {world.leader_post, world.procurement_post}
    assert {row["origin"] for row in pushed} == {"organization"}
    assert events_of(session, "risk_suggestion") == ["risk_suggestion.created"] * 3
    again = push(office, "push-the-same-2", posts={"is_key": True}).json()
    assert (again["created_count"], again["skipped_count"]) == (0, 3)


def test_a_head_reaches_his_own_posts_only(world: World, sign_in: SignIn) -> None:
    chen = sign_in(world.cast.chen)
    body = push(chen, posts={"tier": "general"}).json()
    pushed = chen.get(API, params={"batch": body["batch"]}).json()["items"]
    assert {row["position_id"] for row in pushed} == {world.liaison_post, world.textbook_post}
    assert {row["origin"] for row in pushed} == {"superior"}
    nobody = push(chen, "push-the-same-2", posts={"key_area": "finance"})
    assert (nobody.status_code, nobody.json()["errors"][0]["code"]) == (422, "nobody")
    assert push(chen, "push-the-same-3", posts={"department_id": world.finance}).status_code == 422


def test_bad_batches_are_refused(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    assert push(office, posts={}).status_code == 422
    assert push(office, posts={"is_key": True}, power_id=1).status_code == 422
    assert office.post(f"{API}/batches", json=RISK | {"posts": {"is_key": True}}).status_code == 400
    assert push(sign_in(world.cast.wang), posts={"is_key": True}).status_code == 403


def test_the_list_is_filtered(world: World, sign_in: SignIn, wang: TestClient) -> None:
    chen = sign_in(world.cast.chen)
    for_post = suggest(chen, position_id=world.textbook_post).json()["id"]
    for_unit = suggest(chen, department_id=world.academic).json()["id"]
    sheet = filled_sheet(wang, world, [])
    assert listed(chen) == [for_unit, for_post]
    assert listed(chen, sort="oldest") == [for_post, for_unit]
    assert listed(chen, inventory_id=sheet["id"]) == [for_post]
    assert listed(chen, position_id=world.textbook_post, origin="superior") == [for_post]
    assert listed(chen, mine=True, state="open", year=YEAR) == [for_unit, for_post]
    assert listed(chen, awaiting=True) == []
    assert listed(sign_in(world.cast.li), awaiting=True) == [for_unit, for_post]
    assert listed(chen, state="adopted") == []
    assert listed(wang) == [for_post]
    assert chen.get(API, params={"colour": "red"}).status_code == 422

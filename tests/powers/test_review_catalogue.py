"""/power-catalogues: 附件一 of a department and a year, signed by the head and the supervising leader."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.models import WorkYear
from backend.campaigns.rules import YearState
from backend.kit.table import now
from backend.reviews.rules import ReviewState
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.powers.catalogue import API, add_catalogue, add_power, change
from tests.regulations.operations import add_regulation
from tests.reviews.sheets import decide
from tests.world import World

PATH = "/api/v1/power-catalogues"
APPROVE = {"decision": "approve"}


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络 at the keyboard."""
    return sign_in(world.cast.li)


def act(client: TestClient, catalogue_id: int, what: str, tag: str = "now") -> Any:
    """Hands in or takes back."""
    headers = {"If-Match": tag, "Idempotency-Key": uuid4().hex}
    return client.post(f"{PATH}/{catalogue_id}/{what}", headers=headers)


def opened(li: TestClient, world: World, year: int = 2026) -> dict[str, Any]:
    """教务处's catalogue of a year."""
    answer = li.post(PATH, json={"department_id": world.academic, "year": year})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def confirm(li: TestClient, power_id: int) -> None:
    """Confirms one power."""
    assert change(li, "POST", f"/{power_id}/confirmation", {}).status_code == 200


def approved(world: World, li: TestClient, sign_in: SignIn, power: int, year: int = 2026) -> dict[str, Any]:
    """教务处's catalogue with one power, signed by both."""
    catalogue = opened(li, world, year)
    confirm(li, power)
    assert act(li, catalogue["id"], "submission").status_code == 200
    for who in (world.cast.chen, world.cast.lin):
        assert decide(sign_in(who), catalogue["review_id"], APPROVE).status_code == 201
    body: dict[str, Any] = li.get(f"{PATH}/{catalogue['id']}").json()
    return body


def test_it_works(world: World, li: TestClient, sign_in: SignIn, power: int, session: Session) -> None:
    catalogue = opened(li, world)
    assert (catalogue["state"], catalogue["chain"]) == ("draft", "catalogue")
    assert (catalogue["powers_count"], catalogue["confirmed_count"]) == (1, 0)
    assert catalogue["allowed_actions"] == ["edit", "submit"]
    confirm(li, power)
    handed_in = act(li, catalogue["id"], "submission").json()
    assert (handed_in["state"], handed_in["round"]) == ("department_review", 1)
    assert [(row["name"], row["position_name"]) for row in handed_in["rows"]] == [("教材选用", "教材管理岗")]
    review = sign_in(world.cast.chen).get(f"/api/v1/reviews/{catalogue['review_id']}").json()
    assert (review["title"], review["content_hash"]) == (
        "教务处职权目录（2026 年）",
        handed_in["content_hash"],
    )
    for who, state in ((world.cast.chen, "supervising_review"), (world.cast.lin, "approved")):
        assert decide(sign_in(who), catalogue["review_id"], APPROVE).json()["state"] == state
    body = li.get(f"{PATH}/{catalogue['id']}").json()
    assert (body["state"], body["is_stale"], body["latest_decision"]["decided_by_name"]) == (
        "approved",
        False,
        "林副院长",
    )
    names = [trace.action for trace in traces(session, "power_catalogue.")]
    told = "power_catalogue.touched"  # each decision, for those who copy the catalogue
    assert names == ["power_catalogue.created", "power_catalogue.submitted", told, told]


def test_every_power_must_be_confirmed(world: World, li: TestClient, power: int, session: Session) -> None:
    add_power(session, world.academic, "P002", sort=20)
    catalogue = opened(li, world)
    assert pointers(act(li, catalogue["id"], "submission")) == [
        ("/rows/0", "unconfirmed"),
        ("/rows/1", "unconfirmed"),
    ]
    confirm(li, power)
    assert pointers(act(li, catalogue["id"], "submission")) == [("/rows/1", "unconfirmed")]


def test_an_empty_catalogue_is_not_handed_in(world: World, li: TestClient) -> None:
    assert pointers(act(li, opened(li, world)["id"], "submission")) == [("/rows", "empty")]


def test_nobody_changes_what_is_being_signed(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    catalogue = opened(li, world)
    confirm(li, power)
    act(li, catalogue["id"], "submission")
    office = sign_in(world.cast.office)
    refused = [
        change(li, "PATCH", f"/{power}", {"content": "改动"}),
        change(office, "POST", f"/{power}/retirement", {"reason": "取消"}),
        change(li, "PUT", f"/{power}/bases", {"bases": [{"regulation_id": add_regulation(session)}]}),
        li.post(API, json={"department_id": world.academic, "name": "新增"}),
        change(li, "POST", "/order", {"department_id": world.academic, "power_ids": [power]}),
    ]
    for answer in refused:
        problem(answer, 409, "not-editable")
    assert act(li, catalogue["id"], "withdrawal").json()["state"] == "draft"
    assert change(li, "PATCH", f"/{power}", {"content": "改动"}).status_code == 200


def test_an_edit_afterwards_makes_it_stale(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    catalogue = approved(world, li, sign_in, power)
    change(li, "PATCH", f"/{power}", {"content": "组织教材的征订、选用与验收"})
    added = add_power(session, world.academic, "P002", sort=20)
    change(li, "POST", f"/{added}/confirmation", {})
    body = li.get(f"{PATH}/{catalogue['id']}").json()
    assert (body["state"], body["is_stale"]) == ("approved", True)
    assert [row["content"] for row in body["rows"]] == ["组织教材的征订与选用"]
    assert body["changes"]["changed"] == [{"id": power, "name": "教材选用", "fields": ["content"]}]
    assert [one["id"] for one in body["changes"]["added"]] == [added]
    assert [row["id"] for row in li.get(PATH, params={"is_stale": True}).json()["items"]] == [catalogue["id"]]
    change(li, "PATCH", f"/{power}", {"content": "组织教材的征订与选用"})
    change(li, "POST", f"/{added}/retirement", {"reason": "不属本部门"})
    assert li.get(f"{PATH}/{catalogue['id']}").json()["is_stale"] is False


def test_a_link_to_a_rule_is_part_of_what_was_signed(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    catalogue = approved(world, li, sign_in, power)
    change(li, "PUT", f"/{power}/bases", {"bases": [{"regulation_id": add_regulation(session)}]})
    body = li.get(f"{PATH}/{catalogue['id']}").json()
    assert (body["is_stale"], body["changes"]["changed"][0]["fields"]) == (True, ["bases"])


def test_order_and_flow_are_not_signed(world: World, li: TestClient, sign_in: SignIn, power: int) -> None:
    catalogue = approved(world, li, sign_in, power)
    change(li, "PATCH", f"/{power}", {"code": "P009"})
    change(li, "PUT", f"/{power}/flow", {"steps": []})
    assert li.get(f"{PATH}/{catalogue['id']}").json()["is_stale"] is False


def test_a_stale_approval_is_reconfirmed_by_its_last_signer(
    world: World, li: TestClient, sign_in: SignIn, power: int
) -> None:
    catalogue = approved(world, li, sign_in, power)
    change(li, "PATCH", f"/{power}", {"boundary": "不含教材定价"})
    lin = sign_in(world.cast.lin)
    assert decide(lin, catalogue["review_id"], {"decision": "reconfirm"}).status_code == 201
    body = li.get(f"{PATH}/{catalogue['id']}").json()
    assert (body["is_stale"], body["rows"][0]["boundary"]) == (False, "不含教材定价")
    assert body["changes"]["changed"] == []


def test_a_new_year_leaves_the_former_as_it_was(
    world: World, li: TestClient, sign_in: SignIn, power: int
) -> None:
    former = approved(world, li, sign_in, power)
    following = opened(li, world, 2027)
    assert following["carried_from_id"] == former["id"]
    change(li, "PATCH", f"/{power}", {"content": "新的一年"})
    body = li.get(f"{PATH}/{former['id']}").json()
    assert (body["is_stale"], body["rows"][0]["content"]) == (False, "组织教材的征订与选用")


def test_a_closed_year_stays_closed(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    catalogue = approved(world, li, sign_in, power)
    session.add(WorkYear(year=2026, state=YearState.closed, closed_at=now(), digest="a" * 64))
    session.flush()
    assert change(li, "PATCH", f"/{power}", {"content": "封存以后"}).status_code == 200
    assert li.get(f"{PATH}/{catalogue['id']}").json()["is_stale"] is False
    problem(act(li, catalogue["id"], "submission"), 409, "year-closed")
    other = sign_in(world.cast.other_liaison)
    body = {"department_id": world.finance, "year": 2026}
    problem(other.post(PATH, json=body), 409, "year-closed")


def test_the_head_does_not_hand_in_what_he_signs(
    world: World, li: TestClient, sign_in: SignIn, power: int
) -> None:
    catalogue, chen = opened(li, world), sign_in(world.cast.chen)
    confirm(li, power)
    assert chen.get(f"{PATH}/{catalogue['id']}").json()["allowed_actions"] == ["edit"]
    problem(act(chen, catalogue["id"], "submission"), 403, "forbidden")


def test_strangers(world: World, li: TestClient, sign_in: SignIn) -> None:
    catalogue = opened(li, world)
    assert sign_in(world.cast.wang).get(f"{PATH}/{catalogue['id']}").json()["allowed_actions"] == []
    for who, status in ((world.cast.wang, 403), (world.cast.lin, 403), (world.cast.other_head, 404)):
        assert act(sign_in(who), catalogue["id"], "submission").status_code == status
    for who in (world.cast.outsider, world.cast.other_liaison):
        problem(sign_in(who).get(f"{PATH}/{catalogue['id']}"), 404, "not-found")
    body = {"department_id": world.academic, "year": 2027}
    assert pointers(sign_in(world.cast.other_liaison).post(PATH, json=body)) == [
        ("/department_id", "unknown")
    ]


def test_bad_input_is_refused(world: World, li: TestClient, power: int) -> None:
    catalogue = opened(li, world)
    problem(li.post(PATH, json={"department_id": world.academic, "year": 2026}), 409, "already-exists")
    assert pointers(li.post(PATH, json={"department_id": world.academic, "year": 1999})) == [
        ("/year", "greater_than_equal")
    ]
    assert pointers(li.get(PATH, params={"status": "draft"})) == [("status", "extra_forbidden")]
    problem(act(li, catalogue["id"], "withdrawal"), 409, "illegal-transition")
    problem(act(li, catalogue["id"], "submission", '"v9"'), 412, "stale")


def test_the_list_is_filtered(world: World, sign_in: SignIn, session: Session) -> None:
    mine = add_catalogue(session, world.academic)
    theirs = add_catalogue(session, world.finance, ReviewState.department_review, 2025)
    office = sign_in(world.cast.office)

    def found(**params: Any) -> list[int]:
        return [row["id"] for row in office.get(PATH, params=params).json()["items"]]

    assert found() == [theirs, mine]
    assert found(sort="department") == [mine, theirs]
    assert found(year=2025) == [theirs]
    assert found(state="draft") == [mine]
    assert found(department_id=world.finance) == [theirs]


def test_powers_go_where_their_department_goes(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    catalogue = approved(world, li, sign_in, power)
    add_power(session, world.informatics, "P001", name="设备维护")
    office = sign_in(world.cast.office)
    answer = office.post(
        f"/api/v1/departments/{world.academic}/merger",
        json={"into_id": world.informatics, "reason": "机构改革"},
        headers={"If-Match": "now", "Idempotency-Key": "merge-academic"},
    )
    assert answer.status_code == 200, answer.text
    moved = office.get(f"{API}/{power}").json()
    assert (moved["department_id"], moved["code"], moved["confirmed_at"]) == (world.informatics, "P002", None)
    assert moved["position_name"] == "教材管理岗"
    kept = office.get(f"{PATH}/{catalogue['id']}").json()
    assert [row["name"] for row in kept["rows"]] == ["教材选用"]
    assert kept["is_stale"] is False
    assert kept["changes"]["removed"] == []

"""GET /reviews and GET /reviews/counts."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.reviews.queries import waiting_reviews
from backend.reviews.rules import ReviewChain, ReviewState
from tests.conftest import SignIn
from tests.reviews.sheets import REVIEWS, SEND_BACK, actor_of, decide, open_sheet, submitted_sheet
from tests.world import World


@pytest.fixture
def inbox(database: Database, world: World, sign_in: SignIn) -> dict[str, int]:
    """Sheets in every state, in 教务处 and 财务处."""
    cast = world.cast
    found = {
        "draft": open_sheet(database, world, subject_id=1, title="草稿"),
        "waiting": submitted_sheet(database, world, subject_id=2, title="等候"),
        "supervising": submitted_sheet(
            database,
            world,
            subject_id=3,
            title="教务处 部门表",
            chain=ReviewChain.supervising,
            owner_id=cast.chen.person_id,
            by=cast.li,
        ),
        "back": submitted_sheet(database, world, subject_id=4, title="退回"),
        "done": submitted_sheet(database, world, subject_id=5, title="认定"),
        "finance": submitted_sheet(
            database,
            world,
            subject_id=6,
            title="外人 出纳岗",
            department_id=world.finance,
            owner_id=cast.outsider.person_id,
            by=cast.outsider,
        ),
        "head": submitted_sheet(
            database, world, subject_id=7, title="陈处长", owner_id=cast.chen.person_id, by=cast.chen
        ),
    }
    chen = sign_in(cast.chen)
    assert decide(chen, found["back"], SEND_BACK).status_code == 201
    assert decide(chen, found["done"], {"decision": "approve"}).status_code == 201
    return found


def names(client: TestClient, inbox: dict[str, int], **query: Any) -> set[str]:
    """Which sheets the list shows; the total must agree."""
    answer = client.get(REVIEWS, params=query)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["total"] == len(body["items"])
    by_id = {review_id: name for name, review_id in inbox.items()}
    return {by_id[item["id"]] for item in body["items"]}


def test_it_works(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    body = sign_in(world.cast.chen).get(REVIEWS, params={"mine": True}).json()
    [item] = body["items"]
    assert (item["id"], item["department_name"], item["owner_name"]) == (inbox["waiting"], "教务处", "王老师")
    assert item["allowed_actions"] == ["approve", "send_back"]
    assert item["is_own"] is False


@pytest.mark.parametrize("who", ["wang", "li", "chen", "lin", "office", "outsider", "other_head"])
def test_the_to_dos_take_the_same_sheets(
    database: Database, world: World, inbox: dict[str, int], sign_in: SignIn, who: str
) -> None:
    member = getattr(world.cast, who)
    listed = sign_in(member).get(REVIEWS, params={"mine": True}).json()["items"]
    told = ("id", "title", "department_id", "department_name", "is_stale")
    with database.session() as session:
        found = waiting_reviews(session, actor_of(session, member), 50)
    assert [{name: row[name] for name in told} for row in found] == [
        {name: row[name] for name in told} for row in listed
    ]


def test_the_to_dos_take_no_more_than_wanted(database: Database, world: World, inbox: dict[str, int]) -> None:
    later = submitted_sheet(database, world, subject_id=8, title="后来")
    with database.session() as session:
        chen = actor_of(session, world.cast.chen)
        assert [row["id"] for row in waiting_reviews(session, chen, 50)] == [later, inbox["waiting"]]
        assert [row["id"] for row in waiting_reviews(session, chen, 1)] == [later]


ACADEMIC = {"draft", "waiting", "supervising", "back", "done", "head"}


@pytest.mark.parametrize(
    ("who", "seen", "mine"),
    [
        ("wang", {"draft", "waiting", "back", "done"}, set()),
        ("li", ACADEMIC, set()),
        ("chen", ACADEMIC, {"waiting"}),
        ("lin", ACADEMIC, {"supervising"}),
        ("dean", ACADEMIC | {"finance"}, set()),
        ("office", ACADEMIC | {"finance"}, set()),
        ("supervisor", ACADEMIC | {"finance"}, set()),
        ("outsider", {"finance"}, set()),
        ("other_head", {"finance"}, {"finance"}),
    ],
)
def test_everybody_sees_his_part(
    world: World, inbox: dict[str, int], sign_in: SignIn, who: str, seen: set[str], mine: set[str]
) -> None:
    client = sign_in(getattr(world.cast, who))
    assert names(client, inbox) == seen
    assert names(client, inbox, mine=True) == mine
    counts = client.get(f"{REVIEWS}/counts").json()
    assert counts["awaiting"] == len(mine)
    assert sum(state["count"] for state in counts["states"]) == len(seen)


def test_single_rows_follow_the_same_rule(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    for member in world.cast.members:
        client = sign_in(member)
        if client.get(REVIEWS).status_code == 403:
            continue
        seen = names(client, inbox)
        for name, review_id in inbox.items():
            status = client.get(f"{REVIEWS}/{review_id}").status_code
            assert status == (200 if name in seen else 404), (member.name, name)


def test_what_is_offered_is_what_succeeds(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    for member in world.cast.members:
        client = sign_in(member)
        for item in client.get(REVIEWS).json().get("items", []):
            offered = {"approve", "send_back"} & set(item["allowed_actions"])
            if not offered:
                answer = decide(client, item["id"], SEND_BACK)
                assert answer.status_code in (403, 409), (member.name, item["title"], answer.text)
            elif item["state"] != "approved" or item["is_stale"]:
                # An approval that stands may be sent back, but waits for nobody.
                assert item["id"] in {
                    one["id"] for one in client.get(REVIEWS, params={"mine": True}).json()["items"]
                }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "department_review"}, {"waiting", "finance", "head"}),
        ({"state": ["sent_back", "approved"]}, {"back", "done"}),
        ({"chain": "supervising"}, {"supervising"}),
        ({"q": "出纳"}, {"finance"}),
        ({"q": "%"}, set()),
        ({"subject_kind": "risk_inventory", "subject_id": 5}, {"done"}),
    ],
)
def test_filters(
    world: World, inbox: dict[str, int], sign_in: SignIn, query: dict[str, Any], expected: set[str]
) -> None:
    assert names(sign_in(world.cast.office), inbox, **query) == expected


def test_department_and_own_filters(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    assert names(office, inbox, department_id=world.finance) == {"finance"}
    assert names(office, inbox, department_id=world.college) == set(inbox)
    assert names(sign_in(world.cast.chen), inbox, own=True) == {"head", "supervising"}
    assert names(sign_in(world.cast.li), inbox, own=True) == {"supervising"}


def test_orders(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)

    def titles(sort: str) -> list[str]:
        return [item["title"] for item in office.get(REVIEWS, params={"sort": sort}).json()["items"]]

    assert titles("newest")[0] == "陈处长"
    assert titles("oldest")[0] == "等候"
    assert titles("newest")[-1] == titles("oldest")[-1] == "草稿"
    assert titles("title") == sorted(titles("title"))


def test_pages_do_not_overlap(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    pages = [office.get(REVIEWS, params={"size": 3, "page": page}).json() for page in (1, 2, 3, 4)]
    ids = [item["id"] for page in pages for item in page["items"]]
    assert (len(ids), len(set(ids))) == (7, 7)
    assert [page["total"] for page in pages[:3]] == [7, 7, 7]


def test_counts_name_every_state(world: World, inbox: dict[str, int], sign_in: SignIn) -> None:
    counts = sign_in(world.cast.office).get(f"{REVIEWS}/counts", params={"q": "认定"}).json()
    assert {one["state"]: one["count"] for one in counts["states"]} == dict.fromkeys(ReviewState, 0) | {
        "approved": 1
    }


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_business(world: World, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(world.cast, who))
    assert client.get(REVIEWS).status_code == 403
    assert client.get(f"{REVIEWS}/counts").status_code == 403


@pytest.mark.parametrize(
    "query", [{"state": "gone"}, {"size": 201}, {"page": 0}, {"color": "red"}, {"subject_id": 0}]
)
def test_bad_queries_are_refused(world: World, sign_in: SignIn, query: dict[str, Any]) -> None:
    assert sign_in(world.cast.office).get(REVIEWS, params=query).status_code == 422

"""A plan that was approved is sent back by the office in a meeting of the leadership, made anew and approved anew."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.kit.table import today
from tests.conftest import SignIn
from tests.measures.plans import ENTRY, MEASURES, PLANS, approve_plan, made, prove, review_of, send
from tests.reviews.sheets import decide, meeting
from tests.world import World

REDO = {"decision": "send_back", "reasons": ["shallow"], "opinion": "期限和凭据不具体。"}
Found = dict[str, Any]


@pytest.fixture
def redo(database: Database, world: World) -> Found:
    """What the leadership decided in its meeting."""
    return REDO | {"meeting_id": meeting(database, world)}


def state_of(client: TestClient, measure: Found) -> tuple[str, str | None]:
    found = made(client.get(f"{MEASURES}/{measure['id']}"))
    return found["state"], found["approved_at"]


def test_it_works(
    database: Database,
    world: World,
    sign_in: SignIn,
    office: TestClient,
    li: TestClient,
    approved: Found,
    redo: Found,
) -> None:
    review = review_of(office, approved["plan_id"])
    assert (review["state"], review["allowed_actions"], review["needs_meeting"]) == (
        "approved",
        ["send_back"],
        True,
    )
    sent_back = made(decide(office, review["id"], redo))
    assert (sent_back["state"], sent_back["redo_count"]) == ("sent_back", 1)
    assert sent_back["redo_due_on"] > today().isoformat()
    assert state_of(li, approved) == ("planned", None), "nobody had begun it"
    plan = made(li.get(f"{PLANS}/{approved['plan_id']}"))
    assert (plan["state"], plan["allowed_actions"]) == ("sent_back", ["edit", "submit"])
    approve_plan(database, world, sign_in, approved["plan_id"])
    state, approved_at = state_of(li, approved)
    assert state == "approved"
    assert approved_at


def test_what_is_begun_goes_on(office: TestClient, wang: TestClient, approved: Found, redo: Found) -> None:
    prove(wang, approved["id"])
    made(decide(office, review_of(office, approved["plan_id"])["id"], redo))
    state, approved_at = state_of(wang, approved)
    assert (state, bool(approved_at)) == ("in_progress", True)
    prove(wang, approved["id"])


def test_nothing_is_reported_on_what_was_revoked(
    office: TestClient, wang: TestClient, approved: Found, redo: Found
) -> None:
    made(decide(office, review_of(office, approved["plan_id"])["id"], redo))
    assert send(wang, f"{MEASURES}/{approved['id']}/progress", ENTRY).status_code == 409


def test_a_first_plan_sent_back_revokes_nothing(li: TestClient, chen: TestClient, measure: Found) -> None:
    review_id = made(send(li, f"{PLANS}/{measure['plan_id']}/submission"))["review_id"]
    made(decide(chen, review_id, REDO))
    assert state_of(li, measure) == ("planned", None)


def test_only_with_the_meeting_and_only_by_office_and_leadership(
    world: World, sign_in: SignIn, office: TestClient, approved: Found, redo: Found
) -> None:
    review_id = review_of(office, approved["plan_id"])["id"]
    refused = decide(office, review_id, REDO)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/meeting_id")
    for who, status in (("chen", 409), ("lin", 409), ("li", 403), ("wang", 403), ("other_head", 404)):
        assert decide(sign_in(getattr(world.cast, who)), review_id, redo).status_code == status, who
    assert decide(sign_in(world.cast.dean), review_id, redo).status_code == 201

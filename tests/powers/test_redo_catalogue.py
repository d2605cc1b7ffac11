"""附件一 that was approved is sent back by the office, listed anew and signed anew (opinion.txt line 55)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.table import today
from tests.conftest import SignIn
from tests.powers.catalogue import change
from tests.powers.test_review_catalogue import APPROVE, PATH, act, approved, confirm, li
from tests.reviews.sheets import decide
from tests.world import World

__all__ = ["li"]
REDO = {"decision": "send_back", "reasons": ["incomplete"], "opinion": "漏了教材结算的权力。"}
Found = dict[str, Any]


@pytest.fixture
def sent_back(world: World, li: TestClient, sign_in: SignIn, power: int) -> Found:
    """教务处's signed catalogue, sent back by the office."""
    catalogue = approved(world, li, sign_in, power)
    assert decide(sign_in(world.cast.office), catalogue["review_id"], REDO).status_code == 201
    body: Found = li.get(f"{PATH}/{catalogue['id']}").json()
    return body


def test_it_works(world: World, li: TestClient, sign_in: SignIn, power: int, sent_back: Found) -> None:
    assert (sent_back["state"], sent_back["is_stale"]) == ("sent_back", False)
    assert sent_back["allowed_actions"] == ["edit", "submit"]
    said = sent_back["latest_decision"]
    assert (said["reasons"], said["opinion"]) == (["incomplete"], "漏了教材结算的权力。")
    assert sent_back["redo_due_on"] > today().isoformat()
    assert change(li, "PATCH", f"/{power}", {"content": "选用和结算"}).status_code == 200
    confirm(li, power)
    assert act(li, sent_back["id"], "submission").json()["round"] == 2
    for who in (world.cast.chen, world.cast.lin):
        assert decide(sign_in(who), sent_back["review_id"], APPROVE).status_code == 201
    body = li.get(f"{PATH}/{sent_back['id']}").json()
    assert (body["state"], body["rows"][0]["content"]) == ("approved", "选用和结算")


def test_it_waits_at_the_liaisons_desk(
    world: World, li: TestClient, sign_in: SignIn, sent_back: Found
) -> None:
    def waiting(client: TestClient) -> list[Found]:
        found: list[Found] = client.get("/api/v1/todos").json()["items"]
        return [todo for todo in found if todo["kind"] == "mend_catalogue"]

    (todo,) = waiting(li)
    assert (todo["target_kind"], todo["target_id"]) == ("power_catalogue", sent_back["id"])
    assert todo["due_on"] == sent_back["redo_due_on"]
    assert waiting(sign_in(world.cast.other_liaison)) == []


def test_the_printed_form_bears_no_signature_any_more(li: TestClient, sent_back: Found) -> None:
    found = li.get(PATH, params={"state": "approved"}).json()["items"]
    assert sent_back["id"] not in [one["id"] for one in found]


def test_a_stranger_does_not(world: World, li: TestClient, sign_in: SignIn, power: int) -> None:
    catalogue = approved(world, li, sign_in, power)
    assert decide(sign_in(world.cast.lin), catalogue["review_id"], REDO).status_code == 409
    assert decide(li, catalogue["review_id"], REDO).status_code == 403
    assert decide(sign_in(world.cast.other_head), catalogue["review_id"], REDO).status_code == 404
    assert li.get(f"{PATH}/{catalogue['id']}").json()["state"] == "approved"


@pytest.mark.parametrize(
    "wrong", [{"reasons": []}, {"reasons": ["other"], "opinion": ""}, {"redo_due_on": "2020-01-01"}]
)
def test_without_a_reason_or_with_a_past_day_it_is_refused(
    world: World, li: TestClient, sign_in: SignIn, power: int, wrong: Found
) -> None:
    catalogue = approved(world, li, sign_in, power)
    assert decide(sign_in(world.cast.office), catalogue["review_id"], REDO | wrong).status_code == 422

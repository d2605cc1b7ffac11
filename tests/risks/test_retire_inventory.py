"""POST /risk-inventories/{id}/retirement."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.risks.sheets import API, POINTS, ROW, act, decide, events_of, open_sheet, save
from tests.world import World

Sheet = dict[str, Any]
REASON = {"reason": "重复填报"}


def test_it_works(session: Session, wang: TestClient, world: World, sheet: Sheet) -> None:
    answer = act(wang, sheet, "retirement", REASON)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["rows"], body["allowed_actions"]) == ([], [])
    assert body["retired_on"] is not None
    assert wang.get(API).json()["total"] == 0
    assert wang.get(f"{API}?include_retired=true").json()["total"] == 1
    assert wang.get(POINTS).json()["total"] == 0
    assert wang.get(f"{POINTS}/{sheet['rows'][0]['id']}").json()["retire_reason"] == "重复填报"
    assert events_of(session, "risk_inventory")[-1] == "risk_inventory.retired"
    assert open_sheet(wang, world).status_code == 201, "the year is free again"


def test_its_review_leaves_the_inbox(session: Session, wang: TestClient, sheet: Sheet) -> None:
    review = f"/api/v1/reviews/{sheet['review_id']}"
    assert wang.get("/api/v1/reviews").json()["total"] == 1
    act(wang, sheet, "retirement", REASON)
    assert wang.get("/api/v1/reviews").json()["total"] == 0
    counts = wang.get("/api/v1/reviews/counts").json()["states"]
    assert sum(state["count"] for state in counts) == 0
    [kept] = wang.get("/api/v1/reviews?include_retired=true").json()["items"]
    assert (kept["id"], kept["allowed_actions"]) == (sheet["review_id"], [])
    assert kept["retired_on"] is not None
    assert wang.get(review).json()["allowed_actions"] == []
    assert events_of(session, "review")[-1] == "review.retired"


def test_the_review_of_a_signed_sheet_goes_too(
    world: World, sign_in: SignIn, wang: TestClient, sheet: Sheet
) -> None:
    act(wang, sheet, "submission")
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    office = sign_in(world.cast.office)
    assert office.get("/api/v1/reviews").json()["total"] == 1
    act(office, sheet, "retirement", REASON)
    assert office.get("/api/v1/reviews").json()["total"] == 0
    kept = office.get(f"/api/v1/reviews/{sheet['review_id']}").json()
    assert [one["decision"] for one in kept["decisions"]] == ["approve"], "who signed stays on record"


def test_a_retired_sheet_is_closed(wang: TestClient, sheet: Sheet) -> None:
    body = act(wang, sheet, "retirement", REASON).json()
    assert save(wang, body, [ROW]).status_code == 409
    assert act(wang, body, "submission").status_code == 409
    assert act(wang, body, "retirement", REASON).status_code == 409


def test_a_signed_sheet_only_the_office_drops(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    act(wang, sheet, "submission")
    chen, office = sign_in(world.cast.chen), sign_in(world.cast.office)
    assert act(office, sheet, "retirement", REASON).status_code == 409, "it is under review"
    assert decide(chen, sheet, "approve").status_code == 201
    assert act(chen, sheet, "retirement", REASON).status_code == 409
    assert office.get(f"{API}/{sheet['id']}").json()["allowed_actions"] == ["amend", "retire"]
    assert act(office, sheet, "retirement", REASON).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("dean", 403), ("lin", 403), ("outsider", 404)])
def test_strangers_are_refused(world: World, sign_in: SignIn, sheet: Sheet, who: str, status: int) -> None:
    assert act(sign_in(getattr(world.cast, who)), sheet, "retirement", REASON).status_code == status


def test_a_reason_is_needed(wang: TestClient, sheet: Sheet) -> None:
    assert act(wang, sheet, "retirement", {"reason": ""}).status_code == 422
    assert act(wang, sheet, "retirement", {}).status_code == 422

"""POST /risk-suggestions/{id}/adoption, /refusal and /withdrawal."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.machine import IllegalTransition
from backend.risks.rules import SUGGESTION_MACHINE, SuggestionAction, SuggestionState
from tests.conftest import SignIn
from tests.risks.sheets import API as SHEETS
from tests.risks.sheets import (
    POINTS,
    ROW,
    YEAR,
    act,
    close_year,
    decide,
    department_sheet,
    events_of,
    filled_sheet,
    open_sheet,
    take_post,
)
from tests.risks.test_suggest_risk import API, suggest
from tests.world import World

Found = dict[str, Any]
REASON = {"reason": "到货验收由图书馆办理，本岗位不经手。"}


def settle(client: TestClient, suggestion: Found, verb: str, body: Any = None, tag: str = "now") -> Response:
    """POST /{id}/adoption, /refusal, /withdrawal."""
    answer: Response = client.post(f"{API}/{suggestion['id']}/{verb}", json=body, headers={"If-Match": tag})
    return answer


@pytest.fixture
def suggestion(world: World, sign_in: SignIn) -> Found:
    """陈处长's, for 王老师's post."""
    body: Found = suggest(sign_in(world.cast.chen), position_id=world.textbook_post).json()
    return body


def test_it_works(session: Session, world: World, wang: TestClient, suggestion: Found) -> None:
    """The row says by which way it was found, and holds what the filler made of it."""
    sheet = filled_sheet(wang, world, [ROW])
    answer = settle(wang, suggestion, "adoption", {"measures": "验收时逐种核对版次并双人签字"}, '"v1"')
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["state"], body["decided_by_name"], body["allowed_actions"]) == ("adopted", "王老师", [])
    row = wang.get(f"{POINTS}/{body['risk_point_id']}").json()
    assert (row["inventory_id"], row["name"]) == (sheet["id"], suggestion["name"])
    assert (row["found_by"], row["subcategories"]) == (["superior"], {"three_kinds": ["weak_supervision"]})
    assert row["measures"] == "验收时逐种核对版次并双人签字"
    assert [one["name"] for one in wang.get(f"{SHEETS}/{sheet['id']}").json()["rows"]] == [
        ROW["name"],
        suggestion["name"],
    ]
    assert events_of(session, "risk_suggestion")[-1] == "risk_suggestion.adopted"
    again = settle(wang, suggestion, "adoption", {})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/illegal-transition")


def test_own_ways_are_kept_beside_it(world: World, wang: TestClient, suggestion: Found) -> None:
    filled_sheet(wang, world, [])
    body = settle(wang, suggestion, "adoption", {"found_by": ["self", "superior"]}).json()
    row = wang.get(f"{POINTS}/{body['risk_point_id']}").json()
    assert row["found_by"] == ["superior", "self"]


def test_declining_needs_a_reason(world: World, sign_in: SignIn, wang: TestClient, suggestion: Found) -> None:
    assert settle(wang, suggestion, "refusal", {"reason": "没有"}).status_code == 422
    declined = settle(wang, suggestion, "refusal", REASON)
    assert (declined.status_code, declined.json()["state"]) == (201, "declined")
    seen = sign_in(world.cast.chen).get(f"{API}/{suggestion['id']}").json()
    assert (seen["reason"], seen["risk_point_id"]) == (REASON["reason"], None)
    assert suggest(sign_in(world.cast.chen), position_id=world.textbook_post).status_code == 201


def test_only_its_author_takes_it_back(
    world: World, sign_in: SignIn, wang: TestClient, suggestion: Found
) -> None:
    for client in (wang, sign_in(world.cast.li), sign_in(world.cast.office)):
        assert settle(client, suggestion, "withdrawal").status_code == 403
    assert settle(sign_in(world.cast.outsider), suggestion, "withdrawal").status_code == 404
    withdrawn = settle(sign_in(world.cast.chen), suggestion, "withdrawal")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (201, "withdrawn")
    assert settle(wang, suggestion, "refusal", REASON).status_code == 409


def test_nobody_decides_on_his_own(world: World, sign_in: SignIn, suggestion: Found) -> None:
    """陈处长 fills in sheets of his department too, but this is what he said himself."""
    chen = sign_in(world.cast.chen)
    assert settle(chen, suggestion, "adoption", {}).status_code == 403
    assert settle(chen, suggestion, "refusal", REASON).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 403), ("dean", 403), ("outsider", 404), ("other_liaison", 404)]
)
def test_strangers_are_refused(
    world: World, sign_in: SignIn, suggestion: Found, who: str, status: int
) -> None:
    client = sign_in(getattr(world.cast, who))
    assert settle(client, suggestion, "adoption", {}).status_code == status
    assert settle(client, suggestion, "refusal", REASON).status_code == status


def test_it_needs_an_open_sheet(world: World, wang: TestClient, suggestion: Found) -> None:
    missing = settle(wang, suggestion, "adoption", {})
    assert (missing.status_code, missing.json()["type"]) == (409, "/problems/no-sheet")
    sheet = filled_sheet(wang, world, [ROW])
    act(wang, sheet, "submission")
    closed = settle(wang, suggestion, "adoption", {})
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/not-editable")
    assert settle(wang, suggestion, "refusal", REASON).status_code == 201


def test_the_office_takes_late_ones_into_a_signed_sheet(
    session: Session, world: World, sign_in: SignIn, wang: TestClient, suggestion: Found
) -> None:
    """互相查 and 群众评 go on after the sheets are signed (opinion.txt line 55)."""
    sheet = filled_sheet(wang, world, [ROW])
    handed_in = act(wang, sheet, "submission").json()
    office = sign_in(world.cast.office)
    early = settle(office, suggestion, "adoption", {})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-editable"), (
        "somebody is signing it"
    )
    decide(sign_in(world.cast.chen), handed_in, "approve")
    for client in (wang, sign_in(world.cast.li)):
        refused = settle(client, suggestion, "adoption", {})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-editable")
    empty = settle(office, suggestion, "adoption", {"manifestation": ""})
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/manifestation")
    adopted = settle(office, suggestion, "adoption", {})
    assert (adopted.status_code, adopted.json()["state"]) == (201, "adopted")
    body = office.get(f"{SHEETS}/{sheet['id']}").json()
    assert (body["state"], body["is_stale"], len(body["rows"])) == ("approved", True, 2)
    assert body["rows"][1]["id"] == adopted.json()["risk_point_id"]
    assert body["rows"][1]["found_by"] == ["superior"]
    assert "review.gone_stale" in events_of(session, "review")
    assert decide(sign_in(world.cast.chen), body, "reconfirm").status_code == 201


def test_a_signed_sheet_of_a_closed_year_takes_none(
    session: Session, world: World, sign_in: SignIn, wang: TestClient, suggestion: Found
) -> None:
    handed_in = act(wang, filled_sheet(wang, world, [ROW]), "submission").json()
    decide(sign_in(world.cast.chen), handed_in, "approve")
    close_year(session, YEAR)
    answer = settle(sign_in(world.cast.office), suggestion, "adoption", {})
    assert answer.json()["type"] == "/problems/year-closed"


def test_of_several_sheets_one_is_named(
    session: Session, world: World, sign_in: SignIn, wang: TestClient, suggestion: Found
) -> None:
    take_post(session, world.cast.outsider.person, world.textbook_post)
    first, li = filled_sheet(wang, world, []), sign_in(world.cast.li)
    second = open_sheet(li, world, filler_id=world.cast.outsider.person).json()
    unnamed = settle(li, suggestion, "adoption", {})
    assert (unnamed.status_code, unnamed.json()["errors"][0]["code"]) == (422, "required")
    foreign = department_sheet(li, world.academic).json()["id"]
    assert settle(li, suggestion, "adoption", {"inventory_id": foreign}).status_code == 422
    named = settle(li, suggestion, "adoption", {"inventory_id": second["id"]}).json()
    assert li.get(f"{POINTS}/{named['risk_point_id']}").json()["inventory_id"] == second["id"] != first["id"]


def test_a_department_has_its_own_sheet(world: World, sign_in: SignIn) -> None:
    suggestion = suggest(sign_in(world.cast.lin), department_id=world.academic).json()
    li = sign_in(world.cast.li)
    sheet = department_sheet(li, world.academic).json()
    adopted = settle(li, suggestion, "adoption", {}).json()
    assert li.get(f"{POINTS}/{adopted['risk_point_id']}").json()["inventory_id"] == sheet["id"]


def test_stale_and_missing_tags_are_refused(wang: TestClient, suggestion: Found) -> None:
    assert settle(wang, suggestion, "refusal", REASON, '"v7"').status_code == 412
    assert wang.post(f"{API}/{suggestion['id']}/refusal", json=REASON).status_code == 428


def test_a_closed_year_is_settled_no_more(
    session: Session, world: World, sign_in: SignIn, wang: TestClient, suggestion: Found
) -> None:
    filled_sheet(wang, world, [])
    close_year(session, YEAR)
    for client, verb, body in (
        (wang, "adoption", {}),
        (wang, "refusal", REASON),
        (sign_in(world.cast.chen), "withdrawal", None),
    ):
        assert settle(client, suggestion, verb, body).json()["type"] == "/problems/year-closed"


def test_every_end_is_an_end() -> None:
    ends = set(SuggestionState) - {SuggestionState.open}
    assert {step.target for step in SUGGESTION_MACHINE.actions(SuggestionState.open)} == ends
    for state in ends:
        for action in SuggestionAction:
            with pytest.raises(IllegalTransition):
                SUGGESTION_MACHINE.find(state, action)

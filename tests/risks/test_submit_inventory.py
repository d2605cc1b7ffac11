"""POST /risk-inventories/{id}/submission and /withdrawal."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.risks.rules import content_hash
from tests.conftest import SignIn
from tests.risks.sheets import API, ROW, act, decide, department_sheet, events_of, leave_post, save
from tests.world import World

Sheet = dict[str, Any]


def test_it_works(session: Session, wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> None:
    answer = act(wang, sheet, "submission", tag=f'"v{sheet["version"]}"')
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["state"], body["round"], body["allowed_actions"]) == ("department_review", 1, ["withdraw"])
    assert body["filled_on"] is not None
    assert body["content_hash"] == sheet["content_hash"]
    assert answer.headers["etag"].startswith(f'"v{body["version"]}-')
    review = sign_in(world.cast.chen).get(f"/api/v1/reviews/{sheet['review_id']}").json()
    assert (review["content_hash"], review["state"]) == (sheet["content_hash"], "department_review")
    assert events_of(session, "risk_inventory")[-1] == "risk_inventory.submitted"


def test_withdrawing_opens_it_again(wang: TestClient, sheet: Sheet) -> None:
    assert act(wang, sheet, "withdrawal").status_code == 409
    submitted = act(wang, sheet, "submission").json()
    withdrawn = act(wang, submitted, "withdrawal", tag=f'"v{submitted["version"]}"')
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "draft")
    assert save(wang, withdrawn.json(), [ROW]).status_code == 200


def test_it_goes_back_and_comes_again(wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> None:
    chen = sign_in(world.cast.chen)
    submitted = act(wang, sheet, "submission").json()
    assert decide(chen, submitted, "send_back", reasons=["shallow"]).status_code == 201
    mended = save(wang, wang.get(f"{API}/{sheet['id']}").json(), [ROW]).json()
    again = act(wang, mended, "submission").json()
    assert (again["state"], again["round"]) == ("department_review", 2)
    assert decide(chen, again, "approve").status_code == 201
    approved = wang.get(f"{API}/{sheet['id']}").json()
    assert (approved["state"], approved["allowed_actions"]) == ("approved", [])
    assert save(wang, approved, []).status_code == 409


def test_a_department_sheet_goes_to_the_leader(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    filled = save(li, department_sheet(li, world.academic).json(), [ROW]).json()
    assert act(li, filled, "submission").json()["state"] == "supervising_review"


def test_who_is_to_sign_does_not_take_back_what_others_handed_in(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    chen = sign_in(world.cast.chen)
    submitted = act(wang, sheet, "submission").json()
    assert chen.get(f"{API}/{sheet['id']}").json()["allowed_actions"] == []
    assert act(chen, submitted, "withdrawal").status_code == 403
    review = f"/api/v1/reviews/{submitted['review_id']}"
    assert chen.get(review).json()["allowed_actions"] == ["approve", "send_back"]
    assert sign_in(world.cast.li).get(review).json()["allowed_actions"] == ["withdraw"]
    assert act(wang, submitted, "withdrawal").status_code == 200


def test_a_head_takes_back_what_he_handed_in_himself(world: World, sign_in: SignIn, sheet: Sheet) -> None:
    chen = sign_in(world.cast.chen)
    submitted = act(chen, sheet, "submission").json()
    assert submitted["state"] == "department_review"
    assert submitted["allowed_actions"] == ["withdraw"]
    withdrawn = act(chen, submitted, "withdrawal")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "draft")


def test_empty_cells_are_named(wang: TestClient, sheet: Sheet) -> None:
    way = {"found_by": ["self"]}
    gaps = save(wang, sheet, [ROW, way | {"name": "只写了一半"}, way | {"manifestation": "没有名称"}]).json()
    answer = act(wang, gaps, "submission")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/rows/1/manifestation",
        "/rows/2/name",
    ]
    assert answer.json()["errors"][0]["detail"] == "第 2 行的“表现形式”还没有填写。"


def test_every_row_says_how_it_was_found(wang: TestClient, sheet: Sheet) -> None:
    """opinion.txt line 43: 自己找、同事点、领导提、群众帮、组织审. A draft may leave it open."""
    saved = save(wang, sheet, [ROW, ROW | {"name": "还没有写明怎样查到", "found_by": []}])
    assert saved.status_code == 200, saved.text
    answer = act(wang, saved.json(), "submission")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/rows/1/found_by", "required")
    assert error["detail"] == "第 2 行还没有选择“查找方法”，可以多选。"
    said = saved.json()["rows"][1]["id"]
    mended = save(wang, saved.json(), [ROW, ROW | {"id": said, "name": "写明了怎样查到"}]).json()
    assert act(wang, mended, "submission").status_code == 200


def test_an_empty_sheet_is_refused(wang: TestClient, sheet: Sheet) -> None:
    empty = save(wang, sheet, []).json()
    answer = act(wang, empty, "submission")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "empty")


def test_stale_and_missing_tags_are_refused(wang: TestClient, sheet: Sheet) -> None:
    assert wang.post(f"{API}/{sheet['id']}/submission").status_code == 428
    assert act(wang, sheet, "submission", tag='"v1"').status_code == 412


def test_the_old_holder_can_no_longer_hand_in(
    session: Session, world: World, wang: TestClient, sheet: Sheet
) -> None:
    leave_post(session, world)
    assert act(wang, sheet, "submission").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("dean", 403), ("lin", 403), ("outsider", 404), ("other_liaison", 404)]
)
def test_strangers_are_refused(world: World, sign_in: SignIn, sheet: Sheet, who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    for verb in ("submission", "withdrawal"):
        assert act(client, sheet, verb).status_code == status


def test_the_hash_covers_what_is_signed() -> None:
    header = dict.fromkeys(
        ("kind", "year", "department_id", "position_id", "filler_name", "filler_job_title"), "x"
    )
    row = ROW | {"power_id": None, "step_id": None}
    signed = content_hash(header, [row])
    assert len(signed) == 64
    assert content_hash(header, [row | {"level": "high", "public_wording": "改过"}]) == signed
    assert content_hash(header, [row | {"causes": "改过"}]) != signed
    assert content_hash(header | {"year": 2027}, [row]) != signed
    assert content_hash(header, [row, row]) != signed

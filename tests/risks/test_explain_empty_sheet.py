"""A sheet without a risk point: an exception to be explained (requirements S37, D19)."""

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.queries import POSITIONS
from backend.risks.rules import is_of_substance
from tests.conftest import SignIn
from tests.imports.uploads import uploaded
from tests.powers.catalogue import add_power
from tests.risks.sheets import API, ROW, act, decide, department_sheet, filled_sheet, save
from tests.world import World

Found = dict[str, Any]
REASON = "本岗位教材结算已于今年三月移交财务处，逐条对照两项职责和征订流程，不再经手款项与选用。"


@pytest.fixture
def empty(wang: TestClient, world: World) -> Found:
    """王老师's sheet without a row; her post has a say over money."""
    return filled_sheet(wang, world, [])


def test_it_works(wang: TestClient, world: World, sign_in: SignIn, empty: Found) -> None:
    answer = act(wang, empty, "submission", {"no_risk_reason": REASON})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["state"], body["no_risk_reason"]) == ("department_review", REASON)
    assert body["content_hash"] != empty["content_hash"], "the reason is signed"
    review = sign_in(world.cast.chen).get(f"/api/v1/reviews/{body['review_id']}").json()
    assert review["content_hash"] == body["content_hash"]


@pytest.mark.parametrize(
    "reason", [None, "", "无", "没有风险", "无风险无风险无风险无风险无风险无风险无风险无风险"]
)
def test_hollow_reasons_are_refused(wang: TestClient, empty: Found, reason: str | None) -> None:
    body = None if reason is None else {"no_risk_reason": reason}
    answer = act(wang, empty, "submission", body)
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert (answer.status_code, pointers[-1]) == (422, "/no_risk_reason")
    assert wang.get(f"{API}/{empty['id']}").json()["state"] == "draft"


def test_a_post_without_any_power_needs_none(session: Session, world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    sheet = filled_sheet(li, world, [], position_id=world.liaison_post)
    assert act(li, sheet, "submission").status_code == 200
    act(li, sheet, "withdrawal")
    add_power(session, world.academic, position_id=world.liaison_post)
    assert act(li, sheet, "submission").status_code == 422


def test_money_alone_is_a_power(session: Session, world: World, wang: TestClient, empty: Found) -> None:
    plain: Found = {"key_area": None, "discretion": "none", "controls_money": True, "major_matters": []}
    post = sa.update(POSITIONS).where(POSITIONS.c.id == world.textbook_post)
    session.execute(post.values(**plain))
    assert act(wang, empty, "submission").status_code == 422
    session.execute(post.values(controls_money=False))
    assert act(wang, empty, "submission").status_code == 200


def test_a_department_always_explains(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    sheet = department_sheet(li, world.academic).json()
    assert act(li, sheet, "submission").status_code == 422
    assert act(li, sheet, "submission", {"no_risk_reason": REASON}).status_code == 200


def test_a_risk_found_after_all_replaces_the_reason(
    wang: TestClient, world: World, sign_in: SignIn, empty: Found
) -> None:
    submitted = act(wang, empty, "submission", {"no_risk_reason": REASON}).json()
    decide(sign_in(world.cast.chen), submitted, "send_back", reasons=["incomplete"])
    again = act(wang, empty, "submission")
    assert (again.status_code, again.json()["no_risk_reason"]) == (200, REASON), "it is remembered"
    decide(sign_in(world.cast.chen), again.json(), "send_back", reasons=["incomplete"])
    found = save(wang, wang.get(f"{API}/{empty['id']}").json(), [ROW]).json()
    assert act(wang, found, "submission").json()["no_risk_reason"] == ""


def test_it_is_printed(world: World, sign_in: SignIn) -> None:
    """In the last column of the form; reading the form back makes no row of it."""
    li = sign_in(world.cast.li)
    sheet = department_sheet(li, world.academic).json()
    act(li, sheet, "submission", {"no_risk_reason": REASON})
    page = li.get(f"/api/v1/documents/risk-inventories/{sheet['id']}")
    cells = [cell.text for row in Document(BytesIO(page.content)).tables[0].rows for cell in row.cells]
    assert f"经逐条对照，没有查找到廉政风险点。{REASON}" in cells
    assert uploaded(li, page.content)["forms"] == []


def test_substance_is_length_and_variety() -> None:
    assert is_of_substance(REASON)
    assert not is_of_substance("，。！" * 20)
    assert not is_of_substance("没有" * 20)

"""Other duties, another authority, other rules: exactly what depends on them is looked at again (line 77)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.adjustments.test_open_rechecks import ADJUSTMENTS, RECHECKS, post, tasks
from tests.conftest import SignIn
from tests.regulations.operations import add_regulation
from tests.risks.sheets import ROW, act, decide, department_sheet, save
from tests.world import World

Found = dict[str, Any]


def edit(client: TestClient, path: str, body: Any, method: str = "PATCH") -> None:
    answer = client.request(method, path, json=body, headers={"If-Match": "now"})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("changes", "is_touched"),
    [
        ({"duties": ["组织教材征订", "验收教材"]}, True),
        ({"controls_people": True}, True),
        ({"discretion": "wide"}, True),
        ({"name": "教材与图书岗"}, False),
        ({"tier": "middle"}, False),
    ],
)
def test_a_post_with_other_duties_has_its_points_looked_at(
    office: TestClient, world: World, points: list[int], changes: dict[str, Any], is_touched: bool
) -> None:
    edit(office, f"/api/v1/positions/{world.textbook_post}", changes)
    found = tasks(office)
    assert sorted(task["object_id"] for task in found) == (sorted(points) if is_touched else [])
    assert {task["reason"] for task in found} <= {"“教材管理岗”职责权限已调整"}


def test_another_post_opens_nothing(office: TestClient, world: World, points: list[int]) -> None:
    edit(office, f"/api/v1/positions/{world.liaison_post}", {"controls_money": True})
    assert tasks(office) == []
    assert office.get(ADJUSTMENTS).json()["total"] == 0


def test_a_department_with_other_duties_has_its_own_points_looked_at(
    office: TestClient, sign_in: SignIn, world: World, points: list[int]
) -> None:
    """Those of its sheet and of its powers; what a post does besides is not touched."""
    li = sign_in(world.cast.li)
    sheet = save(li, department_sheet(li, world.academic).json(), [ROW | {"categories": {}}]).json()
    assert act(li, sheet, "submission").status_code == 200
    assert decide(sign_in(world.cast.lin), sheet, "approve").status_code == 201
    edit(office, f"/api/v1/departments/{world.academic}", {"sort": 7})
    assert tasks(office) == []
    edit(office, f"/api/v1/departments/{world.academic}", {"duties": ["教材管理", "考务管理"]})
    found = tasks(office)
    assert sorted(task["object_id"] for task in found) == sorted([points[0], sheet["rows"][0]["id"]])
    assert {(task["trigger"], task["reason"]) for task in found} == {
        ("authority_changed", "“教务处”职责已调整")
    }


def test_a_power_on_other_rules_has_its_points_looked_at(
    office: TestClient, chen: TestClient, session: Session, power_id: int, points: list[int]
) -> None:
    first, second = add_regulation(session), add_regulation(session, number="示院资〔2024〕5号")
    session.commit()

    def rests_on(*rules: tuple[int, str]) -> list[Found]:
        bases = [{"regulation_id": rule, "clause": clause} for rule, clause in rules]
        edit(chen, f"/api/v1/powers/{power_id}/bases", {"bases": bases}, "PUT")
        opened = tasks(office, state="open")
        for task in opened:
            body = {"outcome": "unchanged", "note": "已核对，无需调整"}
            assert post(office, f"{RECHECKS}/{task['id']}/resolution", body).status_code == 201
        return opened

    assert rests_on((first, "第八条")) == [], "entering what it always rested on is no change"
    assert rests_on((first, "第九条")) == [], "nor is another clause"
    (task,) = rests_on((first, "第九条"), (second, ""))
    assert (task["object_id"], task["reason"]) == (points[0], "“教材选用”制度依据已调整")
    assert len(rests_on((second, ""))) == 1
    assert len(rests_on()) == 1

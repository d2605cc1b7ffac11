"""台账总览: department × deliverable, and the five actions with the papers (opinion.txt lines 33 and 97)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.sheets import read_rows
from backend.kit.table import today
from tests.access.witnesses import codes
from tests.campaigns.rounds import API, move, ok, simple, submitted
from tests.campaigns.test_keep_ledger import enter
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/ledgers/2026"


def ledger(client: TestClient, **query: Any) -> dict[str, Any]:
    """The overview."""
    found: dict[str, Any] = ok(client.get(PATH, params=query))
    return found


def row_of(client: TestClient, department_id: int, **query: Any) -> dict[str, Any]:
    """One department's line."""
    (row,) = (row for row in ledger(client, **query)["items"] if row["department_id"] == department_id)
    found: dict[str, Any] = row
    return found


def units(client: TestClient, **query: Any) -> set[int]:
    """The departments shown."""
    return {row["department_id"] for row in ledger(client, **query)["items"]}


def test_it_works(world: World, office: TestClient, li: TestClient) -> None:
    early, late = simple(office, minutes=600, paper_copies=2), simple(office, minutes=-30)
    sent = submitted(li, late, world.academic)
    ok(move(office, sent, "receipt"))
    enter(li, world.academic, action="draw", copies=3, handled_on=str(today()))
    found = ledger(office)
    assert [column["deliverable_id"] for column in found["columns"]] == [late["id"], early["id"]]
    row = row_of(office, world.academic)
    assert (row["owed_count"], row["received_count"], row["missing_count"], row["late_count"]) == (2, 1, 0, 1)
    cells = {cell["deliverable_id"]: cell for cell in row["cells"]}
    assert (cells[late["id"]]["standing"], cells[late["id"]]["is_late"]) == ("received", True)
    assert cells[late["id"]]["late_minutes"] >= 30
    assert (cells[early["id"]]["standing"], cells[early["id"]]["paper_copies"]) == ("due", 2)
    counts = {one["action"]: one["copies"] for one in row["custody"]}
    assert counts == {"draw": 3, "distribute": 0, "collect": 0, "sort": 0, "archive": 0}
    assert row_of(office, world.finance)["missing_count"] == 1


def test_it_shows_who_is_missing_late_or_short_of_paper(
    world: World, office: TestClient, li: TestClient
) -> None:
    simple(office, minutes=600)
    assert units(office, show="missing") == units(office, show="late") == units(office, show="paper") == set()
    due = simple(office, minutes=-5, paper_copies=2)
    submitted(li, due, world.academic)
    assert units(office, show="missing") == {world.assets, world.finance, world.informatics}
    assert units(office, show="late") == {world.academic}
    assert world.academic in units(office, show="paper")
    assert units(office, department_kind="faculty") == {world.informatics}
    assert ledger(office, show="late")["total"] == 1
    assert units(office, campaign_id=due["campaign_id"], show="missing") == units(office, show="missing")


def test_pages_hold_every_department_once(world: World, office: TestClient) -> None:
    simple(office, minutes=600)
    seen: list[int] = []
    for page in range(1, 5):
        found = ledger(office, page=page, size=1)
        assert found["total"] == 4
        seen += [row["department_id"] for row in found["items"]]
    assert sorted(seen) == sorted(units(office))


def test_a_liaison_sees_his_department(world: World, office: TestClient, sign_in: SignIn) -> None:
    simple(office, minutes=600)
    assert units(sign_in(world.cast.li)) == {world.academic}
    assert units(sign_in(world.cast.other_liaison)) == {world.finance}
    for who in (world.cast.wang, world.cast.system_admin):
        assert sign_in(who).get(PATH).status_code == 403
        assert sign_in(who).get(f"{PATH}/file").status_code == 403


@pytest.mark.parametrize("query", [{"show": "nonsense"}, {"nonsense": 1}, {"size": 201}, {"campaign_id": 0}])
def test_bad_questions_are_refused(office: TestClient, query: dict[str, Any]) -> None:
    answer = office.get(PATH, params=query)
    assert answer.status_code == 422
    assert codes(answer)
    assert office.get(f"{API}/ledgers/1999").status_code == 422


def test_it_is_a_workbook_too(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office, minutes=-90, paper_copies=1, name="=1+1")
    submitted(li, due, world.academic)
    answer = office.get(f"{PATH}/file")
    assert answer.status_code == 200
    rows = [row.cells for row in read_rows(answer.content, "台账.xlsx")]
    heads = next(cells for cells in rows if cells[0] == "部门")
    assert heads[1] == "=1+1"
    assert [*heads[2:7]] == ["领取", "分发", "收集", "整理", "归档"]
    academic = next(cells for cells in rows if cells[0] == "教务处")
    assert academic[1].startswith("已报送待接收")
    assert "逾期 1 小时 30 分" in academic[1] or "逾期 1 小时 31 分" in academic[1]
    assert "纸质 0/1" in academic[1]
    finance = next(cells for cells in rows if cells[0] == "财务处")
    assert finance[1].startswith("逾期未报；截止")

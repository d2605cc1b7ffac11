"""PUT /risk-inventories/{id}/rows: the grid."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.conftest import SignIn
from tests.powers.catalogue import add_power
from tests.risks.sheets import API, OTHER_ROW, POINTS, ROW, act, decide, events_of, open_sheet, save
from tests.world import World

Sheet = dict[str, Any]


def named(sheet: Sheet) -> list[tuple[int, str, int]]:
    """(id, name, version) of the rows."""
    return [(row["id"], row["name"], row["version"]) for row in sheet["rows"]]


def test_it_works(session: Session, wang: TestClient, world: World) -> None:
    opened = open_sheet(wang, world).json()
    answer = save(wang, opened, [ROW, {"name": "只写了一半"}, {}])
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert {name: body["rows"][0][name] for name in ROW} == ROW
    assert [row["name"] for row in body["rows"]] == [ROW["name"], "只写了一半", ""]
    assert body["version"] > opened["version"]
    assert answer.headers["etag"].startswith(f'"v{body["version"]}-')
    assert events_of(session, "risk_point") == ["risk_point.created"] * 3


def test_saving_twice_changes_nothing(session: Session, wang: TestClient, sheet: Sheet) -> None:
    before = events_of(session, "risk_point")
    again = save(wang, sheet, sheet_rows(sheet))
    assert (again.status_code, again.json()) == (200, sheet)
    assert events_of(session, "risk_point") == before


def sheet_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """The answered rows as the grid sends them back."""
    return [{"id": row["id"]} | {name: row[name] for name in ROW} for row in sheet["rows"]]


def test_only_what_differs_is_written(session: Session, wang: TestClient, sheet: Sheet) -> None:
    first, second = sheet_rows(sheet)
    body = save(wang, sheet, [first, {"name": "新的一行"}, second | {"causes": "缺少复核"}]).json()
    assert [(name, version) for _, name, version in named(body)] == [
        (ROW["name"], 1),
        ("新的一行", 1),
        (OTHER_ROW["name"], 2),
    ]
    assert events_of(session, "risk_point")[2:] == ["risk_point.updated", "risk_point.created"]


def test_rows_move_and_go(session: Session, wang: TestClient, sheet: Sheet) -> None:
    first, second = sheet_rows(sheet)
    turned = save(wang, sheet, [second, first]).json()
    assert [row["id"] for row in turned["rows"]] == [second["id"], first["id"]]
    assert sorted(row["version"] for row in turned["rows"]) == [1, 2], "one row moves, the other stays"
    left = save(wang, turned, [second]).json()
    assert [row["id"] for row in left["rows"]] == [second["id"]]
    gone = wang.get(f"{POINTS}/{first['id']}").json()
    assert (gone["retire_reason"], gone["allowed_actions"]) == ("从表中删除", [])
    assert events_of(session, "risk_point")[-1] == "risk_point.retired"


def test_omitted_fields_stay(wang: TestClient, sheet: Sheet) -> None:
    rows = [{"id": row["id"], "remark": "补充"} for row in sheet["rows"]]
    body = save(wang, sheet, rows).json()
    assert body["rows"][0] == sheet["rows"][0] | {
        "remark": "补充",
        "version": 2,
        "updated_at": body["rows"][0]["updated_at"],
    }


def test_powers_and_steps_must_be_ours(
    session: Session, wang: TestClient, world: World, sheet: Sheet
) -> None:
    ours = add_power(session, world.academic, position_id=world.textbook_post)
    shared = add_power(session, world.academic, "P002")
    colleagues = add_power(session, world.academic, "P003", position_id=world.head_post)
    foreign = add_power(session, world.finance)
    rows = sheet_rows(sheet)
    body = save(wang, sheet, [rows[0] | {"power_id": ours}, rows[1] | {"power_id": shared}]).json()
    assert [row["power_id"] for row in body["rows"]] == [ours, shared]
    wrong = [rows[0] | {"power_id": colleagues}, rows[1] | {"power_id": foreign}, {"step_id": 77}]
    answer = save(wang, body, wrong)
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert (answer.status_code, pointers) == (
        422,
        ["/rows/0/power_id", "/rows/1/power_id", "/rows/2/step_id"],
    )


def test_a_stale_sheet_is_refused(wang: TestClient, sheet: Sheet) -> None:
    assert save(wang, sheet, [ROW]).status_code == 200
    late = save(wang, sheet, [OTHER_ROW])
    assert (late.status_code, late.json()["type"]) == (412, "/problems/stale")
    assert wang.put(f"{API}/{sheet['id']}/rows", json={"rows": []}).status_code == 428


def test_a_submitted_sheet_is_closed(world: World, sign_in: SignIn, wang: TestClient, sheet: Sheet) -> None:
    """The refusal names what the writer can do: a sheet under review comes back, a signed one does not."""
    submitted = act(wang, sheet, "submission").json()
    answer = save(wang, submitted, [])
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-editable")
    assert "撤回" in answer.json()["detail"]
    decide(sign_in(world.cast.chen), submitted, "approve")
    signed = save(wang, submitted, [])
    assert (signed.status_code, "由防控办公室修改" in signed.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("li", 200), ("chen", 200), ("office", 200), ("lin", 403), ("dean", 403), ("outsider", 404)],
)
def test_reach_decides(world: World, sign_in: SignIn, sheet: Sheet, who: str, status: int) -> None:
    assert save(sign_in(getattr(world.cast, who)), sheet, [ROW]).status_code == status


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"manifestation": "长" * 4001}, "/rows/1/manifestation"),
        ({"name": None}, "/rows/1/name"),
        ({"categories": {"three_kinds": "ethics"}}, "/rows/1/categories/three_kinds"),
        ({"categories": {"six_kinds": "duty"}}, "/rows/1/categories/six_kinds"),
        ({"found_by": ["rumour"]}, "/rows/1/found_by/0"),
        ({"cause_kinds": "external"}, "/rows/1/cause_kinds"),
        ({"level": "high"}, "/rows/1/level"),
        ({"declared_level": "high"}, "/rows/1/declared_level"),
        ({"likelihood": "high"}, "/rows/1/likelihood"),
        ({"owner_id": 3}, "/rows/1/owner_id"),
        ({"id": 9999}, "/rows/1/id"),
        ({"id": "first"}, "/rows/1/id"),
    ],
)
def test_bad_rows_are_refused(wang: TestClient, sheet: Sheet, row: dict[str, Any], pointer: str) -> None:
    first = sheet["rows"][0]["id"]
    row = row | ({"id": first} if row.get("id") == "first" else {})
    answer = save(wang, sheet, [{"id": first}, row])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert wang.get(f"{API}/{sheet['id']}").json() == sheet


def test_a_sheet_has_an_end(wang: TestClient, sheet: Sheet) -> None:
    assert save(wang, sheet, [{}] * 501).status_code == 422

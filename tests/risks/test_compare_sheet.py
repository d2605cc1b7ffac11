"""GET /risk-inventories/{id}/comparison: a sheet beside what was handed in before, and beside the year before."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.reviews.comparisons.queries import COPIES
from backend.reviews.comparisons.rules import changed_cells, pair
from backend.risks.comparisons.queries import RISK_ROWS
from tests.conftest import SignIn
from tests.risks.sheets import API, OTHER_ROW, ROW, YEAR, act, decide, filled_sheet, save
from tests.world import World

Sheet = dict[str, Any]
BACK = {"reasons": ["shallow"], "opinion": "请写具体。"}
THIRD = ROW | {"name": "样书收受不登记", "manifestation": "样书归个人所有"}


def compare(client: TestClient, sheet: Sheet, against: str = "last_submission") -> Any:
    """GET, which has to work."""
    answer = client.get(f"{API}/{sheet['id']}/comparison", params={"against": against})
    assert answer.status_code == 200, answer.text
    return answer.json()


def now(client: TestClient, sheet: Sheet) -> Sheet:
    """The sheet as it stands."""
    body: Sheet = client.get(f"{API}/{sheet['id']}").json()
    return body


def changes(body: Any) -> list[tuple[str, list[str]]]:
    """What became of each row."""
    return [(row["change"], row["cells"]) for row in body["rows"]]


def copies(session: Session, sheet: Sheet) -> list[dict[str, Any]]:
    """What is kept, round by round."""
    statement = sa.select(COPIES).where(COPIES.c.review_id == sheet["review_id"])
    return [dict(row) for row in session.execute(statement.order_by(COPIES.c.id)).mappings()]


@pytest.fixture
def redone(wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> Sheet:
    """王老师's sheet of two rows, sent back; handed in again with the first mended, the second gone, one new."""
    submitted = act(wang, sheet, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "send_back", **BACK).status_code == 201
    first = {"id": sheet["rows"][0]["id"], "manifestation": "接受两家供应商宴请后指定教材"}
    mended = save(wang, now(wang, sheet), [first, THIRD]).json()
    again = act(wang, mended, "submission")
    assert again.status_code == 200, again.text
    body: Sheet = again.json()
    return body


def test_it_works(world: World, sign_in: SignIn, sheet: Sheet, redone: Sheet) -> None:
    body = compare(sign_in(world.cast.chen), redone)
    assert (body["round"], body["gap"], body["base"]["round"], body["base"]["year"]) == (2, None, 1, YEAR)
    assert (body["base"]["submitted_by_name"], body["base"]["submitted_at"] is not None) == ("王老师", True)
    assert changes(body) == [("changed", ["manifestation"]), ("added", []), ("removed", [])]
    mended, new, gone = body["rows"]
    assert mended["before"]["manifestation"] == ROW["manifestation"]
    assert mended["after"]["manifestation"] == "接受两家供应商宴请后指定教材"
    assert (mended["before"]["number"], mended["after"]["number"]) == (1, 1)
    assert (new["before"], new["after"]["name"]) == (None, THIRD["name"])
    assert (gone["after"], gone["before"]["name"], gone["before"]["number"]) == (None, OTHER_ROW["name"], 2)
    assert gone["before"]["causes"] == ROW["causes"]


def test_what_was_handed_in_is_kept_round_by_round(
    session: Session, world: World, sign_in: SignIn, sheet: Sheet, redone: Sheet
) -> None:
    first, second = copies(session, sheet)
    assert [first["round"], second["round"]] == [1, 2]
    assert (first["content_hash"], second["content_hash"]) == (sheet["content_hash"], redone["content_hash"])
    assert [row["name"] for row in first["rows"]] == [ROW["name"], OTHER_ROW["name"]]
    assert [row["id"] for row in second["rows"]] == [row["id"] for row in redone["rows"]]
    assert decide(sign_in(world.cast.chen), redone, "send_back", **BACK).status_code == 201
    assert copies(session, sheet) == [first, second]


def test_a_first_submission_has_nothing_before_it(wang: TestClient, sheet: Sheet) -> None:
    for state in (sheet, act(wang, sheet, "submission").json()):
        body = compare(wang, state)
        assert (body["base"], body["gap"], body["rows"]) == (None, "first", [])


def test_what_is_being_mended_is_compared_with_what_was_sent_back(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    submitted = act(wang, sheet, "submission").json()
    decide(sign_in(world.cast.chen), submitted, "send_back", **BACK)
    assert changes(compare(wang, sheet)) == [("unchanged", []), ("unchanged", [])]
    rows = [{"id": row["id"]} for row in reversed(sheet["rows"])]
    rows[0]["found_by"] = ["self"]
    assert save(wang, now(wang, sheet), rows).status_code == 200
    body = compare(wang, sheet)
    assert changes(body) == [("changed", ["found_by"]), ("unchanged", [])]
    assert (body["rows"][0]["before"]["number"], body["rows"][0]["after"]["number"]) == (2, 1)


def test_a_submission_that_was_taken_back_is_passed_over(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet, redone: Sheet
) -> None:
    withdrawn = act(wang, redone, "withdrawal").json()
    third = act(wang, save(wang, withdrawn, [{"id": redone["rows"][0]["id"]}]).json(), "submission").json()
    body = compare(sign_in(world.cast.chen), third)
    assert (body["round"], body["base"]["round"]) == (3, 1)
    assert changes(body) == [("changed", ["manifestation"]), ("removed", [])]


def test_a_row_typed_anew_is_the_same_row(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    submitted = act(wang, sheet, "submission").json()
    decide(sign_in(world.cast.chen), submitted, "send_back", **BACK)
    anew = ROW | {"name": f" {ROW['name']}。", "causes": "原因改写"}
    assert save(wang, now(wang, sheet), [anew]).status_code == 200
    assert changes(compare(wang, sheet)) == [("changed", ["name", "causes"]), ("removed", [])]


def test_an_approval_that_went_stale_is_compared_with_what_was_signed(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    submitted = act(wang, sheet, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "approve").status_code == 201
    assert compare(wang, sheet)["gap"] == "first"
    point = sheet["rows"][1]
    office = sign_in(world.cast.office)
    path = f"/api/v1/risk-points/{point['id']}"
    amended = office.patch(path, json={"measures": "两人核对并签字"}, headers={"If-Match": "now"})
    assert amended.status_code == 200, amended.text
    body = compare(office, sheet)
    assert (body["base"]["round"], changes(body)) == (1, [("unchanged", []), ("changed", ["measures"])])


def amend(office: TestClient, point: Sheet, **changes: str) -> None:
    """The office changes a row of a signed sheet."""
    path = f"/api/v1/risk-points/{point['id']}"
    answer = office.patch(path, json=changes, headers={"If-Match": "now"})
    assert answer.status_code == 200, answer.text


def test_what_was_reconfirmed_is_what_comes_before_the_next_amendment(
    session: Session, wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    chen, office = sign_in(world.cast.chen), sign_in(world.cast.office)
    submitted = act(wang, sheet, "submission").json()
    assert decide(chen, submitted, "approve").status_code == 201
    amend(office, sheet["rows"][1], measures="两人核对并签字")
    assert decide(chen, now(chen, sheet), "reconfirm").status_code == 201
    assert [(copy["round"], copy["edition"]) for copy in copies(session, sheet)] == [(1, 0), (1, 1)]
    amend(office, sheet["rows"][0], causes="选用由一人经手，没有复核")
    body = compare(office, sheet)
    assert changes(body) == [("changed", ["causes"]), ("unchanged", [])]
    base = body["base"]
    assert (base["round"], base["is_reconfirmed"], base["submitted_by_name"]) == (1, True, "陈处长")
    assert decide(chen, now(chen, sheet), "reconfirm").status_code == 201
    amend(office, sheet["rows"][0], causes="选用由一人经手")
    assert changes(compare(office, sheet)) == [("changed", ["causes"]), ("unchanged", [])]


def test_what_was_not_kept_is_said_to_be_missing(
    session: Session, world: World, sign_in: SignIn, redone: Sheet
) -> None:
    session.execute(sa.delete(COPIES).where(COPIES.c.round == 1))
    session.commit()
    body = compare(sign_in(world.cast.chen), redone)
    assert (body["base"], body["gap"], body["rows"]) == (None, "not_kept", [])


def approved_before(wang: TestClient, world: World, sign_in: SignIn, year: int = YEAR - 1) -> Sheet:
    """An earlier year's sheet with both rows, approved."""
    former = filled_sheet(wang, world, [ROW, OTHER_ROW], year=year)
    submitted = act(wang, former, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "approve").status_code == 201
    return former


def test_it_lies_beside_the_year_before(wang: TestClient, world: World, sign_in: SignIn) -> None:
    former = approved_before(wang, world, sign_in)
    # Spaces and punctuation are no change from one year to the next.
    same = {"name": f"{ROW['name']}。", "causes": "选用一人经手"}
    sheet = filled_sheet(wang, world, [ROW | same, THIRD])
    for client in (wang, sign_in(world.cast.chen)):
        body = compare(client, sheet, "last_year")
        assert (body["base"]["subject_id"], body["base"]["year"]) == (former["id"], YEAR - 1)
        assert (body["base"]["round"], body["base"]["submitted_by_name"]) == (None, None)
        assert changes(body) == [("changed", ["causes"]), ("added", []), ("removed", [])]


def test_the_year_before_is_the_one_it_was_carried_from(
    wang: TestClient, world: World, sign_in: SignIn
) -> None:
    former = approved_before(wang, world, sign_in, YEAR - 2)
    filled_sheet(wang, world, [THIRD], year=YEAR - 1)
    rows = [{"point_id": former["rows"][0]["id"], "choice": "change"}]
    rows.append({"point_id": former["rows"][1]["id"], "choice": "keep"})
    body = {"position_id": world.textbook_post, "rows": rows}
    carried = wang.post(f"/api/v1/years/{YEAR}/carryings", json=body)
    assert carried.status_code == 201, carried.text
    sheet = now(wang, {"id": carried.json()["to_inventory_id"]})
    # Carried rows are the same rows, whatever they are called now.
    renamed = {"id": sheet["rows"][0]["id"], "name": "教材招标倾向特定供应商"}
    save(wang, sheet, [renamed, {"id": sheet["rows"][1]["id"]}])
    found = compare(wang, sheet, "last_year")
    assert found["base"]["year"] == YEAR - 2
    assert changes(found) == [("changed", ["name"]), ("unchanged", [])]


def test_a_year_without_an_approved_sheet_before_says_so(
    wang: TestClient, world: World, sheet: Sheet
) -> None:
    filled_sheet(wang, world, [ROW], year=YEAR - 1)
    body = compare(wang, sheet, "last_year")
    assert (body["base"], body["gap"], body["rows"]) == (None, "no_sheet", [])


def test_the_sheet_of_another_post_is_no_year_before(wang: TestClient, world: World, sign_in: SignIn) -> None:
    approved_before(wang, world, sign_in)
    li = sign_in(world.cast.li)
    other = filled_sheet(li, world, [ROW], position_id=world.liaison_post)
    assert compare(li, other, "last_year")["gap"] == "no_sheet"


def test_a_system_without_personal_data_sees_no_name(world: World, sign_in: SignIn, redone: Sheet) -> None:
    client = sign_in(world.cast.oa)
    assert compare(client, redone)["base"]["submitted_by_name"] == ""


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("dean", 200), ("supervisor", 200), ("outsider", 404), ("other_head", 404)],
)
def test_whoever_reads_the_sheet_compares_it(
    world: World, sign_in: SignIn, redone: Sheet, who: str, status: int
) -> None:
    client = sign_in(getattr(world.cast, who))
    for against in ("last_submission", "last_year"):
        path = f"{API}/{redone['id']}/comparison?against={against}"
        assert client.get(path).status_code == status


@pytest.mark.parametrize("query", ["against=next_year", "colour=red"])
def test_bad_queries_are_refused(wang: TestClient, sheet: Sheet, query: str) -> None:
    assert wang.get(f"{API}/{sheet['id']}/comparison?{query}").status_code == 422
    assert wang.get(f"{API}/999999/comparison").status_code == 404


def test_levels_and_lists_count_as_what_they_say() -> None:
    row: Sheet = ROW | {"level": "low", "subcategories": {}, "power_id": None, "step_id": None}

    def changed(after: Sheet, *, exactly: bool = True, before: Sheet = row) -> list[str]:
        return changed_cells(
            RISK_ROWS.cells(before, exactly), RISK_ROWS.cells(after, exactly), exactly=exactly
        )

    assert changed(row | {"level": "high"}) == ["level"]
    assert changed(row | {"level": None}) == ["level"], "a level that was cleared is a change"
    assert changed(row | {"level": None}, exactly=False) == [], "each year is assessed anew"
    turned = row | {"found_by": list(reversed(ROW["found_by"])), "name": f"{ROW['name']} "}
    assert changed(turned) == []
    assert changed(row | {"power_id": 3, "categories": {}}, exactly=False) == ["categories", "power_id"]
    # A copy of before a field existed.
    assert changed(row, before={key: row[key] for key in row if key != "subcategories"}) == []


def test_each_row_is_paired_once() -> None:
    pairs = pair([1, 2, 13, 4], [3, 1, 14], {2: 3}, number=lambda row: row, key=lambda row: row // 10)
    assert list(pairs) == [(2, 3), (1, 1), (13, 14), (4, None)]

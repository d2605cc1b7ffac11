"""Files of all kinds: headers as people write them, encodings, workbooks, and what cells mean."""

import io

import pytest
import xlsxwriter
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.organization.loads import counts, faults, report, send_raw
from tests.organization.trail import pointers
from tests.world import World

POSITIONS = "/api/v1/positions"
HEADER = "岗位编码,岗位名称,部门编码,岗位层级"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def stored(office: TestClient, code: str = "P1") -> dict[str, object]:
    """The post with this code."""
    (row,) = office.get(f"{POSITIONS}?q={code}").json()["items"]
    found: dict[str, object] = row
    return found


def workbook(rows: list[list[str]]) -> bytes:
    """An .xlsx file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding(office: TestClient, encoding: str) -> None:
    text = f"{HEADER}\nP1,教材岗,JWC,一般岗位\n"
    assert counts(send_raw(office, "positions", text.encode(encoding))) == (1, 0, 0, 0)
    assert stored(office)["name"] == "教材岗"


def test_a_workbook_as_an_upload(office: TestClient) -> None:
    content = workbook([HEADER.split(","), ["P1", "教材岗", "JWC", "中层岗位"]])
    response = office.post(
        f"{POSITIONS}/bulk", files={"file": ("岗位.xlsx", content)}, headers={"Idempotency-Key": "upload-01"}
    )
    assert counts(response) == (1, 0, 0, 0)
    assert stored(office)["tier"] == "middle"


def test_an_upload_needs_a_file(office: TestClient) -> None:
    response = office.post(
        f"{POSITIONS}/bulk", files={"other": ("x.csv", b"x")}, headers={"Idempotency-Key": "upload-02"}
    )
    assert pointers(response) == [("/file", "missing")]


def test_a_form_of_many_parts_is_refused(office: TestClient) -> None:
    many = [("file", (f"{number}.csv", b"x")) for number in range(50)]
    answer = office.post(f"{POSITIONS}/bulk", files=many, headers={"Idempotency-Key": "upload-50"})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header",
    [
        "岗位代码,岗位,所属部门编码,层级",
        " 岗位 编码*,岗位名称（必填）,部门代码：,岗位类别",
        "编码,名称,部门编号,岗位级别",
        "code,name,department_code,tier",
    ],
)
def test_headers_as_people_write_them(office: TestClient, header: str) -> None:
    text = f"{header}\nP1,教材岗,JWC,一般岗位\n"
    assert counts(send_raw(office, "positions", text.encode())) == (1, 0, 0, 0)


def test_a_title_may_stand_above_and_remarks_beside(office: TestClient) -> None:
    text = f"2026 年岗位一览表\n\n{HEADER},备注,序号\nP1,教材岗,JWC,一般岗位,无,1\n"
    body = report(send_raw(office, "positions", text.encode()))
    assert (body["created"], body["ignored_columns"]) == (1, ["备注", "序号"])


def test_cells_mean_what_people_mean(office: TestClient) -> None:
    header = f"{HEADER},岗位职责,掌管人事,掌管资金,掌管物资,重点领域,三重一大,自由裁量"
    row = 'P1,教材岗,JWC,general,"1. 编制计划；2、核对款项\n（3）归档",√,是,N,招生,重大事项决策、重大项目安排,较大'
    assert counts(send_raw(office, "positions", f"{header}\n{row}\n".encode())) == (1, 0, 0, 0)
    found = stored(office)
    assert found["duties"] == ["编制计划", "核对款项", "归档"]
    controls = [found[f"controls_{name}"] for name in ("people", "money", "assets")]
    assert controls == [True, True, False]
    assert (found["key_area"], found["discretion"]) == ("admissions", "wide")
    assert found["major_matters"] == ["decision", "project"]


@pytest.mark.parametrize(("cell", "tier"), [("领导", "leadership"), ("中层", "middle"), ("一般", "general")])
def test_tiers_may_be_named_in_short(office: TestClient, cell: str, tier: str) -> None:
    assert counts(send_raw(office, "positions", f"{HEADER}\nP1,教材岗,JWC,{cell}\n".encode())) == (1, 0, 0, 0)
    assert stored(office)["tier"] == tier


def test_faults_are_listed_in_the_order_of_the_file(office: TestClient) -> None:
    rows = ["P1,教材岗,NOPE,一般岗位", "P2,教材岗,JWC,科级", "P3,教材岗,NOPE,一般岗位", "P4,教材岗,JWC,岗位"]
    answer = send_raw(office, "positions", "\n".join([HEADER, *rows]).encode())
    assert [(line, code) for line, _, code in faults(answer)] == [
        (2, "unknown-department"),
        (3, "enum"),
        (4, "unknown-department"),
        (5, "enum"),
    ]


def test_an_empty_cell_clears_and_a_missing_column_keeps(office: TestClient) -> None:
    header = f"{HEADER},重点领域,掌管资金"
    send_raw(office, "positions", f"{header}\nP1,教材岗,JWC,一般岗位,招生,是\n".encode())
    send_raw(office, "positions", f"{HEADER},重点领域\nP1,教材岗,JWC,一般岗位,\n".encode())
    assert (stored(office)["key_area"], stored(office)["controls_money"]) == (None, True)


def test_faults_name_line_and_column(office: TestClient) -> None:
    text = f"{HEADER},掌管资金\nP1,甲,JWC,科级,也许\n\nP2,,JWC,一般岗位,\n"
    response = send_raw(office, "positions", text.encode())
    assert sorted(faults(response)) == [
        (2, "/0/controls_money", "bool_parsing"),
        (2, "/0/tier", "enum"),
        (4, "/1/name", "missing"),
    ]
    found = {error["pointer"]: (error["key"], error["column"]) for error in response.json()["errors"]}
    assert found["/0/tier"] == ("P1", "岗位层级")
    assert found["/1/name"] == ("P2", "岗位名称")


def test_columns_that_are_missing_or_double(office: TestClient) -> None:
    response = send_raw(office, "positions", "岗位编码,部门编码\nP1,JWC\n".encode())
    assert pointers(response) == [("name", "missing-column"), ("tier", "missing-column")]
    response = send_raw(office, "positions", "名称\n甲\n".encode())
    assert pointers(response) == [("code", "missing-column")]
    response = send_raw(office, "positions", f"{HEADER},编码\n".encode())
    assert pointers(response) == [("code", "duplicate-column")]


def test_the_layout_can_be_asked_for(office: TestClient) -> None:
    body = office.get(f"{POSITIONS}/bulk/columns").json()
    key, *others = body["columns"]
    assert (key["name"], key["is_key"], key["is_required"]) == ("code", True, True)
    assert "岗位代码" in key["aliases"]
    tier = next(column for column in others if column["name"] == "tier")
    assert tier["values"] == ["领导岗位", "中层岗位", "一般岗位"]
    text = ",".join(column["label"] for column in body["columns"]) + "\n"
    assert counts(send_raw(office, "positions", text.encode())) == (0, 0, 0, 0)


def test_a_guarded_formula_comes_in_as_text(office: TestClient) -> None:
    text = f"{HEADER}\nP1,'=1+1,JWC,一般岗位\n"
    assert counts(send_raw(office, "positions", text.encode())) == (1, 0, 0, 0)
    assert stored(office)["name"] == "=1+1"

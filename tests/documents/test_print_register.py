"""风险点登记汇总表 (handout.txt line 250): the register's rows on paper and as a workbook."""

import tracemalloc
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.documents.rules import REGISTER_COLUMNS, REGISTER_WIDTHS, DocumentKind
from backend.documents.schemas import RegisterLine, RiskRegisterForm
from backend.documents.writer.forms import pour_form
from backend.documents.writer.workbook import pour_workbook
from backend.kit.sheets import read_rows
from backend.kit.table import CAMPUS_ZONE, today
from backend.organization.rules import RiskLevel
from backend.risks.queries import INVENTORIES, POINTS
from backend.settings import Settings
from tests.conftest import SignIn
from tests.documents.filled import heading
from tests.documents.test_download_documents import WORD, texts
from tests.documents.test_print_old_names import rename
from tests.measures.plans import COMPLETE, MEASURES, PLANS, made
from tests.organization.trail import problem
from tests.risks.sheets import (
    OTHER_ROW,
    ROW,
    YEAR,
    act,
    close_year,
    decide,
    department_sheet,
    filled_sheet,
    save,
    sheet,
    wang,
)
from tests.world import World

__all__ = ["sheet", "wang"]
URL = "/api/v1/documents/risk-register"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Found = dict[str, Any]


def on_paper(answer: Response) -> list[list[str]]:
    """The rows that are filled in."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == WORD
    (table,) = Document(BytesIO(answer.content)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert tuple(text.replace("\n", "") for text in rows[0]) == REGISTER_COLUMNS
    return [row for row in rows[1:] if any(row)]


def in_workbook(answer: Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == EXCEL
    return [row.cells[1:] for row in read_rows(answer.content, "register.xlsx")]


def get(client: TestClient, **query: Any) -> Response:
    answer: Response = client.get(URL, params={"year": YEAR} | query)
    return answer


@pytest.fixture
def approved(wang: TestClient, sign_in: SignIn, world: World, sheet: Found) -> Found:
    """王老师's two risk points, approved by 陈处长."""
    assert act(wang, sheet, "submission").status_code == 200
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    return sheet


def test_it_works(approved: Found, sign_in: SignIn, world: World, settings: Settings) -> None:
    li = sign_in(world.cast.li)
    answer = get(li, department_id=world.academic)
    first, second = on_paper(answer)
    assert first == [
        "1",
        "教务处",
        "教材管理岗",
        "王老师",
        ROW["name"],
        ROW["manifestation"],
        "",
        ROW["measures"],
        "本岗位",
        "已认定",
    ]
    assert second[:5] == ["2", "教务处", "教材管理岗", "王老师", OTHER_ROW["name"]]
    written = texts(answer)
    title = f"{settings.college_name}廉政风险点登记汇总表"
    assert written[0] == title
    day = today()
    assert (
        written[1]
        == f"填报单位（盖章）：教务处\t年度：{YEAR} 年\t填表日期：{day.year}年{day.month}月{day.day}日"
    )
    assert written[2].startswith("单位负责人（签字）：\t分管领导（签字）：")
    assert written[3] == "说明：1.共 2 条，其中高风险 0 条、中风险 0 条、低风险 0 条、未定级 2 条；"
    name = quote(f"{title}（教务处{YEAR}年）.docx", safe="")
    assert answer.headers["content-disposition"].endswith(f"filename*=UTF-8''{name}")


def test_the_workbook_says_the_same(approved: Found, sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    rows = in_workbook(get(li, department_id=world.academic, format="xlsx"))
    paper = on_paper(get(li, department_id=world.academic))
    assert rows[1][0] == "填报单位（盖章）：教务处"
    assert tuple(text.replace("\n", "") for text in rows[2]) == REGISTER_COLUMNS
    assert [row[1:] for row in rows[3:5]] == [row[1:] for row in paper]
    assert [row[0] for row in rows[3:5]] == ["1", "2"]


def test_it_is_the_registers_rows(approved: Found, sign_in: SignIn, world: World) -> None:
    """Of every reader: what the list shows him, and nothing else."""
    office = sign_in(world.cast.office)
    cashier = {"position_id": world.cashier_post}
    filled_sheet(sign_in(world.cast.outsider), world, [ROW | {"name": "出纳岗的风险"}], **cashier)
    department = save(
        office, department_sheet(office, world.academic).json(), [ROW | {"name": "教务处的风险"}]
    )
    assert department.status_code == 200, department.text
    for member in (world.cast.office, world.cast.dean, world.cast.li, world.cast.wang, world.cast.outsider):
        client = sign_in(member)
        shown = client.get("/api/v1/risk-points", params={"year": YEAR, "size": 200}).json()["items"]
        printed = on_paper(get(client, include_pending=True))
        assert sorted(row[4] for row in printed) == sorted(row["name"] for row in shown), member.name
    paper = on_paper(get(office, include_pending=True))
    # As the tree has it: 教务处 with its own sheet first, then its posts, then 财务处.
    assert [row[4] for row in paper] == ["教务处的风险", ROW["name"], OTHER_ROW["name"], "出纳岗的风险"]
    assert paper[0][2:4] == ["（部门）", "陈处长"]
    assert paper[0][8:] == ["部门负责人", "填写中"]


def test_what_is_not_approved_is_left_out_and_counted(approved: Found, sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    save(li, department_sheet(li, world.academic).json(), [ROW | {"name": "还没有认定"}])
    answer = get(li, department_id=world.academic)
    assert [row[4] for row in on_paper(answer)] == [ROW["name"], OTHER_ROW["name"]]
    assert "另有 1 条所在的排查表尚未认定，未列入" in texts(answer)[3]
    everything = get(li, department_id=world.academic, include_pending=True)
    assert [row[9] for row in on_paper(everything)] == ["填写中", "已认定", "已认定"]
    assert "尚未认定的 1 条" in texts(everything)[3]


def test_a_row_changed_after_the_approval_says_so(approved: Found, sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    changed = office.patch(
        f"/api/v1/risk-points/{approved['rows'][0]['id']}",
        json={"measures": "三人会签"},
        headers={"If-Match": "now"},
    )
    assert changed.status_code == 200, changed.text
    rows = on_paper(get(office, department_id=world.academic))
    assert [row[9] for row in rows] == ["已变更，需复核"] * 2
    assert rows[0][7] == "三人会签"


def test_the_post_the_plan_made_responsible(approved: Found, sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    plan = made(office.post(PLANS, json={"department_id": world.academic, "year": YEAR}))
    body = COMPLETE | {"position_id": world.liaison_post, "risk_point_ids": [approved["rows"][0]["id"]]}
    made(office.post(MEASURES, json=body | {"plan_id": plan["id"]}))
    first, second = on_paper(get(office, department_id=world.academic))
    assert (first[8], second[8]) == ("教务管理岗", "本岗位")


def test_the_stranger(approved: Found, sign_in: SignIn, world: World) -> None:
    other = sign_in(world.cast.other_liaison)
    problem(get(other, department_id=world.academic), 404, "not-found")
    problem(get(sign_in(world.cast.outsider), department_id=world.academic), 403, "forbidden")
    answer = get(other)
    assert on_paper(answer) == []
    assert texts(answer)[1].startswith("填报单位（盖章）：财务处\t")


def test_a_colleague_reads_the_point_and_not_who_holds_the_post(
    wang: TestClient, sign_in: SignIn, world: World, sheet: Found
) -> None:
    """互相查 shows the points of a colleague, not his sheet (opinion.txt line 55)."""
    assert act(wang, sheet, "submission").status_code == 200
    office = sign_in(world.cast.office)
    move = {"department_id": world.academic}
    person = f"/api/v1/people/{world.cast.outsider.person_id}"
    assert office.patch(person, json=move, headers={"If-Match": "now"}).status_code == 200
    rows = on_paper(get(sign_in(world.cast.outsider), include_pending=True))
    assert [row[3:5] for row in rows] == [["", ROW["name"]], ["", OTHER_ROW["name"]]]


def test_a_closed_year_stays_as_it_was(
    approved: Found, sign_in: SignIn, world: World, session: Session
) -> None:
    """Names of then, levels of then, and the day it was closed."""
    last = today().year - 1
    session.execute(sa.update(INVENTORIES).values(year=last))
    session.execute(sa.update(POINTS).values(year=last, level="high", level_rank=3))
    close_year(session, last)
    closed = datetime(last + 1, 1, 15, 12, tzinfo=CAMPUS_ZONE)
    session.execute(sa.update(WORK_YEARS).where(WORK_YEARS.c.year == last).values(closed_at=closed))
    office = sign_in(world.cast.office)
    rename(office, world.academic, "教学管理处", date(last + 1, 2, 1))
    answer = get(office, year=last, department_id=world.academic)
    assert [row[1] for row in on_paper(answer)] == ["教务处", "教务处"]
    assert [row[6] for row in on_paper(answer)] == ["高", "高"]
    assert [row[3] for row in on_paper(answer)] == ["王老师", "王老师"]
    head = texts(answer)[1]
    assert head == f"填报单位（盖章）：教务处\t年度：{last} 年\t填表日期：{last + 1}年1月15日"
    assert on_paper(get(office, department_id=world.academic)) == []


@pytest.mark.parametrize(
    "query", [{"year": 1999}, {"format": "ofd"}, {"department_id": 0}, {"nonsense": 1}], ids=str
)
def test_bad_questions(sign_in: SignIn, world: World, query: Found) -> None:
    assert get(sign_in(world.cast.office), **query).status_code == 422


def line(number: int, text: str = "接受宴请后指定采购") -> RegisterLine:
    return RegisterLine(
        str(number),
        "教务处",
        "教材管理岗",
        "王老师",
        f"风险{number}",
        text,
        RiskLevel.high,
        "三人会签",
        "本岗位",
        "已认定",
    )


def form(lines: Any) -> RiskRegisterForm:
    return RiskRegisterForm(heading(DocumentKind.risk_register), "教务处", 2026, date(2026, 11, 25), lines)


def poured(lines: Any) -> Any:
    file = BytesIO()
    pour_form(form(lines), file)
    assert zipfile.ZipFile(file).testzip() is None
    return Document(file)


def test_the_official_layout() -> None:
    document = poured(line(number) for number in range(80))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    (table,) = document.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) >= 81
    assert [round(column.width.mm) for column in table.columns] == list(REGISTER_WIDTHS)


def test_a_blank_form_has_rows_to_write_in(sign_in: SignIn, world: World) -> None:
    answer = sign_in(world.cast.wang).get("/api/v1/documents/blank/risk_register")
    (table,) = Document(BytesIO(answer.content)).tables
    assert 8 < len(table.rows) < 20
    assert not any(cell.text for row in table.rows[1:] for cell in row.cells)


def test_what_begins_like_a_formula_stays_text() -> None:
    file = BytesIO()
    pour_workbook(
        form([line(1, "=HYPERLINK(1)"), line(2, "\x00+甲\n乙"), line(3, "https://example.org")]), file
    )
    with zipfile.ZipFile(file) as book:
        inside = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside
    assert "hyperlink" not in inside
    assert "=HYPERLINK(1)" in inside
    for wanted in ('orientation="landscape"', 'paperSize="9"', 'fitToHeight="0"'):
        assert wanted in inside


@pytest.mark.parametrize("write", [pour_form, pour_workbook])
def test_a_whole_college_takes_bounded_memory(write: Any, tmp_path: Any) -> None:
    """Rows held as objects take several times what the file grows by; a workbook keeps their heights alone."""
    found = []
    for count in (1_000, 3_000):
        with (tmp_path / "register").open("w+b") as file:
            tracemalloc.start()
            write(form(line(number, "核对清单流于形式，结果无人复核。" * 6) for number in range(count)), file)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            found.append((sum(entry.file_size for entry in zipfile.ZipFile(file).infolist()), most))
    (small, few), (large, many) = found
    assert many - few < (large - small) / 2

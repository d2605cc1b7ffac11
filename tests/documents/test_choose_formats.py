"""Every form over HTTP as Word, Excel and PDF: the same content, the same rights, the right name."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.documents.rules import DocumentFormat, DocumentKind
from backend.settings import Settings
from tests.conftest import SignIn
from tests.documents.paper import pages, sizes, whole
from tests.documents.test_download_documents import API, URL, WORD, open_sheet, warned
from tests.documents.workbooks import lines, open_book
from tests.organization.trail import problem
from tests.powers.catalogue import add_power, change
from tests.powers.flows import PURCHASE
from tests.world import World

FORMATS = list(DocumentFormat)
MEDIA = {
    DocumentFormat.docx: WORD,
    DocumentFormat.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DocumentFormat.pdf: "application/pdf",
}


def in_word(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def in_workbook(data: bytes) -> str:
    return "".join("".join(text for row in lines(open_book(data)) for text in row).split())


READ: dict[DocumentFormat, Callable[[bytes], str]] = {
    DocumentFormat.docx: in_word,
    DocumentFormat.xlsx: in_workbook,
    DocumentFormat.pdf: whole,
}


def said(answer: Response, as_format: DocumentFormat) -> str:
    """Everything that stands in the file, without white space."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MEDIA[as_format]
    assert named(answer).endswith(f".{as_format.value}")
    assert answer.headers["cache-control"] == "no-store"
    return READ[as_format](answer.content)


def named(answer: Response) -> str:
    return unquote(answer.headers["content-disposition"].rpartition("UTF-8''")[2])


def get(client: TestClient, path: str, **query: Any) -> Response:
    answer: Response = client.get(f"{URL}{path}", params=query)
    return answer


@pytest.mark.parametrize("as_format", FORMATS)
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_blank_forms(
    sign_in: SignIn, settings: Settings, kind: DocumentKind, as_format: DocumentFormat, world: World
) -> None:
    answer = get(sign_in(world.cast.wang), f"/blank/{kind.value}", format=as_format.value)
    text = said(answer, as_format)
    assert named(answer).startswith(settings.college_name)
    assert named(answer).removesuffix(f".{as_format.value}") in text


@pytest.mark.parametrize("as_format", FORMATS)
def test_a_sheet(sign_in: SignIn, world: World, as_format: DocumentFormat) -> None:
    wang = sign_in(world.cast.wang)
    sheet = open_sheet(wang, kind="position", position_id=world.textbook_post)
    answer = get(wang, f"/risk-inventories/{sheet['id']}", format=as_format.value)
    text = said(answer, as_format)
    for wanted in ("姓名：王老师", "核对教材款项", "教材选用倾向", "接受宴请指定教材", "集体选用"):
        assert wanted in text, wanted
    assert f"（王老师{sheet['year']}年）" in named(answer)
    outsider = sign_in(world.cast.outsider)
    problem(get(outsider, f"/risk-inventories/{sheet['id']}", format=as_format.value), 404, "not-found")


@pytest.mark.parametrize("as_format", FORMATS)
def test_a_warning_is_read_by_the_same(
    sign_in: SignIn, world: World, session: Session, as_format: DocumentFormat
) -> None:
    warning_id = warned(session, world)
    answer = get(sign_in(world.cast.wang), f"/warnings/{warning_id}", format=as_format.value)
    assert "王老师" in said(answer, as_format)
    assert "王老师" not in named(answer)
    for who, status in ((world.cast.chen, 403), (world.cast.outsider, 404)):
        refused = get(sign_in(who), f"/warnings/{warning_id}", format=as_format.value)
        assert refused.status_code == status


@pytest.mark.parametrize("as_format", FORMATS)
def test_catalogue_and_self_checks(sign_in: SignIn, world: World, as_format: DocumentFormat) -> None:
    li, outsider = sign_in(world.cast.li), sign_in(world.cast.outsider)
    body = {"department_id": world.academic, "name": "调课审批", "content": "两周以上"}
    assert li.post(f"{API}/powers", json=body).status_code == 201
    query = {"department_id": world.academic, "format": as_format.value}
    assert "调课审批" in said(get(li, "/power-catalogue", **query), as_format)
    problem(get(outsider, "/power-catalogue", **query), 403, "forbidden")
    path = f"/self-checks/departments/{world.academic}"
    assert "1.调课审批" in said(get(li, path, format=as_format.value), as_format)
    problem(get(outsider, path, format=as_format.value), 403, "forbidden")
    path = f"/self-checks/positions/{world.textbook_post}"
    assert "1.编制教材采购计划" in said(get(li, path, format=as_format.value), as_format)
    problem(get(outsider, path, format=as_format.value), 403, "forbidden")


@pytest.mark.parametrize("as_format", FORMATS)
def test_a_register(sign_in: SignIn, world: World, as_format: DocumentFormat) -> None:
    wang = sign_in(world.cast.wang)
    open_sheet(wang, kind="position", position_id=world.textbook_post)
    query = {"year": 2026, "include_pending": True, "format": as_format.value}
    answer = get(wang, "/risk-register", **query)
    text = said(answer, as_format)
    assert "教材选用倾向" in text
    assert "共1条" in text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "教材选用倾向" not in said(get(sign_in(world.cast.other_liaison), "/risk-register", **query), as_format)


@pytest.mark.parametrize("path", ["/blank/power_catalogue", "/self-checks/positions/1", "/warnings/1"])
@pytest.mark.parametrize("query", [{"format": "ofd"}, {"format": ""}, {"form": "pdf"}], ids=str)
def test_other_formats_are_refused(sign_in: SignIn, world: World, path: str, query: dict[str, str]) -> None:
    client = sign_in(world.cast.office)
    answer = get(client, path, **query)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def drawn(sign_in: SignIn, world: World, session: Session) -> int:
    """A power of 教务处 with a flow."""
    power = add_power(session, world.academic)
    saved = change(sign_in(world.cast.li), "PUT", f"/{power}/flow", {"steps": PURCHASE})
    assert saved.status_code == 200, saved.text
    return power


def test_flowcharts_follow_the_catalogue(sign_in: SignIn, world: World, session: Session, drawn: int) -> None:
    add_power(session, world.academic, "P002", name="调课审批")
    query = {"department_id": world.academic, "with_flows": True}
    li = sign_in(world.cast.li)
    data = get(li, "/power-catalogue", **query, format="pdf").content
    form, *charts = pages(data)
    assert len(charts) == 1, "one power has a flow"
    assert "委托公开招标" in charts[0]
    assert "委托公开招标" not in form
    assert len(sizes(data)) == 2
    word = get(li, "/power-catalogue", **query).content
    document = Document(BytesIO(word))
    assert len(document.inline_shapes) == 1
    assert len(document.sections) == 2
    assert document.tables[0].rows[1].cells[0].text == "教材选用"
    footers = [section.footer.is_linked_to_previous for section in document.sections]
    assert footers == [False, True], "page numbers go on"
    book = get(li, "/power-catalogue", **query, format="xlsx").content
    assert open_book(book).sheetnames == ["职权目录", "流程图1", "_meta"]
    with zipfile.ZipFile(BytesIO(book)) as parts:
        assert [name for name in parts.namelist() if "media" in name] == ["xl/media/image1.png"]
    assert zipfile.ZipFile(BytesIO(word)).testzip() is None


def test_without_being_asked_there_are_no_flowcharts(sign_in: SignIn, world: World, drawn: int) -> None:
    data = get(sign_in(world.cast.li), "/power-catalogue", department_id=world.academic, format="pdf").content
    assert len(sizes(data)) == 1

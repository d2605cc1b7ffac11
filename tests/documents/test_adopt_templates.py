"""The college's own template from upload to withdrawal, and what the forms look like meanwhile."""

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.documents.checker.guide import template_to_edit
from backend.documents.rules import DocumentKind
from backend.documents.templates.queries import ADOPTIONS, TEMPLATES
from backend.kit.files import Store
from backend.kit.journal import Event
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from backend.settings import Settings
from tests.conftest import SignIn
from tests.documents.edited import edited
from tests.documents.test_download_documents import open_sheet
from tests.world import World

API = "/api/v1"
URL = f"{API}/documents/templates"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET, REGISTER = DocumentKind.position_inventory, DocumentKind.risk_register
TAG = {"If-Match": "now", "Idempotency-Key": "template-key"}


def upload(client: TestClient, data: bytes, kind: DocumentKind = SHEET, note: str = "") -> Response:
    files = {"file": ("附件三.docx", data, WORD)}
    answer: Response = client.post(f"{URL}/kinds/{kind.value}", files=files, data={"note": f"{note}\0"})
    return answer


def uploaded(client: TestClient, word: str, kind: DocumentKind = SHEET) -> dict[str, Any]:
    """A template that says this word before the notes."""
    before = "说明：1.{{ total }}" if kind is REGISTER else "说明：1."
    made = upload(client, edited({before: f"{word}{before}"}, kind), kind)
    assert made.status_code == 201, made.text
    row: dict[str, Any] = made.json()
    return row


def act(client: TestClient, template: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    headers = {"If-Match": "now", "Idempotency-Key": f"{verb}-{template['id']}-{template['version']}"}
    content = body if verb in ("adoption", "withdrawal") else None
    done = client.post(f"{URL}/{template['id']}/{verb}", json=content, headers=headers)
    assert done.status_code == 201, done.text
    row: dict[str, Any] = done.json()
    return row


def says(response: Response, word: str) -> bool:
    assert response.status_code == 200, response.text
    return any(word in paragraph.text for paragraph in Document(BytesIO(response.content)).paragraphs)


def blank(client: TestClient, kind: DocumentKind = SHEET) -> Response:
    answer: Response = client.get(f"{API}/documents/blank/{kind.value}")
    return answer


def in_use(client: TestClient, kind: DocumentKind = SHEET) -> dict[str, Any]:
    (row,) = (one for one in client.get(f"{URL}/kinds").json()["items"] if one["kind"] == kind)
    found: dict[str, Any] = row
    return found


def events_of(session: Session) -> list[str]:
    event = table_of(Event)
    statement = sa.select(event.c.action).where(event.c.subject_kind == "document_template")
    return list(session.execute(statement.order_by(event.c.id)).scalars())


def test_it_works(sign_in: SignIn, session: Session, world: World) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    sheet = open_sheet(wang, kind="position", position_id=world.textbook_post)
    document = f"{API}/documents/risk-inventories/{sheet['id']}"
    first = uploaded(office, "第一版")
    assert (first["state"], first["edition"], first["remarks"]) == ("checked", 1, [])
    assert first["allowed_actions"] == ["adopt", "discard"]
    assert not says(wang.get(document), "第一版")
    assert in_use(office)["waiting_count"] == 1
    assert in_use(wang)["waiting_count"] == 0
    adopted = act(office, first, "adoption", reason="统一表头")
    assert (adopted["state"], adopted["allowed_actions"]) == ("adopted", ["withdraw"])
    assert says(wang.get(document), "第一版")
    assert says(blank(wang), "第一版")
    assert not says(blank(wang, DocumentKind.department_inventory), "第一版")
    second = act(office, uploaded(office, "第二版"), "adoption")
    assert says(wang.get(document), "第二版")
    assert not says(wang.get(document), "第一版")
    former = office.get(f"{URL}/{first['id']}").json()
    assert (former["state"], former["adoptions"][0]["end_reason"]) == ("replaced", "由第 2 版替换")
    assert in_use(wang)["template_id"] == second["id"]
    withdrawn = act(office, second, "withdrawal", reason="表头有误")
    assert (withdrawn["state"], withdrawn["allowed_actions"]) == ("withdrawn", ["adopt"])
    assert not says(wang.get(document), "第二版")
    assert in_use(wang)["template_id"] is None
    act(office, former, "adoption", reason="先用第一版")
    assert says(wang.get(document), "第一版")
    (last, earlier) = office.get(f"{URL}/{first['id']}").json()["adoptions"]
    assert (last["reason"], last["ended_at"], earlier["reason"]) == ("先用第一版", None, "统一表头")
    happened = ["uploaded", "adopted", "uploaded", "replaced", "adopted", "withdrawn", "adopted"]
    assert events_of(session) == [f"document_template.{verb}" for verb in happened]


def test_the_register_is_printed_with_it_too(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    act(office, uploaded(office, "本院格式", REGISTER), "adoption")
    query = {"department_id": world.academic, "year": 2026}
    assert says(office.get(f"{API}/documents/risk-register", params=query), "本院格式")
    workbook = office.get(f"{API}/documents/risk-register", params=query | {"format": "xlsx"})
    assert workbook.status_code == 200


def test_a_closed_year_keeps_the_template_of_its_day(
    sign_in: SignIn, session: Session, world: World
) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    sheet = open_sheet(wang, kind="position", position_id=world.textbook_post)
    document = f"{API}/documents/risk-inventories/{sheet['id']}"
    first = act(office, uploaded(office, "旧格式"), "adoption")
    statement = sa.select(WORK_YEARS.c.id).where(WORK_YEARS.c.year == 2026)
    closed = {"state": "closed", "closed_at": now(), "digest": "0" * 64}
    if (year_id := session.execute(statement).scalar_one_or_none()) is None:
        stamps = {"version": 1, "created_at": now(), "updated_at": now()}
        insert_row(session, WORK_YEARS, {"year": 2026, **closed, **stamps})
    else:
        session.execute(sa.update(WORK_YEARS).where(WORK_YEARS.c.id == year_id).values(**closed))
    act(office, uploaded(office, "新格式"), "adoption")
    assert says(wang.get(document), "旧格式")
    assert says(blank(wang), "新格式")
    session.execute(
        sa.update(WORK_YEARS).values(state="open", closed_at=None, digest=None).where(WORK_YEARS.c.year == 2026)
    )
    assert says(wang.get(document), "新格式")
    assert office.get(f"{URL}/{first['id']}").json()["state"] == "replaced"


def test_what_cannot_be_used_is_told_and_not_kept(
    sign_in: SignIn, session: Session, world: World
) -> None:
    office = sign_in(world.cast.office)
    answer = upload(office, edited({"{{ title }}": "表", "{{ r.causes }}": "{{ r.cause }}"}, SHEET))
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["type"], problem["title"]) == ("/problems/bad-template", "模板不能使用")
    assert problem["detail"] == "共有 2 处要改，改好后请重新上传。"
    details = [error["detail"] for error in problem["errors"]]
    assert "第 1 个表第 3 行第 4 格：没有“r.cause”这个名称，是不是“r.causes”（原因分析）？" in details
    assert {error["pointer"] for error in problem["errors"]} == {"/file"}
    assert session.execute(sa.select(sa.func.count()).select_from(TEMPLATES)).scalar_one() == 0
    assert events_of(session) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "这里不接收旧版 Office 文档"),
        (b"PK\x03\x04broken", "文件已损坏"),
        (b"%PDF-1.7", "这里不接收PDF"),
    ],
)
def test_other_files_are_refused(sign_in: SignIn, world: World, data: bytes, words: str) -> None:
    answer = upload(sign_in(world.cast.office), data)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_a_large_file_is_refused(sign_in: SignIn, world: World) -> None:
    answer = upload(sign_in(world.cast.office), b"PK\x03\x04" + bytes(2 * 1024 * 1024))
    assert answer.status_code == 413


def test_the_same_file_is_not_kept_twice(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    first = uploaded(office, "同样")
    again = upload(office, edited({"说明：1.": "同样说明：1."}, SHEET))
    assert again.status_code in (201, 409)
    data = office.get(f"{URL}/{first['id']}/file").content
    answer = upload(office, data)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "这个文件与第 1 版完全相同，不必再上传。"
    act(office, first, "discarding")
    assert upload(office, data).status_code == 201


def test_departments_read_what_is_used_and_no_drafts(sign_in: SignIn, world: World) -> None:
    office, head = sign_in(world.cast.office), sign_in(world.cast.chen)
    draft, used = uploaded(office, "草稿"), act(office, uploaded(office, "在用"), "adoption")
    assert [row["id"] for row in head.get(URL).json()["items"]] == [used["id"]]
    assert [row["id"] for row in office.get(URL).json()["items"]] == [used["id"], draft["id"]]
    assert office.get(URL, params={"state": "checked"}).json()["total"] == 1
    assert office.get(URL, params={"kind": "risk_register"}).json()["total"] == 0
    assert office.get(URL, params={"colour": "red"}).status_code == 422
    for suffix in ("", "/file", "/preview?as_word=true"):
        assert head.get(f"{URL}/{draft['id']}{suffix}").status_code == 404
        assert head.get(f"{URL}/{used['id']}{suffix}").status_code == 200
    assert head.get(f"{URL}/{used['id']}").json()["allowed_actions"] == []
    assert upload(head, template_to_edit(SHEET)).status_code == 403
    refused = head.post(f"{URL}/{used['id']}/withdrawal", json={"reason": "不要"}, headers=TAG)
    assert refused.status_code == 403
    assert sign_in(world.cast.system_admin).get(URL).status_code == 403


def test_it_changes_only_for_who_saw_it(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    template = uploaded(office, "甲")
    path = f"{URL}/{template['id']}/adoption"
    stale = {"If-Match": '"v7"', "Idempotency-Key": "a-stale-key"}
    assert office.post(path, json={}, headers=stale).status_code == 412
    assert office.post(path, json={}, headers={"Idempotency-Key": "no-tag-key"}).status_code == 428
    done = office.post(path, json={}, headers=TAG)
    assert done.status_code == 201
    assert office.post(path, json={}, headers=TAG).json() == done.json(), "sent twice, done once"
    body = {"reason": " "}
    later = {"If-Match": "now", "Idempotency-Key": "another-key"}
    assert office.post(f"{URL}/{template['id']}/withdrawal", json=body, headers=later).status_code == 422


def test_one_template_of_a_kind_is_in_use(sign_in: SignIn, session: Session, world: World) -> None:
    office = sign_in(world.cast.office)
    template = act(office, uploaded(office, "甲"), "adoption")
    use = {"template_id": template["id"], "kind": SHEET, "adopted_at": now(), "adopted_by_name": "甲"}
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        insert_row(session, ADOPTIONS, use | {"reason": "", "ended_by_name": "", "end_reason": ""})


def test_the_default_and_its_guide(sign_in: SignIn, world: World, settings: Settings) -> None:
    wang = sign_in(world.cast.wang)
    for kind in DocumentKind:
        answer = wang.get(f"{URL}/kinds/{kind.value}/default")
        assert answer.headers["content-type"] == WORD
        assert "{{ title }}" in [one.text for one in Document(BytesIO(answer.content)).paragraphs]
    guide = wang.get(f"{URL}/kinds/position_self_check/guide").json()
    names = {one["name"]: one for one in guide["names"]}
    assert names["title"]["is_required"]
    assert names["r.duties"]["tag"] == "{{ r.duties|numbered }}"
    assert names["rows"]["tag"] == "{%tr for r in rows %}"
    assert any("{%vm" in one["tag"] for one in guide["tags"])
    assert wang.get(f"{URL}/kinds/poem/guide").status_code == 422


def test_a_version_is_downloaded_as_it_was_sent(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    data = edited({"说明：1.": "原样说明：1."}, SHEET)
    template = upload(office, data, note="加了一句").json()
    answer = office.get(f"{URL}/{template['id']}/file")
    assert answer.content == data
    assert (template["note"], template["file_name"]) == ("加了一句", "附件三.docx")


def test_a_lost_file_is_said_and_not_hidden(
    sign_in: SignIn, session: Session, world: World, settings: Settings
) -> None:
    office = sign_in(world.cast.office)
    template = act(office, uploaded(office, "丢失"), "adoption")
    digest = session.execute(
        sa.select(TEMPLATES.c.digest).where(TEMPLATES.c.id == template["id"])
    ).scalar_one()
    Store(settings.data_dir / "files").delete(digest)
    answer = blank(office)
    assert answer.status_code == 503
    assert answer.json()["title"] == "模板文件不在了"
    assert office.get(f"{URL}/{template['id']}/file").status_code == 503
    act(office, template, "withdrawal", reason="文件丢了")
    assert blank(office).status_code == 200

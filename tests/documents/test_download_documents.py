from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from docx import Document
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.documents.rules import DocumentKind
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.settings import Settings
from tests.access.matrix import Relation, Scene
from tests.conftest import SignIn
from tests.documents.operations import add_warning
from tests.regulations.operations import add_regulation
from tests.reviews.sheets import add_meeting
from tests.world import World

API = "/api/v1"
URL = f"{API}/documents"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def table(response: Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == WORD
    return [[cell.text for cell in row.cells] for row in Document(BytesIO(response.content)).tables[0].rows]


def texts(response: Response) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(response.content)).paragraphs]


def open_sheet(client: TestClient, **body: Any) -> dict[str, Any]:
    """A sheet of 2026 with one row."""
    sheet: dict[str, Any] = client.post(f"{API}/risk-inventories", json={"year": 2026, **body}).json()
    row = {
        "duty": "核对教材款项",
        "name": "教材选用倾向",
        "manifestation": "接受宴请\n指定教材",
        "measures": "集体选用",
        "found_by": ["self"],
    }
    saved = client.put(
        f"{API}/risk-inventories/{sheet['id']}/rows", json={"rows": [row]}, headers={"If-Match": "now"}
    )
    assert saved.status_code == 200, saved.text
    return sheet


def test_the_power_catalogue(sign_in: SignIn, world: World, settings: Settings) -> None:
    li = sign_in(world.cast.li)
    body = {
        "department_id": world.academic,
        "name": "调课审批",
        "content": "两周以上",
        "basis": "《教学管理规定》",
    }
    assert li.post(f"{API}/powers", json=body).status_code == 201
    response = li.get(f"{URL}/power-catalogue", params={"department_id": world.academic})
    assert table(response)[1] == ["调课审批", "两周以上", "", "《教学管理规定》"]
    title = f"{settings.college_name}廉政风险防控职权目录"
    assert texts(response)[:2] == ["附件一", title]
    assert "分管校领导：林副院长\t部门负责人：陈处长" in texts(response)
    name = quote(f"{title}（教务处）.docx", safe="")
    assert response.headers["content-disposition"].endswith(f"filename*=UTF-8''{name}")
    assert response.headers["cache-control"] == "no-store"


def test_linked_rules_are_printed_beside_the_basis(sign_in: SignIn, session: Session, world: World) -> None:
    li = sign_in(world.cast.li)
    rule, named = add_regulation(session), add_regulation(session, title="教学管理规定")
    body = {"department_id": world.academic, "name": "调课审批", "basis": "《教学管理规定》第三章"}
    power = li.post(f"{API}/powers", json=body).json()["id"]
    links = [{"regulation_id": rule, "clause": "第五条"}, {"regulation_id": named}]
    tag = {"If-Match": "now"}
    assert li.put(f"{API}/powers/{power}/bases", json={"bases": links}, headers=tag).status_code == 200
    response = li.get(f"{URL}/power-catalogue", params={"department_id": world.academic})
    title = li.get(f"{API}/regulations/{rule}").json()["title"]
    assert table(response)[1][3] == f"《教学管理规定》第三章；《{title}》第五条"


def test_a_position_sheet_for_its_holder(sign_in: SignIn, world: World) -> None:
    wang = sign_in(world.cast.wang)
    sheet = open_sheet(wang, kind="position", position_id=world.textbook_post)
    response = wang.get(f"{URL}/risk-inventories/{sheet['id']}")
    assert table(response)[1][:3] == ["核对教材款项", "教材选用倾向", "接受宴请\n指定教材"]
    assert any(text.startswith("姓名：王老师\t职务：讲师") for text in texts(response))


def test_an_approved_sheet_carries_the_opinion(sign_in: SignIn, world: World) -> None:
    wang, chen = sign_in(world.cast.wang), sign_in(world.cast.chen)
    sheet = open_sheet(wang, kind="position", position_id=world.textbook_post)
    url = f"{API}/risk-inventories/{sheet['id']}"
    submitted = wang.post(f"{url}/submission", headers={"If-Match": "now"}).json()
    before = table(wang.get(f"{URL}/risk-inventories/{sheet['id']}"))[-1]
    assert before[1].startswith("\n签字：  ")
    review = f"{API}/reviews/{submitted['review_id']}/decisions"
    headers = {"If-Match": "now", "Idempotency-Key": "document-test-1"}
    decided = chen.post(review, json={"decision": "approve", "opinion": "同意，请抓落实。"}, headers=headers)
    assert decided.status_code < 300, decided.text
    opinion = table(wang.get(f"{URL}/risk-inventories/{sheet['id']}"))[-1]
    assert opinion[1].startswith("同意，请抓落实。\n签字：陈处长")


def test_a_decision_of_the_leadership_names_its_meeting(
    sign_in: SignIn, world: World, session: Session
) -> None:
    office, dean = sign_in(world.cast.office), sign_in(world.cast.dean)
    filler = {"position_id": world.leader_post, "filler_id": world.cast.lin.person_id}
    sheet = open_sheet(office, kind="position", **filler)
    submitted = office.post(
        f"{API}/risk-inventories/{sheet['id']}/submission", headers={"If-Match": "now"}
    ).json()
    held = add_meeting(session, world.college, title="院长办公会（第 9 次）")
    body = {"decision": "approve", "meeting_id": held}
    headers = {"If-Match": "now", "Idempotency-Key": "document-test-2"}
    decided = dean.post(f"{API}/reviews/{submitted['review_id']}/decisions", json=body, headers=headers)
    assert decided.status_code < 300, decided.text
    opinion = table(office.get(f"{URL}/risk-inventories/{sheet['id']}"))[-1]
    assert opinion[1].startswith("同意。\n（经“院长办公会（第 9 次）”研究认定）\n签字：")


def test_a_department_sheet_names_its_head(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    sheet = open_sheet(li, kind="department", department_id=world.academic)
    response = li.get(f"{URL}/risk-inventories/{sheet['id']}")
    assert any(text.startswith("部门（盖章）：教务处\t负责人：陈处长") for text in texts(response))


def warned(session: Session, world: World) -> int:
    wang = world.cast.wang
    place = (world.academic, world.college, world.finance, world.textbook_post)
    return add_warning(session, Scene(*place, wang.person, wang.user_id, 0, Relation.own))


def test_a_warning_leaves_a_trace_and_no_name_in_the_file_name(
    sign_in: SignIn, world: World, session: Session
) -> None:
    warning_id = warned(session, world)
    response = sign_in(world.cast.wang).get(f"{URL}/warnings/{warning_id}")
    assert table(response)[0] == ["预警对象姓名", "王老师", "职务", "科员"]
    assert quote("王老师") not in response.headers["content-disposition"]
    events = table_of(Event)
    read = sa.select(events.c.actor_id).where(
        events.c.action == "warning.read", events.c.subject_id == warning_id
    )
    assert session.execute(read).scalars().all() == [world.cast.wang.user_id]


def test_a_warning_is_nobody_elses_business(sign_in: SignIn, world: World, session: Session) -> None:
    warning_id = warned(session, world)
    for who in (world.cast.li, world.cast.chen, world.cast.dean, world.cast.supervisor):
        assert sign_in(who).get(f"{URL}/warnings/{warning_id}").status_code == 403
    assert sign_in(world.cast.outsider).get(f"{URL}/warnings/{warning_id}").status_code == 404


def test_self_checks_are_prefilled(sign_in: SignIn, world: World) -> None:
    wang = sign_in(world.cast.wang)
    open_sheet(wang, kind="position", position_id=world.textbook_post)
    row = table(wang.get(f"{URL}/self-checks/positions/{world.textbook_post}"))[1]
    assert row == ["教材管理岗", "1.编制教材采购计划\n2.核对教材款项", "", "1.教材选用倾向"]
    li = sign_in(world.cast.li)
    open_sheet(li, kind="department", department_id=world.academic)
    row = table(li.get(f"{URL}/self-checks/departments/{world.academic}"))[1]
    assert row == ["教务处", "", "", "1.教材选用倾向"]


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_blank_forms(sign_in: SignIn, world: World, kind: DocumentKind) -> None:
    response = sign_in(world.cast.wang).get(f"{URL}/blank/{kind.value}")
    assert not any("{" in text for text in texts(response))
    assert len(table(response)) > 1


def test_strangers_get_nothing(sign_in: SignIn, world: World) -> None:
    sheet = open_sheet(sign_in(world.cast.wang), kind="position", position_id=world.textbook_post)
    outsider = sign_in(world.cast.outsider)
    assert outsider.get(f"{URL}/risk-inventories/{sheet['id']}").status_code == 404
    assert outsider.get(f"{URL}/self-checks/positions/{world.textbook_post}").status_code == 403
    assert outsider.get(f"{URL}/power-catalogue", params={"department_id": world.academic}).status_code == 403


def test_campus_systems_get_no_documents(sign_in: SignIn, world: World) -> None:
    oa = sign_in(world.cast.oa)
    assert oa.get(f"{URL}/blank/power_catalogue").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [("/blank/portrait", 422), ("/risk-inventories/0", 422), ("/power-catalogue", 422), ("/warnings/1", 403)],
)
def test_bad_addresses(sign_in: SignIn, world: World, path: str, status: int) -> None:
    response = sign_in(world.cast.li).get(URL + path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")

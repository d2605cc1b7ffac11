"""GET, POST, PATCH /regulations: the library of 上级依据 and 制度依据 (opinion.txt line 15)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.regulations.rules import RegulationKind, RegulationStatus
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.regulations.operations import add_regulation
from tests.world import World

PATH = "/api/v1/regulations"
BASIS: dict[str, Any] = {
    "kind": "superior",
    "title": "关于推进廉政风险防控机制建设的意见",
    "number": "榕纪发〔2012〕7号",
    "issuer": "中共福州市纪委",
    "issued_on": "2012-06-01",
    "effective_on": "2012-06-01",
    "text": "全文",
}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def correct(client: TestClient, regulation_id: int, tag: str = "now", **changes: Any) -> Response:
    """PATCH with If-Match."""
    answer: Response = client.patch(f"{PATH}/{regulation_id}", json=changes, headers={"If-Match": tag})
    return answer


def test_it_works(world: World, office: TestClient, sign_in: SignIn, session: Session) -> None:
    made = office.post(PATH, json=BASIS)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["status"], body["edition"], body["edition_in_force"]) == ("in_force", 1, 1)
    assert body["allowed_actions"] == ["edit", "amend", "revise", "repeal"]
    wang = sign_in(world.cast.wang)
    [line] = wang.get(PATH, params={"q": "7号"}).json()["items"]
    assert line["title"] == BASIS["title"]
    read = wang.get(f"{PATH}/{body['id']}").json()
    assert (read["text"], read["allowed_actions"]) == ("全文", [])
    [edition] = wang.get(f"{PATH}/{body['id']}/revisions").json()["items"]
    assert (edition["edition"], edition["recorded_by_name"]) == (1, "纪委办")
    [trace] = traces(session, "regulation.")
    assert (trace.action, trace.details["edition"]) == ("regulation.created", 1)


def test_the_register_is_filtered(world: World, office: TestClient, session: Session) -> None:
    law = add_regulation(session, kind=RegulationKind.law, title="招标投标法", number="", text="")
    draft = add_regulation(session, RegulationStatus.drafting, title="教材验收办法", number="")
    own = add_regulation(
        session,
        kind=RegulationKind.department,
        title="教务处用章规定",
        number="",
        department_id=world.academic,
    )

    def found(**params: Any) -> list[int]:
        return [row["id"] for row in office.get(PATH, params=params).json()["items"]]

    assert set(found()) == {law, draft, own}
    assert found(kind="law") == [law]
    assert set(found(kind=["law", "department"])) == {law, own}
    assert found(status="drafting") == [draft]
    assert found(department_id=world.academic) == [own]
    assert found(department_id=world.finance) == []
    assert found(without_text=True) == [law]
    assert found(effective_from="2025-01-01") == []
    assert set(found(effective_to="2025-01-01")) == {law, own}
    assert found(sort="updated")[0] == own
    assert found(q="用章") == [own]


@pytest.mark.parametrize("who", ["wang", "li", "chen", "lin", "dean", "supervisor"])
def test_only_the_office_keeps_the_library(world: World, session: Session, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(world.cast, who))
    known = add_regulation(session)
    problem(client.post(PATH, json=BASIS), 403, "forbidden")
    problem(correct(client, known, issuer="某处"), 403, "forbidden")


def test_administrators_do_not_read_it(world: World, sign_in: SignIn) -> None:
    problem(sign_in(world.cast.system_admin).get(PATH), 403, "forbidden")


def test_the_same_document_stands_there_once(office: TestClient, session: Session) -> None:
    office.post(PATH, json=BASIS)
    problem(office.post(PATH, json=BASIS), 409, "already-exists")
    annex = office.post(PATH, json=BASIS | {"title": "附件：风险点参考目录"})
    assert annex.status_code == 201
    problem(correct(office, annex.json()["id"], title=BASIS["title"]), 409, "already-exists")
    with pytest.raises(IntegrityError), session.begin_nested():
        add_regulation(session, title=BASIS["title"], number=BASIS["number"])
    for _ in range(2):
        assert office.post(PATH, json=BASIS | {"number": ""}).status_code == 201


def test_bad_input_is_refused(world: World, office: TestClient) -> None:
    assert pointers(office.post(PATH, json={"kind": "law"})) == [("/title", "missing")]
    in_force = {"kind": "law", "title": "招标投标法"}
    for body in (
        in_force,
        in_force | {"status": "repealed", "effective_on": "2000-01-01"},
        in_force | {"kind": "department", "effective_on": "2000-01-01"},
        BASIS | {"effective_on": "2012-05-31"},
    ):
        assert pointers(office.post(PATH, json=body)) == [("", "value_error")]
    nowhere = BASIS | {"department_id": 999_999}
    assert pointers(office.post(PATH, json=nowhere)) == [("/department_id", "unknown")]
    assert pointers(office.post(PATH, json=BASIS | {"effective_on": "十月"})) == [
        ("/effective_on", "date_from_datetime_parsing")
    ]
    assert pointers(office.get(PATH, params={"state": "in_force"})) == [("state", "extra_forbidden")]
    problem(office.get(f"{PATH}/999999"), 404, "not-found")


def test_a_correction_reaches_the_newest_edition(office: TestClient, session: Session) -> None:
    known = add_regulation(session, text="")
    body = correct(office, known, number="示院资〔2024〕5号", text="第一条 为规范采购……").json()
    assert (body["number"], body["version"]) == ("示院资〔2024〕5号", 2)
    edition = office.get(f"{PATH}/{known}/revisions/1").json()
    assert (edition["number"], edition["text"]) == ("示院资〔2024〕5号", "第一条 为规范采购……")
    problem(correct(office, known, text="悄悄改掉"), 409, "in-force")
    assert pointers(correct(office, known, effective_on=None)) == [("/effective_on", "missing")]
    assert [trace.details["fields"] for trace in traces(session, "regulation.updated")] == [
        ["number", "text"]
    ]


def test_a_draft_is_written_freely(office: TestClient, session: Session) -> None:
    draft = add_regulation(session, RegulationStatus.drafting)
    assert correct(office, draft, text="第二稿", effective_on=None).json()["text"] == "第二稿"
    assert office.get(f"{PATH}/{draft}/revisions").json()["items"] == []


def test_a_department_rule_keeps_its_owner(world: World, office: TestClient, session: Session) -> None:
    own = add_regulation(session, kind=RegulationKind.department, department_id=world.academic)
    assert pointers(correct(office, own, department_id=None)) == [("/department_id", "missing")]
    assert correct(office, own, department_id=world.finance).json()["department_name"] == "财务处"


def test_stale_and_missing_tags_are_refused(office: TestClient, session: Session) -> None:
    known = add_regulation(session)
    assert office.patch(f"{PATH}/{known}", json={"issuer": "x"}).status_code == 428
    problem(correct(office, known, '"v7"', issuer="院务会"), 412, "stale")
    tag = office.get(f"{PATH}/{known}").headers["etag"]
    assert correct(office, known, tag, issuer="院务会").status_code == 200
    unchanged = correct(office, known, issuer="院务会")
    assert (unchanged.status_code, unchanged.json()["version"]) == (200, 2)

import hashlib
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.imports.samples import DIRECTOR
from tests.imports.uploads import WORD, counts, sample, upload, uploaded
from tests.imports.word import docx, para, table
from tests.organization.trail import problem
from tests.world import World

URL = "/api/v1/imports"


def names(found: Any, kind: str) -> tuple[str, ...]:
    return tuple(item["values"]["name"] for item in found["forms"][0]["items"] if item["kind"] == kind)


def test_it_works(sign_in: SignIn, world: World) -> None:
    data = sample("self_check_director")
    found = uploaded(sign_in(world.cast.office), data)
    form = found["forms"][0]
    assert (found["state"], found["forms_count"], found["owner_name"]) == ("ready", 1, "纪委办")
    assert (found["file_size"], found["file_digest"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert (form["kind"], form["written_department"], form["written_subject"]) == (
        "position_self_check",
        DIRECTOR.department,
        DIRECTOR.subject,
    )
    assert names(found, "duty") == DIRECTOR.duties
    assert names(found, "power") == DIRECTOR.powers
    assert names(found, "risk") == DIRECTOR.risks
    assert counts(found) == {"new": 11}
    assert (
        form["department"]["action"] == form["position"]["action"] == form["inventory"]["action"] == "create"
    )
    assert found["allowed_actions"] == ["update", "apply"]


def test_nothing_is_applied_yet(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    before = office.get("/api/v1/departments?size=1").json()["total"]
    uploaded(office, sample("self_check_director"))
    assert office.get("/api/v1/departments?size=1").json()["total"] == before
    assert office.get("/api/v1/risk-points").json()["total"] == 0


def test_a_liaison_imports_for_his_department(sign_in: SignIn, world: World) -> None:
    body = para("单位（部门）：教务处      姓名：王老师") + table(
        ("岗位", "岗位职责", "岗位权力", "岗位风险点"),
        (
            "教材管理岗",
            "1.编制教材采购计划\n2.核对教材款项\n3.保管样书",
            "1.教材选用初审",
            "1.倾向特定供应商",
        ),
    )
    found = uploaded(sign_in(world.cast.li), docx(body))
    form = found["forms"][0]
    assert found["department_id"] == world.academic
    assert (form["department"]["id"], form["position"]["id"]) == (world.academic, world.textbook_post)
    assert form["filler"]["name"] == "王老师"
    assert [item["status"] for item in form["items"]] == ["unchanged", "unchanged", "new", "new", "new"]


def test_department_duties_are_the_offices_business(sign_in: SignIn, world: World) -> None:
    body = table(
        ("处（科）室名称", "处（科）室职责", "处（科）室权利", "处（科）室风险点"),
        ("教务处", "1.排课", "1.调课", "1.排课照顾"),
    )
    refused = uploaded(sign_in(world.cast.li), docx(body))["forms"][0]["items"][0]
    assert (refused["kind"], refused["status"]) == ("duty", "refused")
    assert "防控办公室" in refused["reason"]
    assert counts(uploaded(sign_in(world.cast.office), docx(body))) == {"new": 3}


def test_an_unknown_department_has_to_be_chosen_by_who_cannot_make_one(sign_in: SignIn, world: World) -> None:
    found = uploaded(sign_in(world.cast.li), sample("self_check_director"))
    form = found["forms"][0]
    assert form["department"]["action"] == form["position"]["action"] == "missing"
    assert any("市公共资源交易中心" in blocker for blocker in form["blockers"])
    assert found["allowed_actions"] == ["update"]


def test_findings_name_their_cell(sign_in: SignIn, world: World) -> None:
    body = para("部门：教务处") + table(
        ("部门职责", "廉政风险点", "表现形式", "风险等级"),
        ("排课", "照顾", "照顾亲友。", "较高"),
        ("", "", "漏排。", ""),
    )
    form = uploaded(sign_in(world.cast.li), docx(body))["forms"][0]
    level, missing = (f for f in form["findings"] if f["severity"] == "error")
    assert (level["code"], level["row"], level["column"], level["raw"]) == ("level-unknown", 2, 4, "较高")
    assert (missing["code"], missing["row"]) == ("missing-risk-point", 3)
    assert [(item["status"], item["reason"]) for item in form["items"]] == [("refused", level["message"])]


def test_too_long_a_text_is_refused_like_in_the_api(sign_in: SignIn, world: World) -> None:
    body = para("部门：教务处") + table(
        ("权力名称", "具体内容", "办理主体", "制度依据"),
        ("调课" * 101, "审批", "教务科", "办法"),
        ("停课", "", "", ""),
    )
    items = uploaded(sign_in(world.cast.li), docx(body))["forms"][0]["items"]
    assert [(item["status"], item["reason"]) for item in items] == [
        ("refused", "不能超过 200 个字。"),
        ("new", ""),
    ]


@pytest.mark.parametrize("who", ["wang", "chen", "lin", "dean", "supervisor", "system_admin"])
def test_others_may_not_import(sign_in: SignIn, world: World, who: str) -> None:
    response = upload(sign_in(getattr(world.cast, who)), sample("self_check_director"))
    assert response.status_code == 403


def test_a_liaison_imports_for_no_other_department(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    assert upload(li, sample("self_check_director"), department_id=world.finance).status_code == 422
    body = para("部门：财务处") + table(
        ("权力名称", "具体内容", "办理主体", "制度依据"), ("报销", "", "", "")
    )
    assert uploaded(li, docx(body))["forms"][0]["department"]["action"] == "missing"


def test_nobody_imports_anonymously(client: TestClient) -> None:
    assert upload(client, sample("self_check_director")).status_code == 401


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为"),
        (b"%PDF-1.7 no form", "PDF"),
        (b"PK\x03\x04broken", "损坏"),
    ],
)
def test_other_files_are_refused_with_advice(sign_in: SignIn, world: World, data: bytes, words: str) -> None:
    response = upload(sign_in(world.cast.office), data)
    assert (response.status_code, response.json()["type"]) == (422, "/problems/bad-file")
    assert words in response.json()["detail"]


def test_a_file_without_forms_says_so(sign_in: SignIn, world: World) -> None:
    found = uploaded(sign_in(world.cast.office), docx(para("通知")))
    assert found["forms"] == []
    assert [finding["code"] for finding in found["findings"]] == ["no-form"]
    assert found["allowed_actions"] == ["update"]


def test_the_file_name_is_made_harmless(sign_in: SignIn, world: World) -> None:
    found = upload(sign_in(world.cast.office), docx(para("x")), name="../..\\a\u202e<b>.docx").json()
    assert found["file_name"] == "a_b_.docx"


def test_the_same_key_replays_the_first_answer(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    files, key = {"file": ("a.docx", sample("self_check_director"), WORD)}, {"Idempotency-Key": "import-0001"}
    first, second = (office.post(URL, files=files, headers=key) for _ in range(2))
    assert first.status_code == second.status_code == 201, "each try has a boundary of its own"
    assert first.json()["id"] == second.json()["id"]
    assert second.headers["Idempotent-Replayed"] == "true"
    other = {"file": ("b.docx", sample("self_check_director"), WORD)}
    problem(office.post(URL, files=other, headers=key), 422, "idempotency-mismatch")


def test_a_department_of_nearly_the_name_is_doubted(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    body = {"code": "GGZX", "name": "公共资源交易中心", "kind": "centre", "parent_id": world.college}
    assert office.post("/api/v1/departments", json=body).status_code == 201
    department = uploaded(office, sample("self_check_director"))["forms"][0]["department"]
    assert (department["action"], department["name"]) == ("create", DIRECTOR.department)
    assert "公共资源交易中心" in department["reason"]
    other = uploaded(office, sample("self_check_section_chief"))["forms"][0]["department"]
    assert (other["action"], other["reason"]) == ("create", "")

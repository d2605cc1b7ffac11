"""附件四 from a file: drafts are made and changed as by hand, and nobody learns of it who need not know."""

import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.imports.queries import IMPORTS
from backend.imports.records.actions import RecordExpiry
from backend.imports.records.rules import FOLDER, KEPT
from backend.kit import journal
from backend.kit.files import Store
from backend.kit.idempotency import IdempotentAnswer
from backend.kit.journal import Event
from backend.kit.table import now, table_of
from tests.conftest import SignIn
from tests.imports.commented import commented
from tests.imports.record_files import CHOICE, WHAT, box, record
from tests.imports.sheets import bundle
from tests.imports.test_return_files import returned
from tests.imports.uploads import (
    API,
    applied,
    apply,
    choose,
    counts,
    preview,
    sample,
    taken_back,
    upload,
    uploaded,
)
from tests.imports.word import docx, para
from tests.warnings.cases import dispose, draft, key
from tests.world import World

EVENTS = table_of(Event)


def cases(office: TestClient) -> list[Any]:
    found: list[Any] = office.get(f"{API}/warnings").json()["items"]
    return found


def case(office: TestClient, found: Any) -> Any:
    """The warning an import's only form is about."""
    (item,) = found["forms"][0]["items"]
    return office.get(f"{API}/warnings/{item['stored_id']}").json()


def codes(found: Any) -> list[str]:
    return [one["code"] for form in found["forms"] for one in form["findings"]]


def test_it_works(sign_in: SignIn, world: World, session: Session) -> None:
    """A record becomes a draft; source and disposition, which the form lacks, are chosen."""
    office = sign_in(world.cast.office)
    found = uploaded(office, bundle({"王老师.docx": record(promise="今后两人签字。")}), name="王老师.zip")
    (form,) = found["forms"]
    assert (form["kind"], form["subject"]["name"], form["handler"]["name"]) == (
        "warning_record",
        "王老师",
        "陈处长",
    )
    assert form["blockers"] == [
        "请选择预警来源（附件四上没有这一栏）。",
        "请选择处置方式（附件四上没有这一栏）。",
    ]
    assert codes(found) == ["promise-not-taken"]
    assert (found["is_restricted"], found["allowed_actions"]) == (True, ["update", "discard"])
    chosen = choose(office, found, **CHOICE)
    assert (counts(chosen), chosen["allowed_actions"]) == ({"new": 1}, ["update", "apply", "discard"])
    done = applied(office, chosen)
    made = case(office, done)
    assert (made["state"], made["source"], made["disposition"]) == ("draft", "inspection", "reminder")
    assert (made["circumstances"], made["rectification"]) == (WHAT, "")
    assert (made["handler_name"], made["handled_on"]) == ("陈处长", "2026-11-02")
    # Nothing of the text stays with the import, and no event tells whose it was.
    stored = session.execute(sa.select(IMPORTS).where(IMPORTS.c.id == done["id"])).mappings().one()
    assert not any(word in str(dict(stored)) for word in (WHAT, "王老师", "今后两人签字"))
    assert (done["file_name"], done["forms"][0]["source"]) == ("预警处置记录单.zip", "")
    events = session.execute(sa.select(EVENTS.c.department_id, EVENTS.c.details)).all()
    assert {department for department, _ in events} == {None}
    assert "王老师" not in str(events)
    assert office.get(f"{API}/imports/{done['id']}/annotated").status_code == 410


def test_nobody_else_sees_such_an_import(sign_in: SignIn, world: World, session: Session) -> None:
    office, id_ = sign_in(world.cast.office), ""
    id_ = f"{API}/imports/{uploaded(office, record())['id']}"
    for member in (world.cast.li, world.cast.wang, world.cast.chen, world.cast.dean):
        stranger = sign_in(member)
        for path in (id_, f"{id_}/annotated", f"{id_}/reversal"):
            assert stranger.get(path).status_code in (403, 404)
        assert stranger.get(f"{API}/imports").json().get("total", 0) == 0
    liaison = sign_in(world.cast.li)
    assert [liaison.get(f"{id_}{end}").status_code for end in ("", "/annotated", "/reversal")] == [404] * 3
    assert liaison.delete(id_).status_code == 404
    # A colleague of the office who handles warnings too, but did not upload it.
    session.execute(sa.update(IMPORTS).values(owner_id=world.cast.li.user_id))
    assert office.get(id_).status_code == 404
    assert office.get(f"{API}/imports").json()["total"] == 0
    assert liaison.get(id_).status_code == 404


def test_without_the_right_nothing_is_kept(
    sign_in: SignIn, world: World, session: Session, app: FastAPI
) -> None:
    liaison, data = sign_in(world.cast.li), record(remark="无权的人上传")
    answer = upload(liaison, data)
    assert (answer.status_code, answer.json()["detail"][:12]) == (422, "预警处置记录单涉及个人，")
    packed = bundle({"自查表.docx": sample("self_check_director"), "记录.docx": data})
    answer = upload(liaison, packed, "表.zip")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("压缩包里的“记录.docx”：")
    assert session.execute(sa.select(sa.func.count()).select_from(IMPORTS)).scalar_one() == 0
    digests = [hashlib.sha256(content).hexdigest() for content in (data, packed)]
    stores = [Store(app.state.settings.data_dir / name) for name in (FOLDER, "files")]
    assert not any(store.path(digest).exists() for store in stores for digest in digests)


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("预警处置记录单.docx", docx(para("王老师，代签。")), 422),
        ("扫描.zip", bundle({"附件四 王老师.pdf": b"%PDF-1.7"}), 422),
        ("说明.docx", docx(para("海州职业技术学院廉政风险预警处置记录单") + para("王老师，代签。")), 422),
        ("说明.docx", docx(para("会议通知")), 201),
        ("附件四.docx", record(subject="", what="", measures="", handler="", on=""), 201),
    ],
)
def test_what_is_called_so_and_not_understood_is_kept_back_too(
    sign_in: SignIn, world: World, name: str, data: bytes, status: int
) -> None:
    assert upload(sign_in(world.cast.li), data, name).status_code == status
    assert upload(sign_in(world.cast.office), data, name).json()["is_restricted"] is (status == 422)


def test_a_mixed_file_is_refused_with_advice(sign_in: SignIn, world: World, session: Session) -> None:
    """One import has one circle of readers, and the file itself would show both."""
    office = sign_in(world.cast.office)
    packed = bundle({"自查表.docx": sample("self_check_director"), "记录.docx": record()})
    answer = upload(office, packed, "表.zip")
    assert answer.status_code == 422
    assert "请分成两个文件上传" in answer.json()["detail"]
    assert session.execute(sa.select(sa.func.count()).select_from(IMPORTS)).scalar_one() == 0
    several = uploaded(office, bundle({"甲.docx": record(), "乙.docx": record(subject="李联络")}))
    assert [form["subject"]["name"] for form in several["forms"]] == ["王老师", "李联络"]


def test_the_same_file_again_changes_nothing(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    applied(office, choose(office, uploaded(office, record()), **CHOICE))
    again = uploaded(office, record())
    assert (counts(again), again["forms"][0]["blockers"]) == ({"unchanged": 1}, [])
    changed = uploaded(office, record(measures="书面提醒。", remark="补充"))
    (item,) = changed["forms"][0]["items"]
    assert [(one["field"], one["after"]) for one in item["changes"]] == [
        ("measures_taken", "书面提醒。"),
        ("remark", "补充"),
    ]
    made = case(office, applied(office, changed))
    assert (made["measures_taken"], made["remark"]) == ("书面提醒。", "补充")
    assert len(cases(office)) == 1


def test_what_was_issued_is_not_changed_by_a_file(sign_in: SignIn, world: World) -> None:
    """No file closes, promises or rewrites what the person has been told."""
    office = sign_in(world.cast.office)
    issued = dispose(office, world, draft(office, world))
    found = uploaded(office, record(measures="诫勉谈话。", promise="一定改。", what=issued["circumstances"]))
    (item,) = found["forms"][0]["items"]
    assert item["status"] == "refused"
    assert item["reason"] == f"预警 {issued['number']} 现在是“已发出”，不能再用文件改动，请在“预警处置”中办理。"
    assert codes(found) == ["promise-not-taken"]
    assert apply(office, found).status_code == 409
    assert case(office, found) == office.get(f"{API}/warnings/{issued['id']}").json()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"subject": "纪委办"}, "不能为自己办理预警，请由其他同事办理。"),
        ({"handler": "王老师"}, "预警处置实施人不能是预警对象本人，请另选一位。"),
        ({"what": "", "measures": "谈"}, "没有写发生廉政风险情形，请补上。"),
    ],
)
def test_what_the_room_refuses_is_refused(
    sign_in: SignIn, world: World, changes: dict[str, str], reason: str
) -> None:
    office = sign_in(world.cast.office)
    (item,) = uploaded(office, record(**changes))["forms"][0]["items"]
    assert (item["status"], item["reason"]) == ("refused", reason)


def test_unknown_people_are_chosen(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, record(subject="张三", handler="李四"))
    (form,) = found["forms"]
    assert (form["subject"]["action"], form["handler"]["action"]) == ("missing", "missing")
    assert form["blockers"][0].startswith("名册里没有找到预警对象")
    chosen = choose(office, found, subject_id=world.cast.li.person, **CHOICE)
    assert (chosen["forms"][0]["subject"]["name"], chosen["forms"][0]["blockers"]) == ("李联络", [])
    made = case(office, applied(office, chosen))
    assert (made["subject_name"], made["handler_id"]) == ("李联络", None)


def test_it_is_taken_back_as_the_office_withdraws(sign_in: SignIn, world: World, session: Session) -> None:
    office = sign_in(world.cast.office)
    first = applied(office, choose(office, uploaded(office, record()), **CHOICE))
    second = applied(office, uploaded(office, record(measures="书面提醒。")))
    (entry,) = preview(office, second)["entries"]
    assert (entry["kind"], entry["outcome"], entry["changes"]) == ("warning", "taken_back", [])
    assert entry["name"] == case(office, first)["number"]
    taken_back(office, second)
    kept = session.execute(sa.select(IMPORTS.c.effects).where(IMPORTS.c.id == second["id"])).scalar_one()
    assert "约谈提醒" not in str(kept), "the former words serve no more"
    assert case(office, first)["measures_taken"] == "约谈提醒，要求完善验收手续。"
    assert preview(office, first)["entries"][0]["outcome"] == "left"
    third = applied(office, choose(office, uploaded(office, record(subject="李联络")), **CHOICE))
    taken_back(office, third)
    made = case(office, third)
    assert (made["state"], made["remark"]) == ("cancelled", "撤销：撤销导入")
    fourth = applied(office, choose(office, uploaded(office, record(subject="外人")), **CHOICE))
    dispose(office, world, case(office, fourth))
    assert preview(office, fourth)["entries"][0]["outcome"] == "left"


def test_comparing_is_a_reading(sign_in: SignIn, world: World, session: Session) -> None:
    office = sign_in(world.cast.office)
    stored = draft(office, world)
    found = uploaded(office, record(what=stored["circumstances"]))
    office.get(f"{API}/imports/{found['id']}")
    read = sa.select(sa.func.count()).where(
        EVENTS.c.action == "warning.read", EVENTS.c.subject_id == stored["id"]
    )
    assert session.execute(read).scalar_one() == 2


def test_the_file_comes_back_with_comments_in_its_cells(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, record(promise="今后两人签字。", on="下周"))
    notes = commented(returned(office, found))
    assert "承诺整改情况要由预警对象本人在系统里填写" in notes["今后两人签字。"]
    assert notes["下周"].startswith("疑问：认不出预警处置实施时间")


def test_an_upload_is_discarded_or_ends_by_itself(
    sign_in: SignIn, world: World, session: Session, app: FastAPI
) -> None:
    office = sign_in(world.cast.office)
    one = office.post(
        f"{API}/imports", files={"file": ("记录.docx", record())}, headers=key()
    ).json()
    answers = table_of(IdempotentAnswer)
    assert session.execute(sa.select(sa.func.count()).select_from(answers)).scalar_one() == 0
    assert office.delete(f"{API}/imports/{one['id']}").status_code == 204
    assert office.get(f"{API}/imports/{one['id']}").status_code == 404
    other = uploaded(office, sample("self_check_director"))
    assert office.delete(f"{API}/imports/{other['id']}").status_code == 409
    two = uploaded(office, record(subject="李联络"))
    store = Store(app.state.settings.data_dir / FOLDER)
    assert store.path(two["file_digest"]).exists()
    late = {"created_at": now() - KEPT * 2}
    session.execute(sa.update(IMPORTS).where(IMPORTS.c.id == two["id"]).values(late))
    assert RecordExpiry(app.state.settings)(session) == 1
    assert journal.pending(session)[-1].action == "import.expired"
    assert office.get(f"{API}/imports/{two['id']}").status_code == 404
    assert office.get(f"{API}/imports/{other['id']}").status_code == 200


def test_words_of_a_record_are_not_mapped(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, record())
    assert found["tables"] == []
    path = f"{API}/imports/{found['id']}/mapping"
    body: dict[str, Any] = {"columns": [], "levels": []}
    answer = office.put(path, json=body, headers={"If-Match": "now"})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "fixed-columns")


def test_our_own_form_is_known_by_its_identity(sign_in: SignIn, world: World) -> None:
    """Filled in further outside, its draft changes, and a cell that was emptied is empty."""
    office = sign_in(world.cast.office)
    stored = draft(office, world, remark="旧的备注")
    data = office.get(f"{API}/documents/warnings/{stored['id']}", params={"format": "docx"}).content
    found = uploaded(office, data)
    assert found["forms"][0]["items"][0]["stored_id"] == stored["id"]
    twice = uploaded(office, docx(box(what=stored["circumstances"], remark="")))
    assert counts(twice) == {"changed": 1}
    assert [one["field"] for one in twice["forms"][0]["items"][0]["changes"]] == [
        "measures_taken",
        "handled_on",
        "handler_name",
    ]

from typing import Any

import pytest
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.conftest import SignIn
from tests.imports.uploads import applied, choose, counts, sample, uploaded
from tests.imports.word import docx, para, table
from tests.world import World

API = "/api/v1"


def patch(client: Any, found: Any, **choice: Any) -> Any:
    body = {"forms": [{"index": 0, **choice}]}
    return client.patch(f"{API}/imports/{found['id']}", json=body, headers={"If-Match": "now"})


def test_it_works(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sample("self_check_director"))
    assert found["forms"][0]["blockers"]
    chosen = choose(li, found, department_id=world.academic)["forms"][0]
    assert chosen["blockers"] == []
    assert (chosen["department"]["id"], chosen["position"]["action"]) == (world.academic, "create")
    chosen = choose(li, found, position_id=world.liaison_post)["forms"][0]
    assert (chosen["position"]["name"], chosen["filler"]["name"]) == ("教务管理岗", "李联络")
    assert chosen["position"]["reason"] == ""


def test_entries_can_be_left_out(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, sample("self_check_director"))
    keys = [item["key"] for item in found["forms"][0]["items"] if item["kind"] != "risk"]
    assert counts(choose(office, found, excluded=keys)) == {"new": 5, "excluded": 6}
    done = applied(office, found)
    assert counts(done) == {"new": 5, "excluded": 6}
    post = office.get(f"{API}/positions/{done['forms'][0]['position']['id']}").json()
    assert post["duties"] == []


def test_choices_add_up(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, sample("self_check_director"))
    choose(office, found, position_tier="leadership")
    chosen = choose(office, found, parent_id=world.assets, year=2025)
    form = chosen["forms"][0]
    assert (form["position_tier"], form["year"], chosen["version"]) == ("leadership", 2025, 3)
    done = applied(office, found)
    unit = office.get(f"{API}/departments/{done['forms'][0]['department']['id']}").json()
    assert (unit["parent_id"], unit["code"]) == (world.assets, "ZCC-01")


def test_the_same_choice_again_changes_nothing(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, sample("self_check_director"))
    assert choose(office, found, year=2025)["version"] == choose(office, found, year=2025)["version"] == 2


def test_a_holder_of_another_name_is_a_doubt(sign_in: SignIn, world: World) -> None:
    body = para("单位（部门）：教务处      姓名：赵老师") + table(
        ("岗位", "岗位职责", "岗位权力", "岗位风险点"), ("教材管理岗", "1.管", "1.批", "1.险")
    )
    form = uploaded(sign_in(world.cast.li), docx(body))["forms"][0]
    assert form["filler"]["name"] == "王老师"
    assert "赵老师" in form["filler"]["reason"]
    assert form["blockers"] == []


def test_choices_out_of_reach_stay_open(sign_in: SignIn, world: World) -> None:
    """财务处 and its 出纳岗 are none of 李联络's business."""
    li = sign_in(world.cast.li)
    found = uploaded(li, sample("self_check_director"))
    assert choose(li, found, department_id=world.finance)["forms"][0]["blockers"]
    assert choose(li, found, department_id=999_999)["forms"][0]["blockers"]
    assert choose(li, found, department_id=None, position_id=world.cashier_post)["forms"][0]["blockers"]


def test_a_filler_must_hold_the_post(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sample("self_check_director"))
    form = choose(li, found, position_id=world.textbook_post, filler_id=world.cast.chen.person)["forms"][0]
    assert form["blockers"] == ["所选填表人现在不担任这个岗位。"]


def test_strangers_and_readers_choose_nothing(sign_in: SignIn, world: World) -> None:
    found = uploaded(sign_in(world.cast.li), sample("self_check_director"))
    assert patch(sign_in(world.cast.other_liaison), found, year=2025).status_code == 404
    assert patch(sign_in(world.cast.chen), found, year=2025).status_code == 403


@pytest.mark.parametrize("choice", [{"index": 1}, {"index": 0, "year": 1999}, {"index": 0, "level": "high"}])
def test_bad_choices_are_refused(sign_in: SignIn, world: World, choice: dict[str, Any]) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sample("self_check_director"))
    url = f"{API}/imports/{found['id']}"
    assert li.patch(url, json={"forms": [choice]}, headers={"If-Match": "now"}).status_code == 422


def test_after_the_application_nothing_can_be_chosen(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, sample("self_check_director"))
    applied(office, found)
    assert patch(office, found, year=2025).status_code == 409


def test_what_is_left_out_still_says_what_it_would_be(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, sample("self_check_director"))
    chosen = choose(office, found, is_skipped=True)["forms"][0]
    assert {item["status"] for item in chosen["items"]} == {"excluded"}
    assert {item["would_be"] for item in chosen["items"]} == {"new"}


def test_a_closed_year_takes_nothing(sign_in: SignIn, world: World, session: Session) -> None:
    office = sign_in(world.cast.office)
    stamps = {"version": 1, "created_at": now(), "updated_at": now(), "closed_at": now()}
    insert_row(session, WORK_YEARS, {"year": 2025, "state": YearState.closed, "digest": "a" * 64} | stamps)
    form = choose(office, uploaded(office, sample("self_check_director")), year=2025)["forms"][0]
    refused = [item for item in form["items"] if item["status"] == "refused"]
    assert {item["kind"] for item in refused} == {"risk"}
    assert {item["reason"] for item in refused} == {"2025 年度已经封存，不能再写入；请改选年度。"}


def test_another_level_is_shown_not_taken_over(sign_in: SignIn, world: World) -> None:
    """Assessments give the levels."""
    li = sign_in(world.cast.li)
    head = ("部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施")
    unit = para("部门（盖章）：教务处    负责人：陈处长     填表日期：2026年9月1日")
    files = [
        docx(unit + table(head, ("排课", "照顾", "照顾亲友", "", level, ""))) for level in ("高", "中", "高")
    ]
    applied(li, uploaded(li, files[0]))
    (item,) = uploaded(li, files[1])["forms"][0]["items"]
    assert (item["status"], item["changes"]) == ("unchanged", [])
    assert item["reason"] == "表上的等级是“中”，系统里是“高”；等级由风险评估确定，导入不改。"
    (item,) = uploaded(li, files[2])["forms"][0]["items"]
    assert item["reason"] == ""


def test_the_limits_are_said(sign_in: SignIn, world: World) -> None:
    found = sign_in(world.cast.li).get(f"{API}/imports/limits").json()
    assert (found["file_bytes"], found["files"]) == (20 * 1024 * 1024, 300)
    assert {".docx", ".xlsx", ".xls", ".csv", ".zip"} == set(found["accepts"])
    assert set(found["converts"]) <= {".doc", ".wps", ".rtf", ".odt", ".ods", ".html"}
    assert sign_in(world.cast.wang).get(f"{API}/imports/limits").status_code == 403

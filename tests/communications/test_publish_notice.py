"""Notices from the draft to what the departments see."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.communications.cases import API, draft_notice, made, pointers, problem, publish, schedule, step
from tests.conftest import SignIn
from tests.world import World


def test_it_works(world: World, sign_in: SignIn, session: Session) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    draft = draft_notice(office, world)
    assert (draft["state"], draft["allowed_actions"]) == ("draft", ["edit", "publish", "withdraw"])
    row = f"notices/{draft['id']}"
    assert li.get(f"{API}/{row}").status_code == 404
    changed = made(
        office.patch(f"{API}/{row}", json={"title": "关于报送材料的通知"}, headers={"If-Match": '"v1"'}), 200
    )

    sent = made(step(office, row, changed["version"], "publication"), 200)
    assert (sent["state"], sent["units_count"], sent["signed_count"]) == ("published", 2, 0)
    assert sent["allowed_actions"] == ["withdraw", "remind"]

    seen = li.get(f"{API}/{row}").json()
    assert (seen["title"], seen["body"]) == ("关于报送材料的通知", draft["body"])
    assert (seen["is_addressed"], seen["to_sign"], seen["allowed_actions"]) == (
        True,
        [world.academic],
        ["sign"],
    )
    events = table_of(Event)
    found = sa.select(events.c.details).where(events.c.action == "notice.published")
    assert session.execute(found).scalar_one() == {"department_ids": sorted([world.academic, world.finance])}


def test_only_the_departments_it_went_to_see_it(world: World, sign_in: SignIn) -> None:
    notice = publish(sign_in(world.cast.office), world, department_ids=[world.academic])
    path = f"{API}/notices/{notice['id']}"
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.lin, world.cast.supervisor):
        reader = sign_in(who)
        assert reader.get(path).status_code == 200, who.name
        assert [row["id"] for row in reader.get(f"{API}/notices").json()["items"]] == [notice["id"]]
    for who in (world.cast.outsider, world.cast.other_liaison):
        stranger = sign_in(who)
        assert stranger.get(path).status_code == 404, who.name
        assert stranger.get(f"{API}/notices").json() == {"items": [], "total": 0}
    assert sign_in(world.cast.system_admin).get(path).status_code == 403
    assert sign_in(world.cast.oa).get(path).status_code == 403


def test_a_notice_reaches_the_people_below_the_department(world: World, sign_in: SignIn) -> None:
    office, outsider = sign_in(world.cast.office), sign_in(world.cast.outsider)
    notice = publish(office, world, department_ids=[world.college])
    assert outsider.get(f"{API}/notices/{notice['id']}").json()["is_addressed"] is True


@pytest.mark.parametrize(
    ("names", "reached"),
    [
        ({"is_for_all": True}, {"academic", "assets", "finance", "informatics", "procurement"}),
        ({"kinds": ["faculty", "section"]}, {"informatics", "procurement"}),
        ({"kinds": ["faculty"], "department_ids": ["finance"]}, {"informatics", "finance"}),
    ],
)
def test_all_kinds_and_departments_add_up(
    world: World, sign_in: SignIn, names: dict[str, Any], reached: set[str]
) -> None:
    office = sign_in(world.cast.office)
    ids = [getattr(world, name) for name in names.get("department_ids", [])]
    notice = publish(office, world, **names | {"department_ids": ids})
    receipts = office.get(f"{API}/notices/{notice['id']}/receipts").json()["items"]
    assert {row["department_id"] for row in receipts} == {getattr(world, name) for name in reached}


def test_a_department_writes_to_itself_and_below_only(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    own = {"department_id": world.academic, "department_ids": []}
    notice = publish(li, world, **own, is_for_all=True, needs_receipt=False)
    assert notice["units_count"] == 1
    assert sign_in(world.cast.wang).get(f"{API}/notices/{notice['id']}").status_code == 200
    assert sign_in(world.cast.outsider).get(f"{API}/notices/{notice['id']}").status_code == 404
    body = {"title": "通知", "body": "内容", "department_id": world.academic}
    answer = li.post(f"{API}/notices", json=body | {"department_ids": [world.academic, world.finance]})
    assert pointers(answer) == ["/department_ids/1"]
    assert pointers(li.post(f"{API}/notices", json=body | {"department_id": world.college})) == [
        "/department_id"
    ]
    wang = sign_in(world.cast.wang)
    assert wang.post(f"{API}/notices", json=body).status_code == 403


def test_a_published_notice_is_not_edited(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    notice = publish(office, world)
    path, held = f"{API}/notices/{notice['id']}", {"If-Match": f'"v{notice["version"]}"'}
    assert problem(office.patch(path, json={"title": "改过的"}, headers=held)) == (409, "illegal-transition")
    again = step(office, f"notices/{notice['id']}", notice["version"], "publication")
    assert problem(again) == (409, "illegal-transition")
    assert office.get(path).json()["title"] == notice["title"]


def test_a_withdrawn_notice_keeps_its_title_and_reason_for_the_departments(
    world: World, sign_in: SignIn
) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    notice = publish(office, world)
    row = f"notices/{notice['id']}"
    assert step(office, row, 1, "withdrawal", {"reason": "日期有误"}).status_code == 412
    withdrawn = made(step(office, row, notice["version"], "withdrawal", {"reason": "日期有误"}), 200)
    assert (withdrawn["body"], withdrawn["allowed_actions"]) == (notice["body"], [])
    seen = li.get(f"{API}/{row}").json()
    assert (seen["title"], seen["body"], seen["withdraw_reason"]) == (notice["title"], "", "日期有误")
    assert (seen["to_sign"], seen["allowed_actions"]) == ([], [])


def test_nobody_is_no_addressee(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    draft = draft_notice(office, world, department_ids=[])
    answer = step(office, f"notices/{draft['id']}", 1, "publication")
    assert pointers(answer) == ["/department_ids"]
    assert office.get(f"{API}/notices/{draft['id']}").json()["state"] == "draft"


def test_a_time_limit_that_is_over_is_refused(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    draft = draft_notice(office, world, receipt_due_at="2026-01-05T17:30:00+08:00")
    assert pointers(step(office, f"notices/{draft['id']}", 1, "publication")) == ["/receipt_due_at"]


def test_a_meeting_it_names_must_be_one_the_writer_sees(world: World, sign_in: SignIn) -> None:
    office, other = sign_in(world.cast.office), sign_in(world.cast.other_liaison)
    meeting = schedule(office, world)["id"]
    assert draft_notice(office, world, meeting_id=meeting)["meeting_id"] == meeting
    body = {"department_id": world.finance, "title": "通知", "body": "内容", "meeting_id": meeting}
    assert pointers(other.post(f"{API}/notices", json=body)) == ["/meeting_id"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"body": "字" * 20_001}, "/body"),
        ({"kinds": ["planet"]}, "/kinds/0"),
        ({"department_ids": [999_999]}, "/department_ids/0"),
        ({"receipt_due_at": "明天"}, "/receipt_due_at"),
        ({"state": "published"}, "/state"),
    ],
)
def test_bad_input_names_the_field(
    world: World, sign_in: SignIn, changes: dict[str, Any], pointer: str
) -> None:
    body = {"department_id": world.college, "title": "通知", "body": "内容"}
    answer = sign_in(world.cast.office).post(f"{API}/notices", json=body | changes)
    assert pointers(answer) == [pointer]

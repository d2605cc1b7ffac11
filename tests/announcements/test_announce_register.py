"""登记汇总 is announced with its rows frozen (handout.txt line 250)."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.announcements.queries import ROWS
from backend.announcements.rules import content_hash
from backend.kit.table import today
from tests.announcements.announcing import API, DAY, Found, announce, let_pass, made, rows_of, seen, send
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.organization.trail import problem
from tests.risks.sheets import ROW, YEAR, close_year, department_sheet, events_of, save
from tests.world import World

FIELDS = {
    "id",
    "ordinal",
    "risk_point_id",
    "department_name",
    "position_name",
    "holder_name",
    "name",
    "manifestation",
    "level",
    "measures",
}


def test_it_works(
    approved: Found, li: TestClient, world: World, wang: TestClient, session: Session, sign_in: SignIn
) -> None:
    answer = announce(li, world.academic, note="请大家核对。")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert answer.headers["etag"].startswith('"v1-')
    assert (body["state"], body["phase"], body["rows_count"]) == ("open", "running", 2)
    assert (body["department_name"], body["announced_by_name"]) == ("教务处", "李联络")
    assert body["allowed_actions"] == ["withdraw"], "its days are not over"
    mine = seen(wang, body)
    assert (mine["allowed_actions"], mine["can_object"]) == ([], True)
    assert (mine["objections_count"], mine["open_objections_count"]) == (None, None)
    first, second = rows_of(wang, body)
    assert set(first) == FIELDS
    assert (first["ordinal"], first["name"], first["holder_name"]) == (1, ROW["name"], "王老师")
    assert second["risk_point_id"] == approved["rows"][1]["id"]
    assert events_of(session, "announcement") == ["announcement.created"]
    assert [row["id"] for row in made(wang.get(API, params={"is_running": True}))["items"]] == [body["id"]]


def test_five_working_days_the_first_one_included(
    approved: Found, li: TestClient, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.cast.office)
    monday = today() + timedelta(days=7 - today().weekday())
    body = made(announce(li, world.academic, opens_on=str(monday)))
    assert (body["closes_on"], body["phase"]) == (str(monday + 4 * DAY), "upcoming")
    made(send(li, f"{API}/{body['id']}/withdrawal", {"reason": "改日再公示。"}))
    calendar = {"days": [{"day_on": str(monday + DAY), "kind": "holiday", "name": "校庆"}]}
    path = f"/api/v1/work-calendars/{monday.year}"
    entered = office.put(path, json=calendar, headers={"If-Match": '"v0"'})
    assert entered.status_code in (200, 201), entered.text
    body = made(announce(li, world.academic, opens_on=str(monday)))
    assert body["closes_on"] == str(monday + 7 * DAY)


def test_what_was_announced_stays(
    approved: Found, li: TestClient, world: World, sign_in: SignIn, session: Session
) -> None:
    body = made(announce(li, world.academic))
    before = rows_of(li, body)
    office = sign_in(world.cast.office)
    changed = office.patch(
        f"/api/v1/risk-points/{approved['rows'][0]['id']}",
        json={"name": "改过的名称"},
        headers={"If-Match": "now"},
    )
    assert changed.status_code == 200, changed.text
    assert rows_of(li, body) == before
    stored = [dict(row) for row in session.execute(sa.select(ROWS).order_by(ROWS.c.ordinal)).mappings()]
    head = {"department_name": "教务处", "year": YEAR}
    assert content_hash(head, stored) == body["content_hash"]
    stored[1]["measures"] += "。"
    assert content_hash(head, stored) != body["content_hash"]


def test_only_what_is_approved(approved: Found, li: TestClient, world: World) -> None:
    save(li, department_sheet(li, world.academic).json(), [ROW | {"name": "还没有认定"}])
    body = made(announce(li, world.academic))
    assert (body["rows_count"], body["pending_count"]) == (2, 1)
    assert "还没有认定" not in {row["name"] for row in rows_of(li, body)}
    assert [row["name"] for row in rows_of(li, body, q="流于形式")] == ["教材款项核对流于形式"]
    assert rows_of(li, body, level="high") == []


def test_the_office_announces_for_the_college(approved: Found, world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = made(announce(office, world.college, audience="college"))
    for member in (world.cast.outsider, world.cast.other_head, world.cast.lin):
        assert seen(sign_in(member), body)["can_object"], member.name


def test_the_stranger(approved: Found, li: TestClient, world: World, sign_in: SignIn) -> None:
    body = made(announce(li, world.academic))
    for member in (world.cast.outsider, world.cast.other_liaison):
        stranger = sign_in(member)
        problem(stranger.get(f"{API}/{body['id']}"), 404, "not-found")
        problem(stranger.get(f"{API}/{body['id']}/rows"), 404, "not-found")
        assert made(stranger.get(API))["items"] == []
        problem(
            send(stranger, f"{API}/{body['id']}/objections", {"reason": "我不同意这一条。"}), 404, "not-found"
        )
    problem(announce(sign_in(world.cast.wang), world.academic), 403, "forbidden")
    for member in (world.cast.lin, world.cast.supervisor):
        reader = sign_in(member)
        assert seen(reader, body)["allowed_actions"] == []
        problem(send(reader, f"{API}/{body['id']}/ending"), 403, "forbidden")


def test_one_at_a_time(approved: Found, li: TestClient, chen: TestClient, world: World) -> None:
    body = made(announce(li, world.academic))
    problem(announce(chen, world.academic), 409, "already-open")
    reason = {"reason": "汇总时漏了一张表。"}
    withdrawn = made(send(chen, f"{API}/{body['id']}/withdrawal", reason))
    assert (withdrawn["phase"], withdrawn["withdraw_reason"]) == ("withdrawn", reason["reason"])
    assert announce(chen, world.academic).status_code == 201


def test_nothing_approved_is_nothing_to_announce(li: TestClient, world: World, sheet: Found) -> None:
    problem(announce(li, world.academic), 409, "nothing-approved")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"opens_on": -1}, "/opens_on"),
        ({"opens_on": 61}, "/opens_on"),
        ({"closes_on": -1}, "/closes_on"),
        ({"closes_on": 91}, "/closes_on"),
        ({"opens_on": 3, "closes_on": 1}, ""),
        ({"year": 1999}, "/year"),
        ({"audience": "everybody"}, "/audience"),
        ({"department_id": 10**9}, "/department_id"),
    ],
    ids=str,
)
def test_bad_input(
    approved: Found, li: TestClient, world: World, changes: dict[str, Any], pointer: str
) -> None:
    days = {"opens_on", "closes_on"}
    given = {name: str(today() + value * DAY) if name in days else value for name, value in changes.items()}
    answer = send(li, API, {"department_id": world.academic, "year": YEAR} | given)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_a_weekend_is_no_period(approved: Found, li: TestClient, world: World) -> None:
    saturday = today() + timedelta(days=(5 - today().weekday()) % 7 or 7)
    given = {"opens_on": str(saturday), "closes_on": str(saturday + DAY)}
    answer = announce(li, world.academic, **given)
    assert answer.json()["errors"][0]["code"] == "no-working-day"


def test_ended_without_objection_and_reported_up(
    approved: Found, li: TestClient, world: World, session: Session
) -> None:
    body = made(announce(li, world.academic))
    last = date.fromisoformat(body["closes_on"])
    refused = problem(send(li, f"{API}/{body['id']}/ending"), 409, "not-over")
    assert f"{last.month}月{last.day}日" in refused["detail"]
    problem(send(li, f"{API}/{body['id']}/report", {}), 409, "illegal-transition")
    let_pass(session)
    assert seen(li, body)["allowed_actions"] == ["end", "withdraw"]
    ended = made(send(li, f"{API}/{body['id']}/ending"))
    assert (ended["state"], ended["result"], ended["ended_by_name"]) == ("ended", "clear", "李联络")
    for day in (today() + DAY, today() - DAY):
        answer = send(li, f"{API}/{body['id']}/report", {"reported_on": str(day)})
        assert answer.json()["errors"][0]["pointer"] == "/reported_on"
    reported = made(send(li, f"{API}/{body['id']}/report", {"note": "报院纪委办公室"}))
    assert (reported["phase"], reported["reported_on"]) == ("reported", str(today()))
    assert reported["allowed_actions"] == []
    known = ["created", "ended", "reported"]
    assert events_of(session, "announcement") == [f"announcement.{action}" for action in known]


def test_a_stale_page_is_refused(approved: Found, li: TestClient, world: World) -> None:
    body = made(announce(li, world.academic))
    path, reason = f"{API}/{body['id']}/withdrawal", {"reason": "汇总时漏了一张表。"}
    problem(send(li, path, reason, '"v9"'), 412, "stale")
    assert li.post(path, json=reason).status_code == 428


def test_nothing_of_a_closed_year_is_announced(
    approved: Found, li: TestClient, world: World, session: Session
) -> None:
    body = made(announce(li, world.academic))
    close_year(session)
    problem(announce(li, world.academic), 409, "year-closed")
    after = seen(li, body)
    assert (after["allowed_actions"], after["can_object"]) == ([], False)
    reason = {"reason": "汇总时漏了一张表。"}
    problem(send(li, f"{API}/{body['id']}/withdrawal", reason), 409, "year-closed")


def test_it_goes_on_in_the_department_another_became_part_of(
    approved: Found, li: TestClient, world: World, sign_in: SignIn, wang: TestClient
) -> None:
    body = made(announce(li, world.academic))
    said = made(send(wang, f"{API}/{body['id']}/objections", {"reason": "这一条写得不准确。"}))
    merged(sign_in(world.cast.office), world.academic, world.finance)
    moved = seen(sign_in(world.cast.other_liaison), body)
    assert moved["department_id"] == world.finance
    assert moved["department_name"] == "教务处", "as it was announced"
    assert moved["open_objections_count"] == 1
    found = made(sign_in(world.cast.other_head).get("/api/v1/objections", params={"awaiting": True}))
    assert [row["id"] for row in found["items"]] == [said["id"]]

"""What is handed in has its own due instant and its own departments (requirements D10)."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.access.witnesses import codes, events
from tests.campaigns.rounds import ANY, API, begun, draft, end, ok, problem, running, simple
from tests.campaigns.test_keep_years import close
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/deliverables"
RETIRE = {"reason": "并入年终自查"}


def body(campaign: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A good-practice report (handout.txt line 254)."""
    return {
        "campaign_id": campaign["id"],
        "kind": "other",
        "name": "好的经验和做法",
        "parts": [{"key": "report", "name": "经验材料"}],
        "department_kinds": ["office"],
        "due_at": "2026-12-18T17:30:00+08:00",
    } | changes


def test_it_works(world: World, sign_in: SignIn, office: TestClient, session: Session) -> None:
    campaign = running(office)
    stage = campaign["stages"][4]
    made = ok(office.post(PATH, json=body(campaign, stage_id=stage["id"])))
    assert (made["due_at"], made["due_on"]) == ("2026-12-18T09:30:00Z", "2026-12-18")
    assert (made["stage_name"], made["year"], made["sort"]) == ("检查评估考核", 2026, 4)
    assert made["parts"] == [{"key": "report", "name": "经验材料", "is_required": True}]
    wang = sign_in(world.cast.wang)
    assert ok(wang.get(f"{PATH}/{made['id']}")) == made
    listed = ok(wang.get(PATH, params={"campaign_id": campaign["id"]}))["items"]
    assert [row["due_on"] for row in listed] == ["2026-09-07", "2026-10-05", "2026-12-15", "2026-12-18"]
    assert events(session, "deliverable.created")[-1]["details"] == {"campaign_id": campaign["id"]}


def test_the_due_instant_is_fixed_once_the_campaign_runs(office: TestClient) -> None:
    campaign = draft(office)
    path = f"{PATH}/{campaign['deliverables'][0]['id']}"
    moved = {"due_at": "2026-09-08T12:00:00+08:00"}
    assert ok(office.patch(path, json=moved, headers=ANY))["due_at"] == "2026-09-08T04:00:00Z"
    ok(office.post(f"{API}/campaigns/{campaign['id']}/launch", headers=ANY | {"Idempotency-Key": "k" * 8}))
    later = {"due_at": "2026-09-09T12:00:00+08:00"}
    assert problem(office.patch(path, json=later, headers=ANY)) == (409, "due-fixed")
    assert ok(office.patch(path, json=moved | {"name": "方案与名单"}, headers=ANY))["name"] == "方案与名单"


def test_what_is_in_use_is_not_taken_away(world: World, office: TestClient) -> None:
    made = simple(office)
    path = f"{PATH}/{made['id']}"
    ok(office.patch(path, json={"department_kinds": ["office"]}, headers=ANY))
    begun(office, made, world.academic)
    for less in ({"department_kinds": ["faculty"]}, {"parts": [{"key": "other", "name": "别的"}]}):
        assert problem(office.patch(path, json=less, headers=ANY)) == (409, "deliverable-in-use")
    more = {
        "department_kinds": ["office", "faculty"],
        "parts": [{"key": "report", "name": "报告"}, {"key": "list", "name": "名单", "is_required": False}],
    }
    assert ok(office.patch(path, json=more, headers=ANY))["department_kinds"] == ["office", "faculty"]
    assert problem(office.post(f"{path}/retirement", json=RETIRE, headers=ANY)) == (409, "deliverable-in-use")


def test_it_is_retired(office: TestClient) -> None:
    made = simple(office)
    path = f"{PATH}/{made['id']}"
    assert ok(office.post(f"{path}/retirement", json=RETIRE, headers=ANY))["retired_on"] is not None
    assert problem(office.patch(path, json={"sort": 2}, headers=ANY)) == (409, "retired")
    assert ok(office.get(PATH))["items"] == []
    assert len(ok(office.get(PATH, params={"include_retired": True}))["items"]) == 1
    assert ok(office.get(f"{API}/obligations"))["items"] == []


def test_filters_and_orders(office: TestClient) -> None:
    campaign = running(office)
    extra = ok(office.post(PATH, json=body(campaign, due_at="2026-08-30T12:00:00+08:00")))
    by_due = [row["id"] for row in ok(office.get(PATH))["items"]]
    programme = [row["id"] for row in ok(office.get(PATH, params={"sort": "programme"}))["items"]]
    assert by_due == [extra["id"], *programme[:3]]
    assert programme[-1] == extra["id"]
    for filters, count in (
        ({"kind": "other"}, 1),
        ({"department_kind": "faculty"}, 3),
        ({"department_kind": "section"}, 0),
        ({"year": 2025}, 0),
        ({"stage_id": campaign["stages"][1]["id"]}, 1),
    ):
        assert ok(office.get(PATH, params=filters))["total"] == count


def test_only_the_office_changes_them(world: World, sign_in: SignIn, office: TestClient) -> None:
    campaign = running(office)
    path = f"{PATH}/{campaign['deliverables'][0]['id']}"
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.lin):
        client = sign_in(who)
        assert client.post(PATH, json=body(campaign)).status_code == 403
        assert client.patch(path, json={"sort": 2}, headers=ANY).status_code == 403
        assert client.post(f"{path}/retirement", json=RETIRE, headers=ANY).status_code == 403


def test_bad_input_is_refused(office: TestClient, session: Session) -> None:
    campaign, other = draft(office), draft(office, year=2027)

    def refused(**changes: Any) -> list[tuple[str, str]]:
        return codes(office.post(PATH, json=body(campaign, **changes)))

    assert refused(due_at="2026-12-18T17:30:00") == [("/due_at", "timezone_aware")]
    assert refused(due_at="2026-12-18T17:30:01+08:00") == [("/due_at", "value_error")]
    assert refused(due_at="0001-01-01T00:00:00+14:00") == [("/due_at", "greater_than_equal")]
    assert refused(due_at="9999-12-31T23:59:00-12:00") == [("/due_at", "less_than_equal")]
    assert refused(parts=[]) == [("/parts", "too_short")]
    assert refused(parts=[{"key": "a", "name": "甲"}] * 2) == [("/parts", "value_error")]
    assert refused(parts=[{"key": "../a", "name": "甲"}]) == [("/parts/0/key", "string_pattern_mismatch")]
    assert refused(paper_copies=21) == [("/paper_copies", "less_than_equal")]
    assert refused(stage_id=other["stages"][0]["id"]) == [("/stage_id", "unknown")]
    end(office, other)
    assert problem(office.post(PATH, json=body(other))) == (409, "illegal-transition")
    close(session, 2026)
    assert problem(office.post(PATH, json=body(campaign))) == (409, "year-closed")


def test_working_days_left_are_those_of_the_calendar(office: TestClient) -> None:
    made = simple(office, minutes=60 * 24 * 40)
    left = made["working_days_left"]
    assert 25 <= left <= 30
    day = {"day_on": made["due_on"], "kind": "holiday" if made["is_due_on_working_day"] else "workday"}
    ok(office.put(f"{API}/work-calendars/{made['due_on'][:4]}", json={"days": [day]}, headers=ANY))
    again = ok(office.get(f"{PATH}/{made['id']}"))
    assert again["is_due_on_working_day"] is not made["is_due_on_working_day"]
    assert abs(again["working_days_left"] - left) == 1

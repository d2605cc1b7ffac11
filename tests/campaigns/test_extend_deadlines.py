"""时间服从质量: more time on record, never silently (handout.txt line 250)."""

from datetime import datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from tests.access.witnesses import codes, events
from tests.campaigns.rounds import API, draft, end, in_minutes, key, ok, owed, problem, simple, submitted
from tests.campaigns.test_keep_years import close
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/extensions"
WHY = "期末考试期间，适当延长"


def extend(client: TestClient, deliverable: dict[str, Any], **how: Any) -> Response:
    body = {"deliverable_id": deliverable["id"], "reason": WHY} | how
    answer: Response = client.post(PATH, json=body, headers=key())
    return answer


def revoke(client: TestClient, extension: dict[str, Any]) -> Response:
    headers = key() | {"If-Match": f'"v{extension["version"]}"'}
    answer: Response = client.post(
        f"{PATH}/{extension['id']}/revocation", json={"reason": "登记有误"}, headers=headers
    )
    return answer


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_it_works(world: World, office: TestClient, li: TestClient, session: Session) -> None:
    due = simple(office, minutes=60)
    later = in_minutes(300)
    (made,) = ok(extend(office, due, department_ids=[world.academic], due_at=later.isoformat()))
    assert (made["department_name"], made["reason"]) == ("教务处", WHY)
    assert made["granted_by_name"] == "纪委办"
    rows = owed(office, world)
    assert instant(rows[world.academic]["due_at"]) == later
    assert rows[world.academic]["is_extended"] is True
    assert rows[world.finance]["due_at"] == due["due_at"]
    assert rows[world.finance]["is_extended"] is False
    assert [row["id"] for row in ok(li.get(PATH))["items"]] == [made["id"]]
    (event,) = events(session, "extension.granted")
    assert event["department_id"] == world.academic
    assert event["details"]["deliverable_id"] == due["id"]


def test_more_time_for_all(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office, minutes=60)
    own, general = in_minutes(600), in_minutes(300)
    ok(extend(office, due, department_ids=[world.academic], due_at=own.isoformat()))
    (made,) = ok(extend(office, due, due_at=general.isoformat()))
    assert made["department_id"] is None
    rows = owed(office, world)
    assert instant(rows[world.finance]["due_at"]) == general
    assert instant(rows[world.academic]["due_at"]) == own
    assert len(ok(li.get(PATH))["items"]) == 2


def test_it_is_counted_in_working_days(world: World, office: TestClient) -> None:
    campaign = draft(office, year=2025)
    ok(
        office.put(
            f"{API}/work-calendars/2025",
            json={
                "days": [
                    *({"day_on": f"2025-10-0{day}", "kind": "holiday"} for day in range(1, 9)),
                    {"day_on": "2025-10-11", "kind": "workday"},
                ]
            },
            headers=key(),
        )
    )
    one = campaign["deliverables"][1]
    path = f"{API}/deliverables/{one['id']}"
    ok(office.patch(path, json={"due_at": "2025-09-30T12:00:00+08:00"}, headers=key()))
    ok(office.post(f"{API}/campaigns/{campaign['id']}/launch", headers=key()))
    (made,) = ok(extend(office, one, department_ids=[world.academic], working_days=3))
    assert made["due_at"] == "2025-10-11T04:00:00Z"
    (again,) = ok(extend(office, one, department_ids=[world.academic], working_days=1))
    assert again["due_at"] == "2025-10-13T04:00:00Z"


def test_it_heals_lateness(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office, minutes=-90)
    made = submitted(li, due, world.academic)
    assert made["late_minutes"] in (90, 91)
    ok(extend(office, due, department_ids=[world.academic], due_at=in_minutes(5).isoformat()))
    again = ok(li.get(f"{API}/submissions/{made['id']}"))
    assert again["late_minutes"] == 0
    assert again["versions"][0]["late_minutes"] == made["late_minutes"]


def test_it_is_taken_back(world: World, office: TestClient, session: Session) -> None:
    due = simple(office, minutes=60)
    (made,) = ok(extend(office, due, department_ids=[world.academic], due_at=in_minutes(99).isoformat()))
    taken = ok(revoke(office, made))
    assert taken["revoke_reason"] == "登记有误"
    assert owed(office, world)[world.academic]["due_at"] == due["due_at"]
    assert problem(revoke(office, taken)) == (409, "already-revoked")
    assert ok(office.get(PATH))["items"] == []
    assert len(ok(office.get(PATH, params={"include_revoked": True}))["items"]) == 1
    assert len(events(session, "extension.revoked")) == 1


def test_only_the_office_grants(world: World, sign_in: SignIn, office: TestClient) -> None:
    due = simple(office)
    later = in_minutes(900).isoformat()
    (made,) = ok(extend(office, due, department_ids=[world.academic], due_at=later))
    for who in (world.cast.li, world.cast.chen, world.cast.lin, world.cast.dean):
        client = sign_in(who)
        assert extend(client, due, due_at=later).status_code == 403
        assert revoke(client, made).status_code == 403
    other = sign_in(world.cast.other_liaison)
    assert ok(other.get(PATH))["items"] == []
    assert other.get(f"{PATH}/{made['id']}").status_code == 404
    assert sign_in(world.cast.wang).get(PATH).status_code == 403


def test_bad_input_is_refused(world: World, office: TestClient) -> None:
    due = simple(office, minutes=600)
    later, earlier = in_minutes(900).isoformat(), in_minutes(600).isoformat()
    assert codes(extend(office, due)) == [("", "value_error")]
    assert codes(extend(office, due, due_at=later, working_days=1)) == [("", "value_error")]
    assert codes(extend(office, due, due_at=earlier)) == [("/due_at", "not-later")]
    assert codes(extend(office, due, working_days=0)) == [("/working_days", "greater_than_equal")]
    assert codes(extend(office, due, due_at=later, reason="")) == [("/reason", "string_too_short")]
    twice = [world.academic, world.academic]
    assert codes(extend(office, due, due_at=later, department_ids=twice)) == [("", "value_error")]
    wrong = [world.academic, world.procurement]
    refused = extend(office, due, due_at=later, department_ids=wrong)
    assert codes(refused) == [("/department_ids/1", "not-owed")]
    refused = extend(office, due, due_at=later, department_ids=[999_999])
    assert codes(refused) == [("/department_ids/0", "unknown")]
    assert office.post(PATH, json={"deliverable_id": due["id"]}).status_code == 400


def test_all_departments_or_none(world: World, office: TestClient) -> None:
    due = simple(office, minutes=60)
    ok(extend(office, due, department_ids=[world.finance], due_at=in_minutes(500).isoformat()))
    both = [world.academic, world.finance]
    refused = extend(office, due, department_ids=both, due_at=in_minutes(400).isoformat())
    assert codes(refused) == [("/department_ids/1", "not-later")]
    assert owed(office, world)[world.academic]["is_extended"] is False


def test_it_needs_a_running_campaign_in_an_open_year(office: TestClient, session: Session) -> None:
    prepared = draft(office)["deliverables"][0]
    far = (in_minutes(0) + timedelta(days=900)).isoformat()
    assert problem(extend(office, prepared, due_at=far)) == (409, "campaign-not-running")
    due = simple(office)
    (made,) = ok(extend(office, due, due_at=far))
    close(session, 2026)
    assert problem(revoke(office, made)) == (409, "year-closed")
    assert problem(extend(office, due, working_days=1)) == (409, "year-closed")


def test_a_campaign_that_ended_gives_no_more_time(office: TestClient) -> None:
    due = simple(office)
    end(office, ok(office.get(f"{API}/campaigns/{due['campaign_id']}")))
    refused = extend(office, due, due_at=in_minutes(9000).isoformat())
    assert problem(refused) == (409, "campaign-not-running")

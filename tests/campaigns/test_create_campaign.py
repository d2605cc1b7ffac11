"""A whole campaign in one call (opinion.txt lines 35–97, handout.txt line 250)."""

from datetime import UTC, datetime

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.access.witnesses import codes, events
from tests.campaigns.rounds import ANY, API, draft, end, key, ok, problem, running, start
from tests.campaigns.test_keep_years import close
from tests.conftest import SignIn
from tests.world import World

OCTOBER = [{"day_on": f"2026-10-0{day}", "kind": "holiday", "name": "国庆节"} for day in range(1, 8)]


def test_it_works(office: TestClient, session: Session) -> None:
    made = draft(office, template="opinion")
    assert made["name"] == "2026 年廉政风险防控工作"
    assert made["state"] == "draft"
    assert made["allowed_actions"] == ["edit", "start", "end"]
    stages = [(stage["kind"], stage["starts_on"], stage["ends_on"]) for stage in made["stages"]]
    assert stages == [
        ("mobilisation", None, "2026-08-31"),
        ("finding", "2026-09-01", "2026-09-30"),
        ("assessing", "2026-10-01", "2026-10-31"),
        ("controlling", "2026-11-01", "2026-12-31"),
        ("checking", None, None),
    ]
    dues = [(one["due_at"], one["due_on"]) for one in made["deliverables"]]
    assert dues == [
        ("2026-09-07T09:30:00Z", "2026-09-07"),
        ("2026-10-05T09:30:00Z", "2026-10-05"),
        ("2026-12-15T09:30:00Z", "2026-12-15"),
    ]
    assert [len(one["parts"]) for one in made["deliverables"]] == [3, 3, 1]
    assert [one["needs_seal"] for one in made["deliverables"]] == [False, False, True]
    assert [one["paper_copies"] for one in made["deliverables"]] == [0, 2, 1]
    assert "section" not in made["deliverables"][0]["department_kinds"]
    assert [event["details"]["year"] for event in events(session, "campaign.created")] == [2026]
    assert [event["details"]["year"] for event in events(session, "work_year.opened")] == [2026]


def test_the_finding_stage_has_its_seven_steps(office: TestClient) -> None:
    finding = draft(office)["stages"][1]
    assert finding["steps"] == ["duties", "flows", "risks", "forms", "reviews", "register", "publicity"]


def test_the_handout_has_six_stages_and_a_time_of_day(office: TestClient) -> None:
    made = draft(office, template="handout", year=2027)
    assert len(made["stages"]) == 6
    assert (made["stages"][1]["starts_on"], made["stages"][1]["ends_on"]) == ("2027-06-01", "2027-06-30")
    (due,) = made["deliverables"]
    assert due["due_at"] == "2027-06-22T09:30:00Z"
    assert [part["key"] for part in due["parts"]] == [
        "position_self_checks",
        "department_self_check",
        "register",
    ]


def test_a_due_day_off_gives_way_to_the_next_working_day(office: TestClient) -> None:
    path = f"{API}/work-calendars/2026"
    worked = [{"day_on": "2026-10-10", "kind": "workday"}]
    ok(office.put(path, json={"days": OCTOBER + worked}, headers=ANY))
    moved = draft(office)["deliverables"][1]
    assert (moved["due_on"], moved["is_due_on_working_day"]) == ("2026-10-08", True)
    kept = draft(office, name="照原日期", moves_to_working_day=False)["deliverables"][1]
    assert (kept["due_on"], kept["is_due_on_working_day"]) == ("2026-10-05", False)
    weekend = draft(office, year=2025)["deliverables"]
    assert [one["due_on"] for one in weekend] == ["2025-09-08", "2025-10-06", "2025-12-15"]


def test_the_office_says_when_work_ends_and_who_owes(office: TestClient) -> None:
    made = draft(office, closing_time="18:00", department_kinds=["faculty", "section"])
    assert made["deliverables"][0]["due_at"] == "2026-09-07T10:00:00Z"
    assert made["deliverables"][0]["department_kinds"] == ["faculty", "section"]


def test_it_holds_the_governing_document(world: World, sign_in: SignIn, office: TestClient) -> None:
    document = {
        "document_number": "海职院党〔2026〕12号",
        "document_title": "关于开展廉政风险防控工作的实施意见",
        "approving_body": "院党委会",
        "approved_on": "2026-08-01",
        "issued_on": "2026-08-03",
        "copies_count": 58,
        "cc": ["院党委委员", "存档"],
        "document_text": "为深入推进学院惩治和预防腐败体系建设……",
    }
    made = running(office, **document)
    seen = ok(sign_in(world.cast.wang).get(f"{API}/campaigns/{made['id']}"))
    assert {name: seen[name] for name in document} == document
    listed = ok(office.get(f"{API}/campaigns", params={"q": "〔2026〕12"}))["items"]
    assert [one["id"] for one in listed] == [made["id"]]


def test_a_draft_is_seen_only_by_who_prepares_it(world: World, sign_in: SignIn, office: TestClient) -> None:
    made = draft(office)
    wang = sign_in(world.cast.wang)
    path, due = f"{API}/campaigns/{made['id']}", made["deliverables"][0]["id"]
    assert wang.get(path).status_code == 404
    assert wang.get(f"{API}/deliverables/{due}").status_code == 404
    assert wang.get(f"{API}/campaign-stages/{made['stages'][0]['id']}").status_code == 404
    for each in ("campaigns", "campaign-stages", "deliverables"):
        assert ok(wang.get(f"{API}/{each}"))["items"] == []
    start(office, made)
    assert ok(wang.get(path))["allowed_actions"] == []
    assert len(ok(wang.get(f"{API}/campaign-stages"))["items"]) == 5
    assert len(ok(wang.get(f"{API}/deliverables"))["items"]) == 3


def test_only_the_office_plans(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.lin, world.cast.dean):
        assert sign_in(who).post(f"{API}/campaigns", json={"year": 2026}).status_code == 403


def test_bad_input_is_refused(office: TestClient) -> None:
    path = f"{API}/campaigns"
    assert codes(office.post(path, json={"year": 1812})) == [("/year", "greater_than_equal")]
    for time in ("24:00", "5pm", "17:30:00", "17:30+08:00"):
        body = {"year": 2026, "closing_time": time}
        assert codes(office.post(path, json=body)) == [("/closing_time", "string_pattern_mismatch")]
    nobody: dict[str, object] = {"year": 2026, "department_kinds": []}
    assert codes(office.post(path, json=nobody)) == [("/department_kinds", "too_short")]
    body = {"year": 2026, "template": "seven_stages"}
    assert codes(office.post(path, json=body)) == [("/template", "enum")]
    assert codes(office.get(f"{path}?state=paused")) == [("state", "enum")]


def test_a_name_is_used_once_a_year(office: TestClient) -> None:
    made = draft(office)
    again = office.post(f"{API}/campaigns", json={"year": 2026})
    assert problem(again) == (409, "already-exists")
    other = draft(office, name="另一项活动")
    path = f"{API}/campaigns/{other['id']}"
    assert problem(office.patch(path, json={"name": made["name"]}, headers=ANY)) == (409, "already-exists")
    assert ok(office.patch(path, json={"name": "另一项活动"}, headers=ANY))["name"] == "另一项活动"
    draft(office, year=2027)


def test_a_closed_year_takes_no_campaign(office: TestClient, session: Session) -> None:
    made = draft(office)
    close(session, 2026)
    assert problem(office.post(f"{API}/campaigns", json={"year": 2026})) == (409, "year-closed")
    path = f"{API}/campaigns/{made['id']}"
    assert problem(office.patch(path, json={"cc": []}, headers=ANY)) == (409, "year-closed")
    assert problem(office.post(f"{path}/launch", headers=key())) == (409, "year-closed")


def test_it_runs_and_ends(office: TestClient, session: Session) -> None:
    made = running(office)
    assert made["state"] == "running"
    assert datetime.fromisoformat(made["started_at"]).tzinfo == UTC
    assert problem(office.post(f"{API}/campaigns/{made['id']}/launch", headers=key())) == (
        409,
        "illegal-transition",
    )
    ended = end(office, made)
    assert (ended["state"], ended["end_reason"], ended["allowed_actions"]) == ("ended", "本年度工作结束", [])
    path = f"{API}/campaigns/{made['id']}"
    assert problem(office.patch(path, json={"cc": []}, headers=ANY)) == (409, "illegal-transition")
    actions = [events(session, f"campaign.{verb}") for verb in ("created", "started", "ended")]
    assert [len(found) for found in actions] == [1, 1, 1]


def test_a_draft_can_be_dropped(office: TestClient) -> None:
    made = draft(office)
    path = f"{API}/campaigns/{made['id']}/ending"
    assert codes(office.post(path, json={"reason": "误"}, headers=key())) == [("/reason", "string_too_short")]
    assert end(office, made)["started_at"] is None


def test_nothing_starts_without_a_stage(office: TestClient) -> None:
    made = draft(office, template="blank")
    refused = office.post(f"{API}/campaigns/{made['id']}/launch", headers=key())
    assert problem(refused) == (409, "no-stage")


def test_nobody_overwrites_another(office: TestClient) -> None:
    made = draft(office)
    path = f"{API}/campaigns/{made['id']}"
    tag = office.get(path).headers["etag"]
    ok(office.patch(path, json={"copies_count": 58}, headers={"If-Match": tag}))
    late = office.patch(path, json={"copies_count": 60}, headers={"If-Match": tag})
    assert problem(late) == (412, "stale")
    assert office.patch(path, json={"copies_count": 60}).status_code == 428
    assert office.post(f"{path}/launch", headers=ANY).status_code == 400
    assert codes(office.patch(path, json={"name": None}, headers=ANY)) == [("/name", "string_type")]

"""The demo college: the handout's samples, and something on every page for everybody who signs in."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.demo.college import load
from backend.demo.content import FLOWS
from backend.demo.greeting import PASSWORD
from backend.kit.table import today
from backend.main import FOLLOWERS, create_app
from backend.settings import Settings
from tests import databases
from tests.clients import AppClient

COUNTS = {
    "self_check_director.docx": (3, 3, 5),
    "self_check_section_chief.docx": (5, 3, 5),
    "self_check_expert_pool.docx": (3, 2, 3),
    "self_check_department.docx": (4, 2, 4),
}
"""Duties, powers, risks."""


@pytest.fixture(scope="module")
def college(
    server: databases.Server, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FastAPI]:
    """The app on a database with the demo college alone."""
    own = settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("demo")})
    with databases.committed(server.copy(), FOLLOWERS) as database:
        load(database, own)
        yield create_app(own, database)


def sign_in(app: FastAPI, username: str) -> TestClient:
    """By password, as a visitor does."""
    client = AppClient(app)
    answer = client.post("/api/v1/auth/login", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def items(client: TestClient, path: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_it_works(college: FastAPI) -> None:
    office = sign_in(college, "jiwei")
    _imports_stand_in_every_state(office)
    for path in ("departments", "positions", "people", "powers", "risk-points", "risk-inventories"):
        assert items(office, path), path
    assert {one["state"] for one in items(office, "risk-inventories?size=200")} >= {
        "draft",
        "department_review",
        "supervising_review",
        "leadership_review",
        "sent_back",
        "approved",
    }
    assert {one["state"] for one in items(office, "warnings")} == {"issued", "rectifying"}
    _everybody_finds_something(college)
    _leaders_hold_their_posts(office)
    _sheets_read_as_written_by_people(office)
    _messages_wait_for_everybody(college)
    _the_round_is_under_way(college, office)
    _the_pages_of_the_year_are_filled(college, office)
    _some_have_signed(college, office)


def _imports_stand_in_every_state(office: TestClient) -> None:
    """The handout's samples are applied; of the others one waits, one was taken back, one in part."""
    found = {one["file_name"]: office.get(f"/api/v1/imports/{one['id']}").json() for one in items(office, "imports")}
    for name, counts in COUNTS.items():
        kinds = [item["kind"] for item in found[name]["forms"][0]["items"]]
        assert found[name]["state"] == "applied"
        assert tuple(kinds.count(kind) for kind in ("duty", "power", "risk")) == counts
    others = sorted(one["state"] for name, one in found.items() if name not in COUNTS)
    assert others == ["partly_reversed", "ready", "reversed"]
    (waiting,) = [one for one in found.values() if one["state"] == "ready"]
    assert {item["status"] for item in waiting["forms"][0]["items"]} == {"new"}
    assert [finding["code"] for finding in waiting["forms"][0]["findings"]] == ["missing-risk-point"]
    assert len(items(office, "import-mappings")) == 3


def _the_pages_of_the_year_are_filled(college: FastAPI, office: TestClient) -> None:
    li = sign_in(college, "li")
    [drive] = items(li, "opinion-drives")
    assert (drive["department_name"], drive["is_open"]) == ("教务处", True)
    assert (drive["opinions_count"], drive["pending_count"]) == (4, 3)
    [adopted] = items(li, "opinions?state=adopted")
    assert (adopted["drive_id"], adopted["points_count"], bool(adopted["reason"])) == (drive["id"], 1, True)
    link = office.get(f"/api/v1/opinion-drives/{drive['id']}").json()["link"]
    form = AppClient(college).get(f"/api/v1/public/opinions/{link.rsplit('/', 1)[-1]}")
    assert (form.status_code, len(form.json()["questions"])) == (200, 3)
    [decision] = items(office, "leadership-decisions")
    assert (decision["points_count"], decision["overrides_count"]) == (2, 1)
    groups = items(office, "groups")
    assert sorted(one["kind"] for one in groups) == ["leading_group", *["working_group"] * 3]
    assert {one["department_name"] for one in items(office, "groups?is_reported=false")} == {"学生工作处"}
    clock = [one["status"] for one in items(office, "rotations")]
    assert sorted(clock) == ["due_soon", "overdue", "running", "running"]
    rules = items(office, "regulations")
    assert {one["status"] for one in rules} == {"in_force", "amending", "drafting"}
    assert len(rules) == 12
    linked = {one["power_name"] for one in items(office, "power-bases")}
    assert linked == {*(flow.name for flow in FLOWS), "教材征订与核对"}
    scans = [one for power in items(office, "powers") for one in items(office, f"powers/{power['id']}/flow/drawings")]
    assert [one["name"] for one in scans] == ["旧版流程图扫描件（演示）.png"]
    suggestions = items(office, "risk-suggestions")
    assert sorted(one["state"] for one in suggestions) == ["declined", "open", "open"]
    assert [one["state"] for one in items(sign_in(college, "wang"), "risk-suggestions?awaiting=true")] == [
        "open"
    ]
    running, gone = sorted(items(office, "announcements"), key=lambda one: str(one["state"]))
    assert (running["department_name"], running["phase"], running["open_objections_count"]) == (
        "教务处",
        "running",
        1,
    )
    assert (gone["department_name"], gone["state"], gone["result"]) == ("财务处", "reported", "settled")
    standings = sorted(one["standing"] for one in items(office, "publications"))
    assert standings == ["changed", "current", "current", "draft", "unpublished", "unpublished"]
    assert len(TestClient(college).get("/api/v1/public/powers").json()["items"]) == 3
    assert "settle_objection" in {one["kind"] for one in items(li, "todos")}
    [change] = items(office, "adjustments")
    assert change["open_count"] == 1
    [task] = items(sign_in(college, "wai"), "rechecks?state=open")
    assert task["allowed_actions"] == ["unchanged", "adjusted"]
    assert items(sign_in(college, "wang"), "rechecks") == []


def _some_have_signed(college: FastAPI, office: TestClient) -> None:
    texts = items(office, "pledge-texts")
    assert [(one["tier"], len(one["in_force_for"])) for one in texts] == [("leadership", 1), (None, 2)]
    counts = office.get("/api/v1/pledge-duties/counts").json()
    assert counts["signed"] > 10
    assert counts["missing"] > 10
    shares = items(office, "pledge-shares?size=200")
    assert {one["missing"] for one in shares} > {0, 1}
    for username in ("wang", "lin"):
        kinds = {todo["kind"] for todo in items(sign_in(college, username), "todos")}
        assert "sign_pledge" in kinds, username
    standings = {one["standing"] for one in items(sign_in(college, "li"), "pledge-duties")}
    assert standings == {"missing", "signed"}


def _the_round_is_under_way(college: FastAPI, office: TestClient) -> None:
    year = today().year
    [campaign] = items(office, "campaigns")
    assert (campaign["year"], campaign["state"]) == (year, "running")
    states = {one["state"] for one in items(office, "submissions?size=200")}
    assert states == {"draft", "submitted", "received", "returned"}
    assert {one["state"] for one in items(office, "meetings")} == {"scheduled", "held", "filed"}
    assert {one["state"] for one in items(office, "questions")} == {"open", "answered", "closed"}
    for notice in items(office, "notices?state=published"):
        assert notice["read_count"] or notice["units_count"] > notice["signed_count"]
    for path in ("nudges", "knowledge", "custody-records", "extensions", "regulations"):
        assert items(office, path), path
    assert {one["state"] for one in items(office, "measure-plans")} == {"approved", "supervising_review"}
    assert {one["state"] for one in items(office, "measures")} == {
        "planned",
        "approved",
        "in_progress",
        "effective",
    }
    assert {one["year"]: one["state"] for one in items(office, "work-years")} == {
        year - 1: "closed",
        year: "open",
    }
    assert len(items(office, f"risk-inventories?year={year - 1}")) > 3
    [handover] = items(sign_in(college, "wai"), "handovers?mine=true")
    assert handover["state"] == "waiting"
    _everybody_finds_his_cockpit(college, office)


def _everybody_finds_his_cockpit(college: FastAPI, office: TestClient) -> None:
    for username in ("li", "chen"):
        [row] = items(sign_in(college, username), "overview/progress")
        assert row["department_name"] == "教务处"
        assert row["laggards"], username
    lin = sign_in(college, "lin")
    assert items(lin, "overview/departments?sort=waiting")[0]["waiting_for_me"]
    [contacted] = items(lin, "overview/departments?is_contact=true")
    assert (contacted["department_name"], contacted["relation"]) == ("经济管理系", "contact")
    [post] = items(sign_in(college, "wang"), "overview/posts")
    assert post["sheet"] is None
    kinds = {todo["kind"] for todo in items(office, "todos")}
    assert kinds >= {"receive_submissions", "answer_question", "answer_objection"}
    _inspections_stand_in_every_state(college, office)
    glance = office.get("/api/v1/overview/college").json()
    assert len(glance["stages"]) == 5
    assert [one["year"] for one in glance["trend"]] == [today().year - 1, today().year]


def _inspections_stand_in_every_state(college: FastAPI, office: TestClient) -> None:
    [standard] = items(office, "check-standards")
    assert (standard["state"], standard["total"]) == ("adopted", 100)
    states = {one["state"] for one in items(office, "inspections")}
    assert states == {"open", "self_scored", "objected", "confirmed"}
    [own] = items(sign_in(college, "chen"), "inspections")
    assert own["state"] == "open", "the visitor scores it"
    card = office.get("/api/v1/inspections/scorecard").json()
    assert {row["department_name"] for row in card["items"]} == {"财务处", "资产处"}
    assert len(card["averages"]) == 6, "every quality goal has a figure"
    sun = sign_in(college, "sun")
    assert {one["state"] for one in items(sun, "findings")} == {"open", "closed"}
    [visit] = items(sun, "discipline-inspections")
    assert visit["findings_count"] == 2
    assert {todo["kind"] for todo in items(sign_in(college, "chen"), "todos")} >= {
        "answer_finding",
        "score_oneself",
    }


def _everybody_finds_something(college: FastAPI) -> None:
    wang = sign_in(college, "wang")
    year = today().year
    assert [one["year"] for one in items(wang, "risk-inventories")] == [year - 1], (
        "this year's is the visitor's"
    )
    for path in ("risk-points", "powers", "warnings", "todos"):
        assert items(wang, path), path
    for username in ("chen", "lin", "zheng"):
        assert items(sign_in(college, username), "todos"), username
    assert [one["state"] for one in items(sign_in(college, "li"), "packages")] == ["queued"]
    assert items(sign_in(college, "sun"), "risk-points")
    assert items(sign_in(college, "sysadmin"), "api-clients")
    assert items(sign_in(college, "secadmin"), "users")
    assert items(sign_in(college, "audadmin"), "audit")


def _leaders_hold_their_posts(office: TestClient) -> None:
    for name, post in (("郑院长", "院长"), ("林副院长", "分管教学副院长"), ("陈处长", "教务处负责人")):
        [person] = items(office, f"people?q={name}")
        held = items(office, f"appointments?person_id={person['id']}")
        assert [one["position_name"] for one in held] == [post]


def _sheets_read_as_written_by_people(office: TestClient) -> None:
    """A few doubts to look at, as in life; not one on every sheet."""
    found = office.get("/api/v1/quality/summary").json()
    assert found["sheets"] > 50
    assert found["sheets"] / 2 < found["clean_sheets"] < found["sheets"]
    counts = {one["check"]: one["count"] for one in found["counts"]}
    assert counts["copied"] < 5
    last, this = office.get("/api/v1/overview/college").json()["trend"]
    assert last["total"] > this["total"] / 10


def _messages_wait_for_everybody(college: FastAPI) -> None:
    for username in ("wang", "li", "chen", "lin", "jiwei"):
        client = sign_in(college, username)
        waiting = [one for one in items(client, "notifications") if one["read_at"] is None]
        assert 0 < len(waiting) < 20, username


def test_it_has_templates_of_its_own(college: FastAPI) -> None:
    office = sign_in(college, "jiwei")
    kinds = {one["kind"]: one for one in items(office, "documents/templates/kinds")}
    assert kinds["department_self_check"]["edition"] == 2
    assert kinds["position_self_check"]["waiting_count"] == 1
    assert {one["state"] for one in items(office, "documents/templates")} == {"adopted", "replaced", "checked"}
    assert len(items(sign_in(college, "wang"), "documents/templates")) == 2

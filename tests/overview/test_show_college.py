"""GET /overview/college and /overview/departments: numbers within reach, the same on both."""

from typing import Any

from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.kit.table import today
from tests.campaigns.rounds import draft, end, move, ok, running, simple, submitted
from tests.communications.cases import ask
from tests.conftest import SignIn
from tests.measures.plans import approve_plan, li, measure, plan, point_id
from tests.organization.merging import merged
from tests.risks.sheets import ROW, act, filled_sheet
from tests.risks.sheets import decide as sign_sheet
from tests.world import World

__all__ = ["li", "measure", "plan", "point_id"]
Found = dict[str, Any]
JUDGED = {"likelihood": "high", "consequence": "crime", "step": "self_check"}


def college(client: TestClient, **params: Any) -> Found:
    answer = client.get("/api/v1/overview/college", params=params)
    assert answer.status_code == 200, answer.text
    found: Found = answer.json()
    return found


def glances(client: TestClient, **params: Any) -> dict[int, Found]:
    answer = client.get("/api/v1/overview/departments", params=params)
    assert answer.status_code == 200, answer.text
    return {item["department_id"]: item for item in answer.json()["items"]}


def stage(client: TestClient, kind: str, **params: Any) -> Found:
    stages: list[Found] = college(client, **params)["stages"]
    (found,) = (one for one in stages if one["kind"] == kind)
    return found


def test_the_stages_of_the_running_campaign(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    assert college(office)["stages"] == []
    draft(office, year=today().year, name="还在筹备")
    assert college(office)["campaign"] is None
    campaign = running(office, year=today().year)
    found = college(office)
    assert found["campaign"]["id"] == campaign["id"]
    assert [one["kind"] for one in found["stages"]] == [one["kind"] for one in campaign["stages"]]
    finding = stage(office, "finding")
    assert (finding["departments"], finding["done_departments"]) == (4, 0)
    assert finding["due_at"] == campaign["deliverables"][1]["due_at"]
    assert stage(sign_in(world.cast.chen), "finding")["departments"] == 1
    assert stage(sign_in(world.cast.wang), "finding")["departments"] == 0
    end(office, campaign)
    assert {one["progress"] for one in college(office)["stages"]} == {"over"}


def test_what_is_missing_is_named(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    deliverable = simple(office, minutes=-90)
    submitted(li, deliverable, world.academic)
    (overdue,) = college(office)["overdue"]
    assert overdue["deliverable_id"] == deliverable["id"]
    assert sorted(overdue["department_ids"]) == sorted([world.assets, world.finance, world.informatics])
    assert "教务处" not in overdue["department_names"]
    assert college(li)["overdue"] == []
    (others,) = college(sign_in(world.cast.other_head))["overdue"]
    assert others["department_names"] == ["财务处"]


def test_stages_without_papers_are_judged_by_the_work(
    database: Database, world: World, sign_in: SignIn, measure: Found, point_id: int
) -> None:
    office = sign_in(world.cast.office)
    running(office, year=2026)
    for kind in ("assessing", "controlling"):
        assert stage(office, kind, year=2026)["done_departments"] == 0
        assert stage(office, kind, year=2026)["departments"] == 4
    answer = sign_in(world.cast.wang).post("/api/v1/assessments", json=JUDGED | {"risk_point_id": point_id})
    assert answer.status_code == 201
    assert stage(office, "assessing", year=2026)["done_departments"] == 1
    approve_plan(database, world, sign_in, measure["plan_id"])
    assert stage(office, "controlling", year=2026)["done_departments"] == 1
    assert stage(sign_in(world.cast.other_head), "controlling", year=2026)["done_departments"] == 0


def test_levels_and_their_trend(world: World, sign_in: SignIn) -> None:
    wang, office = sign_in(world.cast.wang), sign_in(world.cast.office)
    for year in (today().year - 1, today().year):
        sheet = filled_sheet(wang, world, [ROW], year=year)
        if year < today().year:
            body = JUDGED | {"risk_point_id": sheet["rows"][0]["id"]}
            assert wang.post("/api/v1/assessments", json=body).status_code == 201
    for reader in (office, wang, sign_in(world.cast.chen)):
        trend = college(reader)["trend"]
        assert [(one["year"], one["high"], one["unassessed"]) for one in trend] == [
            (today().year - 1, 1, 0),
            (today().year, 0, 1),
        ]
    assert college(sign_in(world.cast.outsider))["trend"] == []
    assert college(sign_in(world.cast.other_head))["levels"]["total"] == 0


def test_a_leader_finds_his_departments(world: World, sign_in: SignIn, measure: Found) -> None:
    office, lin = sign_in(world.cast.office), sign_in(world.cast.lin)
    deliverable = simple(office, minutes=-90)
    ask(sign_in(world.cast.li), world)
    assert set(glances(lin)) == {world.academic}
    row = glances(lin)[world.academic]
    assert row["levels"]["unassessed"] == 1
    assert row["submissions"] == {
        "owed": 1,
        "handed_in": 0,
        "due": 0,
        "missing": 1,
        "next_due_at": deliverable["due_at"],
    }
    assert row["measures"] == {"total": 1, "finished": 0, "overdue": 0, "plan_state": "draft"}
    assert row["open_questions"] == 1
    submission = submitted(sign_in(world.cast.li), deliverable, world.academic)
    ok(move(office, submission, "receipt"))
    assert glances(lin)[world.academic]["submissions"]["handed_in"] == 1


def test_what_was_signed_before_a_merger_counts_for_the_new_department(world: World, sign_in: SignIn) -> None:
    wang, year = sign_in(world.cast.wang), today().year
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=year), "submission").json()
    assert sign_sheet(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    merged(sign_in(world.cast.office), world.academic, world.finance)
    found = glances(sign_in(world.cast.other_head))
    assert set(found) == {world.finance}
    assert (found[world.finance]["sheets"]["approved"], found[world.finance]["levels"]["total"]) == (1, 1)
    assert world.academic not in glances(sign_in(world.cast.office))


def test_what_waits_for_the_caller_counts_for_him_alone(world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    act(wang, filled_sheet(wang, world, [ROW], year=today().year), "submission")
    assert glances(sign_in(world.cast.chen))[world.academic]["waiting_for_me"] == 1
    assert glances(sign_in(world.cast.lin))[world.academic]["waiting_for_me"] == 0
    ordered = list(glances(sign_in(world.cast.office), sort="missing"))
    assert len(ordered) == 4


def test_strangers_and_bad_input(world: World, sign_in: SignIn) -> None:
    for path in ("college", "departments", "posts"):
        for who in (world.cast.oa, world.cast.system_admin, world.cast.audit_admin):
            assert sign_in(who).get(f"/api/v1/overview/{path}").status_code == 403
        answer = sign_in(world.cast.office).get(f"/api/v1/overview/{path}", params={"jahr": 1})
        assert answer.status_code == 422
    assert glances(sign_in(world.cast.wang)) == {}
    assert college(sign_in(world.cast.chen), department_id=world.finance)["departments"] == 0

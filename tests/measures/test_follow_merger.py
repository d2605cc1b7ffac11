"""When departments merge, an open plan goes on in the new one; an approved plan stays as it was approved."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.models import WorkYear
from backend.campaigns.rules import YearState
from backend.kit.db import Database
from backend.kit.table import now
from tests.conftest import SignIn
from tests.measures.plans import COMPLETE, MEASURES, PLANS, made, send
from tests.organization.merging import merged
from tests.organization.trail import problem, traces
from tests.reviews.sheets import decide, meeting
from tests.risks.sheets import ROW, YEAR, act, department_sheet, filled_sheet, save
from tests.risks.sheets import decide as sign_risks
from tests.world import World

Found = dict[str, Any]


def read(client: TestClient, plan: Found) -> Found:
    """The plan as somebody sees it."""
    return made(client.get(f"{PLANS}/{plan['id']}"))


def titles(client: TestClient, plan_id: int) -> list[str]:
    """The live measures of a plan."""
    items = made(client.get(MEASURES, params={"plan_id": plan_id}))["items"]
    return sorted(str(row["title"]) for row in items)


def of_finance(client: TestClient, world: World) -> Found:
    """财务处's own plan with one complete measure."""
    sheet = made(department_sheet(client, world.finance))
    row = ROW | {"categories": {}}
    point_id = made(save(client, sheet, [row]))["rows"][0]["id"]
    plan = made(send(client, PLANS, {"department_id": world.finance, "year": YEAR}))
    place = {"plan_id": plan["id"], "position_id": world.cashier_post, "risk_point_ids": [point_id]}
    made(send(client, MEASURES, COMPLETE | place | {"title": "付款双人复核"}))
    return plan


def approve(database: Database, world: World, sign_in: SignIn, plan: Found, head: str) -> Found:
    """Through all four stages of a plan that was handed in."""
    for who in (head, "lin", "office"):
        made(decide(sign_in(getattr(world.cast, who)), plan["review_id"], {"decision": "approve"}))
    body = {"decision": "approve", "meeting_id": meeting(database, world)}
    return made(decide(sign_in(world.cast.office), plan["review_id"], body))


def supervise(office: TestClient, world: World) -> None:
    """林副院长 supervises 财务处 as well."""
    body = {"leader_id": world.cast.lin.person, "department_id": world.finance, "kind": "supervising"}
    made(office.post("/api/v1/oversights", json=body))


def test_it_works(
    world: World, office: TestClient, plan: Found, measure: Found, sign_in: SignIn, session: Session
) -> None:
    zhou = sign_in(world.cast.other_liaison)
    problem(zhou.get(f"{PLANS}/{plan['id']}"), 404, "not-found")
    merged(office, world.academic, world.finance)
    moved = read(zhou, plan)
    assert (moved["department_name"], moved["measures_count"]) == ("财务处", 1)
    assert made(zhou.get(f"{MEASURES}/{measure['id']}"))["department_id"] == world.finance
    changed = made(send(zhou, f"{MEASURES}/{measure['id']}", {"title": "每月公开验收结果"}, method="PATCH"))
    assert changed["title"] == "每月公开验收结果"
    [trace] = traces(session, "measure.updated")[:1]
    assert (trace.department_id, trace.former_department_id) == (world.finance, world.academic)


def test_strangers_see_no_more(
    world: World, office: TestClient, plan: Found, measure: Found, sign_in: SignIn
) -> None:
    merged(office, world.academic, world.finance)
    outsider = sign_in(world.cast.outsider)
    problem(outsider.get(f"{MEASURES}/{measure['id']}"), 404, "not-found")
    problem(sign_in(world.cast.lin).get(f"{PLANS}/{plan['id']}"), 404, "not-found")


def test_what_is_under_review_is_signed_by_the_new_head(
    world: World,
    office: TestClient,
    plan: Found,
    measure: Found,
    li: TestClient,
    sign_in: SignIn,
    database: Database,
) -> None:
    supervise(office, world)
    handed_in = made(send(li, f"{PLANS}/{plan['id']}/submission"))
    merged(office, world.academic, world.finance)
    review = approve(database, world, sign_in, handed_in, "other_head")
    assert (review["state"], review["is_stale"]) == ("approved", False)
    body = read(sign_in(world.cast.other_head), plan)
    assert body["content_hash"] == review["content_hash"]
    assert made(office.get(f"{MEASURES}/{measure['id']}"))["state"] == "approved"


def test_an_approved_plan_stays_and_the_new_head_reads_it(
    world: World, office: TestClient, approved: Found, sign_in: SignIn
) -> None:
    merged(office, world.academic, world.finance)
    head = sign_in(world.cast.other_head)
    body = made(head.get(f"{PLANS}/{approved['plan_id']}"))
    assert (body["department_name"], body["state"], body["is_stale"]) == ("教务处", "approved", False)
    assert titles(head, approved["plan_id"]) == [COMPLETE["title"]]


def test_signed_risks_of_the_old_department_get_measures_in_the_new_plan(
    world: World, office: TestClient, wang: TestClient, sign_in: SignIn
) -> None:
    sheet = act(wang, filled_sheet(wang, world, [ROW]), "submission").json()
    assert sign_risks(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    merged(office, world.academic, world.finance)
    zhou = sign_in(world.cast.other_liaison)
    plan = made(send(zhou, PLANS, {"department_id": world.finance, "year": YEAR}))
    [gap] = made(zhou.get(f"{PLANS}/{plan['id']}/gaps"))["items"]
    place = {"plan_id": plan["id"], "position_id": world.textbook_post}
    made(send(zhou, MEASURES, COMPLETE | place | {"risk_point_ids": [gap["risk_point_id"]]}))
    assert read(zhou, plan)["uncovered_count"] == 0


def test_a_closed_year_stays_as_it_was(
    world: World, office: TestClient, plan: Found, measure: Found, session: Session
) -> None:
    session.add(WorkYear(year=YEAR, state=YearState.closed, closed_at=now(), digest="a" * 64))
    session.flush()
    merged(office, world.academic, world.finance)
    kept = read(office, plan)
    assert (kept["department_id"], kept["version"]) == (world.academic, plan["version"])


def test_measures_join_the_new_departments_own_plan(
    world: World, office: TestClient, plan: Found, measure: Found, session: Session
) -> None:
    own = of_finance(office, world)
    merged(office, world.academic, world.finance)
    assert titles(office, own["id"]) == sorted([COMPLETE["title"], "付款双人复核"])
    ended = read(office, plan)
    assert (ended["measures_count"], ended["allowed_actions"]) == (0, [])
    problem(send(office, f"{PLANS}/{plan['id']}/submission"), 409, "ended")
    assert made(office.get(f"{MEASURES}/{measure['id']}"))["plan_id"] == own["id"]
    assert traces(session, "measure_plan.joined")[0].details["from_id"] == plan["id"]


def test_measures_wait_while_the_new_departments_plan_is_being_signed(
    world: World,
    office: TestClient,
    plan: Found,
    measure: Found,
    sign_in: SignIn,
    database: Database,
) -> None:
    supervise(office, world)
    own = of_finance(office, world)
    handed_in = made(send(sign_in(world.cast.other_liaison), f"{PLANS}/{own['id']}/submission"))
    merged(office, world.academic, world.finance)
    assert titles(office, own["id"]) == ["付款双人复核"]
    assert read(office, plan)["department_name"] == "教务处"
    approve(database, world, sign_in, handed_in, "other_head")
    joined = read(office, own)
    assert (joined["measures_count"], joined["state"], joined["is_stale"]) == (2, "approved", True)

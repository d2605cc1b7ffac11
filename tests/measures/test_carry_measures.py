"""What a plan left unfinished goes on in the next one, once; the closed year stays as it was."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from backend.measures.queries import BASES
from backend.measures.queries import MEASURES as TABLE
from backend.organization.queries import POSITIONS
from backend.regulations.rules import RegulationStatus
from tests.conftest import SignIn
from tests.measures.plans import ENTRY, MEASURES, PLANS, close_year, made, prove, send
from tests.organization.merging import merged
from tests.regulations.operations import add_regulation
from tests.risks.sheets import YEAR, act, decide, events_of
from tests.world import World

NEXT = YEAR + 1
Found = dict[str, Any]


@pytest.fixture
def next_plan(li: TestClient, world: World, approved: Found) -> Found:
    """The plan of the year after, opened when the measure stood approved."""
    return made(send(li, PLANS, {"department_id": world.academic, "year": NEXT}))


def carry(client: TestClient, plan: Found, *measure_ids: int) -> Any:
    return send(client, f"{PLANS}/{plan['id']}/carryings", {"measure_ids": list(measure_ids)})


def measures_of(client: TestClient, plan: Found) -> list[Found]:
    items: list[Found] = made(client.get(MEASURES, params={"plan_id": plan["id"], "sort": "plan"}))["items"]
    return items


def carried_point(wang: TestClient, chen: TestClient, world: World, sheet_of: int) -> int:
    """Approves the sheet with the point and carries it into the next year; the point it goes on as."""
    [sheet] = wang.get("/api/v1/risk-inventories", params={"mine": True}).json()["items"]
    detail = made(wang.get(f"/api/v1/risk-inventories/{sheet['id']}"))
    made(decide(chen, made(act(wang, detail, "submission")), "approve"))
    body = {"position_id": world.textbook_post, "rows": [{"point_id": sheet_of, "choice": "keep"}]}
    return int(made(wang.post(f"/api/v1/years/{NEXT}/carryings", json=body))["rows"][0]["to_point_id"])


def test_it_works(
    session: Session,
    world: World,
    li: TestClient,
    wang: TestClient,
    chen: TestClient,
    approved: Found,
    next_plan: Found,
    point_id: int,
) -> None:
    new_point = carried_point(wang, chen, world, point_id)
    close_year(session)
    [offered] = made(li.get(f"{PLANS}/{next_plan['id']}"))["unfinished_before"]
    assert (offered["id"], offered["state"], offered["position_name"]) == (
        approved["id"],
        "approved",
        "教材管理岗",
    )
    after = made(carry(li, next_plan, approved["id"]))
    assert (after["carried_from_id"], after["measures_count"]) == (approved["plan_id"], 1)
    assert after["unfinished_before"] == []
    [row] = measures_of(li, next_plan)
    for name in ("kind", "title", "content", "position_id", "due_on", "evidence", "indicator"):
        assert row[name] == approved[name], name
    assert (row["carried_from_id"], row["year"], row["state"]) == (approved["id"], NEXT, "planned")
    assert (row["percent"], row["approved_at"]) == (0, None)
    assert row["risk_point_ids"] == [new_point]
    assert "measure_plan.carried" in events_of(session, "measure_plan")
    made(send(li, f"{PLANS}/{next_plan['id']}/submission"))


def test_the_closed_year_offers_nothing_and_stays(
    session: Session, world: World, li: TestClient, wang: TestClient, approved: Found, next_plan: Found
) -> None:
    close_year(session)
    made(carry(li, next_plan, approved["id"]))
    assert made(wang.get(f"{MEASURES}/{approved['id']}")) == approved | {"allowed_actions": []}
    assert made(li.get(f"{PLANS}/{approved['plan_id']}"))["allowed_actions"] == []
    assert send(wang, f"{MEASURES}/{approved['id']}/progress", ENTRY).json()["type"].endswith("year-closed")
    [row] = measures_of(li, next_plan)
    changed = send(li, f"{MEASURES}/{row['id']}", {"title": "教材验收结果每周公开"}, method="PATCH")
    assert made(changed)["carried_from_id"] == approved["id"]


def test_once_only_even_when_it_was_retired_since(li: TestClient, approved: Found, next_plan: Found) -> None:
    made(carry(li, next_plan, approved["id"]))
    again = carry(li, next_plan, approved["id"])
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/measure_ids/0")
    [row] = measures_of(li, next_plan)
    made(send(li, f"{MEASURES}/{row['id']}/retirement", {"reason": "职责已经调整"}))
    assert carry(li, next_plan, approved["id"]).status_code == 422
    assert made(li.get(f"{PLANS}/{next_plan['id']}"))["unfinished_before"] == []


def test_what_is_over_does_not_go_along(
    session: Session, world: World, li: TestClient, approved: Found, next_plan: Found
) -> None:
    repealed = add_regulation(session, RegulationStatus.repealed)
    live = add_regulation(session, number="示院〔2026〕8号")
    for rule in (repealed, live):
        session.execute(sa.insert(BASES).values(measure_id=approved["id"], regulation_id=rule, clause=""))
    past = {"due_on": today() - timedelta(days=1)}
    session.execute(sa.update(TABLE).where(TABLE.c.id == approved["id"]).values(**past))
    post = sa.update(POSITIONS).where(POSITIONS.c.id == world.textbook_post)
    session.execute(post.values(retired_on=today()))
    session.commit()
    made(carry(li, next_plan, approved["id"]))
    [row] = measures_of(li, next_plan)
    assert (row["due_on"], row["position_id"], row["risk_point_ids"]) == (None, None, [])
    assert [one["regulation_id"] for one in row["basis"]] == [live]
    answer = send(li, f"{PLANS}/{next_plan['id']}/submission")
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/measures/0/due_on",
        "/measures/0/position_id",
        "/measures/0/risk_point_ids",
    }


def test_what_is_done_is_not_carried(
    li: TestClient, wang: TestClient, approved: Found, next_plan: Found
) -> None:
    prove(wang, approved["id"])
    made(send(wang, f"{MEASURES}/{approved['id']}/completion", {}))
    assert made(li.get(f"{PLANS}/{next_plan['id']}"))["unfinished_before"] == []
    assert carry(li, next_plan, approved["id"]).status_code == 422


def test_what_a_merged_department_left_unfinished_is_offered_to_the_one_it_joined(
    world: World, office: TestClient, sign_in: SignIn, approved: Found
) -> None:
    zhou = sign_in(world.cast.other_liaison)
    own = made(send(zhou, PLANS, {"department_id": world.finance, "year": NEXT}))
    assert carry(zhou, own, approved["id"]).status_code == 422
    merged(office, world.academic, world.finance)
    after = made(carry(zhou, own, approved["id"]))
    assert after["carried_from_id"] == approved["plan_id"]
    assert [row["department_id"] for row in measures_of(zhou, own)] == [world.finance]


@pytest.mark.parametrize(
    ("who", "status"),
    [("wang", 403), ("lin", 403), ("outsider", 404), ("other_liaison", 404), ("office", 201), ("chen", 201)],
)
def test_who_carries(
    world: World, sign_in: SignIn, approved: Found, next_plan: Found, who: str, status: int
) -> None:
    client = sign_in(getattr(world.cast, who))
    assert carry(client, next_plan, approved["id"]).status_code == status


def test_not_while_it_is_under_review_nor_into_a_closed_year(
    session: Session, li: TestClient, approved: Found, next_plan: Found
) -> None:
    into_itself = carry(li, {"id": approved["plan_id"]}, approved["id"])
    assert into_itself.json()["type"].endswith("not-editable")
    close_year(session, NEXT)
    refused = carry(li, next_plan, approved["id"])
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/year-closed")


def test_bad_lists_are_refused(li: TestClient, approved: Found, next_plan: Found) -> None:
    for ids in ([], [approved["id"], approved["id"]], [999_999], [0]):
        assert carry(li, next_plan, *ids).status_code == 422, ids
    assert measures_of(li, next_plan) == []

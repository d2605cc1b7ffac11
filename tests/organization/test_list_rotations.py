"""The clock of key posts (opinion.txt line 61: 定期交流或轮岗)."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from backend.organization.queries import APPOINTMENTS
from backend.organization.rules import due_day, due_key, months_between
from tests.conftest import SignIn
from tests.organization.trail import pointers, traces
from tests.world import World

PATH = "/api/v1/rotations"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def limit(office: TestClient, position_id: int, years: int | None) -> Any:
    """Sets the clock of a post."""
    body = {"rotation_years": years}
    return office.patch(f"/api/v1/positions/{position_id}", json=body, headers={"If-Match": "now"})


def since(session: Session, person_id: int, day: date) -> None:
    """Lets somebody have taken office on a day."""
    mine = APPOINTMENTS.c.person_id == person_id
    session.execute(sa.update(APPOINTMENTS).where(mine).values(started_on=day))


def test_it_works(world: World, office: TestClient, session: Session) -> None:
    assert limit(office, world.textbook_post, 3).json()["rotation_years"] == 3
    assert traces(session, "position.updated")[0].details["fields"] == ["rotation_years"]
    started = today().replace(day=1, year=today().year - 4)
    since(session, world.cast.wang.person, started)
    [row] = office.get(PATH).json()["items"]
    assert (row["position_name"], row["person_name"]) == ("教材管理岗", "王老师")
    assert (row["tenure_months"], row["status"]) == (48, "overdue")
    assert row["due_on"] == str(started.replace(year=started.year + 3))


@pytest.mark.parametrize(
    ("due_in", "status"), [(-1, "overdue"), (0, "due_soon"), (180, "due_soon"), (181, "running")]
)
def test_the_clock_at_its_edges(
    world: World, office: TestClient, session: Session, due_in: int, status: str
) -> None:
    due = today() + timedelta(days=due_in)
    since(session, world.cast.wang.person, due.replace(year=due.year - 5))
    limit(office, world.textbook_post, 5)
    for name in ("overdue", "due_soon", "running"):
        rows = office.get(PATH, params={"status": name}).json()["items"]
        assert [row["status"] for row in rows] == ([status] if name == status else [])


def test_only_key_posts_with_a_limit_and_a_holder(world: World, office: TestClient) -> None:
    for post in (world.textbook_post, world.procurement_post, world.head_post):
        limit(office, post, 2)
    assert [row["position_id"] for row in office.get(PATH).json()["items"]] == [world.textbook_post]
    limit(office, world.textbook_post, None)
    assert office.get(PATH).json()["items"] == []
    unset = office.get("/api/v1/positions", params={"is_key": True, "has_rotation": False}).json()["items"]
    assert {row["id"] for row in unset} == {world.textbook_post, world.leader_post}


def test_the_list_is_filtered_and_ordered(world: World, office: TestClient, session: Session) -> None:
    limit(office, world.textbook_post, 10)
    limit(office, world.leader_post, 2)
    since(session, world.cast.lin.person, today() - timedelta(days=1))

    def found(**params: Any) -> list[int]:
        return [row["position_id"] for row in office.get(PATH, params=params).json()["items"]]

    both = [world.leader_post, world.textbook_post]
    assert found() == both
    assert found(sort="department") == both
    assert found(department_id=world.academic) == [world.textbook_post]
    assert found(tier="leadership") == [world.leader_post]
    assert found(key_area="textbook_procurement") == [world.textbook_post]
    assert found(due_to=str(today() + timedelta(days=800))) == [world.leader_post]
    assert found(q="教材") == [world.textbook_post]
    assert found(within_days=3660, status="due_soon") == both


def test_strangers_see_their_own_people_only(world: World, office: TestClient, sign_in: SignIn) -> None:
    limit(office, world.textbook_post, 3)
    assert len(sign_in(world.cast.li).get(PATH).json()["items"]) == 1
    assert sign_in(world.cast.other_head).get(PATH).json()["items"] == []
    assert sign_in(world.cast.wang).get(PATH).status_code == 403
    [row] = sign_in(world.cast.oa).get(PATH).json()["items"]
    assert row["person_name"] is None


def test_bad_input_is_refused(world: World, office: TestClient) -> None:
    assert pointers(limit(office, world.textbook_post, 11)) == [("/rotation_years", "less_than_equal")]
    assert pointers(limit(office, world.textbook_post, 0)) == [("/rotation_years", "greater_than_equal")]
    assert pointers(office.get(PATH, params={"state": "overdue"})) == [("state", "extra_forbidden")]


def test_a_table_sets_the_clock(world: World, office: TestClient) -> None:
    header = "岗位编码,岗位名称,部门编码,岗位层级,轮岗年限"
    table = f"{header}\nJWC-03,教材管理岗,JWC,一般岗位,4\n"
    answer = office.post(
        "/api/v1/positions/bulk",
        content=table.encode(),
        headers={"Content-Type": "text/csv", "Idempotency-Key": "rotation-years"},
    )
    assert answer.status_code == 200, answer.text
    assert office.get(f"/api/v1/positions/{world.textbook_post}").json()["rotation_years"] == 4


def test_a_leap_day_is_full_on_the_28th() -> None:
    assert due_day(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert due_day(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert due_key(date(2024, 9, 1), 2) == 20260901
    assert [months_between(date(2026, 1, 31), day) for day in (date(2026, 2, 28), date(2026, 3, 31))] == [
        0,
        2,
    ]
    assert months_between(date(2026, 9, 1), date(2026, 8, 1)) == 0

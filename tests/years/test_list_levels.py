"""The list of posts of a closed year shows the levels it was closed with, whatever is decided afterwards (S95)."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.actions import relevel_all
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS, POSITIONS
from tests.assessments.test_choose_level_rule import choose
from tests.conftest import SignIn
from tests.measures.plans import office
from tests.risks.sheets import ROW, YEAR, filled_sheet
from tests.world import World
from tests.years.test_freeze_year import close

__all__ = ["office"]
PATH = "/api/v1/positions"
Found = dict[str, Any]


def listed(client: TestClient, **query: Any) -> dict[int, Found]:
    """Posts by id, in the order of the list."""
    answer = client.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    return {row["id"]: row for row in answer.json()["items"]}


def levels(client: TestClient, **query: Any) -> dict[int, str]:
    """Post → level."""
    return {row_id: row["risk_level"] for row_id, row in listed(client, **query).items()}


@pytest.fixture
def closed(session: Session, world: World, wang: TestClient, office: TestClient) -> dict[int, str]:
    """The year is closed, another pack adopted and a post given more power since; the levels it was closed with."""
    filled_sheet(wang, world, [ROW | {"name": f"风险{number}"} for number in range(5)])
    relevel_all(session)
    session.commit()
    before = levels(office)
    close(office)
    assert choose(office).status_code == 200
    assert levels(office) == before, "the pack decides from the year after on"
    more = {"controls_people": True, "controls_assets": True, "had_integrity_case": True}
    session.execute(sa.update(POSITIONS).where(POSITIONS.c.id == world.liaison_post).values(**more))
    relevel_all(session)
    session.commit()
    assert levels(office) != before, "the posts themselves go on"
    return before


def test_it_works(world: World, office: TestClient, closed: dict[int, str]) -> None:
    assert levels(office, year=YEAR) == closed
    row = listed(office, year=YEAR)[world.textbook_post]
    assert (row["level_rule"], row["name"], row["department_name"]) == (
        "power_and_points/1",
        "教材管理岗",
        "教务处",
    )
    assert row["level_explanation"]
    assert row["leveled_at"]


def test_filters_and_order_go_by_them(office: TestClient, closed: dict[int, str]) -> None:
    for level in ("high", "medium", "low"):
        wanted = {key for key, value in closed.items() if value == level}
        assert set(levels(office, year=YEAR, risk_level=level)) == wanted
    rank = {"low": 1, "medium": 2, "high": 3}
    found = [rank[level] for level in levels(office, year=YEAR, sort="-level").values()]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) > 1


def test_posts_come_and_go_and_the_year_keeps_its_own(
    session: Session, world: World, office: TestClient, closed: dict[int, str]
) -> None:
    retired = sa.update(POSITIONS).where(POSITIONS.c.id == world.cashier_post)
    session.execute(retired.values(retired_on=today()))
    session.commit()
    body = {"code": "JWC-99", "name": "新岗位", "department_id": world.academic, "tier": "general"}
    assert office.post(PATH, json=body).status_code == 201
    assert levels(office, year=YEAR) == closed
    assert set(levels(office, year=YEAR, retired=True)) == {world.cashier_post}
    assert world.cashier_post not in listed(office)


def test_an_open_year_shows_todays(office: TestClient, closed: dict[int, str]) -> None:
    assert levels(office, year=YEAR + 1) == levels(office)


def test_a_year_closed_before_levels_were_kept_shows_todays(
    session: Session, office: TestClient, closed: dict[int, str]
) -> None:
    session.execute(sa.text("DELETE FROM year_level"))
    session.commit()
    assert levels(office, year=YEAR) == levels(office)


def test_nobody_sees_more_of_it_than_of_today(
    world: World, sign_in: SignIn, closed: dict[int, str], session: Session
) -> None:
    li = sign_in(world.cast.li)
    assert set(levels(li, year=YEAR)) == set(levels(li)) < set(closed)
    ours = {row["department_id"] for row in listed(li, year=YEAR).values()}
    path = sa.select(DEPARTMENTS.c.path).where(DEPARTMENTS.c.id.in_(ours))
    assert all(f"/{world.academic}/" in one for one in session.execute(path).scalars())


@pytest.mark.parametrize("year", ["1", "x", "2999"])
def test_a_year_that_is_none_is_refused(office: TestClient, year: str) -> None:
    assert office.get(PATH, params={"year": year}).status_code == 422

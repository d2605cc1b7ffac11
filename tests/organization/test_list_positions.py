"""Positions as lists, and one of them with its holders and its level."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.kit.journal import SYSTEM
from backend.organization.actions import PositionLevel, record_position_levels
from backend.organization.positions.queries import ORDER, visible_positions
from backend.organization.positions.schemas import PositionSort
from backend.organization.queries import POSITIONS
from backend.organization.rules import RiskLevel
from tests.conftest import SignIn
from tests.organization.trail import codes, traces
from tests.world import World

PATH = "/api/v1/positions"
READ = Permission.organization_read


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def level(session: Session, position_id: int, found: RiskLevel, why: str = "涉及资金") -> bool:
    """What assessments do."""
    return bool(record_position_levels(session, [PositionLevel(position_id, found, why, "test/1")]))


ALL = ["CWC-05", "JWC-01", "JWC-02", "JWC-03", "YLD-03", "ZCC-CG-01"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("sort=-code", ALL[::-1]),
        ("tier=middle", ["JWC-01", "ZCC-CG-01"]),
        ("key_area=textbook_procurement", ["JWC-03"]),
        ("is_key=true", ["JWC-03", "YLD-03", "ZCC-CG-01"]),
        ("is_key=false", ["CWC-05", "JWC-01", "JWC-02"]),
        ("is_vacant=true", ["ZCC-CG-01"]),
        ("is_vacant=false&tier=general", ["CWC-05", "JWC-02", "JWC-03"]),
        ("q=管理", ["JWC-02", "JWC-03"]),
        ("q=jwc-0", ["JWC-01", "JWC-02", "JWC-03"]),
        ("size=2&page=2", ["JWC-02", "JWC-03"]),
        ("retired=true", []),
    ],
)
def test_filters_and_orders(office: TestClient, query: str, expected: list[str]) -> None:
    assert codes(office.get(f"{PATH}?{query}").json()["items"]) == expected


def test_a_department_means_its_subtree(world: World, office: TestClient) -> None:
    assert codes(office.get(f"{PATH}?department_id={world.assets}").json()["items"]) == ["ZCC-CG-01"]
    assert codes(office.get(f"{PATH}?department_id={world.college}").json()["items"]) == ALL


def test_levels_filter_and_sort(world: World, office: TestClient, session: Session) -> None:
    for position_id, found in (
        (world.textbook_post, RiskLevel.high),
        (world.head_post, RiskLevel.medium),
        (world.cashier_post, RiskLevel.low),
    ):
        assert level(session, position_id, found)
    session.flush()
    assert codes(office.get(f"{PATH}?risk_level=high").json()["items"]) == ["JWC-03"]
    assert codes(office.get(f"{PATH}?sort=-level&size=3").json()["items"]) == ["JWC-03", "JWC-01", "CWC-05"]
    assert codes(office.get(f"{PATH}?sort=level").json()["items"])[-3:] == ["CWC-05", "JWC-01", "JWC-03"]


def test_a_liaison_sees_the_own_department(world: World, sign_in: SignIn) -> None:
    body = sign_in(world.cast.li).get(PATH).json()
    assert codes(body["items"]) == ["JWC-01", "JWC-02", "JWC-03"]
    assert body["total"] == 3


def test_one_post_shows_its_holders(world: World, office: TestClient) -> None:
    (holder,) = office.get(f"{PATH}/{world.textbook_post}").json()["holders"]
    assert (holder["name"], holder["is_primary"], holder["started_on"]) == ("王老师", True, "2024-09-01")
    assert office.get(f"{PATH}/{world.procurement_post}").json()["holders"] == []


def test_a_system_without_personal_data_gets_no_names(world: World, sign_in: SignIn) -> None:
    (holder,) = sign_in(world.cast.oa).get(f"{PATH}/{world.textbook_post}").json()["holders"]
    assert (holder["name"], holder["job_title"]) == (None, None)
    assert holder["person_id"] == world.cast.wang.person


def test_a_post_out_of_sight_does_not_exist(world: World, sign_in: SignIn) -> None:
    liaison = sign_in(world.cast.li)
    unseen, unknown = (liaison.get(f"{PATH}/{number}") for number in (world.cashier_post, 999_999))
    assert unseen.status_code == unknown.status_code == 404
    assert unseen.json()["title"] == unknown.json()["title"]


def test_a_new_level_leaves_the_version_and_changes_the_tag(
    world: World, office: TestClient, session: Session
) -> None:
    path = f"{PATH}/{world.textbook_post}"
    before = office.get(path)
    level(session, world.textbook_post, RiskLevel.high)
    session.flush()
    after = office.get(path)
    assert after.json()["version"] == before.json()["version"]
    assert after.json()["level_explanation"] == "涉及资金"
    assert after.headers["etag"] != before.headers["etag"]
    held = before.headers["etag"]
    assert office.patch(path, json={"is_key": False}, headers={"If-Match": held}).status_code == 200


def test_the_same_level_again_is_not_recorded(world: World, session: Session) -> None:
    assert level(session, world.textbook_post, RiskLevel.high) is True
    assert level(session, world.textbook_post, RiskLevel.high) is False
    assert level(session, world.textbook_post, RiskLevel.high, "另一个理由") is True


def test_a_level_is_journaled_with_the_former_one(world: World, database: Any, session: Session) -> None:
    with database.session() as writing:
        level(writing, world.textbook_post, RiskLevel.high)
    (trace,) = traces(session, "position.leveled")
    assert trace[1:3] == (world.textbook_post, world.academic)
    assert trace.details == {"level": "high", "former_level": None, "rule": "test/1"}


@pytest.mark.parametrize("sort", list(PositionSort), ids=lambda sort: sort.value)
def test_every_order_is_served_by_an_index(session: Session, sort: PositionSort) -> None:
    """An ORDER BY without its index is what made the comparison's list fall from 147 to 22 a second."""
    actor = Actor(SYSTEM, {READ: Scope(school=True)})
    statement = (
        visible_positions(actor).where(POSITIONS.c.retired_on.is_(None)).order_by(*ORDER[sort]).limit(50)
    )
    bind = session.connection()
    text = str(statement.compile(bind, compile_kwargs={"literal_binds": True}))
    if bind.dialect.name == "sqlite":
        plan = " ".join(row[-1] for row in session.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))
        assert "TEMP B-TREE" not in plan, plan
        assert "USING INDEX" in plan, plan
    else:
        session.execute(sa.text("SET LOCAL enable_sort = off"))
        plan = " ".join(row[0] for row in session.execute(sa.text(f"EXPLAIN {text}")))
        assert "Sort  (" not in plan.replace("Incremental Sort", ""), plan

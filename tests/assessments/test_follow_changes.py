"""Levels of positions follow whatever they depend on, in the same transaction."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.queries import POSITIONS
from backend.risks.queries import INVENTORIES
from tests.assessments.test_create_assessment import assess
from tests.conftest import SignIn
from tests.organization.loads import counts, post, send
from tests.powers.catalogue import change
from tests.risks.sheets import ROW, act, decide, events_of, filled_sheet, open_sheet, save, take_post
from tests.world import World

Sheet = dict[str, Any]


def level_of(session: Session, position_id: int) -> tuple[str | None, str]:
    """(level, explanation) as stored."""
    columns = (POSITIONS.c.risk_level, POSITIONS.c.level_explanation)
    level, explanation = session.execute(sa.select(*columns).where(POSITIONS.c.id == position_id)).one()
    return (level.value if level else None), explanation


@pytest.fixture
def clerk(world: World, sign_in: SignIn) -> TestClient:
    """李联络, whose own post has little power."""
    return sign_in(world.cast.li)


def points(*names: str) -> list[dict[str, Any]]:
    """Rows with these names."""
    return [ROW | {"name": name} for name in names]


def test_it_works(session: Session, wang: TestClient, world: World, sheet: Sheet) -> None:
    level, explanation = level_of(session, world.textbook_post)
    assert level == "high"
    assert "掌握资金管理权并有自由裁量权" in explanation
    assert "2026 年登记风险点 2 个（未定级 2）" in explanation
    assess(wang, sheet)
    assert "2 个（高 1、未定级 1）" in level_of(session, world.textbook_post)[1]
    assert events_of(session, "position") == ["position.leveled"] * 2
    shown = wang.get(f"/api/v1/positions/{world.textbook_post}").json()
    assert shown["risk_level"] == "high"


def test_points_raise_and_their_leaving_lowers(session: Session, clerk: TestClient, world: World) -> None:
    post = world.liaison_post
    body = filled_sheet(clerk, world, points("一", "二", "三"), position_id=post)
    assert level_of(session, post)[0] == "low"
    body = save(clerk, body, points("一", "二", "三", "四")).json()
    assert level_of(session, post)[0] == "medium"
    assert save(clerk, body, points("一")).status_code == 200
    assert level_of(session, post)[0] == "low"


def test_unnamed_and_repeated_points_count_once(session: Session, clerk: TestClient, world: World) -> None:
    filled_sheet(
        clerk, world, [*points("一", "一", "一", "一"), {}, {}, {}, {}], position_id=world.liaison_post
    )
    assert "登记风险点 1 个" in level_of(session, world.liaison_post)[1]


def test_several_holders_are_merged(
    session: Session, clerk: TestClient, world: World, sign_in: SignIn
) -> None:
    post = world.liaison_post
    take_post(session, world.cast.wang.person, post)
    filled_sheet(clerk, world, points("一", "二"), position_id=post)
    filled_sheet(sign_in(world.cast.wang), world, points("二", "三"), position_id=post)
    assert "登记风险点 3 个" in level_of(session, post)[1]


def test_powers_count(session: Session, clerk: TestClient, world: World) -> None:
    body = {"department_id": world.academic, "position_id": world.liaison_post, "name": "教室调配"}
    power = clerk.post("/api/v1/powers", json=body | {"major_matters": ["large_fund"]}).json()
    level, explanation = level_of(session, world.liaison_post)
    assert (level, "大额度资金使用" in explanation) == ("high", True)
    assert change(clerk, "PATCH", f"/{power['id']}", {"position_id": world.head_post}).status_code == 200
    assert level_of(session, world.liaison_post)[0] == "low", "the former post is looked at again"
    assert level_of(session, world.head_post)[0] == "high"
    assert change(clerk, "POST", f"/{power['id']}/retirement", {"reason": "已取消"}).status_code == 200
    assert level_of(session, world.head_post)[0] == "medium"


def test_the_post_itself_counts(session: Session, world: World, sign_in: SignIn) -> None:
    office, path = sign_in(world.cast.office), f"/api/v1/positions/{world.liaison_post}"
    changes = {"controls_assets": True, "discretion": "limited"}
    assert office.patch(path, json=changes, headers={"If-Match": "now"}).status_code == 200
    assert level_of(session, world.liaison_post)[0] == "high"
    body = {"code": "JWC-09", "name": "新岗", "department_id": world.academic, "tier": "middle"}
    created = office.post("/api/v1/positions", json=body).json()
    assert level_of(session, created["id"])[0] == "medium"


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"controls_money": True},
        {"controls_people": True, "controls_assets": True, "discretion": "wide"},
        {"tier": "leadership", "major_matters": ["project", "large_fund"], "has_decisive_influence": True},
    ],
)
def test_loaded_posts_get_the_level_of_posts_made_one_by_one(
    session: Session, world: World, sign_in: SignIn, attributes: dict[str, Any]
) -> None:
    office = sign_in(world.cast.office)
    assert counts(send(office, "positions", [post("ONE", **attributes)])) == (1, 0, 0, 0)
    single = {"code": "TWO", "name": "新岗", "department_id": world.academic, "tier": "general"} | attributes
    assert office.post("/api/v1/positions", json=single).status_code == 201
    names = ("risk_level", "level_rank", "level_explanation", "level_rule")
    columns = (*(POSITIONS.c[name] for name in names), POSITIONS.c.leveled_at.is_not(None))
    statement = sa.select(*columns).where(POSITIONS.c.code.in_(["ONE", "TWO"]))
    first, second = session.execute(statement).all()
    assert first == second
    assert first.risk_level is not None
    assert first.level_explanation
    assert "position.leveled" not in events_of(session, "position")


def test_an_approved_year_replaces_the_earlier_ones(
    session: Session, clerk: TestClient, world: World, sign_in: SignIn
) -> None:
    post = world.liaison_post
    filled_sheet(clerk, world, points("一", "二", "三", "四"), position_id=post, year=2025)
    new = filled_sheet(clerk, world, points("一"), position_id=post)
    assert level_of(session, post)[0] == "medium", "a draft takes nothing away"
    act(clerk, new, "submission")
    assert decide(sign_in(world.cast.chen), new, "approve").status_code == 201
    assert level_of(session, post)[0] == "low"


def test_a_dropped_sheet_no_longer_counts(session: Session, clerk: TestClient, world: World) -> None:
    body = filled_sheet(clerk, world, points("一", "二", "三", "四"), position_id=world.liaison_post)
    act(clerk, body, "retirement", {"reason": "重复填报"})
    assert level_of(session, world.liaison_post)[0] == "low"


def test_equal_findings_leave_no_trace(session: Session, clerk: TestClient, world: World) -> None:
    body = filled_sheet(clerk, world, points("一"), position_id=world.liaison_post)
    before = events_of(session, "position")
    save(clerk, body, [{"id": body["rows"][0]["id"], "remark": "补充"}])
    assert events_of(session, "position") == before


def test_a_refused_save_leaves_the_level(session: Session, clerk: TestClient, world: World) -> None:
    opened = open_sheet(clerk, world, position_id=world.liaison_post).json()
    wrong = [*points("一", "二", "三", "四"), {"power_id": 9999}]
    assert save(clerk, opened, wrong).status_code == 422
    assert level_of(session, world.liaison_post)[0] is None
    assert session.execute(sa.select(INVENTORIES.c.version)).scalar_one() == opened["version"]

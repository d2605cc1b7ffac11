"""A rule pack decides from a year on, and never moves a year that was approved before (requirement S95)."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.actions import relevel_all
from backend.assessments.models import LevelRuleChoice
from backend.kit.table import table_of, today
from backend.organization.queries import POSITIONS, YEAR_LEVELS
from tests.assessments.test_choose_level_rule import API, CHOICE, choose, levels
from tests.conftest import SignIn
from tests.organization.trail import pointers
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, act, decide, filled_sheet
from tests.world import World
from tests.years.test_close_year import NOTE

NEXT, LAST = YEAR + 1, YEAR - 1
FIVE = [ROW | {"name": f"风险{number}"} for number in range(5)]
"""By their number alone these are high; without power over people, money or assets they are medium."""
Found = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办."""
    return sign_in(world.cast.office)


def sheet_of(world: World, sign_in: SignIn, year: int, rows: list[Found] = FIVE) -> Found:
    """李联络's sheet."""
    return filled_sheet(sign_in(world.cast.li), world, rows, position_id=world.liaison_post, year=year)


def approve(world: World, sign_in: SignIn, sheet: Found) -> None:
    """By the head."""
    submitted = act(sign_in(world.cast.li), sheet, "submission")
    assert submitted.status_code == 200, submitted.text
    assert decide(sign_in(world.cast.chen), submitted.json(), "approve").status_code == 201


def rule_of(session: Session, post: int) -> tuple[str, str]:
    """Level and rule of a post."""
    found = sa.select(POSITIONS.c.risk_level, POSITIONS.c.level_rule).where(POSITIONS.c.id == post)
    level, rule = session.execute(found).one()
    return level.value, rule


def close(office: TestClient, year: int) -> None:
    headers = {"If-Match": "now", "Idempotency-Key": f"close-{year}"}
    answer = office.post(f"/api/v1/years/{year}/closure", json={"confirm_year": year} | NOTE, headers=headers)
    assert answer.status_code == 201, answer.text


def test_it_works(session: Session, world: World, sign_in: SignIn, office: TestClient) -> None:
    """What is not approved yet is judged by the new pack; the office says from which year on."""
    sheet_of(world, sign_in, YEAR)
    assert rule_of(session, world.liaison_post) == ("medium", "power_and_points/1")
    body = choose(office, CHOICE | {"first_year": NEXT}).json()
    assert (body["pack"], body["first_year"]) == ("power_and_points", None), "this year's stays"
    assert (body["coming"]["pack"], body["coming"]["first_year"]) == ("count", NEXT)
    assert rule_of(session, world.liaison_post) == ("medium", "power_and_points/1")
    sheet_of(world, sign_in, NEXT)
    assert rule_of(session, world.liaison_post) == ("high", "count/1"), "the worst year wins"
    body = choose(office, CHOICE | {"first_year": YEAR, "reason": "提前一年采用"}).json()
    assert (body["pack"], body["first_year"], body["coming"]) == ("count", YEAR, None)
    assert rule_of(session, world.textbook_post)[1] == "count/1"


def test_an_approved_sheet_keeps_the_pack_of_then(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    approve(world, sign_in, sheet_of(world, sign_in, YEAR))
    before = rule_of(session, world.liaison_post)
    assert before == ("medium", "power_and_points/1")
    forecast = office.get(f"{API}/count/simulation?size=200").json()["items"]
    assert choose(office).status_code == 200
    assert rule_of(session, world.liaison_post) == before
    assert world.liaison_post not in {item["position_id"] for item in forecast}
    assert rule_of(session, world.cashier_post)[1] == "count/1", "nothing of it was approved"
    relevel_all(session)
    assert rule_of(session, world.liaison_post) == before, "nor is it moved later on"


def test_standing_by_it_later_brings_no_other_pack(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    chen, sheet = sign_in(world.cast.chen), sheet_of(world, sign_in, YEAR)
    approve(world, sign_in, sheet)
    assert choose(office).status_code == 200
    path = f"/api/v1/risk-points/{sheet['rows'][0]['id']}"
    changed = office.patch(path, json={"causes": "原因改写"}, headers={"If-Match": "now"})
    assert changed.status_code == 200, changed.text
    stale = chen.get(f"/api/v1/risk-inventories/{sheet['id']}").json()
    assert decide(chen, stale, "reconfirm").status_code == 201
    relevel_all(session)
    assert rule_of(session, world.liaison_post) == ("medium", "power_and_points/1")


def test_what_is_approved_afterwards_has_the_new_pack(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    sheet = sheet_of(world, sign_in, YEAR)
    assert choose(office).status_code == 200
    approve(world, sign_in, sheet)
    assert rule_of(session, world.liaison_post) == ("high", "count/1")


def test_a_late_closing_lets_no_later_pack_in(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    """Last year is approved, this year a pack is adopted, and only then last year is closed."""
    approve(world, sign_in, sheet_of(world, sign_in, LAST))
    relevel_all(session)
    session.commit()
    before = levels(session)
    assert choose(office).status_code == 200
    assert levels(session) != before, "posts without any sheet are this year's"
    close(office, LAST)
    kept = {row["position_id"]: row for row in session.execute(sa.select(YEAR_LEVELS)).mappings()}
    assert {post: row["risk_level"].value for post, row in kept.items()} == before
    assert {row["level_rule"] for row in kept.values()} == {"power_and_points/1"}


def test_the_next_year_is_moved_by_it(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    approve(world, sign_in, sheet_of(world, sign_in, LAST))
    assert choose(office).status_code == 200
    assert rule_of(session, world.liaison_post) == ("medium", "power_and_points/1"), (
        "last year's sheet counts"
    )
    approve(world, sign_in, sheet_of(world, sign_in, YEAR, [ROW, OTHER_ROW]))
    assert rule_of(session, world.liaison_post) == ("low", "count/1")


def test_an_approved_sheet_without_points_keeps_its_pack_too(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    approve(world, sign_in, sheet_of(world, sign_in, YEAR, []) | {"no_risk_reason": ""})
    assert choose(office).status_code == 200
    assert rule_of(session, world.liaison_post)[1] == "power_and_points/1"


def test_closed_years_are_not_offered(world: World, office: TestClient) -> None:
    assert office.get(API).json()["earliest_year"] <= LAST
    close(office, LAST)
    assert office.get(API).json()["earliest_year"] == YEAR
    assert pointers(choose(office, CHOICE | {"first_year": LAST})) == [("/first_year", "closed")]
    assert office.get(f"{API}/count/simulation?first_year={LAST}").status_code == 422
    close(office, YEAR)
    assert choose(office).json()["coming"]["first_year"] == NEXT, "the first year that may still change"


def test_choosing_again_for_the_same_years_changes_nothing(session: Session, office: TestClient) -> None:
    assert choose(office).status_code == 200
    assert choose(office, CHOICE | {"first_year": NEXT}).status_code == 200
    chosen = session.execute(sa.select(table_of(LevelRuleChoice).c.first_year)).scalars().all()
    assert chosen == [today().year]
    earlier = choose(office, CHOICE | {"first_year": LAST})
    assert earlier.status_code == 200
    listed = office.get(f"{API}/choices").json()["items"]
    assert [one["first_year"] for one in listed] == [LAST, today().year]


@pytest.mark.parametrize("year", [1999, 2101, "next"])
def test_bad_years_are_refused(office: TestClient, year: Any) -> None:
    assert choose(office, CHOICE | {"first_year": year}).status_code == 422

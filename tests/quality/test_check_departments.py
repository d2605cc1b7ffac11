"""附件二 is checked like 附件三: key areas by its posts and powers, levels by what a row's power commands."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from backend.organization.queries import POSITIONS
from backend.organization.rules import KeyArea, MajorMatter
from tests.assessments.test_create_assessment import assess
from tests.conftest import SignIn
from tests.powers.catalogue import add_power
from tests.quality.test_get_quality_report import hand_in, report
from tests.risks.sheets import ROW, department_sheet, save
from tests.world import World

Found = dict[str, Any]
BESIDE = {
    "duty": "保管用章",
    "name": "违规用印",
    "manifestation": "对没有审批单的证明材料加盖部门公章",
    "causes": "用章没有登记",
    "measures": "用印一事一单，每季度由两人核对登记本",
}

SEAL = {"name": "用印审批", "content": "审批使用部门公章"}


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络, who fills in 教务处's 附件二."""
    return sign_in(world.cast.li)


def filled(li: TestClient, world: World, *rows: Found) -> Found:
    """教务处's 附件二 with these rows."""
    saved: Found = save(li, department_sheet(li, world.academic).json(), list(rows)).json()
    return saved


def found(client: TestClient, sheet: Found, check: str) -> list[tuple[int | None, str]]:
    """(row, message) of one check's findings."""
    every = report(client, sheet["id"])["findings"]
    return [(one["row_number"], one["message"]) for one in every if one["check"] == check]


def rated(sign_in: SignIn, li: TestClient, world: World, sheet: Found, **factors: str) -> None:
    """Handed in, and the first row judged by the leader in charge."""
    hand_in(li, sheet["id"])
    judged = assess(sign_in(world.cast.lin), sheet, "department_review", **factors)
    assert judged.status_code == 201, judged.text


LOW = {"likelihood": "small", "consequence": "internal"}
HIGH = {"likelihood": "high", "consequence": "crime"}


def test_a_key_area_of_a_post_is_missed_and_found(session: Session, li: TestClient, world: World) -> None:
    """教材管理岗 is in 图书教材采购."""
    add_power(session, world.academic, **SEAL)
    sheet = filled(li, world, BESIDE)
    ((row, message),) = found(li, sheet, "key_area_uncovered")
    assert row is None
    assert "本部门" in message
    assert "图书教材采购" in message
    save(li, sheet, [BESIDE, ROW])
    assert found(li, sheet, "key_area_uncovered") == []


def test_so_is_one_of_a_power_and_a_linked_row_covers_it(
    session: Session, li: TestClient, world: World
) -> None:
    power = add_power(session, world.academic, name="考务安排", content="", key_area=KeyArea.admissions)
    sheet = filled(li, world, ROW)
    assert [row for row, message in found(li, sheet, "key_area_uncovered") if "招生" in message] == [None]
    save(li, sheet, [ROW | {"power_id": power}])
    assert found(li, sheet, "key_area_uncovered") == []


def test_retired_posts_leave_no_key_area(session: Session, li: TestClient, world: World) -> None:
    add_power(session, world.academic, **SEAL)
    retired = sa.update(POSITIONS).where(POSITIONS.c.id == world.textbook_post)
    session.execute(retired.values(retired_on=today()))
    assert found(li, filled(li, world, BESIDE), "key_area_uncovered") == []


def test_a_level_below_what_the_powers_post_commands(
    session: Session, sign_in: SignIn, li: TestClient, world: World
) -> None:
    """教材管理岗 manages money with some discretion: typically high (opinion.txt line 51)."""
    power = add_power(session, world.academic, position_id=world.textbook_post)
    sheet = filled(li, world, ROW | {"power_id": power})
    assert found(li, sheet, "level_off_anchor") == [], "not rated yet"
    rated(sign_in, li, world, sheet, **LOW)
    ((row, message),) = found(li, sheet, "level_off_anchor")
    assert row == 1
    assert "估低" in message


def test_a_level_that_fits_is_not_doubted(
    session: Session, sign_in: SignIn, li: TestClient, world: World
) -> None:
    power = add_power(session, world.academic, position_id=world.textbook_post)
    sheet = filled(li, world, ROW | {"power_id": power})
    rated(sign_in, li, world, sheet, **HIGH)
    assert found(li, sheet, "level_off_anchor") == []


def test_a_power_without_a_post_is_doubted_one_way(
    session: Session, sign_in: SignIn, li: TestClient, world: World
) -> None:
    """What it commands nobody has said: it is only rated too low when it is 三重一大, never too high."""
    power = add_power(session, world.academic)
    sheet = filled(li, world, ROW | {"power_id": power})
    rated(sign_in, li, world, sheet, **HIGH)
    assert found(li, sheet, "level_off_anchor") == []


def test_a_major_matter_rated_low_is_doubted(
    session: Session, sign_in: SignIn, li: TestClient, world: World
) -> None:
    power = add_power(session, world.academic, major_matters=[MajorMatter.large_fund])
    sheet = filled(li, world, ROW | {"power_id": power})
    rated(sign_in, li, world, sheet, **LOW)
    ((_, message),) = found(li, sheet, "level_off_anchor")
    assert "大额度资金" in message


def test_a_row_tied_to_no_power_is_not_held_against_any(
    sign_in: SignIn, li: TestClient, world: World
) -> None:
    sheet = filled(li, world, ROW)
    rated(sign_in, li, world, sheet, **LOW)
    assert found(li, sheet, "level_off_anchor") == []

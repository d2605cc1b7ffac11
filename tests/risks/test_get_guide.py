"""GET /risk-inventories/{id}/guide: duties → powers → flow → risk points, and what is missing."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.queries import POSITIONS
from backend.powers.queries import STEPS
from backend.risks.guide.rules import STAGE_OF, Facts, GuideGap, find_missing, rows_of_duty
from tests.conftest import SignIn
from tests.powers.catalogue import add_power
from tests.powers.flows import PURCHASE
from tests.risks.sheets import API, ROW, YEAR, department_sheet, filled_sheet, save
from tests.risks.test_suggest_risk import suggest
from tests.world import World

Found = dict[str, Any]


def guide(client: TestClient, sheet: Found) -> Found:
    """The guide of a sheet."""
    answer = client.get(f"{API}/{sheet['id']}/guide")
    assert answer.status_code == 200, answer.text
    body: Found = answer.json()
    return body


def gaps(body: Found) -> list[tuple[str, Any]]:
    """(gap, what it is about)."""
    about = ("row_id", "step_id", "power_id", "duty")
    return [
        (one["gap"], next((one[name] for name in about if one[name] is not None), None))
        for one in body["gaps"]
    ]


@pytest.fixture
def power(session: Session, world: World) -> int:
    """王老师's own power, with the flow of a purchase."""
    power_id = add_power(session, world.academic, position_id=world.textbook_post)
    client_steps = [
        {"power_id": power_id, "key": one["key"], "name": one["name"], "ordinal": number}
        | {name: one[name] for name in ("kind", "is_key", "has_discretion") if name in one}
        for number, one in enumerate(PURCHASE)
    ]
    for row in client_steps:
        blank = {"kind": "task", "is_key": False, "has_discretion": False, "may_be_interfered": False}
        texts = dict.fromkeys(("handler", "conditions", "procedure", "time_limit", "supervision"), "")
        rest: Found = {"materials": [], "branches": [], "is_retired": False}
        session.execute(sa.insert(STEPS).values(**(blank | texts | rest | row)))
    return power_id


def test_it_works(world: World, wang: TestClient, power: int) -> None:
    """An empty sheet: everything is named, in the order of the guide."""
    sheet = filled_sheet(wang, world, [])
    body = guide(wang, sheet)
    assert [stage["stage"] for stage in body["stages"]] == ["duties", "powers", "flow", "risks"]
    assert [stage["is_done"] for stage in body["stages"]] == [True, True, True, False]
    assert (body["current_stage"], body["needs_reason"], body["rows_count"]) == ("risks", True, 0)
    (found,) = body["powers"]
    assert (found["id"], found["is_own"], len(found["steps"])) == (power, True, len(PURCHASE))
    looked_at = [step["name"] for step in found["steps"] if step["is_worth_a_look"]]
    assert looked_at == ["需求论证", "校内询价比选"]
    kinds = [gap for gap, _ in gaps(body)]
    assert kinds == [
        "no_risk_unexplained",
        "duty_without_risk",
        "duty_without_risk",
        "power_without_risk",
        "step_without_risk",
        "step_without_risk",
    ]
    assert body["gaps"][1]["detail"] == "编制教材采购计划：这项职责还没有查找风险点"
    assert body["gaps"][-1]["detail"] == "教材选用 · 校内询价比选：这个关键环节还没有查找风险点"


def test_walking_the_flow_closes_the_gaps(world: World, wang: TestClient, power: int) -> None:
    sheet = filled_sheet(wang, world, [])
    steps = [step["id"] for step in guide(wang, sheet)["powers"][0]["steps"] if step["is_worth_a_look"]]
    rows = [
        ROW | {"power_id": power, "step_id": step, "duty": duty}
        for step, duty in zip(steps, ("核对教材款项", "编制教材采购计划，报处务会"), strict=True)
    ]
    saved = save(wang, sheet, rows).json()
    body = guide(wang, saved)
    assert (body["gaps"], body["current_stage"], body["needs_reason"]) == ([], None, False)
    first, second = (row["id"] for row in saved["rows"])
    assert [duty["row_ids"] for duty in body["duties"]] == [[second], [first]]
    assert body["powers"][0]["row_ids"] == [first, second]


def test_what_a_row_lacks_is_named(session: Session, world: World, wang: TestClient) -> None:
    session.execute(sa.update(POSITIONS).where(POSITIONS.c.id == world.textbook_post).values(duties=[]))
    sheet = filled_sheet(wang, world, [{"name": "只有名称"}])
    row_id = sheet["rows"][0]["id"]
    assert gaps(guide(wang, sheet)) == [
        ("no_duties", None),
        ("no_powers", None),
        ("row_incomplete", row_id),
        ("row_without_place", row_id),
        ("row_without_way", row_id),
        ("row_without_category", row_id),
    ]


def test_a_power_needs_basis_and_flow(session: Session, world: World, wang: TestClient) -> None:
    power = add_power(session, world.academic, position_id=world.textbook_post, basis=" ")
    found = gaps(guide(wang, filled_sheet(wang, world, [ROW])))
    assert found[:2] == [("power_without_basis", power), ("power_without_flow", power)]


def test_a_department_counts_what_its_posts_found(
    session: Session, world: World, wang: TestClient, sign_in: SignIn, power: int
) -> None:
    """A post's risk at the power covers it; powers of other departments do not appear."""
    add_power(session, world.finance, "P009")
    filled_sheet(wang, world, [ROW | {"power_id": power}])
    li = sign_in(world.cast.li)
    body = guide(li, department_sheet(li, world.academic).json())
    (found,) = body["powers"]
    assert (found["id"], found["elsewhere_count"], found["row_ids"]) == (power, 1, [])
    assert ("power_without_risk", power) not in gaps(body)
    assert body["needs_reason"] is True


def test_open_suggestions_are_counted(world: World, wang: TestClient, sign_in: SignIn) -> None:
    sheet = filled_sheet(wang, world, [ROW])
    for where in ({"position_id": world.textbook_post}, {"department_id": world.academic}):
        suggest(sign_in(world.cast.chen), **where)
    suggest(sign_in(world.cast.chen), position_id=world.textbook_post, year=YEAR + 1)
    assert guide(wang, sheet)["open_suggestions"] == 1


@pytest.mark.parametrize("who", ["outsider", "other_liaison"])
def test_strangers_find_nothing(world: World, sign_in: SignIn, sheet: Found, who: str) -> None:
    assert sign_in(getattr(world.cast, who)).get(f"{API}/{sheet['id']}/guide").status_code == 404


def test_every_gap_has_its_stage() -> None:
    assert set(STAGE_OF) == set(GuideGap)


def test_duties_match_in_part() -> None:
    rows = [{"id": 1, "duty": "1．核对教材款项。"}, {"id": 2, "duty": ""}, {"id": 3, "duty": "核对"}]
    assert rows_of_duty("核对教材款项", rows) == [1, 3]
    assert rows_of_duty("。", rows) == []


def test_shared_powers_are_offered_not_demanded() -> None:
    power = {"id": 7, "is_own": False, "basis": "", "steps": [], "elsewhere_count": 0}
    found = [one.gap for one in find_missing(Facts(["核对"], [power], [], needs_reason=False))]
    assert found == [GuideGap.no_powers, GuideGap.duty_without_risk]

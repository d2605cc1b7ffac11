"""GET /risk-points: the register for people."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.rules import RiskLevel
from backend.risks.actions import Verdict, record_level
from backend.risks.rules import Consequence, Likelihood
from tests.conftest import SignIn
from tests.powers.catalogue import add_power
from tests.risks.sheets import OTHER_ROW, POINTS, ROW, act, department_sheet, filled_sheet, save
from tests.world import World

Sheet = dict[str, Any]


@pytest.fixture
def register(session: Session, world: World, sign_in: SignIn, sheet: Sheet) -> dict[str, int]:
    """Two points of 王老师 (one assessed high), one of 教务处, one of 财务处 of the year before."""
    power = add_power(session, world.academic, position_id=world.textbook_post)
    li = sign_in(world.cast.li)
    row = {
        "name": "收费不公示",
        "found_by": ["organization"],
        "categories": {"department_aspects": "efficiency"},
    }
    theirs = save(li, department_sheet(li, world.academic).json(), [row]).json()
    cashier = filled_sheet(
        sign_in(world.cast.outsider),
        world,
        [OTHER_ROW | {"name": "备用金"}],
        position_id=world.cashier_post,
        year=2025,
    )
    first, second = (row["id"] for row in sheet["rows"])
    record_level(
        session, [Verdict(first, Likelihood.high, Consequence.internal, RiskLevel.high, "因为", "规则")]
    )
    session.flush()
    return {
        "first": first,
        "second": second,
        "department": theirs["rows"][0]["id"],
        "cashier": cashier["rows"][0]["id"],
        "power": power,
        "sheet": sheet["id"],
    }


def found(client: TestClient, query: str) -> tuple[list[int], int]:
    """(ids, total)."""
    answer = client.get(f"{POINTS}?{query}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]], answer.json()["total"]


def test_it_works(world: World, sign_in: SignIn, register: dict[str, int]) -> None:
    office = sign_in(world.cast.office)
    ids, total = found(office, "")
    assert (ids, total) == (sorted(ids, reverse=True), 4)
    row = office.get(f"{POINTS}?level=high").json()["items"][0]
    assert {name: row[name] for name in ROW} == ROW
    assert (row["department_name"], row["position_name"]) == ("教务处", "教材管理岗")
    assert (row["inventory_kind"], row["review_state"]) == ("position", "draft")
    assert (row["level"], row["likelihood"], row["consequence"]) == ("high", "high", "internal")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=备用金", ["cashier"]),
        ("q=宴请", ["first"]),
        ("q=%25", []),
        ("department_id={academic}", ["department", "second", "first"]),
        ("department_id={college}", ["cashier", "department", "second", "first"]),
        ("position_id={textbook_post}", ["second", "first"]),
        ("inventory_id={sheet}", ["second", "first"]),
        ("year=2025", ["cashier"]),
        ("level=high", ["first"]),
        ("level=none&year=2026", ["department", "second"]),
        ("likelihood=high&consequence=internal", ["first"]),
        ("consequence=crime", []),
        ("scheme=three_kinds&category=process", ["cashier", "second", "first"]),
        ("category=efficiency", ["department"]),
        ("found_by=public", ["cashier", "second"]),
        ("key_area=textbook_procurement", ["second", "first"]),
        ("kind=department", ["department"]),
        ("kind=position&year=2026", ["second", "first"]),
        ("state=draft&year=2025", ["cashier"]),
        ("state=approved", []),
        ("power_id={power}", []),
        ("sort=level&department_id={academic}", ["first", "department", "second"]),
        ("sort=oldest&year=2026", ["first", "second", "department"]),
        ("sort=updated&year=2026", ["first", "department", "second"]),
        ("page=2&size=3", ["first"]),
        ("page=9", []),
    ],
)
def test_filters_and_sorts(
    world: World, sign_in: SignIn, register: dict[str, int], query: str, names: list[str]
) -> None:
    path = query.format(**world.__dict__, **register)
    ids, total = found(sign_in(world.cast.office), path)
    assert ids == [register[name] for name in names]
    if not query.startswith("page"):
        assert total == len(names)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("wang", ["second", "first"]),
        ("li", ["department", "second", "first"]),
        ("lin", ["department", "second", "first"]),
        ("dean", ["cashier", "department", "second", "first"]),
        ("outsider", ["cashier"]),
        ("other_head", ["cashier"]),
        ("oa", ["cashier", "department", "second", "first"]),
    ],
)
def test_reach_decides(
    world: World, sign_in: SignIn, register: dict[str, int], who: str, names: list[str]
) -> None:
    client = sign_in(getattr(world.cast, who))
    wanted = [register[name] for name in names]
    assert found(client, "") == (wanted, len(wanted))
    assert found(client, "size=1")[1] == len(wanted), "the total reaches no further than the rows"
    for name in ("first", "department", "cashier"):
        assert client.get(f"{POINTS}/{register[name]}").status_code == (200 if name in names else 404)


def test_the_total_follows_the_tally(world: World, sign_in: SignIn, register: dict[str, int]) -> None:
    office = sign_in(world.cast.office)
    for query, total in (
        ("size=1", 4),
        ("size=1&level=none", 3),
        ("size=1&year=2026&level=high", 1),
        (f"size=1&department_id={world.academic}", 3),
        ("size=1&found_by=self", 1),
        ("size=1&mine=false", 4),
    ):
        assert found(office, query)[1] == total, query


def test_states_follow_the_review(wang: TestClient, register: dict[str, int], sheet: Sheet) -> None:
    act(wang, sheet, "submission")
    assert found(wang, "state=department_review")[1] == 2
    assert found(wang, "state=draft")[1] == 0
    assert found(wang, "mine=true")[1] == 2


def test_retired_points_are_kept_apart(wang: TestClient, sheet: Sheet) -> None:
    save(wang, sheet, [])
    assert found(wang, "")[1] == 0
    assert found(wang, "include_retired=true")[1] == 2


@pytest.mark.parametrize(
    "query",
    [
        "colour=1",
        "size=201",
        "size=0",
        "level=grave",
        "scheme=three_kinds",
        "scheme=three_kinds&category=ethics",
        "sort=name",
        "cursor=&page=2",
        "cursor=&sort=level",
        "cursor=&size=1001",
    ],
)
def test_bad_queries_are_refused(wang: TestClient, query: str) -> None:
    assert wang.get(f"{POINTS}?{query}").status_code == 422

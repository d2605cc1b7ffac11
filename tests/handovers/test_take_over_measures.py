"""The page of a new holder shows every measure of the post that stands."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from backend.kit.db import Database
from backend.kit.table import now
from backend.measures.queries import MEASURES
from tests.conftest import SignIn
from tests.handovers.test_hand_over_posts import HANDOVERS, acknowledge, approved, page, wang
from tests.measures import plans
from tests.risks.sheets import YEAR
from tests.world import World

__all__ = ["approved", "page", "wang"]
Measures = Callable[..., None]


@pytest.fixture
def measures(
    database: Database, sign_in: SignIn, world: World, page: dict[str, Any], approved: dict[str, Any]
) -> Measures:
    """Puts measures of the post into the given states, each titled as its state."""
    li = sign_in(world.cast.li)
    plan = plans.made(plans.send(li, plans.PLANS, {"department_id": world.academic, "year": YEAR}))
    place = {
        "plan_id": plan["id"],
        "position_id": world.textbook_post,
        "risk_point_ids": [approved["rows"][0]["id"]],
    }

    def put(*states: str, **values: Any) -> None:
        made = [
            plans.made(plans.send(li, plans.MEASURES, plans.COMPLETE | place | {"title": f"措施{state}"}))[
                "id"
            ]
            for state in states
        ]
        with database.session() as session:
            for identity, state in zip(made, states, strict=True):
                change = sa.update(MEASURES).where(MEASURES.c.id == identity)
                session.execute(change.values(state=state, **values))

    return put


def taken(sign_in: SignIn, world: World, page: dict[str, Any]) -> list[tuple[str, str]]:
    content = sign_in(world.cast.outsider).get(f"{HANDOVERS}/{page['id']}").json()["content"]
    return [(one["title"].removeprefix("措施"), one["state"]) for one in content["measures"]]


def test_all_measures_that_stand_are_taken_over_the_unfinished_first(
    sign_in: SignIn, world: World, page: dict[str, Any], measures: Measures
) -> None:
    measures("effective", "planned", "done", "approved", "in_progress", "ineffective")
    listed = ["approved", "in_progress", "ineffective", "effective", "done"]
    assert taken(sign_in, world, page) == [(state, state) for state in listed]
    assert (
        acknowledge(
            sign_in(world.cast.outsider),
            sign_in(world.cast.outsider).get(f"{HANDOVERS}/{page['id']}").json(),
        ).json()["content"]["measures"][-1]["state"]
        == "done"
    )


def test_what_was_cancelled_is_not_taken_over(
    sign_in: SignIn, world: World, page: dict[str, Any], measures: Measures
) -> None:
    measures("approved", "effective", retired_at=now())
    assert taken(sign_in, world, page) == []


@pytest.mark.parametrize(("later", "listed"), [("approved", ["approved"]), ("planned", ["effective"])])
def test_what_goes_on_in_a_later_plan_is_shown_once(
    database: Database,
    sign_in: SignIn,
    world: World,
    page: dict[str, Any],
    measures: Measures,
    later: str,
    listed: list[str],
) -> None:
    measures("effective")
    with database.session() as session:
        earlier = session.execute(sa.select(MEASURES.c.id)).scalar_one()
    measures(later, carried_from_id=earlier)
    assert [state for _, state in taken(sign_in, world, page)] == listed

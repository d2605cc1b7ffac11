"""Whoever is named in a hand-over sees and acknowledges it, in whichever department the post is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import GRANTS
from backend.access.rules import Role
from backend.handovers.queries import HANDOVERS as HANDOVER_ROWS
from backend.kit.table import now, today
from tests.conftest import SignIn
from tests.handovers.test_hand_over_posts import HANDOVERS, acknowledge, appoint, approved, end, mine, wang
from tests.world import World

__all__ = ["approved", "wang"]


def test_who_is_named_sees_it_in_any_department(
    sign_in: SignIn, world: World, approved: dict[str, Any], session: Session
) -> None:
    """周联络 is liaison of 财务处 and nothing else, and follows in a post of 教务处."""
    office, heir = sign_in(world.cast.office), sign_in(world.cast.other_liaison)
    end(office, world, world.cast.wang.person)
    appoint(office, world.cast.outsider.person, world.textbook_post)
    assert heir.get(HANDOVERS).json()["items"] == [], "another's"
    appoint(office, world.cast.other_liaison.person, world.textbook_post)
    others = sa.and_(GRANTS.c.user_id == world.cast.other_liaison.user_id, GRANTS.c.role != Role.liaison)
    session.execute(sa.delete(GRANTS).where(others))
    (listed,) = heir.get(HANDOVERS).json()["items"]
    assert (listed["person_name"], [listed]) == ("周联络", mine(heir))
    page = heir.get(f"{HANDOVERS}/{listed['id']}").json()
    assert page["allowed_actions"] == ["acknowledge"]
    assert acknowledge(heir, page).json()["state"] == "acknowledged"
    pages = office.get(HANDOVERS, params={"position_id": world.textbook_post}).json()["items"]
    (theirs,) = (one for one in pages if one["person_name"] == "外人")
    assert heir.get(f"{HANDOVERS}/{theirs['id']}").status_code == 404
    assert sign_in(world.cast.other_head).get(f"{HANDOVERS}/{listed['id']}").status_code == 404


def test_what_was_acknowledged_keeps_the_names_of_its_year(
    sign_in: SignIn, world: World, approved: dict[str, Any], session: Session
) -> None:
    office, heir = sign_in(world.cast.office), sign_in(world.cast.outsider)
    end(office, world, world.cast.wang.person)
    appoint(office, world.cast.outsider.person, world.textbook_post)
    (listed,) = mine(heir)
    path = f"{HANDOVERS}/{listed['id']}"
    assert acknowledge(heir, heir.get(path).json()).status_code == 201
    for place, name in (
        (f"positions/{world.textbook_post}", "教材建设岗"),
        (f"departments/{world.academic}", "教务部"),
    ):
        answer = office.patch(f"/api/v1/{place}", json={"name": name}, headers={"If-Match": "now"})
        assert answer.status_code == 200, answer.text

    def names() -> list[tuple[str, str]]:
        return [
            (one["position_name"], one["department_name"]) for one in (heir.get(path).json(), *mine(heir))
        ]

    assert names() == [("教材建设岗", "教务部")] * 2, "this year's"
    last_year = now() - timedelta(days=365)
    session.execute(sa.update(HANDOVER_ROWS).values(acknowledged_at=last_year))
    assert names() == [("教材管理岗", "教务处")] * 2
    new_year = datetime(today().year - 1, 12, 31, 17, tzinfo=UTC)
    session.execute(sa.update(HANDOVER_ROWS).values(acknowledged_at=new_year))
    assert names() == [("教材建设岗", "教务部")] * 2, "on campus it is this year already"

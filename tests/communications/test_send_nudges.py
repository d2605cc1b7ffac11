"""Nudges: to the right people, seen by them, not more than once a day."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.communications.nudges.queries import NUDGES
from backend.communications.nudges.rules import QUIET_TIME
from backend.kit.table import now
from tests.communications.cases import API, made, nudge, pointers, problem
from tests.conftest import SignIn
from tests.world import World


def _counted(client: TestClient) -> tuple[int, dict[int, int]]:
    counts = client.get(f"{API}/nudges/counts").json()
    return counts["mine"], {row["department_id"]: row["count"] for row in counts["departments"]}


def test_it_works(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    sent = made(nudge(office, world.academic, world.finance))
    assert [row["department_id"] for row in sent["created"]] == [world.academic, world.finance]
    assert sent["skipped"] == []
    assert _counted(office) == (0, {world.academic: 1, world.finance: 1})
    assert _counted(li) == (1, {world.academic: 1})

    (mine,) = li.get(f"{API}/nudges?is_mine=true&is_seen=false").json()["items"]
    assert (mine["sent_by_name"], mine["seen_at"]) == (world.cast.office.name, None)
    seen = made(li.post(f"{API}/nudges/{mine['id']}/sight"), 200)
    assert seen["seen_by_name"] == world.cast.li.name
    again = made(sign_in(world.cast.chen).post(f"{API}/nudges/{mine['id']}/sight"), 200)
    assert (again["seen_by_name"], again["seen_at"]) == (world.cast.li.name, seen["seen_at"])
    assert _counted(li) == (0, {})


def test_strangers_neither_see_nor_send(world: World, sign_in: SignIn) -> None:
    made(nudge(sign_in(world.cast.office), world.academic))
    other = sign_in(world.cast.other_liaison)
    assert other.get(f"{API}/nudges").json() == {"items": [], "total": 0}
    assert pointers(nudge(other, world.academic)) == ["/department_ids/0"]
    assert nudge(sign_in(world.cast.wang), world.academic).status_code == 403
    assert nudge(sign_in(world.cast.supervisor), world.academic).status_code == 403
    assert sign_in(world.cast.system_admin).get(f"{API}/nudges").status_code == 403


def test_the_supervising_leader_nudges_his_departments(world: World, sign_in: SignIn) -> None:
    lin = sign_in(world.cast.lin)
    assert nudge(lin, world.academic).status_code == 201
    assert pointers(nudge(lin, world.finance)) == ["/department_ids/0"]
    assert [row["department_id"] for row in lin.get(f"{API}/nudges?is_sent=true").json()["items"]] == [
        world.academic
    ]


def test_only_those_it_is_for_confirm_that_they_saw_it(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    (sent,) = made(nudge(office, world.academic, audience="head"))["created"]
    path = f"{API}/nudges/{sent['id']}/sight"
    assert office.post(path).status_code == 403
    assert sign_in(world.cast.li).post(path).status_code == 403
    assert sign_in(world.cast.wang).post(path).status_code == 404
    assert sign_in(world.cast.chen).post(path).status_code == 200


def test_a_person_is_nudged_by_his_liaison(world: World, sign_in: SignIn) -> None:
    li, wang = sign_in(world.cast.li), sign_in(world.cast.wang)
    personal = {"audience": "person", "person_id": world.cast.wang.person}
    (sent,) = made(nudge(li, world.academic, **personal))["created"]
    assert (sent["person_name"], sent["is_mine"]) == (world.cast.wang.name, False)
    assert [row["is_mine"] for row in wang.get(f"{API}/nudges").json()["items"]] == [True]
    assert wang.post(f"{API}/nudges/{sent['id']}/sight").status_code == 200
    assert pointers(nudge(li, world.academic, audience="person", person_id=world.cast.outsider.person)) == [
        "/person_id"
    ]


def test_the_same_thing_is_not_said_twice_a_day(world: World, sign_in: SignIn, session: Session) -> None:
    office = sign_in(world.cast.office)
    made(nudge(office, world.academic))
    assert problem(nudge(office, world.academic)) == (409, "nudged-lately")
    assert problem(nudge(sign_in(world.cast.lin), world.academic)) == (409, "nudged-lately")
    both = made(nudge(office, world.academic, world.finance))
    assert [row["department_id"] for row in both["created"]] == [world.finance]
    assert [row["department_id"] for row in both["skipped"]] == [world.academic]
    assert nudge(office, world.academic, target_id=8).status_code == 201
    personal = {"audience": "person", "person_id": world.cast.wang.person}
    assert nudge(office, world.academic, **personal).status_code == 201

    long_ago = now() - QUIET_TIME - timedelta(minutes=1)
    session.execute(sa.update(NUDGES).values(sent_at=long_ago))
    assert nudge(office, world.academic).status_code == 201


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"message": ""}, "/message"),
        ({"department_ids": []}, "/department_ids"),
        ({"department_ids": [999_999]}, "/department_ids/0"),
        ({"target_id": None}, ""),
        ({"audience": "person"}, ""),
        ({"target_kind": "weather"}, "/target_kind"),
    ],
)
def test_bad_input_names_the_field(
    world: World, sign_in: SignIn, changes: dict[str, Any], pointer: str
) -> None:
    assert pointers(nudge(sign_in(world.cast.office), world.academic, **changes)) == [pointer]


def test_a_department_is_named_once(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    assert pointers(nudge(office, world.academic, world.academic)) == ["/department_ids/1"]

"""POST /risk-inventories."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.conftest import SignIn
from tests.risks.sheets import YEAR, department_sheet, events_of, leave_post, open_sheet, take_post
from tests.world import World


def test_it_works(session: Session, world: World, sign_in: SignIn) -> None:
    answer = open_sheet(sign_in(world.cast.wang), world)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["kind"], body["year"], body["state"], body["chain"]) == (
        "position",
        YEAR,
        "draft",
        "department",
    )
    assert (body["filler_name"], body["filler_job_title"]) == ("王老师", "讲师")
    assert (body["department_name"], body["position_name"]) == ("教务处", "教材管理岗")
    assert body["duties"] == ["编制教材采购计划", "核对教材款项"]
    assert (body["rows"], body["allowed_actions"]) == ([], ["edit", "submit", "retire"])
    assert answer.headers["etag"].startswith(f'"v{body["version"]}-')
    assert events_of(session, "risk_inventory") == ["risk_inventory.created"]


def test_a_department_sheet_names_its_head(world: World, sign_in: SignIn) -> None:
    answer = department_sheet(sign_in(world.cast.li), world.academic)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["filler_name"], body["position_id"], body["chain"]) == ("陈处长", None, "supervising")


def test_a_liaison_opens_a_sheet_for_a_colleague(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    answer = open_sheet(li, world, filler_id=world.cast.wang.person_id)
    assert (answer.status_code, answer.json()["filler_name"]) == (201, "王老师")
    assert open_sheet(li, world, year=2027).status_code == 422, "she does not hold the post herself"


@pytest.mark.parametrize(
    ("who", "post", "chain"), [("chen", "head_post", "supervising"), ("office", "leader_post", "leadership")]
)
def test_nobody_reviews_his_own(world: World, sign_in: SignIn, who: str, post: str, chain: str) -> None:
    filler = world.cast.chen if who == "chen" else world.cast.lin
    answer = open_sheet(
        sign_in(getattr(world.cast, who)), world, position_id=getattr(world, post), filler_id=filler.person_id
    )
    assert (answer.status_code, answer.json()["chain"]) == (201, chain)


def test_one_sheet_for_each_holder_and_year(session: Session, world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    assert open_sheet(wang, world).status_code == 201
    again = open_sheet(wang, world)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-exists")
    assert open_sheet(wang, world, year=YEAR + 1).status_code == 201
    take_post(session, world.cast.li.person, world.textbook_post)
    assert open_sheet(sign_in(world.cast.li), world).status_code == 201, (
        "the second holder has a sheet of his own"
    )
    li = sign_in(world.cast.li)
    assert department_sheet(li, world.academic).status_code == 201
    assert department_sheet(li, world.academic).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 403), ("other_liaison", 422), ("lin", 403), ("dean", 403), ("supervisor", 403)],
)
def test_strangers_are_refused(world: World, sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    assert open_sheet(client, world, filler_id=world.cast.wang.person_id).status_code == status
    assert department_sheet(client, world.academic).status_code == status


def test_only_the_present_holder_fills_in(session: Session, world: World, sign_in: SignIn) -> None:
    leave_post(session, world)
    answer = open_sheet(sign_in(world.cast.wang), world)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/filler_id")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"position_id": None}, "/position_id"),
        ({"position_id": 9999}, "/position_id"),
        ({"kind": "department"}, "/department_id"),
        ({"kind": "department", "department_id": 9999}, "/department_id"),
        ({"year": 1999}, "/year"),
        ({"level": "high"}, "/level"),
    ],
)
def test_bad_bodies_are_refused(world: World, sign_in: SignIn, change: dict[str, Any], pointer: str) -> None:
    answer = open_sheet(sign_in(world.cast.office), world, filler_id=world.cast.wang.person_id, **change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)

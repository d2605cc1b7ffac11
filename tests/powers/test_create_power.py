"""POST /powers."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.conftest import SignIn
from tests.powers.catalogue import API, actions_of, add_power
from tests.world import World


def test_it_works(session: Session, world: World, sign_in: SignIn) -> None:
    body = {
        "department_id": world.academic,
        "position_id": world.textbook_post,
        "name": "教材选用",
        "content": "组织教材的征订与选用",
        "handling_body": "教务处",
        "basis": "《教材管理办法》第五条",
        "kind": "operational",
        "key_area": "textbook_procurement",
        "major_matters": ["large_fund"],
        "discretion": "limited",
        "must_publish": True,
        "is_concentrated": True,
    }
    answer = sign_in(world.cast.li).post(API, json=body)
    assert answer.status_code == 201, answer.text
    created = answer.json()
    assert created | body == created
    assert (created["code"], created["sort"], created["flow_version"]) == ("P001", 10, 0)
    assert (created["department_name"], created["position_name"]) == ("教务处", "教材管理岗")
    assert answer.headers["etag"] == '"v1"'
    assert actions_of(session) == ["power.created"]


def test_codes_and_places_continue(session: Session, world: World, sign_in: SignIn) -> None:
    add_power(session, world.academic, "P007", sort=50)
    add_power(session, world.academic, "XK-2", sort=20)
    add_power(session, world.finance, "P090")
    li = sign_in(world.cast.li)
    made = [li.post(API, json={"department_id": world.academic, "name": name}).json() for name in "甲乙"]
    assert [(one["code"], one["sort"]) for one in made] == [("P008", 60), ("P009", 70)]


def test_the_office_may_add_anywhere(world: World, sign_in: SignIn) -> None:
    body = {"department_id": world.finance, "name": "报销审核", "code": "CW.01", "sort": 5}
    answer = sign_in(world.cast.office).post(API, json=body)
    assert (answer.status_code, answer.json()["code"]) == (201, "CW.01")


def test_strangers_cannot_add(world: World, sign_in: SignIn) -> None:
    body = {"department_id": world.academic, "name": "教材选用"}
    for who in ("wang", "lin", "dean", "supervisor", "outsider", "audit_admin"):
        assert sign_in(getattr(world.cast, who)).post(API, json=body).status_code == 403, who
    # May add powers, but does not see this department: for her it does not exist.
    assert sign_in(world.cast.other_liaison).post(API, json=body).status_code == 422
    assert sign_in(world.cast.oa).post(API, json=body).status_code == 403


def test_a_taken_code_is_refused(session: Session, world: World, sign_in: SignIn) -> None:
    add_power(session, world.academic, "P001")
    add_power(session, world.finance, "P002")
    li = sign_in(world.cast.li)
    body = {"department_id": world.academic, "name": "教材选用", "code": "P001"}
    assert li.post(API, json=body).status_code == 409
    assert li.post(API, json=body | {"code": "P002"}).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "   "}, "/name"),
        ({"name": "长" * 201}, "/name"),
        ({"code": "第一"}, "/code"),
        ({"kind": "royal"}, "/kind"),
        ({"sort": -1}, "/sort"),
        ({"department_id": 2**40}, "/department_id"),
        ({"position_id": 2**40}, "/position_id"),
        ({"flow_version": 3}, "/flow_version"),
    ],
)
def test_bad_bodies_are_refused(world: World, sign_in: SignIn, change: dict[str, Any], pointer: str) -> None:
    body = {"department_id": world.academic, "name": "教材选用"} | change
    answer = sign_in(world.cast.li).post(API, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


def test_the_post_must_belong_to_the_department(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = {"department_id": world.academic, "name": "教材选用", "position_id": world.cashier_post}
    assert office.post(API, json=body).status_code == 422
    below = {"department_id": world.assets, "name": "货物采购", "position_id": world.procurement_post}
    assert office.post(API, json=below).status_code == 201

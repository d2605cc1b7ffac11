"""Units that are renamed or merged stay readable (requirements D23)."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.rules import Role
from backend.kit.table import today
from tests.conftest import SignIn
from tests.organization.merging import PATH, merge
from tests.organization.trail import pointers, problem, roles, traces
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def rename(client: TestClient, department_id: int, name: str, **more: Any) -> Response:
    """A new name."""
    body = {"name": name, "reason": "机构改革"} | more
    answer: Response = client.post(f"{PATH}/{department_id}/renaming", json=body, headers={"If-Match": "now"})
    return answer


def name_on(client: TestClient, department_id: int, day: date) -> str:
    """What the unit was called on a day."""
    rows = client.get(PATH, params={"on": str(day)}).json()["items"]
    return str(next(row["name"] for row in rows if row["id"] == department_id))


def test_a_renamed_unit_keeps_its_old_name(world: World, office: TestClient, session: Session) -> None:
    on = today() - 10 * DAY
    answer = rename(office, world.academic, "教学管理处", on=str(on))
    assert (answer.status_code, answer.json()["name"]) == (200, "教学管理处")
    [former] = office.get(f"{PATH}/{world.academic}").json()["former_names"]
    assert (former["name"], former["started_on"], former["ended_on"]) == ("教务处", None, str(on - DAY))
    assert name_on(office, world.academic, on - DAY) == "教务处"
    assert name_on(office, world.academic, on) == "教学管理处"
    assert [row["id"] for row in office.get(PATH, params={"q": "教务处"}).json()["items"]] == [world.academic]
    [trace] = traces(session, "department.")
    assert (trace.action, trace.details["former_name"]) == ("department.renamed", "教务处")


def test_names_follow_each_other(world: World, office: TestClient) -> None:
    rename(office, world.academic, "教学部", on=str(today() - 20 * DAY))
    rename(office, world.academic, "教学管理处", on=str(today() - 10 * DAY))
    names = office.get(f"{PATH}/{world.academic}").json()["former_names"]
    assert [(one["name"], one["started_on"]) for one in names] == [
        ("教学部", str(today() - 20 * DAY)),
        ("教务处", None),
    ]
    early = rename(office, world.academic, "教务部", on=str(today() - 15 * DAY))
    assert pointers(early) == [("/on", "before-former")]


def test_an_edit_or_a_table_keeps_the_old_name_too(world: World, office: TestClient) -> None:
    path = f"{PATH}/{world.academic}"
    for name in ("教务部", "教务中心"):
        office.patch(path, json={"name": name}, headers={"If-Match": "now"})
    assert [one["name"] for one in office.get(path).json()["former_names"]] == ["教务处"]
    row = [{"code": "CWC", "name": "计划财务处", "kind": "office"}]
    loaded = office.post(f"{PATH}/bulk", json=row, headers={"Idempotency-Key": "rename-by-table"})
    assert loaded.status_code == 200, loaded.text
    assert office.get(f"{PATH}/{world.finance}").json()["former_names"][0]["name"] == "财务处"


def test_a_merger_takes_everything_living_along(world: World, office: TestClient, session: Session) -> None:
    answer = merge(office, world.assets, world.finance)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["merged_into_id"], body["retire_reason"]) == (world.finance, "机构改革")
    section = office.get(f"{PATH}/{world.procurement}").json()
    assert (section["parent_id"], section["path"]) == (
        world.finance,
        f"/{world.college}/{world.finance}/{world.procurement}/",
    )
    found = traces(session, "department.")
    assert [trace.action for trace in found] == ["department.updated", "department.merged"]
    assert found[0].former_department_id == world.assets
    assert found[1].details["moved"] == {"position": 0, "person": 0, "department": 1}
    assert office.get(f"{PATH}/{world.assets}").json()["merged_into_name"] == "财务处"
    [merged] = office.get(f"{PATH}/{world.finance}").json()["merged_from"]
    assert merged["name"] == "资产处"


def test_the_old_unit_hangs_below_the_new_one(
    world: World, office: TestClient, session: Session, sign_in: SignIn
) -> None:
    head = sign_in(world.cast.other_head)
    problem(head.get(f"{PATH}/{world.assets}"), 404, "not-found")
    body = {"reason": "撤并科室"}
    office.post(f"{PATH}/{world.procurement}/retirement", json=body, headers={"If-Match": "now"})
    office.post(
        f"/api/v1/positions/{world.procurement_post}/retirement", json=body, headers={"If-Match": "now"}
    )
    office.post(f"{PATH}/{world.procurement}/retirement", json=body, headers={"If-Match": "now"})
    merge(office, world.assets, world.finance)
    old = head.get(f"{PATH}/{world.assets}").json()
    assert (old["parent_id"], old["path"]) == (
        world.finance,
        f"/{world.college}/{world.finance}/{world.assets}/",
    )
    section = office.get(f"{PATH}/{world.procurement}").json()
    assert (section["parent_id"], section["path"]) == (world.assets, f"{old['path']}{world.procurement}/")
    assert traces(session, "department.merged")[0].former_department_id == world.college
    problem(sign_in(world.cast.li).get(f"{PATH}/{world.assets}"), 404, "not-found")


def test_mergers_follow_each_other(world: World, office: TestClient) -> None:
    merge(office, world.procurement, world.assets)
    merge(office, world.assets, world.finance)
    merge(office, world.finance, world.informatics)
    path = f"/{world.college}/{world.informatics}/{world.finance}/{world.assets}/{world.procurement}/"
    assert office.get(f"{PATH}/{world.procurement}").json()["path"] == path


def test_posts_people_and_charges_of_a_merged_unit(
    world: World, office: TestClient, session: Session, sign_in: SignIn
) -> None:
    post = {"code": "JWC-99", "name": "旧岗位", "tier": "general", "department_id": world.academic}
    retired = office.post("/api/v1/positions", json=post).json()["id"]
    office.post(
        f"/api/v1/positions/{retired}/retirement", json={"reason": "撤岗"}, headers={"If-Match": "now"}
    )
    on = today() - 3 * DAY
    assert merge(office, world.academic, world.informatics, on=str(on)).status_code == 200
    posts = office.get("/api/v1/positions", params={"department_id": world.informatics}).json()["items"]
    assert {row["id"] for row in posts} == {world.head_post, world.liaison_post, world.textbook_post}
    assert office.get(f"/api/v1/positions/{retired}").json()["department_id"] == world.academic
    people = office.get("/api/v1/people", params={"department_id": world.informatics}).json()["items"]
    assert {"王老师", "李联络", "陈处长"} <= {row["name"] for row in people}
    holders = office.get(f"/api/v1/positions/{world.textbook_post}").json()["holders"]
    assert [holder["name"] for holder in holders] == ["王老师"]
    charges = office.get(
        "/api/v1/officers", params={"person_id": world.cast.li.person, "include_history": True}
    )
    assert [row["ended_on"] for row in charges.json()["items"]] == [str(on - DAY)]
    assert roles(session, world.cast.li.user_id) == {(Role.staff, None)}
    assert (Role.supervising_leader, world.academic) not in roles(session, world.cast.lin.user_id)
    moved = traces(session, "position.updated")
    assert {trace.former_department_id for trace in moved} == {world.academic}


def test_a_group_ends_with_its_unit(world: World, office: TestClient) -> None:
    members = [{"person_id": world.cast.chen.person, "role": "leader"}]
    made = office.post("/api/v1/groups", json={"department_id": world.academic, "members": members}).json()
    merge(office, world.academic, world.informatics)
    assert office.get(f"/api/v1/groups/{made['id']}").json()["end_reason"] == "部门合并"


def test_only_the_office_renames_and_merges(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.li, world.cast.chen, world.cast.wang):
        client = sign_in(who)
        problem(rename(client, world.academic, "教学管理处"), 403, "forbidden")
        problem(merge(client, world.academic, world.informatics), 403, "forbidden")
    assert sign_in(world.cast.outsider).get(f"{PATH}/{world.academic}").json()["name"] == "教务处"


def test_unfit_mergers_are_refused(world: World, office: TestClient) -> None:
    assert pointers(merge(office, world.assets, world.procurement)) == [("/into_id", "cycle")]
    assert pointers(merge(office, world.assets, world.assets)) == [("/into_id", "cycle")]
    assert pointers(merge(office, world.assets, 999_999)) == [("/into_id", "unknown")]
    problem(merge(office, world.college, world.assets), 409, "root")
    tomorrow = merge(office, world.assets, world.finance, on=str(today() + DAY))
    assert pointers(tomorrow) == [("/on", "future")]
    merge(office, world.procurement, world.finance)
    problem(merge(office, world.procurement, world.informatics), 409, "already-retired")
    problem(rename(office, world.procurement, "采购中心"), 409, "already-retired")
    assert pointers(merge(office, world.assets, world.procurement)) == [("/into_id", "unknown")]


def test_unfit_names_are_refused(world: World, office: TestClient) -> None:
    assert pointers(rename(office, world.academic, "教务处")) == [("/name", "same")]
    assert pointers(rename(office, world.academic, "教务部", on=str(today() + DAY))) == [("/on", "future")]
    body = {"name": "教务部", "reason": "改革"}
    assert office.post(f"{PATH}/{world.academic}/renaming", json=body).status_code == 428

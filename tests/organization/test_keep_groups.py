"""Leading group and working groups (opinion.txt lines 28 and 38)."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.table import today
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.world import World

PATH = "/api/v1/groups"
DAY = timedelta(days=1)


@pytest.fixture
def liaison(world: World, sign_in: SignIn) -> TestClient:
    """李联络 of 教务处 at the keyboard."""
    return sign_in(world.cast.li)


def group(world: World, **changes: Any) -> dict[str, Any]:
    """The body of 教务处's working group."""
    members = [
        {"person_id": world.cast.li.person, "role": "member", "title": "联络员"},
        {"person_id": world.cast.chen.person, "role": "leader"},
    ]
    return {"department_id": world.academic, "members": members} | changes


def change(client: TestClient, method: str, path: str, body: Any, tag: str = "now") -> Response:
    """A change with If-Match."""
    answer: Response = client.request(method, f"{PATH}/{path}", json=body, headers={"If-Match": tag})
    return answer


def test_it_works(world: World, liaison: TestClient, sign_in: SignIn, session: Session) -> None:
    made = liaison.post(PATH, json=group(world, document_number="示院教〔2026〕3号"))
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["kind"], body["name"]) == ("working_group", "教务处廉政风险防控工作小组")
    shown = [(member["person_name"], member["role"], member["title"]) for member in body["members"]]
    assert shown == [("陈处长", "leader", "处长"), ("李联络", "member", "联络员")]
    assert (body["members_count"], body["allowed_actions"]) == (2, ["edit", "end"])
    outsider = sign_in(world.cast.outsider)
    [line] = outsider.get(PATH).json()["items"]
    assert line["document_number"] == "示院教〔2026〕3号"
    assert outsider.get(f"{PATH}/{body['id']}").json()["allowed_actions"] == []
    assert [trace.action for trace in traces(session, "group")] == ["group.created"]


def test_the_college_has_a_leading_group(world: World, sign_in: SignIn) -> None:
    members = [{"person_id": world.cast.dean.person, "role": "leader"}]
    office = sign_in(world.cast.office)
    body = office.post(PATH, json={"department_id": world.college, "members": members}).json()
    assert (body["kind"], body["name"]) == ("leading_group", "示例学院廉政风险防控领导小组")
    assert office.get(PATH, params={"kind": "working_group"}).json()["items"] == []


def test_members_come_and_go(world: World, liaison: TestClient, session: Session) -> None:
    group_id = liaison.post(PATH, json=group(world)).json()["id"]
    joined = change(
        liaison, "POST", f"{group_id}/members", {"person_id": world.cast.wang.person, "role": "member"}
    )
    assert joined.status_code == 201, joined.text
    wang = next(one for one in joined.json()["members"] if one["person_name"] == "王老师")
    raised = change(liaison, "PATCH", f"{group_id}/members/{wang['id']}", {"role": "deputy"}).json()
    assert [one["role"] for one in raised["members"]] == ["leader", "deputy", "member"]
    last = str(today())
    left = change(liaison, "POST", f"{group_id}/members/{wang['id']}/ending", {"ended_on": last}).json()
    assert next(one for one in left["members"] if one["id"] == wang["id"])["ended_on"] == last
    assert left["version"] == 4
    assert [trace.action for trace in traces(session, "group.member")] == [
        "group.member_added",
        "group.member_updated",
        "group.member_ended",
    ]


def test_who_leaves_the_school_leaves_the_group(world: World, liaison: TestClient, sign_in: SignIn) -> None:
    group_id = liaison.post(PATH, json=group(world)).json()["id"]
    office, li = sign_in(world.cast.office), world.cast.li.person
    assert [row["id"] for row in office.get(PATH, params={"person_id": li}).json()["items"]] == [group_id]
    answer = office.post(f"/api/v1/people/{li}/departure", json={}, headers={"If-Match": "now"})
    assert answer.status_code == 200, answer.text
    members = office.get(f"{PATH}/{group_id}").json()["members"]
    assert {one["person_name"]: one["ended_on"] for one in members} == {
        "陈处长": None,
        "李联络": str(today()),
    }


def test_units_without_a_group_are_listed(world: World, liaison: TestClient, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)

    def gaps(**params: Any) -> list[str]:
        rows = office.get(f"{PATH}/gaps", params=params).json()["items"]
        return [row["name"] for row in rows]

    assert gaps() == ["资产处", "教务处", "财务处", "信息系"]
    liaison.post(PATH, json=group(world))
    assert gaps() == ["资产处", "财务处", "信息系"]
    assert gaps(include_subunits=True, within_id=world.assets) == ["资产处", "采购科"]


def test_a_group_ends_and_another_follows(world: World, liaison: TestClient) -> None:
    first = liaison.post(PATH, json=group(world, started_on=str(today() - 9 * DAY))).json()["id"]
    problem(liaison.post(PATH, json=group(world)), 409, "already-exists")
    early = {"ended_on": str(today() - 10 * DAY)}
    assert pointers(change(liaison, "POST", f"{first}/ending", early)) == [("/ended_on", "before-start")]
    ended = change(liaison, "POST", f"{first}/ending", {"ended_on": str(today() - DAY), "reason": "换届"})
    assert (ended.json()["end_reason"], ended.json()["allowed_actions"]) == ("换届", [])
    problem(change(liaison, "PATCH", str(first), {"note": "x"}), 409, "already-ended")
    second = liaison.post(PATH, json=group(world)).json()["id"]
    assert [row["id"] for row in liaison.get(PATH).json()["items"]] == [second]
    both = liaison.get(PATH, params={"include_history": True}).json()["items"]
    assert {row["id"] for row in both} == {first, second}


def test_the_report_is_noted(world: World, liaison: TestClient) -> None:
    group_id = liaison.post(PATH, json=group(world)).json()["id"]
    assert len(liaison.get(PATH, params={"is_reported": False}).json()["items"]) == 1
    body = change(liaison, "PATCH", str(group_id), {"reported_on": "2026-09-05"}, '"v1"').json()
    assert (body["reported_on"], body["version"]) == ("2026-09-05", 2)
    assert len(liaison.get(PATH, params={"is_reported": True}).json()["items"]) == 1
    problem(change(liaison, "PATCH", str(group_id), {"note": "x"}, '"v1"'), 412, "stale")


def test_strangers_may_look_only(world: World, liaison: TestClient, sign_in: SignIn) -> None:
    group_id = liaison.post(PATH, json=group(world)).json()["id"]
    for who in (world.cast.wang, world.cast.lin, world.cast.dean, world.cast.other_head):
        problem(change(sign_in(who), "PATCH", str(group_id), {"note": "x"}), 403, "forbidden")
    stranger = sign_in(world.cast.other_head).post(PATH, json=group(world))
    assert pointers(stranger) == [("/department_id", "unknown")]
    assert sign_in(world.cast.audit_admin).get(PATH).status_code == 403


def test_bad_members_are_refused(world: World, liaison: TestClient) -> None:
    li = {"person_id": world.cast.li.person, "role": "member"}
    chen = {"person_id": world.cast.chen.person, "role": "leader"}
    outsider = {"person_id": world.cast.outsider.person, "role": "member"}
    assert pointers(liaison.post(PATH, json=group(world, members=[li]))) == [("", "value_error")]
    assert pointers(liaison.post(PATH, json=group(world, members=[chen, chen]))) == [("", "value_error")]
    assert pointers(liaison.post(PATH, json=group(world, members=[chen, outsider]))) == [
        ("/members/1/person_id", "unknown")
    ]
    group_id = liaison.post(PATH, json=group(world)).json()["id"]
    problem(change(liaison, "POST", f"{group_id}/members", li), 409, "already-member")
    early = {"person_id": world.cast.wang.person, "role": "member", "started_on": "2020-01-01"}
    assert pointers(change(liaison, "POST", f"{group_id}/members", early)) == [
        ("/started_on", "before-group")
    ]
    problem(change(liaison, "PATCH", f"{group_id}/members/999999", {"role": "member"}), 404, "not-found")

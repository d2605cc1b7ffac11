"""Objections: raised under one's own name, seen by few, decided by somebody else, with a reason."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.announcements.announcing import (
    API,
    OBJECTIONS,
    SAID,
    Found,
    announce,
    let_pass,
    made,
    object_to,
    rows_of,
    rule,
    seen,
    send,
)
from tests.conftest import SignIn
from tests.organization.trail import problem
from tests.risks.sheets import ROW, YEAR, close_year, events_of
from tests.risks.test_suggest_risk import suggest
from tests.world import World


@pytest.fixture
def announcement(approved: Found, li: TestClient, world: World) -> Found:
    """教务处's register, announced by 李联络."""
    return made(announce(li, world.academic))


def test_it_works(
    announcement: Found, wang: TestClient, li: TestClient, session: Session, approved: Found
) -> None:
    first, _ = rows_of(wang, announcement)
    answer = object_to(wang, announcement, row_id=first["id"])
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert (said["state"], said["raised_by_name"], said["row_name"]) == ("open", "王老师", ROW["name"])
    assert said["allowed_actions"] == ["withdraw"]
    waiting = made(li.get(OBJECTIONS, params={"awaiting": True}))["items"]
    assert [(row["id"], row["allowed_actions"]) for row in waiting] == [(said["id"], ["uphold", "reject"])]
    decided = made(rule(li, said, "uphold"))
    assert (decided["state"], decided["decided_by_name"]) == ("upheld", "李联络")
    assert decided["risk_point_id"] == approved["rows"][0]["id"], "the row it is about"
    mine = made(wang.get(f"{OBJECTIONS}/{said['id']}"))
    assert (mine["decision_reason"], mine["allowed_actions"]) == ("经核对岗位职责，情况如此。", [])
    let_pass(session)
    assert made(send(li, f"{API}/{announcement['id']}/ending"))["result"] == "settled"
    assert events_of(session, "objection") == ["objection.created", "objection.upheld"]


def test_nobody_else_learns_of_it(
    announcement: Found, wang: TestClient, world: World, sign_in: SignIn
) -> None:
    said = made(object_to(wang, announcement))
    for member in (world.cast.lin, world.cast.dean, world.cast.supervisor, world.cast.outsider):
        other = sign_in(member)
        problem(other.get(f"{OBJECTIONS}/{said['id']}"), 404, "not-found")
        assert made(other.get(OBJECTIONS))["items"] == []
    reader = seen(sign_in(world.cast.lin), announcement)
    assert (reader["objections_count"], reader["open_objections_count"]) == (None, None)
    for member in (world.cast.li, world.cast.chen, world.cast.office):
        keeper = sign_in(member)
        assert made(keeper.get(f"{OBJECTIONS}/{said['id']}"))["reason"] == SAID
        assert seen(keeper, announcement)["open_objections_count"] == 1


def test_nobody_decides_on_his_own(
    announcement: Found, li: TestClient, chen: TestClient, wang: TestClient
) -> None:
    said = made(object_to(li, announcement))
    assert said["allowed_actions"] == ["withdraw"]
    problem(rule(li, said, "reject"), 403, "forbidden")
    assert made(li.get(OBJECTIONS, params={"awaiting": True}))["items"] == []
    assert made(rule(chen, said))["state"] == "rejected"
    mine = made(object_to(wang, announcement))
    problem(rule(wang, mine), 403, "forbidden")


def test_only_who_raised_it_takes_it_back(announcement: Found, wang: TestClient, li: TestClient) -> None:
    said = made(object_to(wang, announcement))
    problem(object_to(wang, announcement), 409, "already-exists")
    problem(send(li, f"{OBJECTIONS}/{said['id']}/withdrawal"), 403, "forbidden")
    assert made(send(wang, f"{OBJECTIONS}/{said['id']}/withdrawal"))["state"] == "withdrawn"
    problem(rule(li, said), 409, "illegal-transition")
    assert object_to(wang, announcement).status_code == 201


def test_it_ends_only_when_every_objection_is_decided(
    announcement: Found, wang: TestClient, li: TestClient, session: Session
) -> None:
    said = made(object_to(wang, announcement))
    let_pass(session)
    assert seen(li, announcement)["allowed_actions"] == ["withdraw"]
    refused = problem(send(li, f"{API}/{announcement['id']}/ending"), 409, "open-objections")
    assert "1 条异议" in refused["detail"]
    made(rule(li, said))
    assert made(send(li, f"{API}/{announcement['id']}/ending"))["result"] == "settled"


def test_what_was_taken_back_leaves_no_objection(
    announcement: Found, wang: TestClient, li: TestClient, session: Session
) -> None:
    said = made(object_to(wang, announcement))
    made(send(wang, f"{OBJECTIONS}/{said['id']}/withdrawal"))
    let_pass(session)
    assert made(send(li, f"{API}/{announcement['id']}/ending"))["result"] == "clear"


def test_it_lapses_with_the_announcement(
    announcement: Found, wang: TestClient, li: TestClient, session: Session
) -> None:
    said = made(object_to(wang, announcement))
    made(send(li, f"{API}/{announcement['id']}/withdrawal", {"reason": "汇总有误，重新公示。"}))
    assert made(wang.get(f"{OBJECTIONS}/{said['id']}"))["state"] == "lapsed"
    problem(rule(li, said), 409, "illegal-transition")
    assert events_of(session, "objection") == ["objection.created", "objection.lapsed"]


def test_upheld_it_names_what_follows(
    announcement: Found, wang: TestClient, li: TestClient, chen: TestClient, world: World, approved: Found
) -> None:
    said = made(object_to(wang, announcement))
    missed = made(suggest(chen, position_id=world.textbook_post))
    links = {"suggestion_id": missed["id"], "risk_point_id": approved["rows"][1]["id"]}
    decided = made(rule(li, said, "uphold", **links))
    assert {name: decided[name] for name in links} == links


@pytest.mark.parametrize("name", ["risk_point_id", "suggestion_id"])
def test_links_to_what_is_not_there(announcement: Found, wang: TestClient, li: TestClient, name: str) -> None:
    said = made(object_to(wang, announcement))
    answer = rule(li, said, "uphold", **{name: 10**6})
    assert answer.status_code in (404, 422), answer.text
    rejected = rule(li, said, "reject", **{name: 1})
    assert rejected.status_code == 422, rejected.text


def test_only_while_it_runs(
    announcement: Found, wang: TestClient, li: TestClient, session: Session, world: World
) -> None:
    let_pass(session)
    over = problem(object_to(wang, announcement), 409, "not-running")
    assert over["detail"] == "公示期已满，不能再提出异议。"
    made(send(li, f"{API}/{announcement['id']}/ending"))
    problem(object_to(wang, announcement), 409, "not-running")
    close_year(session, YEAR)
    problem(object_to(wang, announcement), 409, "year-closed")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"reason": "不对"}, "/reason"), ({}, "/reason"), ({"reason": SAID, "row_id": 10**6}, "/row_id")],
    ids=str,
)
def test_bad_input(announcement: Found, wang: TestClient, body: dict[str, Any], pointer: str) -> None:
    answer = send(wang, f"{API}/{announcement['id']}/objections", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_decision_without_a_reason(announcement: Found, wang: TestClient, li: TestClient) -> None:
    said = made(object_to(wang, announcement))
    answer = rule(li, said, reason="")
    assert answer.json()["errors"][0]["pointer"] == "/reason"


def test_readers_from_outside_the_audience_do_not_object(
    announcement: Found, world: World, sign_in: SignIn
) -> None:
    for member in (world.cast.dean, world.cast.supervisor):
        problem(object_to(sign_in(member), announcement), 403, "forbidden")

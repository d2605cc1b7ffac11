"""/flow-redesigns: a reviewed flow is drawn anew by its department, and judged by somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.table import today
from backend.powers.redesigns.rules import RedesignState
from tests.conftest import SignIn
from tests.powers.reviewing import add_checklist, add_drawn, add_redesign, fresh, save_revision
from tests.world import World

Found = dict[str, Any]
TASKS = "/api/v1/flow-redesigns"
LATER = (today() + timedelta(days=9)).isoformat()
DONE = "增加了监督环节，补写了期限。"


@pytest.fixture
def task(session: Session, world: World) -> int:
    """An open task of 教务处 that 林副院长 ordered; versions 2 and 3 are saved since the review."""
    add_checklist(session)
    return add_redesign(session, add_drawn(session, world.academic), world.cast.lin.user_id)


def act(client: TestClient, task: int, verb: str, body: Found) -> Response:
    answer: Response = client.post(f"{TASKS}/{task}/{verb}", json=body, headers=fresh())
    return answer


def test_it_works(world: World, task: int, sign_in: SignIn) -> None:
    chen, lin = sign_in(world.cast.chen), sign_in(world.cast.lin)
    assert chen.get(f"{TASKS}/{task}").json()["allowed_actions"] == ["answer"]
    presented = act(chen, task, "answers", {"revision": 2, "done": DONE})
    assert presented.status_code == 201, presented.text
    assert presented.json()["state"] == "redesigned"
    assert lin.get(f"{TASKS}/{task}").json()["allowed_actions"] == ["accept", "send_back", "withdraw"]
    returned = act(lin, task, "return", {"reason": "监督方式仍未写明。", "due_on": LATER})
    assert (returned.json()["state"], returned.json()["due_on"]) == ("returned", LATER)
    older = act(chen, task, "answers", {"revision": 2, "done": DONE})
    assert (older.status_code, older.json()["errors"][0]["code"]) == (422, "older")
    assert act(chen, task, "answers", {"revision": 3, "done": DONE}).status_code == 201
    accepted = act(lin, task, "acceptance", {"note": "符合要求。"})
    assert accepted.status_code == 201, accepted.text
    row = accepted.json()
    assert (row["state"], row["allowed_actions"]) == ("accepted", [])
    assert [one["verdict"] for one in row["answers"]] == ["returned", "accepted"]


@pytest.mark.parametrize(("revision", "code"), [(1, "older"), (9, "unknown")])
def test_a_new_version_is_presented(
    world: World, task: int, sign_in: SignIn, revision: int, code: str
) -> None:
    answer = act(sign_in(world.cast.li), task, "answers", {"revision": revision, "done": DONE})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_only_who_ordered_it_or_the_office_settles_it(world: World, task: int, sign_in: SignIn) -> None:
    act(sign_in(world.cast.chen), task, "answers", {"revision": 2, "done": DONE})
    for member in (world.cast.chen, world.cast.li, world.cast.supervisor):
        assert act(sign_in(member), task, "acceptance", {}).status_code == 403
    assert act(sign_in(world.cast.outsider), task, "acceptance", {}).status_code == 403
    assert sign_in(world.cast.other_head).get(f"{TASKS}/{task}").status_code == 404
    assert act(sign_in(world.cast.office), task, "acceptance", {}).status_code == 201


def test_nobody_accepts_what_he_drew(session: Session, world: World, task: int, sign_in: SignIn) -> None:
    power = sign_in(world.cast.office).get(f"{TASKS}/{task}").json()["power_id"]
    save_revision(session, power, 4, world.cast.office.user_id)
    act(sign_in(world.cast.chen), task, "answers", {"revision": 4, "done": DONE})
    refused = act(sign_in(world.cast.office), task, "acceptance", {})
    assert (refused.status_code, "绘制" in refused.json()["detail"]) == (403, True)
    assert act(sign_in(world.cast.lin), task, "acceptance", {}).status_code == 201


def test_days_and_posts_that_cannot_be(world: World, task: int, sign_in: SignIn) -> None:
    lin = sign_in(world.cast.lin)
    past = {"due_on": (today() - timedelta(days=1)).isoformat()}
    answer = lin.patch(f"{TASKS}/{task}", json=past, headers={"If-Match": "now"})
    assert answer.json()["errors"][0]["pointer"] == "/due_on"
    elsewhere = lin.patch(f"{TASKS}/{task}", json={"position_id": 999_999}, headers={"If-Match": "now"})
    assert elsewhere.json()["errors"][0]["pointer"] == "/position_id"
    named = {"position_id": world.textbook_post}
    changed = lin.patch(f"{TASKS}/{task}", json=named, headers={"If-Match": "now"})
    assert changed.json()["position_id"] == world.textbook_post


def test_it_is_counted_and_waits_for_the_right_people(world: World, task: int, sign_in: SignIn) -> None:
    chen, lin = sign_in(world.cast.chen), sign_in(world.cast.lin)
    assert chen.get(f"{TASKS}/counts").json() | {"open": 1, "awaiting": 1} == chen.get(
        f"{TASKS}/counts"
    ).json()
    assert lin.get(TASKS, params={"awaiting": True}).json()["total"] == 0
    kinds = [(one["kind"], one["target_id"]) for one in chen.get("/api/v1/todos").json()["items"]]
    assert ("redraw_flow", task) in kinds
    act(chen, task, "answers", {"revision": 3, "done": DONE})
    assert lin.get(TASKS, params={"awaiting": True}).json()["total"] == 1
    kinds = [(one["kind"], one["target_id"]) for one in lin.get("/api/v1/todos").json()["items"]]
    assert ("judge_redesign", task) in kinds
    assert "redraw_flow" not in [one["kind"] for one in chen.get("/api/v1/todos").json()["items"]]


def test_withdrawn_with_its_reason(world: World, task: int, sign_in: SignIn) -> None:
    lin = sign_in(world.cast.lin)
    assert act(lin, task, "withdrawal", {"reason": ""}).status_code == 422
    row = act(lin, task, "withdrawal", {"reason": "职权已经取消"}).json()
    assert (row["state"], row["withdraw_reason"]) == (RedesignState.withdrawn, "职权已经取消")

"""The state tables, walked completely."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.access.policy import POLICY, Permission
from backend.campaigns.rules import (
    CAMPAIGN_MACHINE,
    EDITABLE,
    SUBMISSION_MACHINE,
    CampaignState,
    SubmissionState,
)
from tests.campaigns.rounds import begun, move, ok, problem, simple, submitted, upload
from tests.world import World

State = SubmissionState
STEPS = {
    "submit": ("delivery", None, "li"),
    "withdraw": ("withdrawal", None, "li"),
    "receive": ("receipt", None, "office"),
    "return": ("return", {"reason": "名单缺少职务"}, "office"),
}
LEGAL = {(row.source, row.action): row.target for row in SUBMISSION_MACHINE.transitions}


def draft(world: World, office: TestClient, li: TestClient) -> Any:
    return ok(upload(li, begun(li, simple(office), world.academic)))


def sent(world: World, office: TestClient, li: TestClient) -> Any:
    return submitted(li, simple(office), world.academic)


def received(world: World, office: TestClient, li: TestClient) -> Any:
    return ok(move(office, sent(world, office, li), "receipt"))


def returned(world: World, office: TestClient, li: TestClient) -> Any:
    return ok(move(office, sent(world, office, li), "return", {"reason": "不全"}))


IN: dict[SubmissionState, Callable[[World, TestClient, TestClient], Any]] = {
    State.draft: draft,
    State.submitted: sent,
    State.received: received,
    State.returned: returned,
}


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", State)
def test_a_step_follows_the_table(
    world: World, office: TestClient, li: TestClient, state: SubmissionState, action: str
) -> None:
    submission = IN[state](world, office, li)
    step, body, who = STEPS[action]
    answer = move(li if who == "li" else office, submission, step, body)
    if (state, action) in LEGAL:
        assert ok(answer)["state"] == LEGAL[state, action]
    else:
        assert problem(answer) == (409, "illegal-transition")


@pytest.mark.parametrize("state", State)
def test_files_change_only_while_it_is_prepared(
    world: World, office: TestClient, li: TestClient, state: SubmissionState
) -> None:
    submission = IN[state](world, office, li)
    answer = upload(li, submission)
    assert answer.status_code == (201 if state in EDITABLE else 409)
    path = f"/api/v1/submissions/{submission['id']}/files/{submission['files'][0]['id']}"
    assert li.delete(path).status_code == (204 if state in EDITABLE else 409)


@pytest.mark.parametrize("state", State)
def test_the_buttons_are_those_that_work(
    world: World, office: TestClient, li: TestClient, state: SubmissionState
) -> None:
    submission = IN[state](world, office, li)
    path = f"/api/v1/submissions/{submission['id']}"
    mine = {row.action for row in SUBMISSION_MACHINE.actions(state)}
    receiving = {
        row.action for row in SUBMISSION_MACHINE.actions(state) if row.permission == "submissions:receive"
    }
    assert set(ok(li.get(path))["allowed_actions"]) == mine - receiving
    assert set(ok(office.get(path))["allowed_actions"]) == mine


def test_every_state_is_reached_and_every_permission_granted() -> None:
    assert {row.target for row in SUBMISSION_MACHINE.transitions} == set(SubmissionState)
    assert {row.target for row in CAMPAIGN_MACHINE.transitions} == set(CampaignState)
    granted = {permission for row in POLICY.values() for permission in row}
    assert {Permission(row.permission) for row in SUBMISSION_MACHINE.transitions} <= granted
    assert {Permission(row.permission) for row in CAMPAIGN_MACHINE.transitions} <= granted
    assert CAMPAIGN_MACHINE.actions(CampaignState.ended) == []

"""What goes with the states of a submission: its files, its buttons. tests/machines walks the tables themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.campaigns.rules import (
    EDITABLE,
    SUBMISSION_MACHINE,
    SubmissionState,
)
from tests.campaigns.rounds import begun, move, ok, simple, submitted, upload
from tests.world import World

State = SubmissionState


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

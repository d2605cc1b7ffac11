"""/flow-checklists: by what flows are reviewed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.powers.checklists.rules import STARTER, ChecklistState
from tests.conftest import SignIn
from tests.powers.reviewing import add_checklist, fresh
from tests.world import World

LISTS = "/api/v1/flow-checklists"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    return sign_in(world.cast.office)


def draft(office: TestClient, **body: Any) -> dict[str, Any]:
    answer = office.post(LISTS, json={"title": "流程审查清单", **body})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def act(client: TestClient, row: dict[str, Any], verb: str, body: dict[str, Any]) -> Response:
    answer: Response = client.post(f"{LISTS}/{row['id']}/{verb}", json=body, headers=fresh())
    return answer


def test_it_works(session: Session, office: TestClient) -> None:
    former = add_checklist(session)
    row = draft(office)
    assert (row["state"], len(row["criteria"])) == ("draft", len(STARTER))
    criteria = [{"principle": "integrity", "aim": "orderly", "name": "决策执行分离"}]
    body = {"title": "简要清单", "criteria": criteria}
    edited = office.patch(f"{LISTS}/{row['id']}", json=body, headers={"If-Match": "now"})
    assert [one["name"] for one in edited.json()["criteria"]] == ["决策执行分离"]
    adopted = act(office, row, "adoption", {"note": "经研究"})
    assert (adopted.json()["state"], adopted.json()["allowed_actions"]) == ("adopted", ["retire"])
    replaced = office.get(f"{LISTS}/{former}").json()
    assert (replaced["state"], replaced["retire_reason"]) == ("retired", "由新版替代")
    again = draft(office, start="copy", copy_of_id=row["id"])
    assert [one["name"] for one in again["criteria"]] == ["决策执行分离"]
    assert again["edition"] > row["edition"]


def test_only_the_office_writes_and_sees_drafts(world: World, office: TestClient, sign_in: SignIn) -> None:
    row = draft(office)
    for member in (world.cast.chen, world.cast.lin, world.cast.supervisor):
        client = sign_in(member)
        assert client.get(f"{LISTS}/{row['id']}").status_code == 404
        assert row["id"] not in [one["id"] for one in client.get(LISTS).json()["items"]]
        assert client.post(LISTS, json={"title": "自拟清单"}).status_code == 403
    assert act(office, row, "adoption", {}).status_code == 201
    assert sign_in(world.cast.chen).get(f"{LISTS}/{row['id']}").status_code == 200


def test_what_is_refused(session: Session, office: TestClient) -> None:
    empty = draft(office, start="blank")
    assert act(office, empty, "adoption", {}).json()["type"] == "/problems/empty"
    assert office.post(LISTS, json={"title": "沿用", "start": "copy"}).status_code == 422
    one = {"principle": "integrity", "aim": "orderly", "name": "同名项目"}
    body = {"criteria": [one, one]}
    twice = office.patch(f"{LISTS}/{empty['id']}", json=body, headers={"If-Match": "now"})
    assert twice.json()["errors"][0]["pointer"] == "/criteria/1/name"
    used = add_checklist(session, ChecklistState.adopted)
    assert office.patch(f"{LISTS}/{used}", json={"title": "改名"}, headers={"If-Match": "now"}).status_code == 409

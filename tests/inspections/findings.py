"""Findings as the tests make them: 孙监督员 raises one about 教务处, 陈处长 answers for it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx import Response

from backend.kit.table import today
from tests.world import World

FINDINGS = "/api/v1/findings"
DUE = str(today() + timedelta(days=15))
ANSWER = {"done": "窗口已实行双岗，缺岗由同岗补位，并张贴值班表。", "done_on": str(today())}
RETURN = {"reason": "只有值班表，没有补位记录。", "due_on": str(today() + timedelta(days=7))}


def wording(department_id: int, **changes: Any) -> dict[str, Any]:
    """A valid finding."""
    body = {
        "department_id": department_id,
        "kind": "lax",
        "title": "窗口工作时间无人值守",
        "facts": "上午十时二十分到窗口，十五分钟内无人受理。",
        "request": "落实首问负责和补位制度。",
        "found_on": str(today()),
        "due_on": DUE,
    }
    return body | changes


def send(client: TestClient, path: str, body: Any, tag: str = "now", method: str = "POST") -> Response:
    """A write with a fresh key."""
    headers = {"If-Match": tag, "Idempotency-Key": uuid4().hex}
    answer: Response = client.request(method, path, json=body, headers=headers)
    return answer


def raised(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """A finding about 教务处."""
    answer = send(client, FINDINGS, wording(world.academic) | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def step(client: TestClient, finding: dict[str, Any], name: str, body: Any, tag: str = "now") -> Response:
    """`answers`, `acceptance`, `return` or `withdrawal`."""
    return send(client, f"{FINDINGS}/{finding['id']}/{name}", body, tag)


def answered(client: TestClient, finding: dict[str, Any]) -> dict[str, Any]:
    """The finding with an answer."""
    answer = step(client, finding, "answers", ANSWER)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found

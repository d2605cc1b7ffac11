"""A merger as the office carries it out."""

from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx import Response

PATH = "/api/v1/departments"


def merge(client: TestClient, department_id: int, into_id: int, **more: Any) -> Response:
    """One unit becomes part of another."""
    body = {"into_id": into_id, "reason": "机构改革"} | more
    headers = {"If-Match": "now", "Idempotency-Key": uuid4().hex}
    answer: Response = client.post(f"{PATH}/{department_id}/merger", json=body, headers=headers)
    return answer


def merged(client: TestClient, department_id: int, into_id: int, **more: Any) -> dict[str, Any]:
    """The same; fails when it is refused."""
    answer = merge(client, department_id, into_id, **more)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body

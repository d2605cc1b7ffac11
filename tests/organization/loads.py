"""Bulk loads as the tests send them."""

from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx import Response

API = "/api/v1"
REPORT_COUNTS = ("total", "created", "updated", "unchanged", "failed")


def send(client: TestClient, resource: str, rows: Any, **query: Any) -> Response:
    """POST …/bulk with JSON rows under a fresh key."""
    headers = {"Idempotency-Key": uuid4().hex}
    response: Response = client.post(f"{API}/{resource}/bulk", json=rows, params=query, headers=headers)
    return response


def send_raw(
    client: TestClient, resource: str, content: bytes, media: str = "text/csv", **query: Any
) -> Response:
    """POST …/bulk with a body of any kind."""
    headers = {"Idempotency-Key": uuid4().hex, "Content-Type": media}
    response: Response = client.post(f"{API}/{resource}/bulk", content=content, params=query, headers=headers)
    return response


def report(response: Response) -> dict[str, Any]:
    """The report of a load that was answered."""
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert body["total"] == sum(body[name] for name in REPORT_COUNTS[1:])
    return body


def counts(response: Response) -> tuple[int, ...]:
    """(created, updated, unchanged, failed)."""
    body = report(response)
    return tuple(body[name] for name in REPORT_COUNTS[1:])


def faults(response: Response) -> list[tuple[int, str, str]]:
    """(line, pointer, code) of everything wrong."""
    return [(error["line"], error["pointer"], error["code"]) for error in report(response)["errors"]]


def post(code: str, **more: Any) -> dict[str, Any]:
    """A row of a good post of 教务处."""
    return {"code": code, "name": f"岗位{code}", "department_code": "JWC", "tier": "general"} | more

"""Steps the tests of warnings share."""

from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from tests.world import World

_keys = count()


def key() -> dict[str, str]:
    """A fresh Idempotency-Key."""
    return {"Idempotency-Key": f"warning-test-{next(_keys)}"}


def draft(office: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """A draft about 王老师."""
    body = {
        "subject_id": world.cast.wang.person,
        "position_id": world.textbook_post,
        "source": "inspection",
        "circumstances": "专项检查发现，教材验收单由同一人代签。",
        "disposition": "reminder",
    }
    answer = office.post("/api/v1/warnings", json=body | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def change(
    client: TestClient, case: dict[str, Any], step: str, body: dict[str, Any], version: int = 0
) -> Response:
    """Runs one step on the version at hand."""
    headers = key() | {"If-Match": f'"v{version or case["version"]}"'}
    answer: Response = client.post(f"/api/v1/warnings/{case['id']}/{step}", json=body, headers=headers)
    return answer


def dispose(office: TestClient, world: World, case: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Issues a case; handled by 陈处长."""
    body = {
        "disposition": "reminder",
        "measures_taken": "约谈提醒，要求完善验收手续。",
        "handler_id": world.cast.chen.person,
        "handled_on": "2026-11-02",
        "rectification_due_on": "2026-12-01",
    }
    answer = change(office, case, "disposition", body | changes)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


PROMISE = {"rectification": "今后验收由两人以上现场签字，并留存照片。"}
"""What 王老师 promises."""

"""Steps the tests of communications share."""

from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from tests.world import World

API = "/api/v1"
_keys = count()


def key() -> dict[str, str]:
    """A fresh Idempotency-Key."""
    return {"Idempotency-Key": f"communications-{next(_keys)}"}


def made(answer: Response, status: int = 201) -> dict[str, Any]:
    """The decoded answer of a call that must succeed."""
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def step(client: TestClient, row: str, version: int, name: str, body: Any = None) -> Response:
    """`POST /<row>/<name>` on the version at hand; `row` is e.g. `meetings/3`."""
    headers = key() | {"If-Match": f'"v{version}"'}
    answer: Response = client.post(f"{API}/{row}/{name}", json=body, headers=headers)
    return answer


def pointers(answer: Response) -> list[str]:
    """Which fields a 422 names."""
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


def problem(answer: Response) -> tuple[int, str]:
    """Status and kind of a refusal."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def schedule(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """A special meeting of 教务处 in the past, with 王老师 and 李联络 invited."""
    body = {
        "department_id": world.academic,
        "kind": "unit_special",
        "title": "教务处廉政风险防控专题会议",
        "held_at": "2026-09-03T09:00:00+08:00",
        "place": "教务处会议室",
        "attendee_ids": [world.cast.wang.person, world.cast.li.person],
    }
    return made(client.post(f"{API}/meetings", json=body | changes))


def record_of(world: World, **changes: Any) -> dict[str, Any]:
    """王老师 came, 李联络 was on leave."""
    body = {
        "minutes": "传达学院动员会精神，部署本部门排查工作。",
        "attendees": [
            {"person_id": world.cast.wang.person, "attendance": "present"},
            {"person_id": world.cast.li.person, "attendance": "on_leave", "note": "外出培训"},
        ],
    }
    return body | changes

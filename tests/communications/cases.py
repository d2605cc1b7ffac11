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


def draft_notice(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """A draft of the college to 教务处 and 财务处."""
    body = {
        "department_id": world.college,
        "title": "关于报送职权目录和排查表的通知",
        "body": "请各部门于 10 月 5 日前报送职权目录和排查表。",
        "department_ids": [world.academic, world.finance],
        "receipt_due_at": "2099-10-05T17:30:00+08:00",
    }
    return made(client.post(f"{API}/notices", json=body | changes))


def publish(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """A published notice of the college to 教务处 and 财务处."""
    notice = draft_notice(client, world, **changes)
    return made(step(client, f"notices/{notice['id']}", notice["version"], "publication"), 200)


def sign(client: TestClient, notice: dict[str, Any], department_id: int, **changes: Any) -> Response:
    """Signs for a department."""
    body = {"department_id": department_id} | changes
    answer: Response = client.post(f"{API}/notices/{notice['id']}/receipts", json=body, headers=key())
    return answer


def nudge(client: TestClient, *department_ids: int, **changes: Any) -> Response:
    """A nudge to departments about a sheet."""
    body = {
        "department_ids": list(department_ids),
        "target_kind": "risk_inventory",
        "target_id": 7,
        "message": "排查表 10 月 5 日到期，请尽快提交。",
    }
    answer: Response = client.post(f"{API}/nudges", json=body | changes, headers=key())
    return answer


def ask(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """A question of 教务处."""
    body = {
        "department_id": world.academic,
        "topic": "risks",
        "title": "兼岗怎样填表",
        "body": "兼任两个岗位的人，自查表是填一份还是两份？",
    }
    return made(client.post(f"{API}/questions", json=body | changes))

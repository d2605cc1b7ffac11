"""Drives to test with, made through the API like by anybody else."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.assessments.drives.queries import DRIVES
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.table import now
from tests.world import World

DRIVES_API, OPINIONS_API, PUBLIC_API = "/api/v1/opinion-drives", "/api/v1/opinions", "/api/v1/public/opinions"
YEAR = 2026
KEY = {"If-Match": "now", "Idempotency-Key": "a-key-of-tests"}
QUESTIONS: list[dict[str, Any]] = [
    {"kind": "single", "text": "您对教材选用是否满意？", "options": ["满意", "不满意"], "is_required": True},
    {"kind": "several", "text": "哪些环节还要改进？", "options": ["选用", "采购", "发放"]},
    {"kind": "text", "text": "您还有什么建议？"},
]


def period(opens: float = -1, closes: float = 24) -> dict[str, str]:
    """From so many hours from now to so many."""
    hours = {"opens_at": opens, "closes_at": closes}
    return {name: (now() + timedelta(hours=number)).isoformat() for name, number in hours.items()}


def drive_body(department_id: int, **changes: Any) -> dict[str, Any]:
    """A questionnaire with three questions."""
    fixed = {
        "department_id": department_id,
        "year": YEAR,
        "form": "questionnaire",
        "title": "服务对象意见征求",
    }
    return fixed | {"questions": QUESTIONS} | period() | changes


def create_drive(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """教务处's drive in preparation."""
    answer = client.post(DRIVES_API, json=drive_body(world.academic) | changes)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def act(client: TestClient, drive: dict[str, Any], verb: str, body: Any = None, tag: str = "now") -> Response:
    """POST /{id}/opening, /extension, /link, /closing, /cancellation."""
    headers = KEY | {"If-Match": tag, "Idempotency-Key": f"{verb}-{drive['id']}-{drive['version']}"}
    answer: Response = client.post(f"{DRIVES_API}/{drive['id']}/{verb}", json=body, headers=headers)
    return answer


def open_drive(client: TestClient, world: World, **changes: Any) -> dict[str, Any]:
    """The same, begun."""
    answer = act(client, create_drive(client, world, **changes), "opening")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def form_of(drive: dict[str, Any]) -> str:
    """The public operation's address behind the link."""
    return f"{PUBLIC_API}/{drive['link'].rpartition('/')[2]}"


def set_period(session: Session, drive: dict[str, Any], opens: float, closes: float) -> None:
    """Moves a drive in time, as time itself would."""
    instants = {
        "opens_at": now() + timedelta(hours=opens),
        "closes_at": now() + timedelta(hours=closes),
    }
    session.execute(sa.update(DRIVES).where(DRIVES.c.id == drive["id"]).values(**instants))


def close_year(session: Session, year: int = YEAR) -> None:
    """A year that is closed from now on."""
    values = {"state": YearState.closed, "closed_at": now(), "digest": "a" * 64}
    stamps = {"version": 1, "created_at": now(), "updated_at": now()}
    session.execute(sa.delete(WORK_YEARS).where(WORK_YEARS.c.year == year))
    session.execute(sa.insert(WORK_YEARS).values(year=year, **values, **stamps))

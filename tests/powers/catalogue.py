"""Powers of 教务处 to test with."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.journal import Event
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from backend.powers.queries import POWERS
from tests.world import World

API = "/api/v1/powers"


def add_power(session: Session, department_id: int, code: str = "P001", **changes: Any) -> int:
    """A power as it lies in the database; its id."""
    values: dict[str, Any] = {
        "department_id": department_id,
        "code": code,
        "name": "教材选用",
        "content": "组织教材的征订与选用",
        "handling_body": "教务处",
        "basis": "《教材管理办法》",
        "major_matters": [],
        "discretion": "none",
        "must_publish": False,
        "is_concentrated": False,
        "sort": 10,
        "flow_version": 0,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, POWERS, values | changes)


def change(client: TestClient, method: str, path: str, body: Any, tag: str = "*") -> Response:
    """A change with If-Match."""
    answer: Response = client.request(method, f"{API}{path}", json=body, headers={"If-Match": tag})
    return answer


@pytest.fixture
def power(session: Session, world: World) -> int:
    """教材选用 of 教务处, exercised by the holder of 教材管理岗 (王老师)."""
    return add_power(session, world.academic, position_id=world.textbook_post)


def events_of(session: Session) -> list[dict[str, Any]]:
    """What the journal holds about powers, oldest first; positions are leveled in the same breath."""
    events = table_of(Event)
    statement = sa.select(events).where(events.c.subject_kind == "power").order_by(events.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


def actions_of(session: Session) -> list[str]:
    """The actions of these events."""
    return [event["action"] for event in events_of(session)]

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
from backend.powers.queries import BASES, CATALOGUES, POWERS
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewChain, ReviewState, ReviewSubject
from tests.regulations.operations import add_regulation
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


def add_basis(session: Session, power_id: int, regulation_id: int | None = None) -> int:
    """A link to a rule (a new one unless given); its id."""
    rule = add_regulation(session) if regulation_id is None else regulation_id
    values = {"power_id": power_id, "step_id": None, "regulation_id": rule, "clause": "第八条"}
    return insert_row(session, BASES, values)


def add_catalogue(
    session: Session, department_id: int, state: ReviewState = ReviewState.draft, year: int = 2026
) -> int:
    """The catalogue of a department with its review; its id."""
    stamps = {"version": 1, "created_at": now(), "updated_at": now()}
    values = {"department_id": department_id, "year": year, "content": []}
    catalogue_id = insert_row(session, CATALOGUES, values | stamps)
    review = {
        "subject_kind": ReviewSubject.power_catalogue,
        "subject_id": catalogue_id,
        "title": "职权目录",
        "department_id": department_id,
        "chain": ReviewChain.catalogue,
        "state": state,
        "round": 0 if state is ReviewState.draft else 1,
    }
    review_id = insert_row(session, REVIEWS, review | stamps)
    session.execute(sa.update(CATALOGUES).where(CATALOGUES.c.id == catalogue_id).values(review_id=review_id))
    return catalogue_id


def change(client: TestClient, method: str, path: str, body: Any, tag: str = "now") -> Response:
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

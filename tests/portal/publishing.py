"""Powers to publish, and how people do it."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.rows import insert_row
from backend.powers.catalogues.queries import live_rows
from backend.powers.queries import CATALOGUES, STEPS
from backend.reviews.rules import ReviewState
from tests.powers.catalogue import add_catalogue, add_power

API, PUBLIC = "/api/v1/publications", "/api/v1/public/powers"
Found = dict[str, Any]
STEPS_OF_BOOKS: tuple[Found, ...] = (
    {"name": "提出教材申请", "handler": "教研室", "kind": "start", "materials": ["教材选用申请表"]},
    {"name": "审核", "handler": "教务处", "time_limit": "5个工作日", "is_key": True, "has_discretion": True},
    {"name": "公布", "handler": "教务处", "kind": "end", "may_be_interfered": True},
)


def add_steps(session: Session, power_id: int, steps: tuple[Found, ...] = STEPS_OF_BOOKS) -> None:
    """The flow of a power as it lies in the database; supervision and the like must stay inside."""
    for number, step in enumerate(steps):
        row = {
            "power_id": power_id,
            "key": f"s{number + 1}",
            "ordinal": number,
            "kind": "task",
            "conditions": "内部条件",
            "procedure": "内部程序",
            "supervision": "内部监督",
            "time_limit": "",
            "materials": [],
            "is_key": False,
            "has_discretion": False,
            "may_be_interfered": False,
            "branches": [],
            "is_retired": False,
        }
        insert_row(session, STEPS, row | step)


def add_signed_power(session: Session, department_id: int, code: str = "P001", **changes: Any) -> int:
    """教材选用, which must be published, with its flow, in an approved 附件一; its id."""
    power_id = add_power(session, department_id, code, **{"must_publish": True, "flow_version": 1} | changes)
    add_steps(session, power_id)
    sign(session, department_id)
    return power_id


def sign(session: Session, department_id: int) -> None:
    """The catalogue of the department is approved as it stands."""
    old = CATALOGUES.c.department_id == department_id
    if not session.execute(sa.select(CATALOGUES.c.id).where(old)).first():
        add_catalogue(session, department_id, ReviewState.approved)
    session.execute(sa.update(CATALOGUES).where(old).values(content=live_rows(session, department_id)))


def send(client: TestClient, path: str, body: Any = None, method: str = "POST") -> Response:
    """A write with a fresh key and the present version."""
    headers = {"If-Match": "now", "Idempotency-Key": uuid4().hex}
    answer: Response = client.request(method, path, json=body, headers=headers)
    return answer


def made(answer: Response) -> Found:
    """What was answered; fails when it was refused."""
    assert answer.status_code in (200, 201), answer.text
    body: Found = answer.json()
    return body


def prepare(client: TestClient, power_id: int, **changes: Any) -> Found:
    """A draft."""
    return made(send(client, API, {"power_id": power_id} | changes))


def reword(client: TestClient, draft: Found, **changes: Any) -> Response:
    """Changes the draft."""
    return send(client, f"{API}/{draft['id']}", changes, "PATCH")


def release(client: TestClient, draft: Found, *, confirm: bool = True) -> Response:
    """Releases it, every caution looked at."""
    seen = made(client.get(f"{API}/{draft['id']}"))
    keys = [one["key"] for one in seen["cautions"]] if confirm else []
    return send(client, f"{API}/{draft['id']}/release", {"confirmed": keys})

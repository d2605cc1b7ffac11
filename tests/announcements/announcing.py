"""Announcements and objections as people make them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.announcements.queries import ANNOUNCEMENTS
from backend.kit.table import today
from tests.risks.sheets import YEAR

API = "/api/v1/announcements"
OBJECTIONS = "/api/v1/objections"
DAY = timedelta(days=1)
SAID = "教材结算由财务处办理，不属于本岗位职责。"
Found = dict[str, Any]


def send(client: TestClient, path: str, body: Any = None, tag: str = "now") -> Response:
    """A write with a fresh key."""
    headers = {"If-Match": tag, "Idempotency-Key": uuid4().hex}
    answer: Response = client.post(path, json=body, headers=headers)
    return answer


def made(answer: Response) -> Found:
    """What was answered; fails when it was refused."""
    assert answer.status_code in (200, 201), answer.text
    body: Found = answer.json()
    return body


def announce(client: TestClient, department_id: int, **changes: Any) -> Response:
    """The register of this year."""
    return send(client, API, {"department_id": department_id, "year": YEAR} | changes)


def rows_of(client: TestClient, announcement: Found, **query: Any) -> list[Found]:
    """What was announced."""
    items: list[Found] = made(client.get(f"{API}/{announcement['id']}/rows", params=query))["items"]
    return items


def object_to(client: TestClient, announcement: Found, **changes: Any) -> Response:
    """To the whole, unless told otherwise."""
    return send(client, f"{API}/{announcement['id']}/objections", {"reason": SAID} | changes)


def rule(client: TestClient, objection: Found, decision: str = "reject", **more: Any) -> Response:
    """What is decided on an objection."""
    body = {"decision": decision, "reason": "经核对岗位职责，情况如此。"} | more
    return send(client, f"{OBJECTIONS}/{objection['id']}/decision", body)


def let_pass(session: Session) -> None:
    """The last day of every announcement was yesterday."""
    days = {"opens_on": today() - 8 * DAY, "closes_on": today() - DAY}
    session.execute(sa.update(ANNOUNCEMENTS).values(**days))


def seen(client: TestClient, announcement: Found) -> Found:
    """The announcement as somebody sees it now."""
    return made(client.get(f"{API}/{announcement['id']}"))

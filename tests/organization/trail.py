"""What the journal holds, in the words of the tests."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from httpx import Response
from sqlmodel import Session

from backend.access.authorize import grants_of
from backend.access.rules import Role
from backend.kit.journal import Event
from backend.kit.table import table_of

EVENTS = table_of(Event)


class Trace(NamedTuple):
    """One event."""

    action: str
    subject_id: int
    department_id: int | None
    former_department_id: int | None
    details: dict[str, Any]


def traces(session: Session, *prefixes: str) -> list[Trace]:
    """The events whose action begins with one of the prefixes, oldest first."""
    columns = (EVENTS.c[name] for name in Trace._fields)
    rows = session.execute(sa.select(*columns).order_by(EVENTS.c.id))
    return [Trace(*row) for row in rows if not prefixes or row.action.startswith(prefixes)]


def roles(session: Session, user_id: int) -> set[tuple[Role, int | None]]:
    """What the user is granted."""
    return set(grants_of(session, user_id))


def problem(response: Response, status: int, slug: str) -> dict[str, Any]:
    """The problem's body; fails unless it is this one."""
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["type"]) == (status, f"/problems/{slug}"), body
    return body


def pointers(response: Response) -> list[tuple[str, str]]:
    """(pointer, code) of a 422."""
    body = problem(response, 422, "validation")
    return [(error["pointer"], error["code"]) for error in body["errors"]]


def codes(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The codes of listed rows."""
    return [row["code"] for row in rows]

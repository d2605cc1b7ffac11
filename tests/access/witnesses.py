"""What tests of access look at: the journal, the cookie, a user's version."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.passwords import HASHER
from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.cast import PASSWORD, Member

EVENTS = table_of(Event)
OURS = {"X-Requested-With": "lianfang"}
"""What the two routes that read the cookie demand."""
STRONG = "Shan-gao-shui-chang.77"


def events(session: Session, action: str) -> list[dict[str, Any]]:
    """The journaled events of one action, oldest first."""
    rows = session.execute(sa.select(EVENTS).where(EVENTS.c.action == action).order_by(EVENTS.c.id))
    return [dict(row) for row in rows.mappings()]


def log_in(client: TestClient, who: Member | str, password: str = PASSWORD) -> Response:
    """The answer to a login."""
    username = who if isinstance(who, str) else who.username
    response: Response = client.post("/api/v1/auth/login", json={"username": username, "password": password})
    return response


def bearer(answer: Response) -> dict[str, str]:
    """The header for the access token of an answer."""
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextmanager
def while_checking(pool: ThreadPoolExecutor, request: Callable[[], Response]) -> Iterator[Future[Response]]:
    """Inside, the request has reached the hashing of its password and waits; afterwards it goes on."""
    with ExitStack() as slots:
        while HASHER._slots.acquire(blocking=False):
            slots.callback(HASHER._slots.release)
        free = HASHER._line._value
        answer = pool.submit(request)
        while HASHER._line._value == free:
            assert not answer.done(), answer.result().text
        yield answer


def refresh(client: TestClient) -> Response:
    """The answer to a refresh with the client's cookie."""
    response: Response = client.post("/api/v1/auth/refresh", headers=OURS)
    return response


def works(client: TestClient, headers: dict[str, str] | None = None) -> bool:
    """Whether a token is accepted."""
    status = client.get("/api/v1/me", headers=headers).status_code
    assert status in (200, 401), status
    return bool(status == 200)


def current_tag(client: TestClient, path: str) -> dict[str, str]:
    """If-Match for a resource as it stands."""
    return {"If-Match": client.get(path).headers["etag"]}


def codes(answer: Response) -> list[tuple[str, str]]:
    """(pointer, code) of the field errors of a 422."""
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]

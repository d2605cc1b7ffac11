"""The college in which the random year plays: who sits there, how a request is sent, what the database says."""

import re
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from typing import Any, ClassVar

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from backend.kit.db import Database
from backend.kit.table import today
from backend.main import FOLLOWERS
from tests import cast, databases
from tests.reviews.sheets import meeting
from tests.world import World

YEAR = today().year
PEOPLE_OF_THE_YEAR = (
    "wang",
    "li",
    "chen",
    "lin",
    "dean",
    "office",
    "outsider",
    "other_liaison",
    "other_head",
)
RIGHT = "the right one"
ACTORS = st.sampled_from((*(RIGHT,) * 3 * len(PEOPLE_OF_THE_YEAR), *PEOPLE_OF_THE_YEAR))
"""Three times of four whoever may do it, so that something happens; else anybody."""
SELDOM = st.integers(0, 5)
"""Done at zero alone: what ends things would leave nothing to do."""
YESTERDAY, TOMORROW = (str(today() + timedelta(days=days)) for days in (-1, 1))
NTH = st.integers(0, 5)
"""Which of the sheets, plans, measures or submissions there are, the oldest first; past the last it begins anew."""
_NUMBER = re.compile(r"\d+")
_keys = count()


class Desks(RuleBasedStateMachine):
    """Everybody at the desk. `done` counts what succeeded, e.g. `POST /reviews/*/decisions`."""

    app: ClassVar[FastAPI]
    engine: ClassVar[sa.Engine]
    world: ClassVar[World]
    materials: ClassVar[dict[str, int]] = {}
    """What the running campaign asks for, by when it is due."""

    def __init__(self, database: Database | None = None) -> None:
        """On a database of its own, or on what there is, to be forgotten afterwards."""
        super().__init__()
        self.stack = ExitStack()
        self.database = database or self.stack.enter_context(databases.joined(self.engine, FOLLOWERS))
        self.app.state.database = self.database
        self.meeting_id = meeting(self.database, self.world)
        self.clients: dict[str, TestClient] = {}
        self.closed: dict[int, str] = {}
        self.done = Counter[str]()

    def teardown(self) -> None:
        """Forgets the year."""
        self.stack.close()

    def client(self, who: str) -> TestClient:
        """Somebody at the desk."""
        if who not in self.clients:
            self.clients[who] = cast.sign_in(self.app, getattr(self.world.cast, who))
        return self.clients[who]

    def send(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Response:
        """One request; it may be refused, it may not fail."""
        headers = {"If-Match": "now", "Idempotency-Key": f"year-of-work-{next(_keys)}"}
        if body is not None:
            more["json"] = body
        answer: Response = self.client(who).request(method, f"/api/v1{path}", headers=headers, **more)
        assert answer.status_code < 500, answer.text
        self.done[f"{method} {_NUMBER.sub('*', path)}"] += answer.is_success
        return answer

    def nth(self, table: sa.Table, number: int) -> int:
        """The id of one of them; 0 when there is none, which nobody finds."""
        known = self.ids(sa.select(table.c.id))
        return known[number % len(known)] if known else 0

    def look(self, who: str, path: str, **params: Any) -> Any:
        """What somebody reads; it must be there for him."""
        answer = self.client(who).get(f"/api/v1{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ids(self, statement: sa.Select[Any]) -> list[int]:
        """Whole numbers from the database, in order."""
        with self.database.open(read_only=True) as session:
            return [int(found) for found in session.execute(statement.order_by(sa.text("1"))).scalars()]

    def rows(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        """Rows from the database."""
        with self.database.open(read_only=True) as session:
            return [dict(row) for row in session.execute(statement).mappings()]

    def name_of(self, person_id: int | None) -> str:
        """Who of the cast a person is."""
        names = {getattr(self.world.cast, name).person_id: name for name in PEOPLE_OF_THE_YEAR}
        return names.get(person_id, "li")

    def user_of(self, who: str) -> int:
        """His account."""
        return int(getattr(self.world.cast, who).user_id)

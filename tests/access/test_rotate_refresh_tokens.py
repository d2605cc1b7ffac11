"""Several tabs, a thief, and time: whatever they do in whatever order, the rules of rotation hold."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck
from hypothesis import settings as tuned
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from backend.access import limits
from backend.access.keys import load_keys
from backend.access.models import LoginSession
from backend.access.passwords import POLICIES
from backend.access.rules import REFRESH_RACE, SESSION_IDLE, SESSION_LIFE
from backend.access.sessions.actions import SignedIn, login, refresh, rotate
from backend.access.sessions.schemas import Login
from backend.access.visits import Visit
from backend.kit.db import Database
from backend.kit.table import table_of
from backend.settings import Settings
from tests.cast import PASSWORD
from tests.world import World

SESSIONS = table_of(LoginSession)
PASSING = ("rotated_at", "last_seen_at", "created_at", "expires_at")
"""Time passes by moving these back."""
STEPS = (4, 15, 420, 960)
"""Seconds; their sums keep clear of the ten seconds of a race."""


class Rotation(RuleBasedStateMachine):
    """The model is a list of cookies and four numbers."""

    def __init__(self, database: Database, visit: Visit) -> None:
        super().__init__()
        self.database, self.visit = database, visit
        with database.session() as session:
            session.execute(sa.delete(SESSIONS))
        with database.session() as session:
            signed = login(session, visit, Login(username="wang", password=PASSWORD))
        assert isinstance(signed, SignedIn)
        self.cookies = [signed.cookie]
        self.is_ended = False
        self.since_rotation = self.since_use = self.age = timedelta()

    @rule(seconds=st.sampled_from(STEPS))
    def time_passes(self, seconds: int) -> None:
        """Nobody does anything."""
        time = timedelta(seconds=seconds)
        with self.database.session() as session:
            row = session.execute(sa.select(SESSIONS)).mappings().one()
            session.execute(sa.update(SESSIONS).values({name: row[name] - time for name in PASSING}))
        self.since_rotation += time
        self.since_use += time
        self.age += time

    @rule(back=st.sampled_from((0, 0, 0, 0, 1, 1, 2, 5)))
    def somebody_refreshes(self, back: int) -> None:
        """With the newest cookie, or an older one."""
        index = max(0, len(self.cookies) - 1 - back)
        with self.database.session() as session:
            outcome = refresh(session, self.visit, self.cookies[index])
        want = self._expected(index)
        assert (outcome.cookie if isinstance(outcome, SignedIn) else None) == want

    def _expected(self, index: int) -> str | None:
        newest = len(self.cookies) - 1
        if self.is_ended or self.since_use >= SESSION_IDLE or self.age >= SESSION_LIFE:
            return None
        is_race = self.since_rotation <= REFRESH_RACE
        if index == newest and not is_race:
            return self._rotated()
        if is_race and index >= newest - 1:
            return self.cookies[newest]
        self.is_ended = True
        return None

    def _rotated(self) -> str:
        with self.database.session(read_only=True) as session:
            row = session.execute(sa.select(SESSIONS)).mappings().one()
            assert row["generation"] == len(self.cookies) + 1
            again = refresh(session, self.visit, self.cookies[-1])
        assert isinstance(again, SignedIn), "the predecessor still works in the same ten seconds"
        assert again.cookie not in self.cookies
        self.cookies.append(again.cookie)
        self.since_rotation = self.since_use = timedelta()
        return again.cookie


@pytest.fixture
def visit(settings: Settings) -> Visit:
    """A visit to the door of this installation."""
    return Visit(
        keys=load_keys(settings),
        server_key=settings.secret_key.get_secret_value(),
        policy=POLICIES["dengbao"],
        college_name=settings.college_name,
        address=limits.network("192.0.2.1"),
        user_agent="tests",
    )


def test_the_rules_hold(database: Database, visit: Visit, world: World) -> None:
    class Here(Rotation):
        def __init__(self) -> None:
            super().__init__(database, visit)

    run_state_machine_as_test(
        Here,
        settings=tuned(
            max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_rotation_that_comes_late_turns_nothing_back(
    database: Database, visit: Visit, world: World
) -> None:
    with database.session() as session:
        login(session, visit, Login(username="wang", password=PASSWORD))
        read_early = dict(session.execute(sa.select(SESSIONS)).mappings().one())
        session.execute(sa.update(SESSIONS).values(generation=3))
        assert rotate(session, visit, read_early) is None
        assert session.execute(sa.select(SESSIONS.c.generation)).scalar_one() == 3

"""The deadline hour: many at once, and nothing lost or doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from threading import Barrier

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.campaigns.queries import FILES, SUBMISSIONS, VERSIONS
from backend.campaigns.years.queries import refuse_closed
from backend.kit.db import Database
from tests.campaigns.rounds import API, PDF, Found, begun, move, ok, simple, upload
from tests.campaigns.test_keep_years import close
from tests.cast import sign_in
from tests.world import World, build

ROUNDS, HANDS = 3, 4


@pytest.fixture
def college(committed: Database) -> World:
    """The college, really committed."""
    with committed.session() as session:
        return build(session)


@pytest.fixture
def desk(committed_app: FastAPI, college: World) -> TestClient:
    """纪委办 on the committed database."""
    return sign_in(committed_app, college.cast.office)


def together(work: Callable[[int], int]) -> list[int]:
    """Runs `work` in threads that start at the same moment."""
    gate = Barrier(HANDS)

    def run(number: int) -> int:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(run, range(HANDS)))


def test_it_is_handed_in_once(
    committed: Database, committed_app: FastAPI, college: World, desk: TestClient
) -> None:
    clients = [sign_in(committed_app, college.cast.li) for _ in range(HANDS)]
    for _ in range(ROUNDS):
        made = ok(upload(desk, begun(desk, simple(desk), college.academic)))

        def send(hand: int, made: Found = made) -> int:
            return move(clients[hand], made, "delivery").status_code

        statuses = sorted(together(send))
        assert statuses[0] == 200
        assert set(statuses[1:]) <= {409, 412}, statuses
        with committed.session(read_only=True) as session:
            rounds = sa.select(VERSIONS.c.round).where(VERSIONS.c.submission_id == made["id"])
            assert session.execute(rounds).scalars().all() == [1]


def test_files_put_in_at_once_are_all_there(committed_app: FastAPI, college: World, desk: TestClient) -> None:
    clients = [sign_in(committed_app, college.cast.li) for _ in range(HANDS)]
    made = begun(desk, simple(desk), college.academic)

    def put(hand: int) -> int:
        return upload(clients[hand], made, data=PDF + bytes([65 + hand])).status_code

    assert together(put) == [201] * HANDS
    seen = ok(desk.get(f"{API}/submissions/{made['id']}"))
    assert len({file["digest"] for file in seen["files"]}) == HANDS
    assert seen["version"] == 1 + HANDS


def test_a_version_holds_every_file_that_was_accepted_before_it(
    committed: Database, committed_app: FastAPI, college: World, desk: TestClient
) -> None:
    clients = [sign_in(committed_app, college.cast.li) for _ in range(HANDS)]
    for _ in range(ROUNDS):
        made = ok(upload(desk, begun(desk, simple(desk), college.academic)))

        def act(hand: int, made: Found = made) -> int:
            if hand:
                return upload(clients[hand], made, data=PDF + bytes([65 + hand])).status_code
            return move(clients[hand], made, "delivery").status_code

        sent, *put = together(act)
        assert sent in (200, 409, 412)
        with committed.session(read_only=True) as session:
            stored = session.execute(
                sa.select(FILES.c.id).where(FILES.c.submission_id == made["id"])
            ).scalars()
            versions = session.execute(
                sa.select(VERSIONS.c.files).where(VERSIONS.c.submission_id == made["id"])
            ).scalars()
            ids, frozen = set(stored), [{file["id"] for file in files} for files in versions]
        assert len(ids) == 1 + put.count(201)
        assert frozen == ([ids] if sent == 200 else [])


def test_a_year_is_not_closed_under_the_hands_of_a_writer(
    committed: Database, college: World, desk: TestClient
) -> None:
    made = begun(desk, simple(desk), college.academic)

    def shut() -> None:
        with committed.session() as session:
            close(session, 2026)

    with ThreadPoolExecutor(1) as pool:
        with committed.session() as writer:
            refuse_closed(writer, 2026)
            closing = pool.submit(shut)
            assert not wait_for([closing], timeout=0.3).done
            change = sa.update(SUBMISSIONS).where(SUBMISSIONS.c.id == made["id"])
            writer.execute(change.values(note="封存前写完"))
        closing.result(timeout=10)
    assert upload(desk, made).status_code == 409
    assert ok(desk.get(f"{API}/submissions/{made['id']}"))["note"] == "封存前写完"

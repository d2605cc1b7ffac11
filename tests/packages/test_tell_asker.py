"""Whoever asked for a package is told in the end: once, whoever built it, and nobody else."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.kit.table import now
from backend.packages import actions
from backend.packages.actions import INTERRUPTED, Built
from backend.packages.rules import MAX_ATTEMPTS
from tests.conftest import SignIn
from tests.notifications.test_deliver_messages import inbox, titles
from tests.packages.papers import API, ask, claim
from tests.packages.test_survive_death import silence
from tests.world import World

NAME = "教务处2026年度正式表格"


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    return sign_in(world.cast.li)


@pytest.fixture
def wanted(world: World, li: TestClient) -> int:
    """李联络's wish, which waits."""
    return int(ask(li, kind="forms", year=2026, department_id=world.academic)["id"])


def finish(database: Database, package_id: int, worker: str, *left_out: str) -> bool:
    """The worker believes that it is done."""
    until = now() + timedelta(days=30)
    with database.session() as session:
        built = Built("d" * 64, 1, "m" * 64, 7, list(left_out), until)
        return actions.finish_package(session, package_id, worker, built)


def test_who_asked_learns_once_that_it_is_ready(
    database: Database, world: World, sign_in: SignIn, li: TestClient, wanted: int
) -> None:
    """The first worker is taken for dead and comes back: it tells nothing, and neither does anybody twice."""
    claim(database, wanted, "1-slow")
    silence(database, wanted)
    claim(database, wanted, "2-quick")
    assert inbox(li) == []
    ended = [finish(database, wanted, worker, "一份会议纪要") for worker in ("1-slow", "2-quick", "2-quick", "1-slow")]
    assert ended == [False, True, False, False]
    (told,) = inbox(li)
    assert (told["kind"], told["title"], told["path"]) == ("package", f"材料包已生成：{NAME}", f"/packages/{wanted}")
    assert told["body"].startswith("共 7 件，请在")
    assert "有 1 项没有列入" in told["body"]
    assert li.get(f"{API}{told['path']}").json()["state"] == "ready"
    cast = world.cast
    for other in (cast.wang, cast.chen, cast.lin, cast.office, cast.supervisor, cast.outsider):
        assert titles(sign_in, other) == []


def test_who_asked_learns_why_it_failed_and_that_it_worked_after_all(
    database: Database, li: TestClient, wanted: int
) -> None:
    claim(database, wanted, "1-a")
    with database.session() as session:
        assert actions.give_back(session, wanted, "1-a", counts=True)
    assert inbox(li) == [], "somebody else begins anew: no news yet"
    claim(database, wanted, "2-b")
    with database.session() as session:
        assert actions.fail_package(session, wanted, "2-b", "服务器磁盘空间不足。")
        assert not actions.fail_package(session, wanted, "2-b", "服务器磁盘空间不足。")
    (told,) = inbox(li)
    assert (told["title"], told["body"]) == (f"材料包没有生成：{NAME}", "服务器磁盘空间不足。")
    version = li.get(f"{API}/packages/{wanted}").headers["ETag"]
    assert li.post(f"{API}/packages/{wanted}/retry", headers={"If-Match": version}).status_code == 200
    claim(database, wanted, "3-c")
    assert finish(database, wanted, "3-c")
    assert [one["title"][:6] for one in inbox(li)] == ["材料包已生成", "材料包没有生"]


def test_who_asked_learns_that_nobody_tries_any_more(database: Database, li: TestClient, wanted: int) -> None:
    for attempt in range(MAX_ATTEMPTS):
        claim(database, wanted, f"{attempt}-dead")
        silence(database, wanted)
    for _ in range(2):
        with database.session() as session:
            assert actions.claim_package(session, "9-next") is None
    (told,) = inbox(li)
    assert told["body"] == INTERRUPTED


def test_nobody_is_told_of_one_that_was_cancelled(database: Database, li: TestClient, wanted: int) -> None:
    claim(database, wanted)
    version = li.get(f"{API}/packages/{wanted}").headers["ETag"]
    cancelled = li.post(f"{API}/packages/{wanted}/cancellation", headers={"If-Match": version})
    assert cancelled.status_code == 200
    assert not finish(database, wanted, "1-test")
    assert inbox(li) == []

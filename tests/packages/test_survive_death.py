"""Whatever dies — the child, the server, both — the package is built in the end, once."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from os import getpid, kill
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI

from backend.kit.db import Database
from backend.kit.table import now
from backend.packages import actions
from backend.packages.actions import INTERRUPTED
from backend.packages.child import Job
from backend.packages.queries import PACKAGES
from backend.packages.rules import MAX_ATTEMPTS, STALE
from tests.loader.college import environment, free_port, serving, wait_for
from tests.packages.papers import (
    ask,
    claim,
    entries,
    events,
    file_of,
    job_of,
    packer,
    shown,
    sign_in,
    stored,
)
from tests.world import World

CHILD = b"build-package"


def children(parent: int) -> Iterator[int]:
    """The building processes of a process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, words = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if CHILD in words and int(stat.rpartition(")")[2].split()[1]) == parent:
            yield int(folder.name)


def start_child(job: Job) -> "subprocess.Popen[bytes]":
    """A child as the packer starts it, which has been told what to do."""
    child = subprocess.Popen([sys.executable, "-m", "backend", "build-package"], stdin=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(job.model_dump_json().encode())
    child.stdin.close()
    return child


def silence(database: Database, package_id: int) -> None:
    """As if nothing had been heard of the worker for long."""
    with database.session() as session:
        long_ago = now() - 2 * STALE
        session.execute(
            sa.update(PACKAGES).where(PACKAGES.c.id == package_id).values(heartbeat_at=long_ago)
        )


def test_the_packer_builds_what_waits(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    worker = packer(committed_app, committed)
    assert not worker.run_once()
    row = ask(office, kind="inspection", year=2026, department_id=furnished.college)
    assert worker.run_once()
    after = shown(office, row["id"])
    assert (after["state"], after["attempts"], after["failure"]) == ("ready", 1, "")
    assert "manifest.json" in entries(file_of(office, row["id"]))
    assert not worker.run_once()


def test_a_killed_child_gives_its_package_back(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="inspection", year=2026, department_id=furnished.college)
    worker = packer(committed_app, committed)
    busy = threading.Thread(target=worker.run_once)
    busy.start()
    wait_for(lambda: bool(list(children(getpid()))))
    for child in children(getpid()):
        kill(child, signal.SIGKILL)
    busy.join()
    assert shown(office, row["id"])["state"] == "queued"
    assert worker.run_once()
    after = shown(office, row["id"])
    assert (after["state"], after["attempts"]) == ("ready", 2)
    assert len(events(committed, "package.finished")) == 1


def test_a_package_without_a_living_worker_is_taken_up(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="forms", year=2026, department_id=furnished.college)
    claim(committed, row["id"], "1-dead")
    child = start_child(job_of(committed_app, committed, row["id"], "1-dead"))
    child.kill()
    child.wait()
    worker = packer(committed_app, committed)
    assert not worker.run_once(), "its heart was heard a moment ago"
    silence(committed, row["id"])
    assert worker.run_once()
    assert shown(office, row["id"])["state"] == "ready"


def test_who_was_taken_for_dead_does_no_harm(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    """Both would finish it; only who has it does."""
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="forms", year=2026, department_id=furnished.college)
    claim(committed, row["id"], "1-slow")
    silence(committed, row["id"])
    claim(committed, row["id"], "2-quick")
    slow = start_child(job_of(committed_app, committed, row["id"], "1-slow"))
    assert slow.wait() == 0
    assert stored(committed, row["id"])["worker"] == "2-quick"
    assert events(committed, "package.finished") == []
    with committed.session() as session:
        assert not actions.beat(session, row["id"], "1-slow", 1, 2, "")
        assert actions.beat(session, row["id"], "2-quick", 1, 2, "")


def test_one_that_kills_its_workers_is_given_up(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="forms", year=2026, department_id=furnished.college)
    for attempt in range(MAX_ATTEMPTS):
        claim(committed, row["id"], f"{attempt}-dead")
        silence(committed, row["id"])
    assert not packer(committed_app, committed).run_once()
    after = shown(office, row["id"])
    assert (after["state"], after["failure"]) == ("failed", INTERRUPTED)
    assert after["allowed_actions"] == ["retry"]


def test_a_server_that_ends_gives_its_package_back(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="inspection", year=2026, department_id=furnished.college)
    worker = packer(committed_app, committed)
    worker.start()
    wait_for(lambda: bool(list(children(getpid()))))
    worker.stop()
    assert not list(children(getpid()))
    after = stored(committed, row["id"])
    assert (after["state"], after["attempts"]) in (("queued", 0), ("ready", 0))
    assert packer(committed_app, committed).run_once()
    assert shown(office, row["id"])["state"] == "ready"


def test_a_killed_server_is_replaced(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    """A real server with its child is killed in the middle; another one, started later, builds the package."""
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="inspection", year=2026, department_id=furnished.college)
    folder, port = committed_app.state.settings.data_dir, free_port()
    surroundings = environment(committed.engine.url.render_as_string(hide_password=False), folder, port)
    with serving(surroundings) as server:
        wait_for(lambda: bool(list(children(server.pid))))
        (child,) = children(server.pid)
        server.kill()
        server.wait()
        kill(child, signal.SIGKILL)
    wait_for(lambda: child not in everybody())
    silence(committed, row["id"])
    with serving(surroundings):
        wait_for(finished(committed, row["id"]))
    office = sign_in(committed_app, furnished.cast.office)  # a server that starts reads the rights anew
    assert shown(office, row["id"])["state"] == "ready"
    assert "manifest.json" in entries(file_of(office, row["id"]))


def everybody() -> set[int]:
    """Every living process."""
    return {int(folder.name) for folder in Path("/proc").glob("[0-9]*")}


def finished(database: Database, package_id: int) -> Callable[[], bool]:
    """Whether the package is ready, asked now and then."""

    def asked() -> bool:
        time.sleep(0.2)
        return bool(stored(database, package_id)["state"] == "ready")

    return asked


def test_a_beat_between_reading_and_taking_keeps_the_package(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, kind="forms", year=2026, department_id=furnished.college)
    claim(committed, row["id"], "1-slow")
    with committed.session() as session:
        assert actions.beat(session, row["id"], "1-slow", 3, 9, "教务处")
    with committed.session() as session:
        assert actions.claim_package(session, "2-quick") is None
    after = stored(committed, row["id"])
    assert (after["worker"], after["done"], after["total"]) == ("1-slow", 3, 9)
    assert after["heartbeat_at"] > now() - timedelta(seconds=10)

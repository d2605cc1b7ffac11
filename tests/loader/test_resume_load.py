"""A real server and a real loader, killed in the middle: in the end everything is there, once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import orjson
import sqlalchemy as sa

from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.organization.queries import POSITIONS
from tests.loader.college import environment, free_port, issue_token, row, serving, wait_for, write_file
from tests.world import build

ROWS, BATCH = 1_200, 20
EVENTS = table_of(Event)


def start(path: Path, port: int, token: str, *more: str) -> "subprocess.Popen[bytes]":
    """The loader as people start it."""
    words = ["positions", str(path), "--url", f"http://127.0.0.1:{port}", "--batch", str(BATCH), *more]
    command = [sys.executable, "-m", "backend", "load", *words, "--mode", "best_effort"]
    return subprocess.Popen(command, env=os.environ | {"LIANFANG_TOKEN": token})


def done(path: Path) -> int:
    """Batches done, as the checkpoint beside the file says."""
    try:
        state: Mapping[str, int] = orjson.loads(path.with_name(path.name + ".load.json").read_bytes())
    except FileNotFoundError:
        return 0
    return state["done"]


def test_killed_and_resumed_it_ends_as_if_nothing_had_happened(committed: Database, tmp_path: Path) -> None:
    with committed.session() as session:
        token = issue_token(session, build(session))
    path = write_file(tmp_path / "岗位.csv", [row(number) for number in range(ROWS)])
    port = free_port()
    surroundings = environment(
        committed.engine.url.render_as_string(hide_password=False), tmp_path / "var", port
    )

    with serving(surroundings) as server:
        loader = start(path, port, token)
        wait_for(lambda: done(path) >= 3)
        loader.kill()
        loader.wait()
        reached = done(path)
        assert 3 <= reached < ROWS / BATCH
        loader = start(path, port, token, "--resume")
        wait_for(lambda: done(path) > reached + 2)
        server.kill()
        server.wait()
        with serving(surroundings):
            assert loader.wait(timeout=240) == 0

    with committed.session(read_only=True) as session:
        loaded = session.execute(
            sa.select(POSITIONS.c.code, POSITIONS.c.version).where(POSITIONS.c.code.startswith("P0"))
        ).all()
        created = session.execute(
            sa.select(EVENTS.c.subject_id).where(EVENTS.c.action == "position.created")
        ).scalars()
        assert {code for code, _ in loaded} == {f"P{number:05}" for number in range(ROWS)}
        assert {version for _, version in loaded} == {1}
        assert set(Counter(created).values()) == {1}
    assert not path.with_name(path.name + ".load.json").exists()

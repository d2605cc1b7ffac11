"""The packer: one thread a process that takes packages from the queue and has each built by a child process.

Nothing is lost when anything dies: a child that ends before its package does gives it back to the queue, and one whose
server died with it is taken up by the next who looks, once its heart has been silent for a while.
"""

import logging
import os
import secrets
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.files import Store
from backend.kit.table import now
from backend.packages import actions, queries
from backend.packages.child import Job
from backend.packages.rules import FOLDER
from backend.settings import Settings

log = logging.getLogger(__name__)
PAUSE_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 5.0
"""How long a child may take to end when it is told to."""
LEFT_BEHIND: Final = timedelta(days=1)


class Packer:
    """Takes one package at a time."""

    def __init__(self, database: Database, settings: Settings, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._database, self._settings, self._pause = database, settings, pause_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="packer", daemon=True)

    def start(self) -> None:
        """Begins to look for work."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the child; what it was building goes back to the queue."""
        self._stop.set()
        self._thread.join(timeout=PATIENCE_SECONDS + 10)

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            try:
                while not self._stop.is_set() and self.run_once():
                    continue
            except SQLAlchemyError:
                self._stop.wait(5)  # the database is away; requests say so themselves, and we try again

    def run_once(self) -> bool:
        """Builds the package that waits longest; False when none does. An idle look costs one indexed read."""
        with self._database.session(read_only=True) as session:
            if not queries.has_work(session):
                return False
        worker = f"{os.getpid()}-{secrets.token_hex(8)}"
        with self._database.session() as session:
            package = actions.claim_package(session, worker)
        if package is not None:
            self._have_built(package["id"], worker)
        return package is not None

    def _have_built(self, package_id: int, worker: str) -> None:
        settings = self._settings
        job = Job(
            # A password is only written out where it is needed: to the child, through a pipe.
            database_url=settings.database_url,
            data_dir=settings.data_dir.resolve(),
            college_name=settings.college_name,
            package_id=package_id,
            worker=worker,
            days=settings.package_days,
        )
        command = [sys.executable, "-m", "backend", "build-package"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=_root(), env=_surroundings()) as child:  # noqa: S603  # our own module
            assert child.stdin is not None
            try:
                child.stdin.write(job.model_dump_json().encode())
                child.stdin.close()
            except BrokenPipeError:
                log.warning("package %s: the child ended at once", package_id)
            was_told = self._await(child)
        if was_told or child.returncode != 0:
            log.warning("package %s: the child ended with %s", package_id, child.returncode)
            with self._database.session() as session:
                actions.give_back(session, package_id, worker, counts=not was_told)

    def _await(self, child: subprocess.Popen[bytes]) -> bool:
        """Waits for the child; True when it was told to end because the server does."""
        while child.poll() is None:
            if self._stop.wait(0.2):
                child.terminate()
                try:
                    child.wait(PATIENCE_SECONDS)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
                return True
        return False


def _root() -> Path:
    return Path(__file__).resolve().parents[2]


def _surroundings() -> dict[str, str]:
    """What Python needs; no secret of the server."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME", "VIRTUAL_ENV", "PYTHONPATH", "TZ", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


class Sweeper:
    """An hourly chore: files whose time is over, and drafts that a killed worker left behind."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / FOLDER

    def __call__(self, session: Session) -> int:
        """Returns how many packages were cleared away."""
        before = (now() - LEFT_BEHIND).timestamp()
        for draft in (self._folder / "building").glob("*.zip"):
            if draft.stat().st_mtime < before:
                draft.unlink(missing_ok=True)
        return actions.purge(session, Store(self._folder))

"""Work that must happen although nobody asks: a background thread of each process, every hour.

Chores are written so that two processes may run the same one at once.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from backend.kit.db import Database

Chore = Callable[[Session], object]
log = logging.getLogger(__name__)


def run_once(database: Database, chores: Sequence[Chore]) -> None:
    """Each chore in a transaction of its own; one that fails is logged and does not stop the others."""
    for chore in chores:
        try:
            with database.session() as session:
                chore(session)
        except (SQLAlchemyError, OSError):
            log.exception("chore failed")


class Chores:
    """Runs the chores at the start and then every `pause_seconds`."""

    def __init__(self, database: Database, chores: Sequence[Chore], pause_seconds: float = 3600) -> None:
        self._database, self._chores, self._pause = database, tuple(chores), pause_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begins at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the current chore."""
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.is_set():
            run_once(self._database, self._chores)
            self._stop.wait(self._pause)

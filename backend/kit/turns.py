"""Writers of an embedded database take turns, roughly in the order they came.

Who finds SQLite's lock taken sleeps and tries again, longer each time: with many writers some wait for seconds while
others who came later are served. Those of one process wait here for each other instead and are woken at once; between
processes SQLite's own lock decides as before.
"""

from collections.abc import MutableMapping
from threading import Lock
from typing import Any

import sqlalchemy as sa

from backend.kit.workers import step_aside

PATIENCE = 10.0
"""Seconds, as long as SQLite itself would have waited."""
_MARK = "has_turn"


class Turns:
    """The turn of one engine's writers. It is given back when the connection is, however its work ended."""

    def __init__(self, engine: sa.Engine) -> None:
        self._lock = Lock()
        sa.event.listen(engine, "checkin", self._give_back)

    def take(self, info: MutableMapping[str, Any]) -> bool:
        """Waits for the turn of a connection, known by its `info`; one that is begun again has it already.

        False when the turn did not come in time.
        """
        if info.get(_MARK):
            return True
        is_free = self._lock.acquire(blocking=False)
        if not is_free:
            step_aside()
        info[_MARK] = is_free or self._lock.acquire(timeout=PATIENCE)
        return bool(info[_MARK])

    def _give_back(self, _connection: Any, record: Any) -> None:
        if record.info.pop(_MARK, False):
            self._lock.release()

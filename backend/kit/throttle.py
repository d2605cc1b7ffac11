"""A brake on public routes: so many calls in a window for each key, in the memory of this process alone.

Keys are salted digests that die with the process, so nothing of a caller's address is ever stored or can be computed
back. Limits that must hold over several processes are counted in the database, by what was written.
"""

import hashlib
import secrets
from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

from backend.kit.problems import Problem

MAX_KEYS = 20_000


def too_often(wait: float) -> Problem:
    """429 with Retry-After in seconds."""
    seconds = max(1, int(wait) + 1)
    return Problem(
        "too-many-requests",
        "提交得太频繁",
        429,
        f"请在 {-(-seconds // 60)} 分钟后再试。",
        headers={"Retry-After": str(seconds)},
    )


class Throttle:
    """At most `limit` calls in `window` seconds for each key."""

    def __init__(self, limit: int, window: float, clock: Callable[[], float] = monotonic) -> None:
        self._limit, self._window, self._clock = limit, window, clock
        self._salt = secrets.token_bytes(32)
        self._calls: dict[bytes, deque[float]] = {}
        self._lock = Lock()

    def check(self, *key: str) -> None:
        """Counts one call; 429 when the window is full. A refused call does not count."""
        digest = hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), key=self._salt).digest()
        with self._lock:
            instant = self._clock()
            calls = self._calls.pop(digest, deque())
            while calls and calls[0] <= instant - self._window:
                calls.popleft()
            # Put back at the end, so that the keys stay ordered by their last call.
            self._calls[digest] = calls
            if len(calls) >= self._limit:
                raise too_often((calls[0] if calls else instant) + self._window - instant)
            calls.append(instant)
            if len(self._calls) > MAX_KEYS:
                del self._calls[next(iter(self._calls))]

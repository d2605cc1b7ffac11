"""With an embedded database requests work one after the other, and nobody waits for who takes long."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic, sleep
from typing import Any

import pytest

from backend.kit import workers

LONG = 5.0
"""Seconds nobody here waits for unless something is wrong."""
PATIENT = 0.5
"""Patience that work of 2 ms does not exhaust on a busy machine."""


class Watch:
    """Counts who works at the same time, and in which order they began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.inside = self.most = 0
        self.began: list[int] = []

    def work(self, number: int, seconds: float) -> Coroutine[Any, Any, None]:
        """Work that takes so long."""

        async def done() -> None:
            with self._lock:
                self.began.append(number)
                self.inside += 1
                self.most = max(self.most, self.inside)
            sleep(seconds)
            with self._lock:
                self.inside -= 1

        return done()


def play(scene: Callable[[], Awaitable[None]], *, is_embedded: bool = True) -> None:
    """Runs a scene in an event loop with eight worker threads."""

    async def staged() -> None:
        workers.hire(8, is_embedded=is_embedded)
        async with asyncio.timeout(LONG):
            await scene()

    asyncio.run(staged())


async def _rush(watch: Watch) -> None:
    await asyncio.gather(*(workers.run(watch.work(number, 0.002)) for number in range(30)))


def test_they_go_one_by_one_in_the_order_they_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", PATIENT)
    watch = Watch()
    play(lambda: _rush(watch))
    assert (watch.most, watch.began) == (1, list(range(30)))


def test_a_database_of_its_own_takes_them_together() -> None:
    watch = Watch()
    play(lambda: _rush(watch), is_embedded=False)
    assert watch.most > 1


def test_who_takes_long_lets_others_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", PATIENT)
    watch, is_free = Watch(), threading.Event()

    async def slow() -> None:
        assert is_free.wait(LONG)

    async def scene() -> None:
        first = asyncio.ensure_future(workers.run(slow()))
        await asyncio.sleep(0)
        await _rush(watch)
        is_free.set()
        await first
        await _rush(watch)

    play(scene)
    assert watch.most == 1


def test_who_steps_aside_lets_others_in_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 2 * LONG)
    is_free = threading.Event()

    async def hashing() -> None:
        workers.step_aside()
        workers.step_aside()
        assert is_free.wait(LONG)

    async def quick() -> None:
        is_free.set()

    async def scene() -> None:
        await asyncio.gather(workers.run(hashing()), workers.run(quick()))

    began = monotonic()
    play(scene)
    assert monotonic() - began < LONG


def test_a_failure_leaves_the_gate_open() -> None:
    async def failing() -> None:
        raise ValueError("no")

    async def scene() -> None:
        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await workers.run(failing())

    play(scene)


def test_who_goes_away_while_waiting_takes_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 2 * LONG)
    watch, is_free = Watch(), threading.Event()

    async def slow() -> None:
        assert is_free.wait(LONG)

    async def scene() -> None:
        first = asyncio.ensure_future(workers.run(slow()))
        await asyncio.sleep(0)
        waiting = [asyncio.ensure_future(workers.run(watch.work(number, 0))) for number in range(4)]
        await asyncio.sleep(0)
        for one in (waiting[0], waiting[2]):
            one.cancel()
        is_free.set()
        await asyncio.gather(first, waiting[1], waiting[3])
        await workers.run(watch.work(9, 0))

    play(scene)
    assert watch.began == [1, 3, 9]


def test_who_goes_away_just_as_his_turn_comes_passes_it_on() -> None:
    watch = Watch()

    async def scene() -> None:
        gate = workers.Gate()
        await gate.enter()
        next_one = asyncio.ensure_future(gate.enter())
        await asyncio.sleep(0)
        gate.leave()
        next_one.cancel()
        with pytest.raises(asyncio.CancelledError):
            await next_one
        await gate.enter()
        watch.began.append(1)

    play(scene)
    assert watch.began == [1]


def test_nobody_steps_aside_where_there_is_no_gate() -> None:
    workers.step_aside()

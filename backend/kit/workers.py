"""One change of thread for a request: everything that may wait for the database or a file happens in one call.

FastAPI changes threads for each dependency and once more for the handler, which costs more than what they do. Here
all of them are coroutine functions that block and never wait for the event loop; once the body is there, the whole
of a request's work is carried to a worker thread as one coroutine and ends there. See docs/decisions/0014.
"""

import asyncio
import gc
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE = 0.025
"""Seconds; whoever works longer lets somebody else in beside him."""


class Gate:
    """Lets requests work one after the other, in the order they came. Belongs to one event loop and its thread.

    Threads that work at once only take Python's lock from each other, once for every row SQLite reads. But who takes
    long must not keep the others waiting: after `PATIENCE`, or when he says so (`step_aside`), he counts no more.
    """

    def __init__(self) -> None:
        self._is_free = True
        self._waiting = deque[asyncio.Future[None]]()

    async def enter(self) -> None:
        """Waits for the place."""
        if self._is_free:
            self._is_free = False
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()  # the place had just come, for nobody
            raise

    def leave(self) -> None:
        """Gives the place to the first who waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._is_free = True


class Stay:
    """One request behind the gate; its place is given back once."""

    def __init__(self, gate: Gate, loop: AbstractEventLoop) -> None:
        self._gate, self._loop = gate, loop
        self._timer = loop.call_later(PATIENCE, self.end)
        self._is_over = False

    def end(self) -> None:
        """Gives the place back, at most once; on the event loop."""
        if not self._is_over:
            self._is_over = True
            self._timer.cancel()
            self._gate.leave()

    def end_soon(self) -> None:
        """The same from another thread."""
        self._loop.call_soon_threadsafe(self.end)


_GATES: WeakKeyDictionary[AbstractEventLoop, Gate] = WeakKeyDictionary()
_STAY: ContextVar[Stay | None] = ContextVar("stay", default=None)


def hire(count: int, *, is_embedded: bool) -> None:
    """Sets up the worker threads of the running event loop, which ends them with itself.

    `is_embedded`: the database runs inside this process, so that they get into each other's way.
    """
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(count, "worker"))
    if is_embedded:
        _GATES[loop] = Gate()


def step_aside() -> None:
    """Called in a worker thread before it waits for something else than the database: lets somebody else in."""
    stay = _STAY.get()
    if stay is not None:
        stay.end_soon()


def _finish(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    work.close()
    raise RuntimeError(f"{work!r} waits for the event loop in a worker thread")


async def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a whole coroutine in one worker thread. What it awaits must return at once, or it is broken off."""
    loop = asyncio.get_running_loop()
    gate = _GATES.get(loop)
    if gate is None:
        return await _hand_over(loop, work)
    try:
        await gate.enter()
    except BaseException:
        work.close()
        raise
    stay = Stay(gate, loop)
    _STAY.set(stay)
    try:
        return await _hand_over(loop, work)
    finally:
        stay.end()


async def _hand_over(loop: AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    return await loop.run_in_executor(None, partial(copy_context().run, _finish, work))


def blocking(endpoint: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The same handler as a coroutine function, for `run`; its marks and its signature stay."""

    @wraps(endpoint)
    async def called(*args: P.args, **values: P.kwargs) -> T:
        return endpoint(*args, **values)

    return called


def rest_collector() -> None:
    """What is loaded by now stays for good, so the garbage collector need not walk it again and again.

    Measured on a bulk load of 100,000 rows: half the processor time; collections were most of the rest.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 20)

"""One change of thread for a request: everything that may wait for the database or a file happens in one call.

FastAPI changes threads for each dependency and once more for the handler, which costs more than what they do. Here
all of them are coroutine functions that block and never wait for the event loop; once the body is there, the whole
of a request's work is carried to a worker thread as one coroutine and ends there. See docs/decisions/0014.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def hire(count: int) -> None:
    """Sets up the worker threads of the running event loop, which ends them with itself."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(count, "worker"))


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
    handed = partial(copy_context().run, _finish, work)
    return await asyncio.get_running_loop().run_in_executor(None, handed)


def blocking(endpoint: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The same handler as a coroutine function, for `run`; its marks and its signature stay."""

    @wraps(endpoint)
    async def called(*args: P.args, **values: P.kwargs) -> T:
        return endpoint(*args, **values)

    return called

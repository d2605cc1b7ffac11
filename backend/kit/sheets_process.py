"""Starts the child that reads workbooks and listens to it; whatever happens to the child, it comes to an end."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from backend.kit.children import end, start

CHILD = Path(__file__).with_name("sheets_child.py")


def messages_of(path: str, *options: str, seconds: float) -> Iterator[Any]:
    """The child's messages; the last one is `{"end": code}`, also when the child was killed or ran out of time."""
    process = start(CHILD, [path, *options], is_heard=True)
    assert process.stdout is not None
    timer = threading.Timer(max(seconds, 0), process.kill)
    timer.start()
    ending: Any = {"end": "too-complex"}
    try:
        with process.stdout as lines:
            for text in lines:
                if not text.endswith(b"\n"):
                    break  # killed in the middle of a line
                message = orjson.loads(text)
                if isinstance(message, dict) and "end" in message:
                    ending = message
                else:
                    yield message
    finally:
        timer.cancel()
        end(process)
    yield ending

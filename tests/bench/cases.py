"""What is measured of the product: each operation as its clients call it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any

import httpx

from tests.bench import load, raw
from tests.bench.college import DEPARTMENTS, PASSWORD, USERS, Size
from tests.bench.servers import Server

ROUNDS = 3
BULK_ROWS, BATCH = 100_000, 5_000
GET_ONE = """
request = function() return wrk.format("GET", "/api/v1/risk-points/" .. math.random(1, {points})) end
"""
BY_LEVEL = """
request = function()
  local query = "?size=100&level=high&sort=level&department_id=" .. math.random(2, {last})
  return wrk.format("GET", "/api/v1/risk-points" .. query)
end
"""
CREATE = """
math.randomseed(os.time())
local n, sheets = math.random(1, 1000000000), {sheets}
request = function()
  n = n + 1
  local body = string.format('{{"inventory_id": %d, "name": "测量 %d", "duty": "职责", "manifestation": "表现形式"}}',
    n % sheets + 1, n)
  return wrk.format("POST", nil, {{["Content-Type"] = "application/json", ["Idempotency-Key"] = "bench-key-" .. n,
    ["Authorization"] = wrk.headers["Authorization"]}}, body)
end
"""
Result = dict[str, float]


def _requests(server: Server, size: Size) -> dict[str, tuple[str, str]]:
    """By operation: address and script."""
    points = f"{server.origin}/api/v1/risk-points"
    middle = server.cursor(size.points // 2)
    return {
        "get one": (points, GET_ONE.format(points=size.points)),
        "list 100": (f"{points}?size=100", ""),
        "list by level": (points, BY_LEVEL.format(last=DEPARTMENTS + 1)),
        "pull 1000": (f"{points}?size=1000&cursor={middle}", ""),
        "workbench": (f"{server.origin}/api/v1/overview/workbench?year={size.year}", ""),
        "create one": (points, CREATE.format(sheets=size.sheets)),
    }


def operations(server: Server, url: str, size: Size, seconds: int) -> dict[str, Result]:
    """Each operation over 16 connections and the database alone, turn by turn; medians of the rounds."""
    raw_turns = raw.turns(url, size, seconds)
    found: dict[str, Result] = {}
    for name, (address, script) in _requests(server, size).items():
        pairs = [(_press(server, address, script, seconds), raw_turns[name]()) for _ in range(ROUNDS)]
        found[name] = {
            "per_second": median(product["per_second"] for product, _ in pairs),
            "p99_ms": median(product["p99_ms"] for product, _ in pairs),
            "processor_ms": median(product["processor_ms"] for product, _ in pairs),
            "failed": sum(product["failed"] for product, _ in pairs),
            "raw_per_second": median(alone for _, alone in pairs),
        }
    found["workbench"]["live_per_second"] = raw_turns["workbench, counted live"]()
    return found


def _press(server: Server, address: str, script: str, seconds: int) -> Result:
    """One measurement with the processor time of one request, which other work on the machine hardly changes."""
    before = server.processor_seconds()
    result = load.wrk(address, server.token(), seconds, script)
    spent = server.processor_seconds() - before
    return result | {"processor_ms": spent * 1000 / (result["per_second"] * seconds)}


def during_logins(server: Server, size: Size, seconds: int) -> Result:
    """Other users' reads in peace and while 16 people keep signing in, and how many of those get through."""
    address, script = _requests(server, size)["get one"]
    quiet, busy, logins = list[Result](), list[Result](), list[float]()
    for _ in range(ROUNDS):
        quiet.append(load.wrk(address, server.token(), seconds, script))
        with _flood(server) as counted:
            busy.append(load.wrk(address, server.token(), seconds, script))
        logins.append(counted[200] / seconds)
    return {
        "quiet_per_second": median(one["per_second"] for one in quiet),
        "per_second": median(one["per_second"] for one in busy),
        "failed": sum(one["failed"] for one in (*quiet, *busy)),
        "logins_per_second": median(logins),
    }


@contextmanager
def _flood(server: Server) -> Iterator[dict[int, int]]:
    """16 clients that sign in again and again; the answers counted by status. Only 200 and 503 are in order."""
    counted, over = {200: 0, 503: 0}, threading.Event()

    def keep_signing_in(number: int) -> None:
        body = {"username": f"bench{number}", "password": PASSWORD}
        with httpx.Client(base_url=server.origin, timeout=60) as client:
            while not over.is_set():
                counted[client.post("/api/v1/auth/login", json=body).status_code] += 1

    with ThreadPoolExecutor(USERS) as pool:
        clients = [pool.submit(keep_signing_in, number) for number in range(USERS)]
        try:
            yield counted
        finally:
            over.set()
        for client in clients:
            client.result()


def export(server: Server, url: str) -> Result:
    """The whole register as NDJSON: rows per second, and by how much the server's memory rose at its highest.

    Its own memory: the mapped file of SQLite counts as resident too, but is the system's to take back at any time.
    """
    before, lines, highest = server.memory("RssAnon"), 0, 0.0
    headers = {"Authorization": f"Bearer {server.token()}", "Accept": "application/x-ndjson"}
    started = time.perf_counter()
    with httpx.stream("GET", f"{server.origin}/api/v1/risk-points", headers=headers, timeout=600) as answer:
        answer.raise_for_status()
        for number, piece in enumerate(answer.iter_raw()):
            lines += piece.count(b"\n")
            if number % 100 == 0:
                highest = max(highest, server.memory("RssAnon"))
    took = time.perf_counter() - started
    return {
        "rows": lines,
        "per_second": lines / took,
        "memory_mib": highest - before,
        "raw_per_second": raw.export(url),
    }


def bulk(server: Server, url: str) -> Result:
    """100,000 positions in batches of 5,000 through the API, first new, then unchanged."""
    before = server.forget_peak()
    first, again = (_load(server, turn) for turn in ("first", "again"))
    return {
        "per_second": BULK_ROWS / first,
        "unchanged_per_second": BULK_ROWS / again,
        "memory_mib": server.memory("VmHWM") - before,
        "raw_per_second": raw.bulk(url, BULK_ROWS),
    }


def _load(server: Server, turn: str) -> float:
    batches = [_rows(start) for start in range(0, BULK_ROWS, BATCH)]
    headers = {"Authorization": f"Bearer {server.token()}"}
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

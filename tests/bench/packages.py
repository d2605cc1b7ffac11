"""A package of the whole college: how long it takes, what memory it needs, and whether others notice meanwhile."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from typing import Any

import httpx

from backend.kit.db import Database, make_engine
from backend.main import FOLLOWERS
from tests.bench import databases, servers
from tests.bench.servers import Server
from tests.bench.yearly.college import Scale
from tests.bench.yearly.run import fill
from tests.databases import migrate

Found = dict[str, Any]
CHILD = b"build-package"
QUIET_SECONDS = 15.0
PATIENCE_SECONDS = 900.0


def run(
    formats: Sequence[str],
    scale: Scale,
    folder: Path,
    quiet_seconds: float = QUIET_SECONDS,
    port: int = servers.PORT,
) -> Found:
    """One package for each format; everything on an embedded database, where readers and builder share the file."""
    os.environ["DATA_DIR"] = str(folder / "data")
    with databases.sqlite(folder / "packages") as url:
        print(f"{scale.departments} 个部门、{scale.departments * scale.staff_each} 人：准备数据……", flush=True)
        migrate(url)
        database = Database(make_engine(url), followers=FOLLOWERS)
        people, _ = fill(database, scale)
        database.dispose()
        with servers.run(url, people.office, port) as server:
            return {kind: _show(kind, _measure(server, scale, kind, quiet_seconds)) for kind in formats}


def _measure(server: Server, scale: Scale, kind: str, quiet_seconds: float) -> Found:
    with httpx.Client(base_url=f"{server.origin}/api/v1", timeout=60) as client:
        root = _get(client, server, "/departments?kind=college&size=1")["items"][0]["id"]
        with _readings(server) as quiet:
            time.sleep(quiet_seconds)
        server.forget_peak()
        before = server.memory("VmRSS")
        wish = {"kind": "forms", "year": scale.year, "department_id": root, "formats": [kind]}
        with _readings(server) as busy, _peaks(server) as peaks:
            made = client.post("/packages", json=wish, headers=_headers(server)).raise_for_status().json()
            found = _await(client, server, made["id"])
    seconds = _seconds(found)
    return {
        "state": found["state"],
        "forms": found["entries_count"],
        "seconds": seconds,
        "forms_per_second": found["entries_count"] / seconds,
        "file_mib": (found["size"] or 0) / 2**20,
        "child_peak_mib": max(peaks, default=0.0),
        "server_growth_mib": server.memory("VmHWM") - before,
        "quiet_p99_ms": _p99(quiet),
        "busy_p99_ms": _p99(busy),
        "readings": len(busy),
    }


def _headers(server: Server) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.token()}"}


def _get(client: httpx.Client, server: Server, path: str) -> Any:
    return client.get(path, headers=_headers(server)).raise_for_status().json()


def _await(client: httpx.Client, server: Server, package_id: int) -> Found:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found: Found = _get(client, server, f"/packages/{package_id}")
        if found["state"] not in ("queued", "running"):
            return found
        time.sleep(1)
    raise RuntimeError("the package was not built in time")


def _seconds(found: Found) -> float:
    began, ended = (time.mktime(time.strptime(found[name][:19], "%Y-%m-%dT%H:%M:%S")) for name in STAMPS)
    return max(1.0, ended - began)


STAMPS = ("started_at", "finished_at")


@contextmanager
def _beside(work: Any) -> Iterator[None]:
    """Runs `work(stop)` in a thread as long as the block lasts."""
    stop = Event()
    thread = Thread(target=work, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


@contextmanager
def _readings(server: Server) -> Iterator[list[float]]:
    """Milliseconds of what somebody reads meanwhile, twenty times a second."""
    taken: list[float] = []

    def read(stop: Event) -> None:
        with httpx.Client(base_url=f"{server.origin}/api/v1", timeout=60) as client:
            while not stop.wait(0.05):
                began = time.perf_counter()
                _get(client, server, "/risk-points?size=20")
                taken.append((time.perf_counter() - began) * 1000)

    with _beside(read):
        yield taken


@contextmanager
def _peaks(server: Server) -> Iterator[list[float]]:
    """MiB the child has needed at most, as far as it was looked at."""
    seen: list[float] = []

    def look(stop: Event) -> None:
        while not stop.wait(0.5):
            seen.extend(_child_memory(server.pid))

    with _beside(look):
        yield seen


def _child_memory(parent: int) -> Iterator[float]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if CHILD not in (folder / "cmdline").read_bytes():
                continue
            lines = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(lines["PPid"]) == parent and "VmHWM" in lines:
            yield int(lines["VmHWM"].split()[0]) / 1024


def _p99(readings: list[float]) -> float:
    return quantiles(readings, n=100)[98] if len(readings) > 1 else 0.0


def _show(kind: str, found: Found) -> Found:
    print(
        f"  材料包 {kind}：{found['forms']:,} 份表，{found['seconds']:.0f} 秒，"
        f"每秒 {found['forms_per_second']:.0f} 份；"
        f"{found['file_mib']:.0f} MiB；子进程内存峰值 {found['child_peak_mib']:.0f} MiB，"
        f"服务进程增加 {found['server_growth_mib']:.0f} MiB；"
        f"同时别人的读取 p99 {found['quiet_p99_ms']:.0f} → {found['busy_p99_ms']:.0f} 毫秒",
        flush=True,
    )
    return found

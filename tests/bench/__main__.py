"""`python -m tests.bench [--points 100000 1000000] [--seconds 4]`: measures, prints ratios, writes build/bench.json."""

import argparse
import sys
import tempfile
from pathlib import Path

from backend.kit.db import Database, make_engine
from tests.bench import cases, college, databases, report, servers
from tests.bench.college import Size
from tests.databases import migrate


def measure(url: str, size: Size, seconds: int) -> report.Found:
    """One database of one size: builds it, then loads the product and the database alone in turns."""
    print(f"{url.split(':')[0]}，{size.points:,} 个风险点：准备数据……", flush=True)
    migrate(url)
    database = Database(make_engine(url))
    login = college.build(database, size)
    database.dispose()
    with servers.run(url, login) as server:
        return {
            "operations": cases.operations(server, url, size, seconds),
            "logins": cases.during_logins(server, size, seconds),
            "export": cases.export(server, url),
            "bulk": cases.bulk(server, url),
        }


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="性能测量")
    parser.add_argument("--points", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--sqlite-points", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=4, help="一次测量的时长；每项测三次，取中位数")
    given = parser.parse_args()
    results: dict[str, report.Found] = {}
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if given.sqlite_points:
            with databases.sqlite(folder / "sqlite") as url:
                size = Size(given.sqlite_points)
                results[f"SQLite {size.points:,}"] = measure(url, size, given.seconds)
        for points in given.points:
            with databases.postgres(folder / f"pg{points}") as url:
                results[f"PostgreSQL {points:,}"] = measure(url, Size(points), given.seconds)
    report.show(results)
    report.keep(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())

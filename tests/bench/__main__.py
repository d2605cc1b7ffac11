"""`python -m tests.bench [--points 100000 1000000] [--load-seconds 300]`, or one part alone (`--forms`, `--imports`,
`--flows`, `--packages`): measures, prints ratios, writes build/bench.json."""

import argparse
import sys
import tempfile
from pathlib import Path

from backend.kit.db import Database, make_engine
from tests.bench import cases, college, databases, flows, forms, imports, packages, report, servers
from tests.bench.college import Size
from tests.bench.yearly import run as yearly
from tests.bench.yearly.college import Scale
from tests.bench.yearly.deadline import Rush
from tests.databases import migrate

PARTS = {"flows": flows, "imports": imports}
"""Measured alone, each with a switch of its name."""


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


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="性能测量")
    parser.add_argument("--points", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--sqlite-points", type=int, default=100_000, help="0 为不测")
    parser.add_argument("--seconds", type=int, default=4, help="一次测量的时长；每项测三次，取中位数")
    parser.add_argument("--departments", type=int, default=100, help="全年工作的学院有多少部门；0 为不测")
    parser.add_argument("--people", type=int, default=500, help="截止日同时保存的人数")
    parser.add_argument("--load-seconds", type=int, default=300, help="截止日负载的时长；0 为不测")
    parser.add_argument("--packages", nargs="*", metavar="格式", help="只测全校材料包：docx xlsx pdf，不写为 docx")
    parser.add_argument("--pause", type=float, default=10, help="每人两次保存之间平均隔几秒")
    parser.add_argument("--forms", action="store_true", help="只测官方表格：Word、Excel、PDF 每秒多少份")
    parser.add_argument("--flows", action="store_true", help="只测流程图：排版、SVG、PNG 和 BPMN")
    parser.add_argument("--imports", action="store_true", help="只测填好的表格读得多快、读得多全")
    return parser.parse_args()


def registers(given: argparse.Namespace, folder: Path) -> dict[str, report.Found]:
    """The register at each size."""
    results: dict[str, report.Found] = {}

    def add(name: str, found: report.Found) -> None:
        results[name] = found
        report.show_one(name, found)  # what comes after may take long, or fail

    if given.sqlite_points:
        with databases.sqlite(folder / "sqlite") as url:
            size = Size(given.sqlite_points)
            add(f"SQLite {size.points:,}", measure(url, size, given.seconds))
    for points in given.points:
        with databases.postgres(folder / f"pg{points}") as url:
            add(f"PostgreSQL {points:,}", measure(url, Size(points), given.seconds))
    return results


def years(given: argparse.Namespace, folder: Path) -> dict[str, report.Found]:
    """The college of a whole year: its cockpits and the day on which everybody hands in."""
    if not given.departments:
        return {}
    scale, rush = Scale(given.departments), Rush(given.people, given.load_seconds, given.pause)
    with databases.sqlite(folder / "year-sqlite") as url:
        found = {"SQLite year": yearly.measure(url, scale, rush, processes=(1,))}
    with databases.postgres(folder / "year-pg") as url:
        found["PostgreSQL year"] = yearly.measure(url, scale, rush, processes=(1, 2))
    return found


def main() -> int:
    """Entry point."""
    given = arguments()
    for name, part in PARTS.items():
        if getattr(given, name):
            found = part.measure()
            part.show(found)
            report.keep({name: found})
            return 0
    if given.forms:
        report.keep(forms.run())
        return 0
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-", ignore_cleanup_errors=True) as name:
        if given.packages is not None:
            found = packages.run(given.packages or ["docx"], Scale(given.departments), Path(name))
            report.keep({"packages": found})
            return 0
        results = registers(given, Path(name))
        report.show(results)
        report.keep(results | years(given, Path(name)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

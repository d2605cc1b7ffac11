"""One database with the college of the year: fills it, times every cockpit, lets everybody hand in, and tells."""

from contextlib import ExitStack
from typing import Any

from backend.kit.db import Database, make_engine
from backend.main import FOLLOWERS
from tests.bench import servers
from tests.bench.servers import Server
from tests.bench.yearly import business, cockpits, college, deadline, sheets
from tests.bench.yearly.college import College, Scale
from tests.bench.yearly.deadline import Rush
from tests.bench.yearly.sheets import Sheet
from tests.databases import migrate

Found = dict[str, Any]
SLOW_MS, SLOW_P99_MS, BUSY = 50, 1000, 0.8
"""What is marked: a page, a save under load, and a client that may itself be what is slow."""


def fill(database: Database, scale: Scale) -> tuple[College, list[Sheet]]:
    """The college, its sheets and all its business."""
    with database.session() as session:
        people = college.build(session, scale)
        written = sheets.build(session, people, scale)
        business.build(session, people, scale)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if database.dialect == "postgresql" else "ANALYZE")
    return people, written


def measure(url: str, scale: Scale, rush: Rush, processes: tuple[int, ...]) -> Found:
    """`cockpits` by page, and `deadline` by number of processes; each is printed as soon as it is known."""
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    print(f"{kind}，{scale.departments} 个部门、{scale.points:,} 个风险点：准备数据……", flush=True)
    migrate(url)
    database = Database(make_engine(url), followers=FOLLOWERS)
    people, written = fill(database, scale)
    with servers.run(url, people.office) as server:
        found: Found = {"cockpits": cockpits.measure(url, server, people), "deadline": {}}
    _show_pages(kind, found["cockpits"])
    for number in processes if rush.seconds else ():
        print(f"{kind}，{number} 个进程：{rush.people} 人保存 {rush.seconds} 秒……", flush=True)
        with ExitStack() as stack:
            started = [_start(stack, url, people, at) for at in range(number)]
            result = deadline.run(started, database, people, written, rush)
        found["deadline"][str(number)] = result
        _show_rush(kind, result)
    database.dispose()
    return found


def _start(stack: ExitStack, url: str, people: College, at: int) -> Server:
    return stack.enter_context(servers.run(url, people.office, servers.PORT + at))


def _show_pages(name: str, pages: dict[str, dict[str, float]]) -> None:
    print(f"\n{name} 各驾驶舱页面，一个连接（毫秒；“裸库”为同样的语句只经驱动执行）", flush=True)
    head = ("中位数", "p95", "CPU", "语句", "KB", "裸库", "倍数")
    print(f"  {'':46}" + "".join(f"{title:>7}" for title in head))
    for page, one in pages.items():
        mark = " *" if one["median_ms"] > SLOW_MS else ""
        print(
            f"  {page:46} {one['median_ms']:8.1f} {one['p95_ms']:8.1f} {one['processor_ms']:8.1f}"
            f" {one['statements']:8.0f} {one['kilobytes']:8.1f} {one['raw_ms']:8.1f}"
            f" {one['median_ms'] / one['raw_ms']:8.1f}{mark}"
        )
    slow = sum(one["median_ms"] > SLOW_MS for one in pages.values())
    print(f"  超过 {SLOW_MS} 毫秒的（*）：{slow} 个")


def _show_rush(name: str, result: Found) -> None:
    print(
        f"\n{name}：{result['people']} 人保存 {result['seconds']} 秒，{result['processes']} 个进程，"
        f"每人平均 {result['pause']:.0f} 秒一次"
    )
    print(f"  {'':12} {'次数':>8} {'p50 毫秒':>9} {'p99 毫秒':>9} {'最大 毫秒':>9}")
    for kind, one in sorted(result["took"].items()):
        mark = " *" if one["p99_ms"] > SLOW_P99_MS else ""
        print(
            f"  {kind:12} {one['count']:10,} {one['p50_ms']:11.1f} {one['p99_ms']:11.1f} {one['max_ms']:11.1f}{mark}"
        )
    share = result["client_share"]
    warning = "（客户端可能是瓶颈！）" if share > BUSY else ""
    print(
        f"  已确认的保存 {result['saves']:,} 次，每秒 {result['saves_per_second']:.1f} 次；"
        f"服务器用 {result['server_share']:.0%} 个核，客户端用 {share:.0%} 个核{warning}"
    )
    errors = "、".join(f"{kind} {count} 次" for kind, count in sorted(result["errors"].items())) or "无"
    print(f"  故意断开 {result['cut_off']} 次；出错：{errors}")
    faults = result["faults"]
    print(f"  丢失或重复：{len(faults)}" + "".join(f"\n    {fault}" for fault in faults[:10]))

"""What a run found: tables for people, and a file the next run compares itself with."""

from pathlib import Path
from typing import Any

import orjson

REPORT = Path("build/bench.json")
Found = dict[str, Any]


def show(results: dict[str, Found]) -> None:
    """What several registers say together, and against the run before."""
    sizes = [found["operations"] for name, found in results.items() if name.startswith("PostgreSQL")]
    if len(sizes) > 1:
        names = [name for name in results if name.startswith("PostgreSQL")]
        print(f"\n{names[0]} → {names[-1]}：剩下的速度")
        for case in sizes[0]:
            print(f"  {case:16} {sizes[-1][case]['per_second'] / sizes[0][case]['per_second']:7.0%}")
    if REPORT.exists():
        _compare(orjson.loads(REPORT.read_bytes()), results)


def show_one(name: str, found: Found) -> None:
    """Product, database alone, and their ratio: the ratio alone carries over to another machine."""
    print(f"\n{name} 个风险点，一个进程，16 个连接")
    print(f"  {'':16} {'每秒':>9} {'p99 毫秒':>8} {'CPU 毫秒':>8} {'裸库每秒':>9} {'比例':>7}")
    for case, result in found["operations"].items():
        alone = result["raw_per_second"]
        print(
            f"  {case:16} {result['per_second']:9,.0f} {result['p99_ms']:10.1f}"
            f" {result['processor_ms']:10.2f} {alone:11,.0f} {result['per_second'] / alone:8.1%}{_failed(result)}"
        )
    for case, title in (("export", "NDJSON 行"), ("bulk", "批量岗位 行")):
        result = found[case]
        print(
            f"  {case:16} {result['per_second']:9,.0f} {'':21} {result['raw_per_second']:11,.0f}"
            f" {result['per_second'] / result['raw_per_second']:8.1%}  {title}，内存 +{result['memory_mib']:.0f} MiB"
        )
    logins = found["logins"]
    print(
        f"  再次载入同样的岗位：每秒 {found['bulk']['unchanged_per_second']:,.0f} 行；"
        f"工作台若现场统计：每秒 {found['operations']['workbench']['live_per_second']:,.1f} 次"
    )
    print(
        f"  16 人反复登录时（每秒 {logins['logins_per_second']:.1f} 次成功），别人的读取"
        f"为平时的 {logins['per_second'] / logins['quiet_per_second']:.0%}{_failed(logins)}"
    )


def _failed(result: Found) -> str:
    return f"  ✘ {result['failed']:.0f} 个请求失败" if result["failed"] else ""


def _ratios(found: Found) -> dict[str, float]:
    rows = found["operations"] | {case: found[case] for case in ("export", "bulk")}
    return {case: row["per_second"] / row["raw_per_second"] for case, row in rows.items()}


def _compare(earlier: dict[str, Found], results: dict[str, Found]) -> None:
    """Against the report of an earlier run, as shares of the raw database."""
    for name in results.keys() & earlier.keys():
        before, after = _ratios(earlier[name]), _ratios(results[name])
        print(f"\n{name}：与裸库之比，上一次 → 这一次")
        for case in after.keys() & before.keys():
            print(
                f"  {case:16} {before[case]:7.1%} → {after[case]:7.1%}（{after[case] / before[case]:.2f} 倍）"
            )


def keep(results: dict[str, Found]) -> None:
    """Writes the report; databases this run left out keep their earlier figures."""
    earlier = orjson.loads(REPORT.read_bytes()) if REPORT.exists() else {}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_bytes(orjson.dumps(earlier | results, option=orjson.OPT_INDENT_2))
    print(f"\n已写入 {REPORT}")

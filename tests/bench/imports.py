"""How fast filled forms are read, how much memory that takes, and how much of them is understood."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO

import openpyxl
from docx import Document

from backend.imports.reader.forms import read_file
from tests.bench.report import Found
from tests.imports.clerks.measuring import measure as understand
from tests.imports.clerks.truth import forty
from tests.imports.corpus.documents import LISTS
from tests.imports.corpus.layouts import LAYOUTS
from tests.imports.corpus.oddities import ODDITIES
from tests.imports.corpus.samples import handout
from tests.imports.corpus.scoring import Score, meant, read, scores
from tests.imports.corpus.tables import TABLES
from tests.imports.corpus.zips import ZIPS
from tests.imports.sheets import bundle, old_workbook, text_table, workbook
from tests.imports.word import INVENTORY, TYPES, W, pack, para, table
from tests.kit.hostile import relationships

TITLE, META = "部门工作廉政风险排查表", "部门（盖章）：教务处   负责人：陈立行   填表日期：2026年9月28日"
SECONDS, DOCUMENT_ROWS, TABLE_ROWS, FILES = 3.0, 1_000, 20_000, 100


def lines(count: int) -> Iterator[tuple[str, ...]]:
    """Rows that differ, as long as real ones."""
    for at in range(1, count + 1):
        yield (
            f"负责第{at // 5}项工作的组织实施",
            f"第{at}号风险点",
            f"利用职务便利，在第{at}个环节为亲友谋取利益，数额在{at}元以上",
            "制度缺陷及漏洞、监管缺失",
            ("高", "中", "低")[at % 3],
            f"实行双人经办，第{at}号事项结果公示5个工作日",
            "",
        )


def word(count: int) -> bytes:
    """With the relationship that other readers look for."""
    body = para(TITLE) + para(META) + table(INVENTORY, *lines(count))
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    start = relationships("officeDocument", "word/document.xml")
    return pack({"[Content_Types].xml": TYPES, "_rels/.rels": start, "word/document.xml": document})


def rows(count: int) -> list[tuple[str, ...]]:
    return [(TITLE,), (META,), INVENTORY, *lines(count)]


def files() -> dict[str, tuple[bytes, int]]:
    """Format → file and rows in it."""
    table_rows = rows(TABLE_ROWS)
    one = workbook({"表": rows(10)})
    return {
        "docx": (word(DOCUMENT_ROWS), DOCUMENT_ROWS),
        "xlsx": (workbook({"表": table_rows}), TABLE_ROWS),
        "xls": (old_workbook({"表": table_rows}), TABLE_ROWS),
        "csv（GB18030）": (text_table(table_rows, "gb18030"), TABLE_ROWS),
        f"zip（{FILES} 个 xlsx）": (bundle({f"{at}.xlsx": one for at in range(FILES)}), FILES * 10),
    }


def naive(kind: str, data: bytes) -> Callable[[], object] | None:
    """The usual library reading the same cells, and nothing more."""
    if kind == "xlsx":
        return lambda: [list(row) for row in openpyxl.load_workbook(BytesIO(data), read_only=True).active.values]
    if kind == "docx":
        return lambda: [[cell.text for cell in row.cells] for row in Document(BytesIO(data)).tables[0].rows]
    return None


def per_second(work: Callable[[], object], count: int) -> float:
    """Rows a second, the best of what fits into the time; at least one run."""
    best, until = 0.0, time.perf_counter() + SECONDS
    while not best or time.perf_counter() < until:
        gc.collect()
        started = time.perf_counter()
        work()
        best = max(best, count / (time.perf_counter() - started))
    return best


def peak_mib(data: bytes) -> float:
    """Of Python's memory while the file is read."""
    tracemalloc.start()
    read_file(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024**2


def measure() -> Found:
    """Speed by format, and recall and precision by field."""
    speeds: Found = {}
    for kind, (data, count) in files().items():
        alone = naive(kind, data)
        speeds[kind] = {
            "rows": count,
            "per_second": per_second(partial(read_file, data), count),
            "library_per_second": per_second(alone, count) if alone else None,
            "peak_mib": peak_mib(data),
        }
    cases = [*handout(), *(make() for make in (*LISTS, *LAYOUTS, *TABLES, *ODDITIES, *ZIPS))]
    found = scores((meant(case), read(read_file(case.data))) for case in cases)
    clerks = forty()
    seen, faults = understand(clerks)
    return {
        "speeds": speeds,
        "sets": {
            "修读表程序时所用": {"files": len(cases), "fields": by_field(found), "unflagged": []},
            "写时没看过读表程序，后来据此修过": {
                "files": len(clerks),
                "fields": by_field(seen),
                "unflagged": [str(fault) for fault in faults if not fault.is_doubted],
            },
        },
    }


def by_field(found: dict[str, Score]) -> Found:
    """Field → how many were meant, and the shares found and right; all fields together last."""
    counts = (sum(score[at] for score in found.values()) for at in range(3))
    return {
        field: {"meant": score.meant, "recall": score.recall, "precision": score.precision}
        for field, score in (*sorted(found.items()), ("全部", Score(*counts)))
    }


def show(found: Found) -> None:
    """A table of speeds, and one of fields for each set of files."""
    print(f"\n导入：读出并理解，一个核\n  {'':18} {'行':>7} {'行/秒':>9} {'只用库读':>9} {'比例':>6} {'内存 MiB':>8}")
    for kind, speed in found["speeds"].items():
        alone = speed["library_per_second"]
        ratio = f"{alone:9,.0f} {speed['per_second'] / alone:6.1f}" if alone else f"{'':16}"
        print(f"  {kind:18} {speed['rows']:7,} {speed['per_second']:9,.0f} {ratio} {speed['peak_mib']:8.0f}")
    for name, files_of in found["sets"].items():
        print(f"\n导入：{files_of['files']} 份填好的文件（{name}）\n  {'':16} {'条数':>6} {'查全':>7} {'查准':>7}")
        for field, score in files_of["fields"].items():
            print(f"  {field:16} {score['meant']:6} {score['recall']:7.1%} {score['precision']:7.1%}")
        for fault in files_of["unflagged"]:
            print(f"  读错而没有提示：{fault}")

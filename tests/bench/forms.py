"""`--forms`: official forms per second in each format, beside a plain python-docx table, and the peak memory of each.

Each measurement runs in a process of its own, so that no memory is counted twice; text differs from form to form.
"""

import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from docx import Document

from backend.documents.rules import LABELS, DocumentFormat, DocumentKind, default_title
from backend.documents.schemas import (
    Heading,
    RegisterLine,
    RiskInventoryForm,
    RiskLine,
    RiskRegisterForm,
)
from backend.documents.writer.output import pour, write
from backend.organization.rules import RiskLevel

SECONDS = 4.0
REGISTER_ROWS = 12_000
DAY = date(2026, 9, 28)
KIND = DocumentKind.department_inventory
Measured = dict[str, float]


def sheet(number: int) -> RiskInventoryForm:
    """附件二 with five risk points, whose text is its own."""
    title = Heading(LABELS[KIND], default_title(KIND, "测量职业技术学院"), str(number), 1)
    risks = tuple(
        RiskLine(
            f"{number}{at}",
            f"第 {number} 号职责：负责零星维修的询价、发包和验收",
            f"化整为零规避招标（{number}-{at}）",
            "1.把同一幢楼的维修拆成几个小项目；\n2.分批立项，指定同一家公司承接",
            "制度缺陷及漏洞：没有规定同一项目合并计算的期限",
            RiskLevel.high,
            "1.同一建筑一年内的维修合并计算；\n2.达到限额一律公开招标",
        )
        for at in range(5)
    )
    return RiskInventoryForm(title, KIND, DAY, risks, "后勤管理处", "负责人")


def lines() -> Iterator[RegisterLine]:
    for number in range(REGISTER_ROWS):
        text = f"第 {number} 种表现：接受供应商宴请后指定采购其教材，核对清单流于形式。"
        yield RegisterLine(
            str(number), "教务处", "教材岗", "经办人", "倾向", text, RiskLevel.medium, "会签", "本岗位", "已认定"
        )


def plain_table(form: RiskInventoryForm) -> bytes:
    """The same words with python-docx alone: no official layout, no identity."""
    document = Document()
    document.add_heading(form.heading.title)
    table = document.add_table(rows=0, cols=7)
    for risk in form.risks:
        level = risk.level.label if risk.level else ""
        texts = (risk.duty, risk.risk_point, risk.manifestation, risk.causes, level, risk.measures, risk.remark)
        added: Any = table.add_row
        for cell, text in zip(added().cells, texts, strict=True):
            cell.text = text
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def peak() -> float:
    """MiB this process held at most since it began; what its parent held does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def many(write_one: Callable[[RiskInventoryForm], bytes]) -> Measured:
    """Forms per second after the first, which compiles its template and reads its fonts."""
    size = len(write_one(sheet(0)))
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < SECONDS:
        done += 1
        write_one(sheet(done))
    return {"per_second": done / took, "peak_mib": peak(), "kib": size / 1024}


def register(as_format: DocumentFormat) -> Measured:
    """The register of a whole college."""
    title = Heading("", default_title(DocumentKind.risk_register, "测量职业技术学院"))
    form = RiskRegisterForm(title, "测量职业技术学院", 2026, DAY, lines())
    target, began = BytesIO(), time.perf_counter()
    pour(form, as_format, target)
    took = time.perf_counter() - began
    return {"per_second": REGISTER_ROWS / took, "peak_mib": peak(), "kib": len(target.getvalue()) / 1024}


def job(name: str, answer: Connection) -> None:
    """What one child measures."""
    what, _, as_format = name.partition(" ")
    if what == "register":
        answer.send(register(DocumentFormat(as_format)))
    elif what == "plain":
        answer.send(many(plain_table))
    else:
        answer.send(many(lambda form: write(form, DocumentFormat(as_format))))


def measure(name: str) -> Measured:
    """In a fresh process."""
    context = get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=job, args=(name, theirs))
    child.start()
    theirs.close()
    found: Measured = mine.recv()
    child.join()
    return found


def run() -> dict[str, dict[str, Measured]]:
    """Prints the table and hands out the figures."""
    formats = [one.value for one in DocumentFormat]
    names = ["plain docx", *(f"{what} {one}" for what in ("sheet", "register") for one in formats)]
    found = {name: measure(name) for name in names}
    alone = found["plain docx"]["per_second"]
    print(f"\n官方表格，一个进程：附件二（5 个风险点）每秒份数；登记汇总表（{REGISTER_ROWS:,} 行）每秒行数")
    for name, row in found.items():
        ratio = f"{row['per_second'] / alone:7.1f} 倍" if name.startswith("sheet") else ""
        size = f"峰值 {row['peak_mib']:5,.0f} MiB  {row['kib']:8,.0f} KiB"
        print(f"  {name:14} {row['per_second']:10,.0f}  {size} {ratio}")
    return {"forms": found}

"""What the writers wrote into Word and Excel comes back through the reader without a difference (forms.md §1.3)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.documents.rules import DocumentKind, default_title, paper_text
from backend.documents.schemas import (
    Heading,
    PowerCatalogueForm,
    PowerLine,
    RegisterLine,
    RiskInventoryForm,
    RiskLine,
    RiskRegisterForm,
    SelfCheckForm,
    SelfCheckLine,
)
from backend.documents.writer.forms import write_form
from backend.documents.writer.workbook import write_workbook
from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import ParsedForm, PowerRow, RiskRow, SelfCheckRow
from backend.imports.rules import CONTROL
from backend.organization.rules import RiskLevel

TRAPS = [
    "1.甲\n2.乙",
    "同上",
    "合计",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "审核意见",
    "注：无",
    "<w:p/>",
    "&amp;",
    "部门：甲",
    "1.5万元",
]
# Private characters stand for the ticks of symbol fonts, which the reader turns into ☑ and □.
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Co")), max_size=30) | st.text(
    "甲乙丙丁，。；1234.、（）\n \t“”{}<>&\x00\x0b\u2028\ufffe😀", max_size=40
)
TEXT = LETTERS | st.sampled_from(TRAPS)
NAME = st.text("教务学生后勤招财处科陈王李林 ABC", max_size=12)
DAY = st.dates(date(1950, 1, 1), date(2100, 1, 1)) | st.none()
HOW = settings(max_examples=60, deadline=None)


def kept(text: str) -> str:
    """What a document can carry of a text."""
    return CONTROL.sub("", paper_text(text)).strip()


def one_line(text: str) -> str:
    return " ".join(text.split())


SAID = TEXT.filter(kept)
LISTS = st.lists(SAID, max_size=5).map(tuple)


def heading(kind: DocumentKind) -> Heading:
    return Heading("附件", default_title(kind, "海州职业技术学院"), "42", 3)


@pytest.mark.parametrize("write", [write_form, write_workbook])
def test_a_register_of_ours_is_no_source(write: Callable[[RiskRegisterForm], bytes]) -> None:
    """It is made of the sheets: read as one of them, its rows would be written twice."""
    line = RegisterLine("7", "教务处", "科员", "王老师", "漏排", "", RiskLevel.low, "核对", "科员", "已认定")
    read = read_file(write(RiskRegisterForm(heading(DocumentKind.risk_register), "全校", 2026, None, iter([line]))))
    assert read.forms == ()
    assert [finding.code for finding in read.findings] == ["own-register"]


def returned(form: PowerCatalogueForm | RiskInventoryForm | SelfCheckForm) -> Iterator[ParsedForm]:
    """The form as it comes back from each format. Only in Word is it known which row of its table each one stands in:
    in a workbook that depends on the heading, so the rows are numbered as in Word."""
    for write in (write_form, write_workbook):
        read = read_file(write(form))
        assert read.findings == ()
        (only,) = read.forms
        assert only.form_id == "42"
        assert bool(only.sheet) is (write is write_workbook)
        rows = tuple(replace(row, row=at) for at, row in enumerate(only.rows, start=2))
        yield replace(only, rows=rows) if only.sheet else only


@HOW
@given(st.lists(st.tuples(SAID, TEXT, TEXT, TEXT), max_size=6), NAME, NAME, DAY)
def test_power_catalogues_come_back(
    rows: list[tuple[str, str, str, str]], department: str, head: str, day: date | None
) -> None:
    powers = tuple(PowerLine(str(at), *texts) for at, texts in enumerate(rows))
    kind = DocumentKind.power_catalogue
    for read in returned(PowerCatalogueForm(heading(kind), department, day, powers, head_name=head)):
        assert (read.kind.value, read.title) == (kind.value, heading(kind).title)
        assert (read.meta.department, read.meta.head_name) == (one_line(department), one_line(head))
        assert read.meta.filled_on == day
        assert read.rows == tuple(
            PowerRow(1, at + 2, str(at), *(kept(text) for text in texts)) for at, texts in enumerate(rows)
        )


@HOW
@given(
    st.lists(
        st.tuples(TEXT, SAID, TEXT, TEXT, st.sampled_from(RiskLevel) | st.none(), TEXT, TEXT), max_size=6
    ),
    st.sampled_from([DocumentKind.department_inventory, DocumentKind.position_inventory]),
    NAME,
    NAME,
)
def test_inventories_come_back(
    rows: list[tuple[str, str, str, str, RiskLevel | None, str, str]],
    kind: DocumentKind,
    first: str,
    second: str,
) -> None:
    lines = tuple(RiskLine(f"r{at}", *texts) for at, texts in enumerate(rows))
    is_personal = kind is DocumentKind.position_inventory
    form = RiskInventoryForm(heading(kind), kind, None, lines)
    if is_personal:
        form = replace(form, person_name=first, job_title=second)
    else:
        form = replace(form, department=first, head_name=second)
    expected = tuple(
        RiskRow(
            1,
            at + 2,
            line.row_id,
            (kept(line.duty),) if kept(line.duty) else (),
            kept(line.risk_point),
            kept(line.manifestation),
            kept(line.causes),
            line.level,
            kept(line.measures),
            kept(line.remark),
        )
        for at, line in enumerate(lines)
    )
    for read in returned(form):
        meta = read.meta
        names = (meta.person_name, meta.job_title) if is_personal else (meta.department, meta.head_name)
        assert read.kind.value == kind.value
        assert names == (one_line(first), one_line(second))
        assert read.rows == expected


@HOW
@given(
    st.lists(st.tuples(SAID, LISTS, LISTS, LISTS), max_size=4),
    st.sampled_from([DocumentKind.department_self_check, DocumentKind.position_self_check]),
    NAME,
)
def test_self_checks_come_back(
    rows: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]],
    kind: DocumentKind,
    department: str,
) -> None:
    lines = tuple(SelfCheckLine(str(at), *texts) for at, texts in enumerate(rows))
    expected = tuple(
        SelfCheckRow(
            1, at + 2, str(at), kept(subject), *(tuple(kept(item) for item in items) for items in lists)
        )
        for at, (subject, *lists) in enumerate(rows)
    )
    for read in returned(SelfCheckForm(heading(kind), kind, date(2026, 6, 22), lines, department)):
        assert (read.kind.value, read.meta.department) == (kind.value, one_line(department))
        assert read.meta.filled_on == date(2026, 6, 22)
        assert read.rows == expected

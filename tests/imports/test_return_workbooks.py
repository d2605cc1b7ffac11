"""What the writer wrote into a workbook comes back through the reader without a difference, as from Word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.documents.rules import DocumentKind
from backend.documents.schemas import (
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
from backend.organization.rules import RiskLevel
from tests.imports.test_return_documents import DAY, LISTS, NAME, SAID, TEXT, heading, kept, one_line

HOW = settings(max_examples=60, deadline=None)
Form = PowerCatalogueForm | RiskInventoryForm | SelfCheckForm


@pytest.mark.parametrize("write", [write_form, write_workbook])
def test_a_register_of_ours_is_no_source(write: Callable[[RiskRegisterForm], bytes]) -> None:
    """It is made of the sheets: read as one of them, its rows would be written twice."""
    line = RegisterLine("7", "教务处", "科员", "王老师", "漏排", "", RiskLevel.low, "核对", "科员", "已认定")
    read = read_file(write(RiskRegisterForm(heading(DocumentKind.risk_register), "全校", 2026, None, iter([line]))))
    assert read.forms == ()
    assert [finding.code for finding in read.findings] == ["own-register"]


def returned(form: Form, write: Callable[[Form], bytes] = write_workbook) -> ParsedForm:
    read = read_file(write(form))
    assert read.findings == ()
    (only,) = read.forms
    assert only.form_id == "42"
    assert only.sheet
    return only


@HOW
@given(st.lists(st.tuples(SAID, TEXT, TEXT, TEXT), max_size=6), NAME, NAME, DAY)
def test_power_catalogues_come_back(
    rows: list[tuple[str, str, str, str]], department: str, head: str, day: date | None
) -> None:
    powers = tuple(PowerLine(str(at), *texts) for at, texts in enumerate(rows))
    kind = DocumentKind.power_catalogue
    read = returned(PowerCatalogueForm(heading(kind), department, day, powers, head_name=head))
    assert (read.kind.value, read.title) == (kind.value, heading(kind).title)
    assert (read.meta.department, read.meta.head_name) == (one_line(department), one_line(head))
    assert read.meta.filled_on == day
    found = [
        (row.row_id, row.name, row.content, row.handling_body, row.basis)
        for row in read.rows
        if isinstance(row, PowerRow)
    ]
    assert found == [(str(at), *(kept(text) for text in texts)) for at, texts in enumerate(rows)]


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
    read = returned(form)
    meta = read.meta
    names = (meta.person_name, meta.job_title) if is_personal else (meta.department, meta.head_name)
    assert read.kind.value == kind.value
    assert names == (one_line(first), one_line(second))
    found = [replace(row, row=0) for row in read.rows if isinstance(row, RiskRow)]
    assert found == [
        RiskRow(
            1,
            0,
            line.row_id,
            (kept(line.duty),) if kept(line.duty) else (),
            kept(line.risk_point),
            kept(line.manifestation),
            kept(line.causes),
            line.level,
            kept(line.measures),
            kept(line.remark),
        )
        for line in lines
    ]


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
    read = returned(SelfCheckForm(heading(kind), kind, date(2026, 6, 22), lines, department))
    assert (read.kind.value, read.meta.department) == (kind.value, one_line(department))
    assert read.meta.filled_on == date(2026, 6, 22)
    found = [
        (row.row_id, row.subject, row.duties, row.powers, row.risks)
        for row in read.rows
        if isinstance(row, SelfCheckRow)
    ]
    assert found == [
        (line.row_id, kept(line.subject), said(line.duties), said(line.powers), said(line.risks)) for line in lines
    ]


def said(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kept(item) for item in items)

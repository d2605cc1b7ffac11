"""Workbooks built to hurt: refused, and the server's own process goes on (forms.md §3, hostile files)."""

import resource
import zipfile
from collections.abc import Callable

import pytest

from backend.kit.archives import BadArchive
from backend.kit.sheets import BadSheet, read_rows
from tests.kit.hostile import (
    BILLION_LAUGHS,
    OLE2,
    docx,
    number_cell,
    ole2,
    raw_xlsx,
    sheet_xml,
    workbook,
    xls,
    zip_of,
)

MIB = 1024 * 1024


def refused(data: bytes, filename: str = "a.xlsx") -> str:
    with pytest.raises((BadSheet, BadArchive)) as bad:
        list(read_rows(data, filename))
    assert isinstance(bad.value, BadSheet | BadArchive)
    assert bad.value.detail is not None
    assert bad.value.detail.endswith("。")
    return bad.value.code


def cells(*references: str) -> bytes:
    return raw_xlsx(sheet_xml("".join(number_cell(reference) for reference in references)))


def test_minimal_workbook_is_read() -> None:
    assert [tuple(row) for row in read_rows(cells("A1", "B2"), "a.xlsx")] == [(1, ["1"]), (2, ["", "1"])]


@pytest.mark.parametrize(
    "far", ["XFD1048576", "xfd1048576", "IV200001", "Z1048576", "IW1", "AAAA1", "ZZ99", "IV30000"]
)
def test_huge_dimensions_are_refused_before_anything_is_allocated(far: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert refused(cells("A1", far)) == "too-complex"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime == before


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        '<c r = "XFD1048576" ><v>1</v></c>',
        '<c s="1" r="XFD1048576" t="n"><v>1</v></c>',
        '<x:c r="XFD1048576"><v>1</v></x:c>',
        '<c\nr\t=\n"XFD1048576"><v>1</v></c>',
    ],
)
def test_spelling_does_not_hide_the_dimensions(cell: str) -> None:
    assert refused(raw_xlsx(sheet_xml(number_cell("A1") + f"<row>{cell}</row>"))) == "too-complex"


def test_hidden_dimensions_end_the_child_only() -> None:
    padding = 's="' + " " * 400 + '"'
    cell = f'<row><c r="XFD1048576" {padding}><v>1</v></c></row>'
    assert refused(raw_xlsx(sheet_xml(number_cell("A1") + cell))) == "too-complex"
    wide = "<row r='1'>" + "<c><v>1</v></c>" * 16_000 + "</row><row r='1048576'><c><v>1</v></c></row>"
    assert refused(raw_xlsx(sheet_xml(wide))) in ("too-complex", "columns")


def test_formats_far_away_are_no_content() -> None:
    styled = '<row r="9"><c r="XFD9" s="1"/></row><row r="1048576"><c r="A1048576" s="1"></c></row>'
    found = list(read_rows(raw_xlsx(sheet_xml(number_cell("A1") + styled)), "a.xlsx"))
    assert [tuple(row) for row in found] == [(1, ["1"])]


def test_wide_and_short_workbook_is_read() -> None:
    wide = [["x"] * 200] * 12
    assert [row.cells for row in read_rows(workbook(wide), "a.xlsx")] == wide


def test_tall_and_filled_workbook_is_read() -> None:
    tall = "".join(f'<row><c r="A{line}"><v>1</v></c></row>' for line in range(150_001, 150_100))
    assert len(list(read_rows(raw_xlsx(sheet_xml(number_cell("A1") + tall)), "a.xlsx"))) == 100


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: raw_xlsx(BILLION_LAUGHS), "unsafe-xml"),
        (lambda: raw_xlsx(sheet_xml(number_cell("A1")).decode().encode("utf-16")), "unsafe-xml"),
        (lambda: raw_xlsx(sheet_xml(""), xl__sharedStrings=b""), "ok"),
        (lambda: raw_xlsx(b"<worksheet" + b" " * (121 * MIB) + b"/>"), "zip-bomb"),
        (lambda: raw_xlsx(b"\0" * (2 * MIB)), "zip-bomb"),
        (lambda: raw_xlsx(b"not xml at all"), "broken"),
        (lambda: raw_xlsx(b"<worksheet><sheetData><row><c r='A1'>"), "broken"),
        (lambda: zip_of({"xl/workbook.xml": b"<x"}), "broken"),
        (lambda: zip_of({"xl/workbook.bin": b"x"}), "kind"),
        (docx, "kind"),
        (lambda: zip_of({"../x": b""}), "unsafe-name"),
        (lambda: b"PK\x03\x04" + b"x" * 100, "broken-zip"),
        (lambda: workbook([["a"]])[:-40], "broken-zip"),
        (lambda: OLE2 + b"\0" * 2000, "broken"),
        (lambda: ole2("WordDocument", b"x" * 5000), "broken"),
        (lambda: ole2("EncryptedPackage", b"x" * 5000), "encrypted"),
        (lambda: ole2("Workbook", b"\x09\x08\xff\xff" * 1000), "broken"),
        (lambda: zip_of({str(number): b"" for number in range(2500)}, zipfile.ZIP_STORED), "zip-bomb"),
    ],
)
def test_hostile_workbooks_are_refused(make: Callable[[], bytes], code: str) -> None:
    data = make()
    if code == "ok":
        assert list(read_rows(data, "a.xlsx")) == []
    else:
        assert refused(data) == code


@pytest.mark.parametrize("step", [7, 11, 13])
def test_damaged_old_workbook_never_ends_the_server(step: int) -> None:
    data = bytearray(xls([["编码", "名称"], ["P1", 2.5]]))
    for place in range(512, len(data), step * 37):
        data[place] ^= 0xFF
    try:
        list(read_rows(bytes(data), "a.xls"))
    except BadSheet as bad:
        assert bad.code in ("broken", "too-complex", "no-sheet", "columns", "nul")  # noqa: PT017 — either is right

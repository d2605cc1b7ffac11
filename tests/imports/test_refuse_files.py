"""Hostile and foreign files (forms.md §3): refused with advice, in bounded time and memory."""

import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

import pytest

from backend.imports.reader.forms import read_file
from backend.imports.reader.limits import Limits, limits_of
from backend.kit.archives import BadArchive
from backend.kit.files import BadFile
from backend.kit.sheets import BadSheet
from backend.settings import Settings
from tests.imports.word import INVENTORY, TYPES, W, cell, docx, pack, row, span, table
from tests.kit.hostile import BILLION_LAUGHS, SHEET_NS, ole2, raw_xlsx, zip_of

MEMORY_LIMIT, SECONDS = 100 * 1024 * 1024, 10
"""Of processor time: a file that holds the process shows, a busy machine does not."""
DOCUMENT = "word/document.xml"
ALONE = Limits(converter="off")
"""As on a machine without LibreOffice."""


def refusal(data: bytes, limits: Limits = ALONE) -> str:
    """The code; each refusal is quick and needs little memory."""
    started = time.process_time()
    with pytest.raises((BadFile, BadArchive, BadSheet)) as caught:
        read_file(data, limits=limits)
    assert time.process_time() - started < SECONDS
    tracemalloc.start()
    try:
        with pytest.raises((BadFile, BadArchive, BadSheet)):
            read_file(data, limits=limits)
        assert tracemalloc.get_traced_memory()[1] < MEMORY_LIMIT
    finally:
        tracemalloc.stop()
    problem = caught.value
    assert isinstance(problem, BadFile | BadArchive | BadSheet)
    assert problem.status == 422
    assert problem.detail
    return problem.code


def word(document: str | bytes) -> bytes:
    return pack({"[Content_Types].xml": TYPES, DOCUMENT: document})


def with_doctype(doctype: str, text: str) -> bytes:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return word(f'<!DOCTYPE x [{doctype}]><w:document xmlns:w="{W}">{body}</w:document>')


FOREIGN = [
    (b"", "empty"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "legacy-office"),
    (rb"{\rtf1\ansi}", "rtf"),
    (b"%PDF-1.7", "pdf"),
    (b"<html><table></table></html>", "html"),
    (
        b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
        "word-xml",
    ),
    (pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "opendocument"),
    (pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "spreadsheet"),
    (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related", "web-archive"),
    (b"Rar!\x1a\x07\x01\x00", "other-archive"),
    (b"MZ\x90\0" + bytes(100), "unknown-type"),
    ("普通文字".encode(), "unknown-type"),
]


@pytest.mark.parametrize(("data", "code"), FOREIGN, ids=[code for _, code in FOREIGN])
def test_other_formats_get_advice(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_macros_are_refused() -> None:
    assert (
        refusal(pack({"[Content_Types].xml": TYPES, DOCUMENT: "<a/>", "word/vbaProject.bin": b"x"}))
        == "macros"
    )
    enabled = TYPES.replace("document.main", "document.macroEnabled.main")
    assert refusal(pack({"[Content_Types].xml": enabled, DOCUMENT: "<a/>"})) == "macros"


def test_bombs_are_refused_by_their_directory() -> None:
    assert refusal(word(b" " * (30 * 1024 * 1024))) == "zip-bomb"
    assert refusal(pack({f"word/{number}.xml": "" for number in range(2_100)})) == "zip-bomb"


def test_a_directory_that_lies_is_refused() -> None:
    data = bytearray(word(b"<a/>" + b" " * 100_000))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 10)
    assert refusal(bytes(data)) == "broken-zip"


def test_broken_and_encrypted_zips_are_refused() -> None:
    sound = docx("")
    assert refusal(sound[:-30]) == "broken-zip"
    assert refusal(sound[:60] + b"\0\0\0\0" + sound[64:]) == "broken-zip"
    encrypted = bytearray(sound)
    at = encrypted.find(b"PK\x01\x02")
    encrypted[at + 8] |= 1
    assert refusal(bytes(encrypted)) == "encrypted"
    assert refusal(word("<w:document>")) == "broken-zip"


def test_the_same_name_twice_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(DOCUMENT, "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(DOCUMENT, "<b/>")
    assert refusal(buffer.getvalue()) == "broken-zip"


def test_entities_are_refused() -> None:
    assert refusal(with_doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")) == "unsafe-xml"
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    assert refusal(with_doctype('<!ENTITY a0 "哈">' + laughs, "&a11;")) == "unsafe-xml"
    wide = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><w:document xmlns:w="{W}"/>'
    assert refusal(word(wide.encode("utf-16"))) == "unsafe-xml"


def test_a_flood_of_elements_is_refused_before_parsing() -> None:
    assert refusal(word(b"<a>" + b"<p/>" * 900_000 + b"</a>")) in ("too-complex", "zip-bomb")


def test_a_huge_span_costs_nothing() -> None:
    wide = row([cell("廉政风险点", span(100_000_000)), *INVENTORY])
    before = '<w:gridBefore w:val="100000000"/>'
    tracemalloc.start()
    read = read_file(docx(table(wide, row(["x"] * 8, before), row([cell("x", '<w:gridSpan w:val="-9"/>')]))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_LIMIT
    assert len(read.forms) <= 1


def test_deep_nesting_is_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 400
    assert refusal(docx(deep)) == "broken-zip"


def sheet(rows: str, after: str = "", parts: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    content = f'<worksheet xmlns="{SHEET_NS}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return raw_xlsx(content.encode(), **dict(parts))


def filled(count: int, cell: str = "<c><v>{}</v></c>") -> str:
    """So many cells, ten a row."""
    return "".join(
        "<row>" + "".join(cell.format(row * 10 + at) for at in range(10)) + "</row>" for row in range(count // 10)
    )


MERGES = '<mergeCells><mergeCell ref="A1:XFD1048576"/>{}</mergeCells>'
TEXT_LONG = "字" * 30_000
STRINGS = f'<sst xmlns="{SHEET_NS}"><si><t>{{}}</t></si></sst>'
STRING_PARTS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    b'<Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)


def shared(text: str, cells: str) -> bytes:
    """A workbook whose cells all name one shared string."""
    parts = {"xl/sharedStrings.xml": STRINGS.format(text).encode(), "xl/_rels/workbook.xml.rels": STRING_PARTS}
    return sheet(cells, parts=parts)


WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a million cells": (lambda: sheet(filled(1_000_000)), "too-complex"),
    "the last cell": (lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "columns"),
    "merged floods": (lambda: sheet(filled(5_000), MERGES.format('<mergeCell ref="A1:B2"/>' * 30_000)), "too-complex"),
    "merged over all": (
        lambda: sheet(filled(30_000), MERGES.format('<mergeCell ref="A1:XFD1048576"/>' * 900)),
        "too-complex",
    ),
    "one text everywhere": (lambda: shared(TEXT_LONG, filled(8_000, '<c t="s"><v>0</v><!--{}--></c>')), "too-complex"),
    "a text too long": (lambda: shared("长" * 32_768, '<row><c t="s"><v>0</v></c></row>'), "cell"),
    "entities": (
        lambda: raw_xlsx(b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'),
        "unsafe-xml",
    ),
    "entities in the strings": (
        lambda: sheet(
            "", parts={"xl/sharedStrings.xml": BILLION_LAUGHS, "xl/_rels/workbook.xml.rels": STRING_PARTS}
        ),
        "unsafe-xml",
    ),
    "another encoding": (lambda: raw_xlsx("<worksheet/>".encode("utf-16")), "unsafe-xml"),
    "declared otherwise": (
        lambda: raw_xlsx(b"<?xml version='1.0' encoding='UTF-7'?><worksheet/>"),
        "unsafe-xml",
    ),
    "nested without end": (lambda: raw_xlsx(b"<worksheet>" + b"<row>" * 300), "broken-zip"),
    "cut short": (lambda: raw_xlsx(b"<worksheet><sheetData><row><c r='A1'>"), "broken-zip"),
    "no sheet": (lambda: raw_xlsx(b"<worksheet/>", **{"xl/_rels/workbook.xml.rels": b"<a/>"}), "no-sheet"),
    "not a workbook": (lambda: zip_of({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<x"}), "broken-zip"),
    "macros": (lambda: raw_xlsx(b"<worksheet/>", **{"xl/vbaProject.bin": b"x"}), "macros"),
    "a damaged old one": (lambda: ole2("Workbook", b"\x09\x08\xff\xff" * 1000), "broken"),
    "an encrypted old one": (lambda: ole2("EncryptedPackage", b"x" * 5000), "encrypted"),
    "columns without end": (lambda: b"a,b,c,d\n" + b"," * 15_000_000, "too-complex"),
    "a quote without end": (lambda: b'a,b,c\n1,"' + b"a," * 2_000_000, "cell"),
    "a path out": (lambda: zip_of({"../../etc/a.csv": b"a,b"}), "unsafe-name"),
    "a path out in GBK": (lambda: zip_of({"..\\a.csv": b"a,b"}), "unsafe-name"),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_hostile_tables_are_refused(name: str) -> None:
    make, code = WORKBOOKS[name]
    assert refusal(make()) == code


def test_overlapping_entries_are_refused() -> None:
    """One packed kernel named by many entries, as in bombs that keep to every ratio."""
    packed = bytearray(pack({"a.csv": b"x" * 3000, "b.csv": b"x" * 3000}))
    second = packed.rfind(b"PK\x01\x02")
    struct.pack_into("<L", packed, second + 42, 0)
    assert refusal(bytes(packed)) in ("zip-bomb", "broken-zip")


def test_links_out_of_the_archive_are_refused() -> None:
    entry = zipfile.ZipInfo("表.csv")
    entry.external_attr = 0o120777 << 16
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert refusal(buffer.getvalue()) == "unsafe-name"


def test_bombs_inside_a_zip_are_refused_one_by_one() -> None:
    bomb = pack({"[Content_Types].xml": TYPES, DOCUMENT: b" " * (30 * 1024 * 1024)})
    tracemalloc.start()
    parsed = read_file(pack({f"{number}.docx": bomb for number in range(20)}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_LIMIT
    assert [finding.code for finding in parsed.findings] == [*["refused-file"] * 20, "no-form"]


def test_cells_count_over_all_files_of_a_zip() -> None:
    parsed = read_file(pack({f"{at}.xlsx": sheet(filled(900)) for at in range(3)}), limits=Limits(cells=1_000))
    assert [finding.code for finding in parsed.findings if finding.code == "refused-file"] == ["refused-file"] * 2


def test_empty_formatted_cells_cost_no_memory() -> None:
    tracemalloc.start()
    with pytest.raises(BadSheet):
        read_file(sheet(filled(300_000, '<c s="1"><!--{}--></c>') + '<row><c r="XFD9"><v>1</v></c></row>'))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_LIMIT


def test_time_is_limited() -> None:
    assert refusal(docx(table(INVENTORY, ["x"] * 7)), Limits(seconds=0)) == "too-slow"


def test_rows_are_limited() -> None:
    assert refusal(sheet(filled(1_010)), Limits(rows=100)) == "rows"


def test_the_size_is_a_setting() -> None:
    limits = limits_of(Settings(import_file_mib=1, converter="off"))
    assert refusal(b"a,b\n" * 400_000, limits) == "too-large"


def test_links_in_a_document_are_named_and_not_followed() -> None:
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/attachedTemplate" Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/>'
        '<Relationship Id="b" Type="x/hyperlink" Target="http://127.0.0.1:9/" TargetMode="External"/></Relationships>'
    )
    body = f'<w:document xmlns:w="{W}"><w:body>{table(INVENTORY, ["x"] * 7)}</w:body></w:document>'
    parsed = read_file(
        pack({"[Content_Types].xml": TYPES, DOCUMENT: body, "word/_rels/document.xml.rels": link})
    )
    assert [(finding.code, finding.raw) for finding in parsed.findings] == [
        ("external-link", "http://127.0.0.1:9/evil.dotm")
    ]

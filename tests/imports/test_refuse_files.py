"""Hostile and foreign files (forms.md §3): refused with advice, in bounded time and memory."""

import struct
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from backend.imports.reader.forms import read_file
from backend.imports.reader.limits import Limits
from backend.kit.archives import BadArchive
from backend.kit.files import BadFile
from backend.kit.sheets import BadSheet
from tests.imports.word import INVENTORY, TYPES, W, cell, docx, pack, row, span, table

MEMORY_LIMIT = 100 * 1024 * 1024
DOCUMENT = "word/document.xml"
ALONE = Limits(converter="off")
"""As on a machine without LibreOffice."""


def refusal(data: bytes, limits: Limits = ALONE) -> str:
    """The code; each refusal is quick and needs little memory."""
    tracemalloc.start()
    try:
        with pytest.raises((BadFile, BadArchive, BadSheet)) as caught:
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

"""Builders of ordinary and hostile files for the file tests."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"x" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
ROOT_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<root/>'
BILLION_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><r>&b;</r>'
SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zip_of(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def docx(**parts: bytes) -> bytes:
    entries = {"[Content_Types].xml": ROOT_XML, "_rels/.rels": ROOT_XML, "word/document.xml": ROOT_XML}
    return zip_of(entries | {name.replace("__", "/") + ".xml": data for name, data in parts.items()})


def workbook(rows: Sequence[Sequence[Any]], **settings: Any) -> bytes:
    """An xlsx as Excel would write it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_numbers": False} | settings)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    book.close()
    return target.getvalue()


def relationships(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL_NS}/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def raw_xlsx(sheet: bytes, **more: bytes) -> bytes:
    """A minimal xlsx around the given worksheet XML."""
    parts = {
        "[Content_Types].xml": ROOT_XML,
        "_rels/.rels": relationships("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SHEET_NS}" xmlns:r="{REL_NS}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": relationships("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zip_of(parts | {name.replace("__", "/"): data for name, data in more.items()})


def sheet_xml(cells: str) -> bytes:
    return f'<worksheet xmlns="{SHEET_NS}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def number_cell(reference: str) -> str:
    return f'<row><c r="{reference}"><v>1</v></c></row>'


def lying_zip(name: str, data: bytes, claimed: int) -> bytes:
    """A zip whose directory claims another size than the entry unpacks to; the checksum fits the claim."""
    packed = zlib.compress(data, 9)[2:-4]
    crc, raw = zlib.crc32(data[:claimed]), name.encode()
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), claimed, len(raw), 0)
    central = struct.pack(
        "<4s6H3I5H2I",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        0,
        crc,
        len(packed),
        claimed,
        len(raw),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    body = local + raw + packed
    directory = central + raw
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(body), 0)
    return body + directory + end


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def _utf16(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An Excel 97 workbook: BIFF8 records in one stream of an OLE2 file."""
    bof = struct.pack("<4H2I", 0x0600, 0, 0, 0, 0, 0)
    name = struct.pack("<2B", 1, 1) + "S".encode("utf-16-le")
    head = _record(0x809, bof[:2] + struct.pack("<H", 5) + bof[4:])
    start = len(head) + 4 + 6 + len(name) + 4
    book = head + _record(0x85, struct.pack("<I2B", start, 0, 0) + name) + _record(0x0A)
    book += _record(0x809, bof[:2] + struct.pack("<H", 0x10) + bof[4:])
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<3H", number, column, 0)
            if isinstance(value, str):
                book += _record(0x204, place + _utf16(value))
            else:
                book += _record(0x203, place + struct.pack("<d", value))
    return ole2("Workbook", book + _record(0x0A))


def ole2(stream: str, content: bytes) -> bytes:
    """An OLE2 file with one stream."""
    content = content.ljust(-(-max(len(content), 4096) // 512) * 512, b"\0")
    count = len(content) // 512
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    assert count < 120
    chain = [*range(1, count), end, end, table]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    header = OLE2 + b"\0" * 16 + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, count, 0, 4096, end, 0, end, 0) + struct.pack(
        "<109I", count + 1, *[free] * 108
    )

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = (title + "\0").encode("utf-16-le")
        links = struct.pack("<H2B3I", len(raw), kind, 1, free, free, child) + b"\0" * 36
        return raw.ljust(64, b"\0") + links + struct.pack("<3I", first, size, 0)

    folder = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 0, len(content))
    return header + content + folder.ljust(512, b"\0") + fat

"""Comments of a returned file, with what they stand on."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx as python_docx
import xlsxwriter
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(data: bytes) -> Any:
    """The document; files written by hand lack the link to their main part, without which python-docx opens none."""
    files = parts(data)
    files.setdefault("_rels/.rels", RELATIONS.encode())
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return python_docx.Document(buffer)


def comments(data: bytes) -> list[tuple[str, str]]:
    """(author, text) as python-docx reads them."""
    return [(one.author, one.text) for one in opened(data).comments]


def commented(data: bytes) -> dict[str, str]:
    """Text of the cell or line → text of the comment that encloses it; empty cells share one entry."""
    root = etree.fromstring(parts(data)["word/document.xml"])
    texts = {one.comment_id: one.text for one in opened(data).comments}
    found: dict[str, str] = {}
    for number, text in texts.items():
        (start,) = root.iterfind(f".//{W}commentRangeStart[@{W}id='{number}']")
        (end,) = root.iterfind(f".//{W}commentRangeEnd[@{W}id='{number}']")
        (reference,) = root.iterfind(f".//{W}commentReference[@{W}id='{number}']")
        place = start.getparent()
        assert place is not None
        cell = next(place.iterancestors(f"{W}tc"), place)
        assert cell in (cell, *end.iterancestors())
        assert end.getnext() is reference.getparent()
        words = "".join(str(item) for item in cell.itertext())
        found[words] = "\n".join(filter(None, (found.get(words), text)))
    return found


def sheet_of(rows: Sequence[Sequence[str]], merged: Sequence[str] = ()) -> bytes:
    """An .xlsx with these rows; `merged` are ranges such as A3:A4."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write_string(at, column, text)
        for area in merged:
            sheet.merge_range(area, rows[int(area[1:].split(":")[0]) - 1][0])
    return buffer.getvalue()

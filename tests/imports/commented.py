"""Comments of a returned file, with what they stand on."""

import zipfile
from io import BytesIO

import docx as python_docx
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def comments(data: bytes) -> list[tuple[str, str]]:
    """(author, text) as python-docx reads them."""
    return [(one.author, one.text) for one in python_docx.Document(BytesIO(data)).comments]


def commented(data: bytes) -> dict[str, str]:
    """Text of the cell or line → text of the comment that encloses it."""
    root = etree.fromstring(parts(data)["word/document.xml"])
    texts = {one.comment_id: one.text for one in python_docx.Document(BytesIO(data)).comments}
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
        found["".join(str(item) for item in cell.itertext())] = text
    return found

"""Notes in a stranger's workbook, in the cells they speak of; the sheets themselves are not rebuilt."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from backend.imports.annotator.notes import AUTHOR, MAX_COMMENTS, Note, fitted
from backend.imports.annotator.parts import RELATION_KINDS, STRICT, STRICT_KINDS, Package, serialized
from backend.imports.annotator.xlsx_places import Cell, Worksheet, cell_of, read_worksheet, reference_of
from backend.imports.reader.elements import attribute, child, local
from backend.imports.reader.package import parse_xml
from backend.kit.archives import open_zip

WORKBOOK: Final = "xl/workbook.xml"
COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
VML: Final = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
SHAPE_TYPE: Final = (
    f'<v:shapetype {VML} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPES_A_SHEET: Final = 1024
"""Shape ids come in blocks of so many; each drawing names the blocks it uses."""
WIDTH: Final = 220
LINE_HEIGHT: Final = 15
LINE_LENGTH: Final = 17
"""Points, and characters that fit into a line of that width."""
THREAD: Final = "tc="
"""Author of the text that stands in for a threaded comment; no other note fits into such a cell."""


def annotate(data: bytes, notes: Sequence[Note]) -> bytes:
    """The workbook with a note in each cell that has remarks. Raises BadFile or BadArchive as the reader does."""
    if not notes:
        return data
    with open_zip(data) as archive:
        package = Package(archive)
        sheets = sheets_of(package)
        if not sheets:
            return data
        first = next(iter(sheets))
        by_sheet: dict[str, list[Note]] = {}
        for note in notes:
            by_sheet.setdefault(note.sheet if note.sheet in sheets else first, []).append(note)
        shared = shared_strings(package)
        room = MAX_COMMENTS
        for number, (name, part) in enumerate(sheets.items(), start=1):
            if name in by_sheet:
                room -= _annotate_sheet(package, part, by_sheet[name], shared, number, max(room, 1))
        return package.pack()


def sheets_of(package: Package) -> dict[str, str]:
    """Name → part of the worksheets, visible ones first: the first is what a note without a sheet is about."""
    targets = package.targets(WORKBOOK)
    sheets = child(parse_xml(package.read(WORKBOOK)), "sheets")
    found: list[tuple[bool, str, str]] = []
    for sheet in sheets if sheets is not None else ():
        part = package.name(targets.get(attribute(sheet, "id") or "", ""))
        if part and "/worksheets/" in part:
            found.append((sheet.get("state", "visible") != "visible", sheet.get("name", ""), part))
    return {name: part for _, name, part in sorted(found, key=lambda item: item[0])}


def shared_strings(package: Package) -> list[str]:
    """The workbook's strings, phonetic readings left out."""
    part = package.related(WORKBOOK, "sharedStrings")
    if part is None:
        return []
    return [
        "".join(
            text.text or ""
            for text in item.iter()
            if local(text) == "t" and not any(local(above) == "rPh" for above in text.iterancestors())
        )
        for item in parse_xml(package.read(part))
        if local(item) == "si"
    ]


def _annotate_sheet(
    package: Package, part: str, notes: Sequence[Note], shared: Sequence[str], number: int, room: int
) -> int:
    """Writes the notes of one sheet; returns how many."""
    is_sure = all(note.row and note.column for note in notes)
    data = package.read(part)
    sheet = read_worksheet(data, None if is_sure else shared)
    places: dict[Cell, list[Note]] = {}
    for note in notes:
        places.setdefault(sheet.cell(note), []).append(note)
    fresh = _write_comments(package, part, fitted(places, (1, 1), room), sheet)
    if fresh:
        _write_shapes(package, part, data, sheet, fresh, number)
    return len(places)


# --- the texts ------------------------------------------------------------------------------------------------


def _write_comments(
    package: Package, part: str, lines: Mapping[Cell, Sequence[str]], sheet: Worksheet
) -> dict[Cell, Sequence[str]]:
    """Adds to the sheet's comments; returns those for which there is no box yet."""
    there = package.related(part, "comments")
    space = sheet.namespace
    blank = f"<comments xmlns={quoteattr(space)}><authors/><commentList/></comments>".encode()
    root = parse_xml(package.read(there) if there else blank)
    authors, listed = _section(root, "authors"), _section(root, "commentList")
    author = etree.SubElement(authors, f"{{{space}}}author")
    author.text = AUTHOR
    known = {cell_of(item.get("ref", "")): item for item in listed}
    threads = {str(at) for at, item in enumerate(authors) if (item.text or "").startswith(THREAD)}
    fresh: dict[Cell, Sequence[str]] = {}
    for cell, texts in lines.items():
        place, said = cell, texts
        while place in known and known[place].get("authorId") in threads:
            place, said = (place[0], place[1] + 1), [f"（对 {reference_of(cell)} 格）", *texts]
        if place in known:
            _add_text(known[place], ["", f"{AUTHOR}：", *said])
            continue
        about = {"ref": reference_of(place), "authorId": str(len(authors) - 1)}
        known[place] = etree.SubElement(listed, f"{{{space}}}comment", about)
        etree.SubElement(known[place], f"{{{space}}}text")
        _add_text(known[place], said)
        fresh[place] = said
    if there is None:
        there = package.free("xl/comments{}.xml")
        package.relate(part, "comments", there, is_strict=space.startswith(STRICT))
        package.declare(there, COMMENTS_TYPE)
    package.write(there, serialized(root))
    return fresh


def _section(root: etree._Element, name: str) -> etree._Element:
    found = child(root, name)
    if found is None:
        space = etree.QName(root).namespace
        found = etree.SubElement(root, f"{{{space}}}{name}")
    return found


def _add_text(comment: etree._Element, lines: Sequence[str]) -> None:
    """One more run, in the look Excel gives notes."""
    space = etree.QName(comment).namespace
    text = child(comment, "text")
    if text is None:
        text = comment.makeelement(f"{{{space}}}text")
        comment.insert(0, text)
    plain = child(text, "t")
    if plain is not None:  # plain text and runs exclude each other
        first = etree.SubElement(text, f"{{{space}}}r")
        first.append(plain)
    before = [item for item in text if local(item) == "r"]
    run = text.makeelement(f"{{{space}}}r")
    look = etree.SubElement(run, f"{{{space}}}rPr")
    for name, value in (("sz", "9"), ("rFont", "宋体"), ("charset", "134")):
        etree.SubElement(look, f"{{{space}}}{name}", {"val": value})
    words = etree.SubElement(run, f"{{{space}}}t")
    words.text = "\n".join(lines)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.insert(len(before), run)


# --- their boxes ----------------------------------------------------------------------------------------------


def _write_shapes(
    package: Package, part: str, data: bytes, sheet: Worksheet, cells: Mapping[Cell, Sequence[str]], number: int
) -> None:
    """Adds a hidden box for each note, without which Excel shows none."""
    there = package.name(package.targets(part).get(sheet.link or "", ""))
    if there:
        before = package.read(there)
        package.write(there, _with_shapes(before, cells, number))
        return
    drawing = package.free("xl/drawings/vmlDrawing{}.vml")
    blank = (
        f'<xml {VML}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout></xml>'
    )
    package.write(drawing, _with_shapes(blank.encode(), cells, number))
    package.declare_default("vml", VML_TYPE)
    is_strict = sheet.namespace.startswith(STRICT)
    link = package.relate(part, "vmlDrawing", drawing, is_strict=is_strict)
    kinds = STRICT_KINDS if is_strict else RELATION_KINDS
    element = (
        f"<legacyDrawing xmlns={quoteattr(sheet.namespace)} xmlns:r={quoteattr(kinds)} r:id={quoteattr(link)}/>"
    )
    package.write(part, data[: sheet.gap] + element.encode() + data[sheet.gap :])


def _with_shapes(vml: bytes, cells: Mapping[Cell, Sequence[str]], number: int) -> bytes:
    """The drawing with the boxes before its end. Spliced, for Office's own VML is not always well-formed XML."""
    used = [int(found) for found in re.findall(rb'"_x0000_s(\d{1,9})"', vml)]
    next_id = max([number * SHAPES_A_SHEET, *used]) + 1
    added = "" if b'"_x0000_t202"' in vml else SHAPE_TYPE
    added += "".join(
        _shape(next_id + at, cell, lines) for at, (cell, lines) in enumerate(cells.items())
    )
    end = vml.rfind(b"</")
    return vml[:end] + added.encode() + vml[end:]


def _shape(number: int, cell: Cell, lines: Sequence[str]) -> str:
    row, column = cell
    height = LINE_HEIGHT * (1 + sum(1 + len(line) // LINE_LENGTH for line in lines))
    return (
        f'<v:shape {VML} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
        f'margin-top:1.5pt;width:{WIDTH}pt;height:{height}pt;z-index:{number % SHAPES_A_SHEET};visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black"'
        ' obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )

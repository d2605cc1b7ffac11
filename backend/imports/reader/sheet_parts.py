"""The parts of an .xlsx around its sheets: which sheets there are, shared strings, number formats."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from lxml import etree

from backend.imports.reader.elements import attribute, child, local, value
from backend.imports.reader.package import checked_xml, parse_xml, refuse
from backend.kit.archives import MIB, read_entry

WORKBOOK: Final = "xl/workbook.xml"
PART_LIMIT: Final = 64 * MIB
SHEET_LIMIT: Final = 500
WORKSHEET: Final = "/worksheet"
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
PHONETIC: Final = frozenset({"rPh", "phoneticPr"})


@dataclass(frozen=True, slots=True)
class SheetPart:
    """`state` is visible, hidden or veryHidden."""

    name: str
    state: str
    part: str


@dataclass(slots=True)
class Book:
    """A workbook opened for reading; `formats` are number format and code of each cell style."""

    archive: zipfile.ZipFile
    sheets: list[SheetPart]
    is_1904: bool = False
    strings: list[str] = field(default_factory=list)
    formats: list[tuple[int, str]] = field(default_factory=list)

    def xml(self, part: str) -> bytes:
        return part_xml(self.archive, part)


def part_xml(archive: zipfile.ZipFile, part: str) -> bytes:
    """One part, measured and without declarations."""
    try:
        size = archive.getinfo(part).file_size
    except KeyError:
        raise refuse("broken-zip") from None
    if size > PART_LIMIT:
        raise refuse("too-complex")
    return checked_xml(read_entry(archive, part, PART_LIMIT))


def open_book(archive: zipfile.ZipFile) -> Book:
    """The workbook's table of contents. Raises BadFile or BadArchive."""
    names = set(archive.namelist())
    root = parse_xml(part_xml(archive, WORKBOOK))
    targets = relations(archive, WORKBOOK)
    sheets = []
    listed = child(root, "sheets")
    for item in listed if listed is not None else ():
        kind, target = targets.get(relation_id(item), ("", ""))
        if kind.endswith(WORKSHEET) and target in names:
            state = attribute(item, "state") or "visible"
            sheets.append(SheetPart(attribute(item, "name") or "", state, target))
    if len(sheets) > SHEET_LIMIT:
        raise refuse("too-complex")
    is_1904 = (attribute(child(root, "workbookPr"), "date1904") or "0") in ("1", "true")
    others = {kind.rpartition("/")[2]: target for kind, target in targets.values() if target in names}
    book = Book(archive, sheets, is_1904)
    if "sharedStrings" in others:
        book.strings = shared_strings(book.xml(others["sharedStrings"]))
    if "styles" in others:
        book.formats = cell_formats(parse_xml(book.xml(others["styles"])))
    return book


def relation_id(element: etree._Element) -> str:
    """`r:id`; `sheetId` has no namespace and is something else."""
    return next((str(text) for key, text in element.attrib.items() if str(key).endswith("}id")), "")


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id → kind and part, of what stands inside the package; links to the outside are not followed."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    found = {}
    for item in parse_xml(part_xml(archive, path)):
        if attribute(item, "TargetMode") != "External":
            target = attribute(item, "Target") or ""
            whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attribute(item, "Id") or ""] = attribute(item, "Type") or "", whole
    return found


def stream(data: bytes, handlers: dict[str, Callable[[etree._Element], None]]) -> None:
    """Calls a handler at the end of each element of these names and forgets the element."""
    try:
        for _, element in etree.iterparse(
            BytesIO(data),
            events=("end",),
            tag=[f"{{*}}{name}" for name in handlers],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            handlers[local(element)](element)
            element.clear()
            parent = element.getparent()
            while parent is not None and len(parent) > 1 and element.getprevious() is not None:
                del parent[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("broken-zip") from error


def shared_strings(data: bytes) -> list[str]:
    """The table of texts; formatting and pronunciation (phonetic runs) are dropped."""
    found: list[str] = []
    stream(data, {"si": lambda element: found.append(text_of(element))})
    return found


def text_of(element: etree._Element) -> str:
    """The text of a `si` or `is`."""
    return unescape("".join(_pieces(element)))


def _pieces(element: etree._Element) -> Iterator[str]:
    for item in element:
        name = local(item)
        if name == "t":
            yield item.text or ""
        elif name not in PHONETIC:
            yield from _pieces(item)


def unescape(text: str) -> str:
    """`_x000D_` → the character it stands for, as Excel writes what XML cannot hold."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def cell_formats(root: etree._Element) -> list[tuple[int, str]]:
    """Number format and its code for each style a cell can have."""
    codes: dict[int, str] = {}
    for item in root.iter("{*}numFmt"):
        number = value(item, "numFmtId")
        if number is not None:
            codes[number] = attribute(item, "formatCode") or ""
    styles = child(root, "cellXfs")
    numbers = [value(item, "numFmtId") or 0 for item in (styles if styles is not None else ())]
    return [(number, codes.get(number, "")) for number in numbers]

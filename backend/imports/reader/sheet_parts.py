"""The parts of an .xlsx around its sheets: which sheets there are, shared strings, number formats."""

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from lxml import etree

from backend.imports.reader.elements import attribute, child, value
from backend.imports.reader.package import checked_xml, parse_xml, refuse
from backend.kit.archives import MIB, read_entry

WORKBOOK: Final = "xl/workbook.xml"
PART_LIMIT: Final = 64 * MIB
SHEET_LIMIT, DEPTH_LIMIT = 500, 256
WORKSHEET: Final = "/worksheet"
CODE_LIMIT: Final = 255
"""Characters Excel allows a number format; a longer one would be looked through for every cell."""
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


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
    real = {name.lower(): name for name in names}
    targets = {
        key: (kind, real.get(target.lower(), target))  # names of parts are the same in either case (ECMA-376, part 2)
        for key, (kind, target) in relations(archive, WORKBOOK).items()
    }
    sheets: list[SheetPart] = []
    listed = child(root, "sheets")
    for item in listed if listed is not None else ():
        kind, target = targets.get(relation_id(item), ("", ""))
        # One part under many names would be read as often: a small file for hours of work.
        is_new = target not in (part.part for part in sheets)
        if kind.endswith(WORKSHEET) and target in names and is_new:
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


@dataclass(slots=True)
class Stream:
    """Reads a part from its first to its last byte and keeps no element: its memory is that of what is taken.

    Names come without their prefix. Entities cannot be there: the part has been checked for declarations.
    """

    starts: Callable[[str, dict[str, str]], None]
    ends: Callable[[str], None]
    text: list[str] = field(default_factory=list)
    depth: int = 0

    def read(self, data: bytes) -> None:
        """Raises BadFile when it is not well-formed."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text.append
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise refuse("broken-zip") from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise refuse("broken-zip")
        self.text.clear()
        self.starts(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.ends(name.rpartition(":")[2])

    def said(self) -> str:
        """The text since the last start or the last time it was asked for."""
        text = "".join(self.text)
        self.text.clear()
        return text


@dataclass(slots=True)
class RichText:
    """The runs of a `si` or `is`; formatting and pronunciation (phonetic runs) are dropped."""

    runs: list[str] = field(default_factory=list)
    is_phonetic: bool = False

    def start(self, name: str) -> None:
        self.is_phonetic |= name == "rPh"

    def end(self, name: str, text: str) -> None:
        if name == "rPh":
            self.is_phonetic = False
        elif name == "t" and not self.is_phonetic:
            self.runs.append(text)

    def take(self) -> str:
        """The whole text; begins anew."""
        text = unescape("".join(self.runs))
        self.runs.clear()
        self.is_phonetic = False
        return text


def shared_strings(data: bytes) -> list[str]:
    """The table of texts."""
    found: list[str] = []
    rich = RichText()

    def ends(name: str) -> None:
        if name == "si":
            found.append(rich.take())
        else:
            rich.end(name, stream.said())

    stream = Stream(lambda name, _: rich.start(name), ends)
    stream.read(data)
    return found


def unescape(text: str) -> str:
    """`_x000D_` → the character it stands for, as Excel writes what XML cannot hold."""
    if "_x" not in text:
        return text
    found = ESCAPED.sub(lambda mark: chr(int(mark[1], 16)), text)
    # Halves of a pair make one character; a half alone is none, and nothing could store it.
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cell_formats(root: etree._Element) -> list[tuple[int, str]]:
    """Number format and its code for each style a cell can have."""
    codes: dict[int, str] = {}
    listed = child(root, "numFmts")  # those of conditional formats have numbers of their own
    for item in listed if listed is not None else ():
        number, code = value(item, "numFmtId"), attribute(item, "formatCode") or ""
        if number is not None and len(code) <= CODE_LIMIT:
            codes[number] = code
    styles = child(root, "cellXfs")
    numbers = [value(item, "numFmtId") or 0 for item in (styles if styles is not None else ())]
    return [(number, codes.get(number, "")) for number in numbers]

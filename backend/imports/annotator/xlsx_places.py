"""One worksheet measured by its bytes: merges, texts of the rows asked for, and where its link to the notes goes.

The part is never rebuilt, so that a sheet of many megabytes costs no tree and comes back as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from xml.parsers import expat

from backend.imports.annotator.notes import Note, chosen, header_of
from backend.imports.reader.package import refuse
from backend.imports.rules import Column, squeeze

AFTER_NOTES: Final = frozenset(
    {
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
        *("tableParts", "extLst", "AlternateContent"),
    }
)
"""What CT_Worksheet puts behind legacyDrawing (ECMA-376 part 1, 18.3.1.99)."""

Cell = tuple[int, int]


@dataclass
class Worksheet:
    """`gap`: the byte where a legacyDrawing belongs. `link`: the relationship id of the one that is there."""

    namespace: str = ""
    gap: int = -1
    link: str | None = None
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    texts: dict[Cell, str] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[int, dict[int, str]]:
        """Row → column → text."""
        found: dict[int, dict[int, str]] = {}
        for (row, column), text in self.texts.items():
            found.setdefault(row, {})[column] = text
        return found

    @cached_property
    def headers(self) -> list[tuple[int, dict[Column, int]]]:
        """Header rows in order, with what their columns hold."""
        found = ((row, header_of(texts)) for row, texts in sorted(self.rows.items()))
        return [(row, header) for row, header in found if header]

    def cell(self, note: Note) -> Cell:
        """Row and column from 1; of merged cells the one that holds the text. A1 for the sheet as a whole."""
        if note.row is None:
            return self.first_of_merge(self.holding(note.words))
        column = note.column
        if column is None:
            header = next((found for row, found in reversed(self.headers) if row <= note.row), {})
            column = chosen(self.rows.get(note.row, {}), header, note)
        return self.first_of_merge((note.row, column or 1))

    def holding(self, words: str) -> Cell:
        """The first cell that holds the words."""
        found = (cell for cell, text in self.texts.items() if words and words in text)
        return next(found, (1, 1))

    def first_of_merge(self, cell: Cell) -> Cell:
        row, column = cell
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return cell


class _Scanner:
    """An expat handler: depth, offsets, the few elements that matter."""

    def __init__(self, shared: Sequence[str] | None) -> None:
        self.shared = shared
        self.sheet = Worksheet()
        self.depth = 0
        self.is_behind = False
        self.row = self.column = 0
        self.kind = ""
        self.pieces: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype

    @staticmethod
    def refuse_doctype(*_: object) -> None:
        raise refuse("unsafe-xml")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        self.depth += 1
        if self.depth == 1:
            self.sheet.namespace = namespace
        elif self.depth == 2:
            self.start_part(name, attributes)
        elif name == "mergeCell" and self.depth == 3:
            self.sheet.merges += [area] if (area := area_of(attributes.get("ref", ""))) else []
        elif name == "row" and self.depth == 3:
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        elif name == "c" and self.depth == 4:
            self.start_cell(attributes)

    def start_part(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "legacyDrawing":
            self.sheet.link = next((text for key, text in attributes.items() if key.endswith(" id")), None)
        elif self.is_behind and self.sheet.gap < 0 and name in AFTER_NOTES:
            self.sheet.gap = self.parser.CurrentByteIndex

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        place = cell_of(attributes.get("r", "")) or (self.row, self.column + 1)
        self.row, self.column = place
        self.kind = attributes.get("t", "")
        self.pieces = None if self.shared is None else []

    def characters(self, text: str) -> None:
        if self.pieces is not None:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c" and self.depth == 4 and self.pieces is not None:
            text, self.pieces = "".join(self.pieces), None
            shared = self.shared or ()
            at = _number(text.strip(), len(shared)) if self.kind == "s" else len(shared)
            if at < len(shared):
                text = shared[at]
            self.sheet.texts[self.row, self.column] = squeeze(text)
        if name == "sheetData" and self.depth == 2:
            self.is_behind = True
        if self.depth == 1 and self.sheet.gap < 0:
            self.sheet.gap = self.parser.CurrentByteIndex
        self.depth -= 1


def read_worksheet(data: bytes, shared: Sequence[str] | None) -> Worksheet:
    """`shared`: the workbook's strings, None when no text is wanted. Raises BadFile."""
    scanner = _Scanner(shared)
    try:
        scanner.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise refuse("broken-zip") from error
    return scanner.sheet


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


def cell_of(reference: str) -> Cell | None:
    """`C5` → (5, 3)."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3 and 0 < len(digits) <= 7):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """`A3:B4` → (3, 1, 4, 2)."""
    first, _, last = reference.replace("$", "").partition(":")
    start, end = cell_of(first), cell_of(last or first)
    return (*start, *end) if start and end else None


def reference_of(cell: Cell) -> str:
    """(5, 3) → `C5`."""
    row, column = cell
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"

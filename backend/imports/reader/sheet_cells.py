"""The cells of one worksheet that have content, read as a stream: emptiness costs nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from backend.imports.reader.limits import Limits
from backend.imports.reader.package import refuse
from backend.imports.reader.sheet_formats import shown_number
from backend.imports.reader.sheet_parts import Book, RichText, SheetPart, Stream, unescape
from backend.kit.sheets import MAX_CELL, BadSheet

REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
AREA: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
CLOSED_CELL: Final = re.compile(rb"</(?:\w{1,20}:)?c>")
YES: Final = frozenset({"1", "true"})
MERGE_LIMIT: Final = 20_000
TEXT_LIMIT: Final = 20_000_000
"""Characters of all cells together: one shared string may be named by every cell."""


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area; rows count from 1, columns from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetCells:
    """Row from 1 → column from 0 → text. `marks` are codes of findings about single cells.

    `hidden_rows` and `hidden_columns` (counted as cells are) are read like all others, which is worth saying.
    """

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Budget:
    """What all tables of an upload may hold together."""

    limits: Limits
    cells: int = 0
    rows: int = 0
    characters: int = 0

    def take_row(self) -> None:
        self.rows += 1
        if self.rows > self.limits.rows:
            raise BadSheet("rows", f"一份文件最多 {self.limits.rows} 行，请拆成几个文件。")

    def take_cell(self, row: int, column: int, text: str) -> None:
        """Raises BadSheet for a cell beyond the limits, naming it."""
        name = f"{letters(column)}{row}"
        self.cells += 1
        self.characters += len(text)
        if column >= self.limits.columns:
            raise BadSheet(
                "columns", f"单元格 {name} 有内容，最多只读 {self.limits.columns} 列，请删去多余的列。"
            )
        if len(text) > MAX_CELL:
            raise BadSheet("cell", f"单元格 {name} 的内容超过 {MAX_CELL} 个字符，请缩短。")
        if self.cells > self.limits.cells or self.characters > TEXT_LIMIT:
            raise refuse("too-complex")


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def column_of(name: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


@dataclass(slots=True)
class _Reader:
    """Takes cells as they come; a cell or row that does not say where it stands follows the one before."""

    book: Book
    budget: Budget
    found: SheetCells
    row: int = 0
    column: int = -1
    is_hidden: bool = False
    kind: str = "n"
    style: str = ""
    raw: str = ""
    has_formula: bool = False
    has_value: bool = False
    inline: RichText = field(default_factory=RichText)
    stream: Stream = field(init=False)

    def __post_init__(self) -> None:
        self.stream = Stream(self.starts, self.ends)

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.start_cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 9 else self.row + 1
            self.column = -1
            self.is_hidden = attributes.get("hidden") in YES
        elif name == "mergeCell":
            self.take_merge(attributes.get("ref", ""))
        elif name == "col":
            self.take_column(attributes)
        else:
            self.inline.start(name)

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = REFERENCE.fullmatch(attributes.get("r", ""))
        if reference:
            self.column, self.row = column_of(reference[1]), int(reference[2])
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.raw, self.has_formula, self.has_value = "", False, False
        self.inline.take()

    def ends(self, name: str) -> None:
        if name == "v":
            self.raw, self.has_value = self.stream.said(), True
        elif name == "f":
            self.has_formula = True
        elif name == "c":
            self.end_cell()
        else:
            self.inline.end(name, self.stream.said())

    def end_cell(self) -> None:
        place = self.row, self.column
        text = self.inline.take() if self.kind == "inlineStr" or not self.has_value else ""
        if self.raw:
            text = self.shown()
        if self.has_formula and (self.raw or text):
            self.found.marks[place] = "formula"
        elif self.has_formula and not (self.has_value and self.kind == "str"):  # that result is the empty text
            self.found.marks[place] = "formula-empty"
        if self.kind == "e" and self.raw:
            self.found.marks[place] = "cell-error"
        if self.kind == "s" and self.raw and self.shared() is None:
            self.found.marks[place] = "cell-lost"
        if text and self.is_hidden:
            self.found.hidden_rows.add(self.row)
        if text:
            self.budget.take_cell(*place, text)
            if self.row not in self.found.rows:
                self.budget.take_row()
            self.found.rows.setdefault(self.row, {})[self.column] = text

    def shown(self) -> str:
        raw = self.raw
        if self.kind == "s":
            return self.shared() or ""
        if self.kind == "b":
            return "TRUE" if raw.strip() in YES else "FALSE"
        if self.kind == "d":
            return raw.partition("T")[0]
        if self.kind != "n":
            return unescape(raw)
        at = int(self.style) if self.style.isdecimal() and len(self.style) < 6 else 0
        number, code = self.book.formats[at] if at < len(self.book.formats) else (0, "")
        return shown_number(raw, number, code, self.book.is_1904)

    def shared(self) -> str | None:
        """The shared text the cell names, None when the file has none of that number."""
        number = self.raw.strip()
        at = int(number) if number.isdecimal() and len(number) < 9 else -1
        return self.book.strings[at] if 0 <= at < len(self.book.strings) else None

    def take_column(self, attributes: dict[str, str]) -> None:
        """Columns `min` to `max` from 1, as far as any is read."""
        ends = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in YES and all(end.isdecimal() and len(end) < 9 for end in ends):
            last = min(int(ends[1]), self.budget.limits.columns)
            self.found.hidden_columns.update(range(int(ends[0]) - 1, last))

    def take_merge(self, reference: str) -> None:
        area = AREA.fullmatch(reference)
        if area is None:
            return
        if len(self.found.merges) >= MERGE_LIMIT:
            raise refuse("too-complex")
        top, bottom = sorted((int(area[2]), int(area[4])))
        left, right = sorted((column_of(area[1]), column_of(area[3])))
        self.found.merges.append(Area(top, left, bottom, right))


def read_cells(book: Book, part: SheetPart, budget: Budget) -> SheetCells:
    """One sheet. Raises BadFile, BadSheet or BadArchive."""
    data = book.xml(part.part)
    if sum(1 for _ in CLOSED_CELL.finditer(data)) > budget.limits.cells:
        raise refuse("too-complex")
    reader = _Reader(book, budget, SheetCells(part.name))
    reader.stream.read(data)
    return reader.found


def pairs(cells: SheetCells) -> Iterator[tuple[str, str]]:
    """Key and value in each row, as in the hidden sheet `_meta` of our own workbooks."""
    for row in cells.rows.values():
        key, value = row.get(0, ""), row.get(1, "")
        if key:
            yield key, value


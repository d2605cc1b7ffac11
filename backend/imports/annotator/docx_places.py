"""Where a finding stands in a Word file: the reader's own walk, with the elements it came by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain

from lxml import etree

from backend.imports.annotator.notes import Note, chosen, header_of
from backend.imports.reader.docx import SPAN_LIMIT, _Walker
from backend.imports.reader.elements import child, descend, is_continued, is_deleted, local, value
from backend.imports.reader.raw import Block, RawTable
from backend.imports.rules import Column, squeeze


@dataclass
class _Tracer(_Walker):
    """Remembers which w:tbl each table was read from. The table is kept with it, so that its id stays its own."""

    origins: dict[int, tuple[RawTable, etree._Element]] = field(default_factory=dict)

    def table(self, element: etree._Element) -> list[Block]:
        blocks = super().table(element)
        for block in blocks:
            if isinstance(block, RawTable):
                self.origins.setdefault(id(block), (block, element))
        return blocks


def tables_of(body: etree._Element) -> list[etree._Element]:
    """The tables as findings number them."""
    tracer = _Tracer({})
    found = (block for block in tracer.blocks(body) if isinstance(block, RawTable))
    return [tracer.origins[id(table)][1] for table in found]


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The rows as findings number them."""
    return [row for row in descend(table, "tr") if not is_deleted(row)]


def text_of(element: etree._Element) -> str:
    """All text below, without spaces and widths."""
    return squeeze("".join(item.text or "" for item in element.iter() if local(item) == "t"))


def outside_boxes(paragraph: etree._Element) -> etree._Element:
    """The paragraph itself, or the one its text box hangs on: Word ignores comments inside text boxes."""
    found, at = paragraph, paragraph.getparent()
    while at is not None:
        if local(at) == "txbxContent":
            host = next((item for item in at.iterancestors() if local(item) == "p"), None)
            found = found if host is None else host
        at = at.getparent()
    return found


def paragraphs_of(element: etree._Element) -> list[etree._Element]:
    """Paragraphs a comment may stand in, in reading order."""
    found = (outside_boxes(item) for item in element.iter() if local(item) == "p")
    return list(dict.fromkeys(found))


class Grid:
    """One table, looked through once, because there may be thousands of notes on it."""

    def __init__(self, table: etree._Element) -> None:
        self.rows = [starts_of(row) for row in rows_of(table)]
        self.tops: list[dict[int, etree._Element]] = []
        for cells in self.rows:
            above = self.tops[-1] if self.tops else {}
            self.tops.append({start: first_of_merge(start, cell, above) for start, cell in cells.items()})

    @cached_property
    def headers(self) -> list[dict[Column, int]]:
        """For each row the nearest header from there upwards."""
        own = (header_of({at: text_of(cell) for at, cell in cells.items()}) for cells in self.rows)
        return list(accumulate(own, nearest))

    def cell(self, note: Note) -> etree._Element | None:
        """Cells are counted, or told by the grid column they start at."""
        if note.row is None or not 0 < note.row <= len(self.rows) or not self.rows[note.row - 1]:
            return None
        cells = self.rows[note.row - 1]
        if note.column is not None:
            start: int | None = list(cells)[min(max(note.column, 1), len(cells)) - 1]
        else:
            texts = {at: text_of(cell) for at, cell in cells.items()}
            start = chosen(texts, self.headers[note.row - 1], note)
        return self.tops[note.row - 1][next(iter(cells)) if start is None else start]


@dataclass(slots=True)
class Places:
    """Finds the w:tc or w:p of a note."""

    body: etree._Element
    tables: list[etree._Element] = field(init=False)
    paragraphs: list[etree._Element] = field(init=False)
    grids: dict[int, Grid] = field(default_factory=dict)
    texts: dict[etree._Element, str] = field(init=False)
    counts: dict[int | None, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = tables_of(self.body)
        self.paragraphs = paragraphs_of(self.body)
        self.texts = {item: text_of(item) for item in self.paragraphs}

    @property
    def top(self) -> etree._Element:
        """The first paragraph that says something; a document without any gets one."""
        if not self.paragraphs:
            self.body.insert(0, self.body.makeelement(f"{{{etree.QName(self.body).namespace}}}p"))
            self.paragraphs = [self.body[0]]
            self.texts = {self.body[0]: ""}
        return next((item for item in self.paragraphs if self.texts[item]), self.paragraphs[0])

    def of(self, note: Note) -> etree._Element:
        """The very cell where there is one, else the heading's line, else the title."""
        number = note.table if note.table is not None and 0 < note.table <= len(self.tables) else None
        cell = None if number is None else self.grid(number).cell(note)
        return self.heading(number, note.words) if cell is None else cell

    def grid(self, number: int) -> Grid:
        if number not in self.grids:
            self.grids[number] = Grid(self.tables[number - 1])
        return self.grids[number]

    def heading(self, number: int | None, words: str) -> etree._Element:
        """The last line before the table that holds the words, else the next after it, else its title."""
        count = self.before(number)
        before, after = self.paragraphs[:count], self.paragraphs[count:]
        if words:
            holding = (item for item in chain(reversed(before), after) if words in self.texts[item])
            found = next(holding, None)
            if found is not None:
                return found
        title = next((item for item in reversed(before) if self.texts[item]), None)
        return self.top if title is None else title

    def before(self, number: int | None) -> int:
        """How many paragraphs stand before the first row of a table."""
        if number is None:
            return 0
        if number not in self.counts:
            inside = {item for item in self.tables[number - 1].iter() if local(item) == "p"}
            self.counts[number] = next((at for at, item in enumerate(self.paragraphs) if item in inside), 0)
        return self.counts[number]


def nearest(above: dict[Column, int], found: dict[Column, int]) -> dict[Column, int]:
    """The header of a row, else the one above."""
    return found or above


def first_of_merge(
    start: int, cell: etree._Element, above: Mapping[int, etree._Element]
) -> etree._Element:
    """The cell, or the one above that holds the text when it is drawn as part of that."""
    is_part = start in above and is_continued(child(cell, "tcPr"), "vMerge")
    return above[start] if is_part else cell


def starts_of(row: etree._Element) -> dict[int, etree._Element]:
    """Grid column → the cell that starts there; cells are counted as `reader.docx` does."""
    column = min(value(child(child(row, "trPr"), "gridBefore")) or 0, SPAN_LIMIT)
    found: dict[int, etree._Element] = {}
    for cell in descend(row, "tc"):
        look = child(cell, "tcPr")
        if not (is_continued(look, "hMerge") and found):
            found[column] = cell
        column += max(1, min(value(child(look, "gridSpan")) or 1, SPAN_LIMIT))
    return found

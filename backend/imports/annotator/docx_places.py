"""Where a finding stands in a Word file: the reader's own walk, with the elements it came by."""

from collections.abc import Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Places:
    """Finds the w:tc or w:p of a note."""

    body: etree._Element
    tables: list[etree._Element] = field(init=False)
    paragraphs: list[etree._Element] = field(init=False)
    headers_for: etree._Element | None = None
    headers: list[dict[Column, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = tables_of(self.body)
        self.paragraphs = paragraphs_of(self.body)

    @property
    def top(self) -> etree._Element:
        """The first paragraph that says something; a document without any gets one."""
        if not self.paragraphs:
            self.body.insert(0, self.body.makeelement(f"{{{etree.QName(self.body).namespace}}}p"))
            self.paragraphs = [self.body[0]]
        return next((item for item in self.paragraphs if text_of(item)), self.paragraphs[0])

    def of(self, note: Note) -> etree._Element:
        """The very cell where there is one, else the heading's line, else the title."""
        table = self.table(note.table)
        cell = None if table is None or note.row is None else self.cell(table, note)
        if cell is not None:
            return cell
        return self.heading(table, note.words)

    def table(self, number: int | None) -> etree._Element | None:
        is_there = number is not None and 0 < number <= len(self.tables)
        return self.tables[number - 1] if is_there and number is not None else None

    def cell(self, table: etree._Element, note: Note) -> etree._Element | None:
        rows = rows_of(table)
        if note.row is None or not 0 < note.row <= len(rows):
            return None
        cells = list(starts_of(rows[note.row - 1]).values())
        if not cells:
            return None
        if note.column is not None:
            at = min(max(note.column, 1), len(cells)) - 1
        else:
            at = self.cell_of_field(rows, note.row - 1, note)
        return first_of_merge(rows, note.row - 1, at)

    def cell_of_field(self, rows: Sequence[etree._Element], row: int, note: Note) -> int:
        """By the nearest header above; cells are told by the grid column they start at."""
        if self.headers_for is not rows[0]:
            self.headers_for, texts = rows[0], [starts_of(item) for item in rows]
            self.headers = [header_of({at: text_of(cell) for at, cell in cells.items()}) for cells in texts]
        header = next((found for found in reversed(self.headers[: row + 1]) if found), {})
        cells = starts_of(rows[row])
        at = chosen({start: text_of(cell) for start, cell in cells.items()}, header, note)
        return list(cells).index(at) if at is not None else 0

    def heading(self, table: etree._Element | None, words: str) -> etree._Element:
        """The last line before the table that holds the words, else the next after it, else its title."""
        before, after = self.around(table)
        if words:
            holding = [item for item in (*reversed(before), *after) if words in text_of(item)]
            if holding:
                return holding[0]
        title = next((item for item in reversed(before) if text_of(item)), None)
        return self.top if title is None else title

    def around(self, table: etree._Element | None) -> tuple[list[etree._Element], list[etree._Element]]:
        """Paragraphs up to the table's first row, and those from there on."""
        if table is None:
            return [], self.paragraphs
        inside = {item for item in table.iter() if local(item) == "p"}
        at = next((index for index, item in enumerate(self.paragraphs) if item in inside), 0)
        return self.paragraphs[:at], self.paragraphs[at:]


def first_of_merge(rows: Sequence[etree._Element], row: int, at: int) -> etree._Element:
    """The cell, or the one above that holds the text when it is drawn as part of that."""
    start, cell = list(starts_of(rows[row]).items())[at]
    while row > 0 and is_continued(child(cell, "tcPr"), "vMerge"):
        row -= 1
        above = starts_of(rows[row]).get(start)
        if above is None:
            break
        cell = above
    return cell


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

"""Sideways forms: labels run down a column, or stand beside their values two to a row; they are turned upright."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from backend.imports.reader.drafts import Draft, Heading, read_heading_row
from backend.imports.reader.findings import FindingLog, Place
from backend.imports.reader.grid import Grid, GridCell, GridRow
from backend.imports.reader.headers import find_header
from backend.imports.reader.mapping import Mapping
from backend.imports.reader.meta import META_LABELS, is_note
from backend.imports.reader.parsed import Finding
from backend.imports.reader.raw import Paragraph
from backend.imports.rules import OPINION, SIGNATURE, Column, FormKind, squeeze

MOST_ROWS: Final = 60
"""A form has at most some twenty labels; what is longer is a list, and looking at it would take its time."""
MOST_CELLS: Final = 250
"""In a row: the label and as many records as somebody writes side by side."""
LABEL_LIMIT: Final = 30
LEADS: Final = {
    FormKind.power_catalogue: Column.power_name,
    FormKind.department_inventory: Column.risk_point,
    FormKind.position_inventory: Column.risk_point,
}
At = tuple[int, int]


@dataclass(slots=True)
class _Field:
    """A label with its values by record; `at` are row and column as in findings, `column` that of the grid."""

    text: str
    at: At
    column: int = 0
    words: str = field(init=False)
    values: dict[int, GridCell] = field(default_factory=dict)
    places: dict[int, At] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = squeeze(self.text)

    def take(self, record: int, cell: GridCell, at: At, mark: str) -> None:
        """What stands in a second row of a merged label goes on below."""
        known = self.values.get(record)
        more: tuple[Paragraph, ...] = (*known.paragraphs, *cell.paragraphs) if known else cell.paragraphs
        self.values[record] = GridCell.of(0, 1, cell.is_continued, more)
        self.places.setdefault(record, at)
        if mark:
            self.marks[record] = mark


@dataclass(frozen=True, slots=True)
class Turned:
    """The upright grid; `places`: its row and column → those of the cell in the file."""

    grid: Grid
    places: dict[At, At]
    first: tuple[str, At]
    """The first label, which stands for the table."""

    def put_back(self, drafts: Sequence[Draft]) -> None:
        """Findings about the grid get the places of the file, entries the cell they begin in, forms their doubt."""
        for draft in drafts:
            rows = draft.reader.rows
            if not any(row.table == self.grid.number for row in rows):
                continue
            lead = LEADS.get(draft.kind, Column.subject)
            number = next((cell.number for cell in draft.header.cells if cell.column is lead), 1)
            rows[:] = [
                replace(row, cell=self.places.get((row.row, number), self.first[1]))
                if row.table == self.grid.number
                else row
                for row in rows
            ]
            self.place_log(draft.log)
            draft.log.add("sideways-table", Column.whole, self.first[0], Place(self.grid.number))

    def place_log(self, log: FindingLog) -> None:
        log.found[:] = [self.placed(finding) for finding in log.found]

    def placed(self, finding: Finding) -> Finding:
        if finding.table != self.grid.number or finding.row is None or finding.entry is not None:
            return finding
        row, column = self.places.get((finding.row, finding.column or 1), self.first[1])
        return replace(finding, row=row, column=column, entry=finding.row)


def upright(grid: Grid, mapping: Mapping, heading: Heading) -> Turned | None:
    """The table turned, if its labels make the header of a form by the same rule; blanks go to the heading."""
    if not 1 < len(grid.rows) <= MOST_ROWS or grid.width > MOST_CELLS:
        return None
    fields, above = _fields(grid, mapping)
    if len(fields) > MOST_ROWS:
        return None
    columns = [one for one in fields if mapping.column(one.text).column or squeeze(one.text) not in META_LABELS]
    made = _turned(grid, columns)
    if made is None or find_header(made.grid.rows[:2], mapping, True) is None:
        return None
    for row in above:
        read_heading_row(row, heading)
    for one in fields:
        if one not in columns and one.values:
            heading.values.setdefault(META_LABELS[squeeze(one.text)], next(iter(one.values.values())).text)
    return made


def _fields(grid: Grid, mapping: Mapping) -> tuple[list[_Field], list[GridRow]]:
    """The labels with their values in reading order, and the rows above the first of them."""
    fields: list[_Field] = []
    above: list[GridRow] = []
    is_paired = _is_paired(grid, mapping)
    for row in grid.rows:
        if len(fields) > MOST_ROWS:
            break
        cells = [cell for cell in row.cells if cell.text]
        if not cells or _ends(cells[0].text):
            continue
        if not _is_label(cells[0].text, mapping) and not fields:
            above.append(row)
        elif is_paired:
            _take_pairs(fields, grid, row, mapping)
        else:
            _take_line(fields, grid, row, cells[0])
    return fields, above


def _is_label(text: str, mapping: Mapping) -> bool:
    return bool(mapping.column(text).column) or squeeze(text).rstrip("：:") in META_LABELS


def _is_paired(grid: Grid, mapping: Mapping) -> bool:
    """Whether some row goes label, value, label."""
    return any(
        _is_label(row.cells[0].text, mapping) and any(_is_label(cell.text, mapping) for cell in row.cells[1:])
        for row in grid.rows
        if row.cells and row.cells[0].text
    )


def _ends(text: str) -> bool:
    words = squeeze(text)
    return is_note(text) or (len(words) <= LABEL_LIMIT and bool(OPINION.search(words) or SIGNATURE.search(words)))


def _number(grid: Grid, row: GridRow, cell: GridCell) -> int:
    return (cell.column if grid.is_sheet else row.position(cell)) + 1


def _mark(row: GridRow, cell: GridCell) -> str:
    return next((code for at, code in row.marks if cell.column <= at < cell.column + cell.span), "")


def _take_line(fields: list[_Field], grid: Grid, row: GridRow, label: GridCell) -> None:
    """A label and one value for each record; a merged value is that of all records it spans.

    A row without a label of its own goes on with the one above.
    """
    goes_on = bool(fields) and (label.is_continued or label.column != fields[0].column)
    if not goes_on:
        fields.append(_Field(label.text, (row.number, _number(grid, row, label)), label.column))
    for cell in row.cells:
        if cell.column <= fields[0].column or not cell.text or cell.is_continued:
            continue
        at = row.number, _number(grid, row, cell)
        for column in range(cell.column, cell.column + min(cell.span, MOST_CELLS)):
            part = GridCell.of(0, 1, column > cell.column, cell.paragraphs)
            fields[-1].take(column, part, at, _mark(row, cell))


def _take_pairs(fields: list[_Field], grid: Grid, row: GridRow, mapping: Mapping) -> None:
    """Labels with the cell to their right; a label that was there already begins the next record."""
    index = 0
    while index < len(row.cells):
        label = row.cells[index]
        index += 1
        if not label.text:
            continue
        value = row.covering(label.column + label.span)
        if value is not None and index + 1 < len(row.cells) and _is_label(value.text, mapping):
            value = None
        index += value is not None
        shown = value or GridCell.of(label.column + label.span, 1)
        at = row.number, _number(grid, row, label)
        words = squeeze(label.text)
        one = next((one for one in fields if one.words == words), None)
        if one is None:
            fields.append(one := _Field(label.text, at, label.column))
        record = next(reversed(one.values), -1) + (not label.is_continued)
        if not (label.is_continued and shown.is_continued):
            place = row.number, _number(grid, row, shown)
            one.take(record, replace(shown, is_continued=False), place, _mark(row, shown))


def _turned(grid: Grid, fields: Sequence[_Field]) -> Turned | None:
    """Labels as the first row, then a row for each record that says something."""
    records = sorted({record for one in fields for record, cell in one.values.items() if cell.text})
    if not fields or not records:
        return None
    places: dict[At, At] = {(1, at): one.at for at, one in enumerate(fields, start=1)}
    head = tuple(GridCell.of(at, 1, False, (Paragraph(one.text),)) for at, one in enumerate(fields))
    rows = [GridRow(1, head, None)]
    for number, record in enumerate(records, start=2):
        cells = tuple(_cells(fields, record))
        marks = tuple((at, one.marks[record]) for at, one in enumerate(fields) if record in one.marks)
        rows.append(GridRow(number, cells, None, marks))
        for at, one in enumerate(fields, start=1):
            places[number, at] = one.places.get(record, one.at)
    return Turned(Grid(grid.number, tuple(rows), grid.sheet, True), places, (fields[0].text, fields[0].at))


def _cells(fields: Sequence[_Field], record: int) -> Iterator[GridCell]:
    for at, one in enumerate(fields):
        cell = one.values.get(record)
        yield replace(cell, column=at) if cell else GridCell.of(at, 1)

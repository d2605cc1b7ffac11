"""附件四: one record in a box of labels and values, or many in a list with the labels above their columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from backend.imports.reader.findings import FindingLog, Place
from backend.imports.reader.grid import Grid, GridCell, GridRow
from backend.imports.reader.items import own_text, plain_text
from backend.imports.reader.meta import Values, is_note, make_meta, read_cells, read_date, title_of
from backend.imports.reader.parsed import Finding, ParsedForm, WarningRow
from backend.imports.reader.record_labels import SURE, inline_label, record_label
from backend.imports.rules import TOTAL, Column, FormKind, squeeze

LIST_LABELS: Final = 3
HINT: Final = re.compile(r"预\s*警|情\s*形|承\s*诺|实\s*施")
HINTED: Final = 60
"""What every label of SURE holds, within so many characters: a register has 400,000 cells to be asked."""
NAMES: Final = {
    Column.subject_name: Column.subject_job_title,
    Column.handler_name: Column.handler_job_title,
}


@dataclass(slots=True)
class _Record:
    """What was found of one record so far; `row` is that of its first label."""

    row: int
    texts: dict[Column, str] = field(default_factory=dict)
    cells: dict[Column, tuple[int, int]] = field(default_factory=dict)
    strange: list[tuple[str, Place]] = field(default_factory=list)

    def take(self, column: Column, text: str, row: int, number: int) -> None:
        """A value; a second cell of the same field goes on below the first."""
        known = self.texts.get(column, "")
        self.texts[column] = f"{known}\n{text}" if known and text else known or text
        self.cells.setdefault(column, (row, number))


def is_record(grid: Grid) -> bool:
    """Whether a table speaks of a warned person: no other form has these labels, alone in their cells."""
    texts = (cell.text for row in grid.rows for cell in row.cells if HINT.search(cell.text, 0, HINTED))
    found = {column for text in texts if (column := label_of(text))}
    return Column.subject_name in found or len(found & SURE) > 1


def labels_of(row: GridRow) -> list[tuple[int, Column]]:
    """Index in the row and field of each label."""
    return [(at, column) for at, cell in enumerate(row.cells) if (column := label_of(cell.text))]


def label_of(text: str) -> Column | None:
    """The field of a label, alone in its cell or with its value behind it."""
    inline = inline_label(text) if text else None
    return record_label(text) or (inline[0] if inline else None)


@dataclass(slots=True)
class RecordReader:
    """Reads the records of one table. `is_own`: our own document, whose texts are kept line for line."""

    grid: Grid
    is_own: bool
    values: Values
    """What stands around the table: 部门 and 填表人."""
    found: list[_Record] = field(default_factory=list)
    columns: list[tuple[GridCell, Column]] = field(default_factory=list)
    marks: dict[tuple[int, int], str] = field(init=False)

    def __post_init__(self) -> None:
        self.marks = {(row.number, at + 1): code for row in self.grid.rows for at, code in row.marks}

    def read(self, title: str) -> list[ParsedForm]:
        """One form for each record that says something."""
        for row in self.grid.rows:
            if heads := list_heads(row):
                self.columns = heads
            elif self.columns:
                self.take_line(row)
            else:
                self.take_box(row)
        return [form for record in self.found if (form := self.finish(record, title))]

    # -- one record in a box --------------------------------------------------------------------------

    def take_box(self, row: GridRow) -> None:
        """Labels with their values to the right; what stands above the first label is heading."""
        at, said = 0, list[str]()
        while at < len(row.cells):
            cell = row.cells[at]
            inline = inline_label(cell.text)
            column = record_label(cell.text)
            at += 1
            if column and self.opens(column):
                at += self.take_pair(row, at, column, cell)
            elif inline and self.opens(inline[0]):
                self.record(inline[0], row).take(*self.of(inline[0], inline[1]), row.number, self.number(row, cell))
            elif not cell.is_continued and cell.text:
                said.append(cell.text)
        self.take_rest(row, said)

    def take_pair(self, row: GridRow, at: int, column: Column, label: GridCell) -> int:
        """The value right of a label; how many cells it took."""
        value = row.covering(label.column + label.span)
        follows = at + 1 < len(row.cells)
        if value is not None and follows and record_label(value.text) and not self.is_own:
            value = None
        if value is not None and value.is_continued and label.is_continued:
            return 1
        shown = value or GridCell.of(label.column + label.span, 1)
        record = self.record(column, row, goes_on=label.is_continued)
        record.take(*self.of(column, self.text(shown)), row.number, self.number(row, shown))
        return int(value is not None)

    def opens(self, column: Column) -> bool:
        """Whether the label belongs to a record: its first one is the person or what happened."""
        return bool(self.found) or column in SURE

    def record(self, column: Column, row: GridRow, *, goes_on: bool = False) -> _Record:
        """The record of a label; a label that was there already begins the next one."""
        is_next = self.found and column is Column.subject_name and column in self.found[-1].texts
        if not self.found or (is_next and not goes_on):
            self.found.append(_Record(row.number))
        return self.found[-1]

    def of(self, column: Column, text: str) -> tuple[Column, str]:
        """`职务` is that of the person named last."""
        if column is not Column.job_title:
            return column, text
        names = [name for name in self.found[-1].texts if name in NAMES] if self.found else []
        return NAMES[names[-1]] if names else Column.subject_job_title, text

    def take_rest(self, row: GridRow, said: Sequence[str]) -> None:
        """Words of a row that are neither label nor value: titles, blanks and notes are no loss."""
        values = read_cells(said)
        if not self.found:
            self.values |= values
            return
        for text in said:
            if not (values or title_of(text) or is_note(text)):
                self.found[-1].strange.append((text, Place(self.grid.number, row.number)))

    # -- many in a list -------------------------------------------------------------------------------

    def take_line(self, row: GridRow) -> None:
        """One record a row."""
        filled = [cell for cell in row.cells if cell.text and not cell.is_continued]
        if not filled or is_note(filled[0].text) or TOTAL.match(squeeze(filled[0].text)):
            return
        record = _Record(row.number)
        for head, column in self.columns:
            cell = row.under(head.column, head.span) or GridCell.of(head.column, head.span)
            record.take(column, self.text(cell), row.number, self.number(row, cell))
        for cell in filled:
            if not any(head.column <= cell.column < head.column + head.span for head, _ in self.columns):
                place = Place(self.grid.number, row.number, self.number(row, cell))
                record.strange.append((cell.text, place))
        self.found.append(record)

    # -- both -----------------------------------------------------------------------------------------

    def text(self, cell: GridCell) -> str:
        return (own_text if self.is_own else plain_text)(cell.paragraphs)

    def number(self, row: GridRow, cell: GridCell) -> int:
        """The column as in findings."""
        return (cell.column if self.grid.sheet is not None else row.position(cell)) + 1

    def finish(self, record: _Record, title: str) -> ParsedForm | None:
        """The record with what is to be said about it; None when nothing is filled in."""
        log = FindingLog(sheet=self.grid.sheet or "")
        texts = record.texts
        if not record.strange and not any(text for name, text in texts.items() if name is not Column.ordinal):
            return None
        for column, code in ((Column.subject_name, "missing-warned"), (Column.circumstances, "missing-circumstances")):
            if not texts.get(column):
                log.add(code, column, "", self.place(record, column))
        written = texts.get(Column.handled_on, "")
        handled_on = read_date(written)
        if handled_on is None and squeeze(written).strip("年月日_"):
            log.add("bad-handled-on", Column.handled_on, written, self.place(record, Column.handled_on))
        for text, place in record.strange:
            log.add("record-rest", Column.whole, text, place)
        for column, (at, number) in record.cells.items():
            if mark := self.marks.get((at, number)):
                log.add(mark, column, texts[column], Place(self.grid.number, at, number))
        said = {name: texts.get(name) or self.values.get(name, "") for name in (Column.department, Column.filler_name)}
        meta = make_meta(said, log)
        row = WarningRow(self.grid.number, record.row, texts, handled_on, record.cells)
        findings = tuple(entered(log, record.row))
        return ParsedForm(FormKind.warning_record, title, meta, (row,), findings, sheet=self.grid.sheet or "")

    def place(self, record: _Record, column: Column) -> Place:
        row, number = record.cells.get(column, (record.row, None))
        return Place(self.grid.number, row, number)


def entered(log: FindingLog, entry: int) -> Iterator[Finding]:
    """The findings of a record, wherever in its box they stand."""
    return (replace(finding, entry=entry) for finding in log.found)


def list_heads(row: GridRow) -> list[tuple[GridCell, Column]]:
    """Heads of a list, each beside the next: empty for a row of a box, where a value follows each label."""
    found = labels_of(row)
    beside = sum(second == first + 1 for (first, _), (second, _) in pairwise(found))
    if len(found) < LIST_LABELS or beside < LIST_LABELS - 1:
        return []
    heads: list[tuple[GridCell, Column]] = []
    for at, column in found:
        if column is Column.job_title:
            named = [name for _, name in heads if name in NAMES]
            column = NAMES[named[-1]] if named else Column.subject_job_title
        if column not in (name for _, name in heads):
            heads.append((row.cells[at], column))
    return heads

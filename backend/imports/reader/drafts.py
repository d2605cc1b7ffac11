"""What is being read: the heading above a table, the form below it, and how the table was understood."""

from dataclasses import dataclass, field

from backend.imports.reader.cells import SourceRow
from backend.imports.reader.findings import FindingLog
from backend.imports.reader.grid import Grid, GridRow
from backend.imports.reader.headers import Header
from backend.imports.reader.meta import TRAILING, Values, make_meta, read_cells, title_of
from backend.imports.reader.parsed import ColumnSeen, ParsedForm, TableReading
from backend.imports.reader.rows import LevelsSeen, RowReader
from backend.imports.rules import CONTINUED, Column, FormKind


@dataclass(slots=True)
class Heading:
    """What was said above a table since the last one."""

    title: str = ""
    values: Values = field(default_factory=dict)
    is_continuation: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.values)


@dataclass(slots=True)
class Draft:
    """A form being read. `is_tail`: its opinion or its notes have begun."""

    kind: FormKind
    title: str
    values: Values
    header: Header
    log: FindingLog
    reader: RowReader
    sheet: str = ""
    is_tail: bool = False

    def add(self, grid: Grid, row: GridRow, header: Header) -> None:
        picked = header.pick(row)
        cells = {column: cell for column, (_, cell) in picked.items()}
        numbers = {column: number for column, (number, _) in picked.items()}
        self.is_tail = False
        self.reader.read(SourceRow(grid.number, row.number, row.row_id, cells, numbers))

    def fill(self, values: Values) -> None:
        """Blanks under the table fill what its heading left empty."""
        for column, value in values.items():
            if column in TRAILING and not self.values.get(column):
                self.values[column] = value

    def finish(self, form_id: str | None) -> ParsedForm:
        meta = make_meta(self.values, self.log)
        if not self.reader.rows:
            self.log.add("no-rows", Column.whole)
        return ParsedForm(
            self.kind,
            self.title,
            meta,
            tuple(self.reader.rows),
            tuple(self.log.found),
            form_id,
            sheet=self.sheet,
        )


@dataclass(slots=True)
class Reading:
    """How a table was understood; its levels are filled in while its rows are read."""

    number: int
    sheet: str
    kind: FormKind | None
    header: Header
    levels: LevelsSeen = field(default_factory=dict)

    def finish(self) -> TableReading:
        columns = tuple(
            ColumnSeen(cell.number, cell.text, cell.column, cell.reading.is_guess)
            for cell in self.header.cells
            if cell.text
        )
        return TableReading("", self.number, self.sheet, self.kind, columns, tuple(self.levels.values()))


def read_heading_row(row: GridRow, heading: Heading) -> None:
    """What a row of a table says as a heading."""
    lines = row_lines(row)
    for line in lines:
        heading.title = title_of(line) or heading.title
        heading.is_continuation |= CONTINUED.search(line) is not None
    heading.values |= read_cells(lines)


def row_lines(row: GridRow) -> list[str]:
    texts = [cell.text for cell in row.cells if not cell.is_continued]
    return [line for text in texts for line in text.split("\n") if line]


def trailing_values(row: GridRow) -> Values:
    """The row's blanks when all of them may stand under a table."""
    lines = row_lines(row)
    values = read_cells(lines)
    return values if values.keys() <= TRAILING and not any(title_of(line) for line in lines) else {}

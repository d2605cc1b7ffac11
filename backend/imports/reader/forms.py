"""From blocks to forms: titles, blanks and tables in reading order (forms.md §2.3 steps 5-8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from backend.imports.reader.cells import SourceRow
from backend.imports.reader.docx import Paragraph, RawDocument, RawTable, read_docx
from backend.imports.reader.findings import FindingLog, Place
from backend.imports.reader.grid import Grid, GridCell, GridRow, make_grid
from backend.imports.reader.headers import Header, find_header, form_kind
from backend.imports.reader.items import clean
from backend.imports.reader.meta import (
    TRAILING,
    Values,
    is_label_line,
    is_note,
    make_meta,
    read_cells,
    read_values,
    title_kind,
    title_of,
)
from backend.imports.reader.package import sniff
from backend.imports.reader.parsed import ParsedFile, ParsedForm
from backend.imports.reader.rows import RowReader
from backend.imports.reader.workbook import read_workbook
from backend.imports.rules import CONTINUED, OPINION, TOTAL, Column, FormKind, squeeze

HEADER_WITHIN: Final = 15
OPINION_LIMIT: Final = 24
FORM_PROPERTY: Final = "lianfang.form"
IDENTITY: Final = (Column.person_name, Column.department)
WARNING_MARK: Final = "预警对象"


@dataclass(slots=True)
class Heading:
    """What was said above a table since the last one."""

    title: str = ""
    values: Values = field(default_factory=dict)
    is_continuation: bool = False


@dataclass(slots=True)
class Draft:
    """A form being read."""

    kind: FormKind
    title: str
    values: Values
    header: Header
    log: FindingLog
    reader: RowReader

    def add(self, grid: Grid, row: GridRow, header: Header) -> None:
        picked = header.pick(row)
        cells = {column: cell for column, (_, cell) in picked.items()}
        numbers = {column: number for column, (number, _) in picked.items()}
        self.reader.read(SourceRow(grid.number, row.number, row.row_id, cells, numbers))

    def finish(self, form_id: str | None) -> ParsedForm:
        meta = make_meta(self.values, self.log)
        if not self.reader.rows:
            self.log.add("no-rows", Column.whole)
        return ParsedForm(
            self.kind, self.title, meta, tuple(self.reader.rows), tuple(self.log.found), form_id
        )


@dataclass(slots=True)
class _Segmenter:
    drafts: list[Draft] = field(default_factory=list)
    log: FindingLog = field(default_factory=FindingLog)
    pending: list[str] = field(default_factory=list)
    tables: int = 0

    @property
    def current(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def take(self, block: Paragraph | RawTable) -> None:
        if isinstance(block, Paragraph):
            lines = (clean(line) for line in (block.label + block.text).split("\n"))
            self.pending.extend(line for line in lines if line)
        else:
            self.tables += 1
            self.take_table(make_grid(block, self.tables))

    def take_table(self, grid: Grid) -> None:
        """Rows before a header are heading, rows after it are content; a new header may start a new form."""
        heading = self.heading()
        draft: Draft | None = None
        header: Header | None = None
        index = 0
        while index < len(grid.rows):
            row = grid.rows[index]
            found = None if row.row_id else find_header(grid.rows[index : index + 2])
            if found:
                draft = self.open(heading, found, grid, row)
                header, heading, index = found, Heading(), index + found.depth
                continue
            if draft and header:
                self.take_row(draft, header, grid, row, heading)
            elif index < HEADER_WITHIN:
                read_heading_row(row, heading)
            index += 1
        if header is None:
            self.take_headless(grid, heading)

    def take_row(self, draft: Draft, header: Header, grid: Grid, row: GridRow, heading: Heading) -> None:
        """A row under a header; titles and blanks in mid-table belong to the form that may follow."""
        kind = None if row.row_id else special(row, header)
        if kind == "title":
            read_heading_row(row, heading)
        elif kind == "section":
            draft.log.add("section-row", Column.whole, row.own_text, Place(grid.number, row.number))
        elif kind is None:
            draft.add(grid, row, header)

    def heading(self) -> Heading:
        """Splits the pending lines between the form above and the one to come."""
        lines, self.pending = self.pending, []
        starts = [index for index, line in enumerate(lines) if title_of(line) or is_label_line(line)]
        cut = starts[0] if starts else self.cut_without_title(lines)
        self.close(lines[:cut])
        heading = Heading(is_continuation=any(CONTINUED.search(line) for line in lines[cut:]))
        for line in lines[cut:]:
            heading.title = title_of(line) or heading.title
            heading.values |= read_values(line)
        return heading

    def cut_without_title(self, lines: Sequence[str]) -> int:
        """Up to the last note or signature line belongs to the form above."""
        if not self.drafts:
            return 0
        last = 0
        for index, line in enumerate(lines, start=1):
            values = read_values(line)
            if is_note(line) or (values and values.keys() <= TRAILING):
                last = index
        return last

    def close(self, lines: Sequence[str]) -> None:
        """Blanks under a table fill what its heading left empty."""
        draft = self.current
        for line in lines if draft else ():
            for column, value in read_values(line).items():
                if draft and column in TRAILING and not draft.values.get(column):
                    draft.values[column] = value

    def open(self, heading: Heading, header: Header, grid: Grid, row: GridRow) -> Draft | None:
        """The form these rows belong to: the current one when nothing says otherwise."""
        draft = self.current
        if draft and continues(draft, heading, header):
            draft.header = header
            return draft
        person = bool(heading.values.get(Column.person_name) or heading.values.get(Column.job_title))
        unit = Column.head_name in heading.values
        said = person if person or unit or Column.person_name in heading.values else None
        kind, is_guess = form_kind(header, title_kind(heading.title), said)
        if kind is None:
            self.log.add("unknown-table", Column.whole, row.own_text, Place(grid.number, row.number))
            return None
        log = FindingLog()
        draft = Draft(kind, heading.title, heading.values, header, log, RowReader(kind, log))
        self.drafts.append(draft)
        if is_guess:
            log.add("kind-by-guess", Column.whole, header.text(Column.duties), Place(grid.number, row.number))
        note_odd_columns(header, log, Place(grid.number, row.number))
        return draft

    def take_headless(self, grid: Grid, heading: Heading) -> None:
        """A table without header: the next page of the form above, or nothing of ours."""
        draft = self.current
        if any(WARNING_MARK in squeeze(row.own_text) for row in grid.rows):
            self.log.add("warning-record", Column.whole, heading.title, Place(grid.number, 1))
        elif draft and not heading.title and len(draft.header.cells) == grid.width:
            for row in grid.rows:
                self.take_row(draft, draft.header, grid, row, Heading())
        elif any(row.own_text for row in grid.rows):
            self.log.add("unknown-table", Column.whole, grid.rows[0].own_text, Place(grid.number, 1))


def continues(draft: Draft, heading: Heading, header: Header) -> bool:
    """Same columns, and no new title, person or department above them."""
    if draft.header.columns != header.columns:
        return False
    if heading.title and not heading.is_continuation and squeeze(heading.title) != "":
        return False
    return all(
        not heading.values.get(column)
        or squeeze(heading.values[column]) == squeeze(draft.values.get(column, ""))
        for column in IDENTITY
    )


def read_heading_row(row: GridRow, heading: Heading) -> None:
    texts = [cell.text for cell in row.cells if not cell.is_continued]
    for text in texts:
        for line in text.split("\n"):
            heading.title = title_of(line) or heading.title
    heading.values |= read_cells(line for text in texts for line in text.split("\n") if line)


def special(row: GridRow, header: Header) -> str | None:
    """`title`, `section`, `skip`, or None for a row with content."""
    filled = [cell for cell in row.cells if cell.text and not cell.is_continued]
    if not filled:
        return "skip"
    first = squeeze(filled[0].text)
    if (
        (len(first) <= OPINION_LIMIT and OPINION.search(first))
        or TOTAL.match(first)
        or is_note(filled[0].text)
    ):
        return "skip"
    if len(filled) == 1 and read_values(filled[0].text).keys() & TRAILING:
        return "title"
    if not is_alone(row, filled[0], header):
        return None
    is_heading = title_of(filled[0].text) or read_values(filled[0].text) or is_label_line(filled[0].text)
    return "title" if is_heading else "section"


def is_alone(row: GridRow, cell: GridCell, header: Header) -> bool:
    """One cell across most of a table of several columns."""
    return len(row.cells) <= max(1, len(header.cells) // 3) and cell.span * 2 > len(header.cells)


def note_odd_columns(header: Header, log: FindingLog, place: Place) -> None:
    seen: set[Column] = set()
    for index, cell in enumerate(header.cells, start=1):
        at = Place(place.table, place.row, index)
        if cell.column is None and cell.text:
            log.add("unknown-column", Column.whole, cell.text, at)
        elif cell.column in seen:
            log.add("duplicate-column", Column.whole, cell.text, at)
        elif cell.column:
            seen.add(cell.column)


def read_forms(document: RawDocument) -> ParsedFile:
    """All forms of a document, in reading order."""
    segmenter = _Segmenter()
    for block in document.blocks:
        segmenter.take(block)
    segmenter.close(segmenter.pending)
    if document.has_tracked_changes:
        segmenter.log.add("tracked-changes", Column.whole)
    form_id = document.properties.get(FORM_PROPERTY) if len(segmenter.drafts) == 1 else None
    forms = tuple(draft.finish(form_id) for draft in segmenter.drafts)
    is_refused = any(finding.code == "warning-record" for finding in segmenter.log.found)
    if not forms and not is_refused:
        segmenter.log.add("no-form", Column.whole)
    return ParsedFile(forms, tuple(segmenter.log.found))


def read_file(data: bytes) -> ParsedFile:
    """The forms in an uploaded .docx or .xlsx. Raises BadFile, BadSheet or BadArchive when the whole is refused."""
    return read_forms(read_workbook(data) if sniff(data) == "xlsx" else read_docx(data))

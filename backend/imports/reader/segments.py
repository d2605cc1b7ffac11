"""From blocks to forms: titles, blanks and tables in reading order (forms.md §2.3 steps 5-8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from backend.imports.reader.drafts import Draft, Heading, Reading, read_heading_row, trailing_values
from backend.imports.reader.families import Family, family_of
from backend.imports.reader.findings import FindingLog, Place
from backend.imports.reader.grid import Grid, GridRow, make_grid
from backend.imports.reader.headers import Header, find_header, form_kind, likely_header
from backend.imports.reader.items import clean
from backend.imports.reader.limits import Deadline
from backend.imports.reader.mapping import Mapping
from backend.imports.reader.meta import TRAILING, is_label_line, is_note, read_values, title_kind, title_of
from backend.imports.reader.notices import note_cells, note_odd_columns
from backend.imports.reader.parsed import ParsedFile, ParsedForm
from backend.imports.reader.raw import Paragraph, RawDocument, RawTable
from backend.imports.reader.record_labels import MARK, TITLE
from backend.imports.reader.records import RecordReader, is_record
from backend.imports.reader.rows import RowReader
from backend.imports.reader.sideways import upright
from backend.imports.reader.special import special
from backend.imports.rules import CONTINUED, Column, FormKind, squeeze

HEADER_WITHIN: Final = 15
FORM_PROPERTY: Final = "lianfang.form"
KIND_PROPERTY: Final = "lianfang.kind"
REGISTER: Final = "risk_register"
"""What our own documents say they are; the register is made of sheets and is no source of its own."""
IDENTITY: Final = (Column.person_name, Column.department)


@dataclass(slots=True)
class _Segmenter:
    mapping: Mapping
    deadline: Deadline
    is_own_record: bool = False
    drafts: list[Draft] = field(default_factory=list)
    records: list[ParsedForm] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    log: FindingLog = field(default_factory=FindingLog)
    pending: list[str] = field(default_factory=list)
    tables: int = 0
    sheet: str | None = None
    is_new_sheet: bool = False
    family: Family | None = None

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
        """A record of 附件四, a sideways table, or the usual one with its header above."""
        self.enter(grid)
        heading = self.heading()
        if is_record(grid):
            self.take_records(grid, heading)
            return
        has_header = any(self.find_header(grid, at) for at in range(min(len(grid.rows), HEADER_WITHIN)))
        turned = None if has_header else upright(grid, self.mapping, heading)
        self.take_rows(turned.grid if turned else grid, heading)
        if turned:
            turned.put_back(self.drafts)
            turned.place_log(self.log)

    def take_records(self, grid: Grid, heading: Heading) -> None:
        """附件四: what is understood of it, or that nothing is filled in."""
        found = RecordReader(grid, self.is_own_record, heading.values).read(heading.title)
        self.records += found
        if not found:
            self.log.add("blank-record", Column.whole, "", Place(grid.number, 1))

    def take_rows(self, grid: Grid, heading: Heading) -> None:
        """Rows before a header are heading, rows after it are content; a new header may start a new form."""
        draft: Draft | None = None
        header: Header | None = None
        index = 0
        while index < len(grid.rows):
            self.deadline.check()
            row = grid.rows[index]
            found = self.find_header(grid, index)
            if found:
                draft = self.open(heading, found, grid, row)
                header, heading, index = found, Heading(), index + found.depth
                continue
            if draft and header:
                note_cells(self.take_row(draft, header, grid, row, heading), header, grid, row)
            elif index < HEADER_WITHIN:
                read_heading_row(row, heading)
            index += 1
        if header is None:
            self.take_headless(grid, heading)

    def enter(self, grid: Grid) -> None:
        """Notes where the reader stands. A new sheet is a new form unless it says that it goes on."""
        self.is_new_sheet = grid.sheet is not None and self.sheet is not None
        self.sheet = grid.sheet
        self.log.sheet = grid.sheet or ""

    def find_header(self, grid: Grid, index: int) -> Header | None:
        """A header at this row. Rows that our own documents have marked are content, whatever they say."""
        rows = grid.rows[index : index + 2]
        return None if rows[0].row_id else find_header(rows, self.mapping, grid.is_sheet)

    def take_row(self, draft: Draft, header: Header, grid: Grid, row: GridRow, heading: Heading) -> Draft:
        """A row under a header; titles and blanks in mid-table belong to the form that may follow.

        The form the row belongs to: another one when its columns say so.
        """
        kind = None if row.row_id else special(row, header, draft.is_tail)
        if kind == "title" and heading.is_empty and (values := trailing_values(row)):
            draft.fill(values)
        elif kind == "title":
            read_heading_row(row, heading)
        elif kind == "note":
            draft.is_tail = True
        elif kind == "section":
            draft.log.add("section-row", Column.whole, row.own_text, Place(grid.number, row.number))
        elif kind is None:
            draft = self.member(draft, header, grid, row)
            draft.add(grid, row, header)
        return draft

    def member(self, draft: Draft, header: Header, grid: Grid, row: GridRow) -> Draft:
        """The form of a row in a table of many; the first form itself in all others."""
        if self.family is None:
            return draft
        found, is_new = self.family.member(draft, header, row)
        if is_new:
            if len(self.family.members) == 2:
                self.log.add("table-divided", Column.whole, draft.title, Place(grid.number, row.number))
            self.drafts.append(found)
        return found

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
            if draft:
                draft.fill(read_values(line))

    def open(self, heading: Heading, header: Header, grid: Grid, row: GridRow) -> Draft | None:
        """The form these rows belong to: the current one when nothing says otherwise."""
        draft = self.current
        if draft and not self.starts_sheet(grid, heading) and continues(draft, heading, header):
            draft.header = header
            draft.is_tail = False
            self.note_table(grid, header, draft.kind, draft)
            return draft
        person = bool(heading.values.get(Column.person_name) or heading.values.get(Column.job_title))
        unit = Column.head_name in heading.values
        said = person if person or unit or Column.person_name in heading.values else None
        kind, is_guess = form_kind(header, title_kind(heading.title), said)
        place = Place(grid.number, row.number)
        if kind is None:
            self.note_table(grid, header, None)
            self.log.add("unknown-table", Column.whole, row.own_text, place)
            return None
        log = FindingLog(sheet=grid.sheet or "")
        reader = RowReader(kind, log, self.mapping)
        draft = Draft(kind, heading.title, heading.values, header, log, reader, grid.sheet or "")
        self.drafts.append(draft)
        self.family = family_of(kind, header)
        self.note_table(grid, header, kind, draft)
        if is_guess:
            log.add("kind-by-guess", Column.whole, header.text(Column.duties), place)
        note_odd_columns(header, log, place)
        return draft

    def starts_sheet(self, grid: Grid, heading: Heading) -> bool:
        """Whether this is the first header of a sheet that does not call itself a continuation."""
        is_first, self.is_new_sheet = self.is_new_sheet, False
        return is_first and not heading.is_continuation and not CONTINUED.search(grid.sheet or "")

    def note_table(self, grid: Grid, header: Header, kind: FormKind | None, draft: Draft | None = None) -> None:
        """Keeps how a table was understood, once for each set of columns, and where its levels go."""
        found = next(
            (one for one in self.readings if one.number == grid.number and one.header.columns == header.columns),
            None,
        )
        if found is None:
            found = Reading(grid.number, grid.sheet or "", kind, header)
            self.readings.append(found)
        if draft:
            draft.log.sheet = grid.sheet or ""
            draft.reader.seen = found.levels

    def take_headless(self, grid: Grid, heading: Heading) -> None:
        """A table without header: the next page of the form above, or nothing of ours."""
        draft = self.current
        is_about_warning = TITLE in squeeze(heading.title)
        if is_about_warning or any(MARK in squeeze(row.own_text) for row in grid.rows):
            self.log.add("warning-record", Column.whole, heading.title, Place(grid.number, 1))
        elif draft and self.goes_on(draft, grid, heading):
            draft.log.sheet = grid.sheet or ""
            for row in grid.rows:
                note_cells(
                    self.take_row(draft, draft.header, grid, row, Heading()), draft.header, grid, row
                )
        elif any(row.own_text for row in grid.rows):
            likely = likely_header(grid.rows, self.mapping, grid.is_sheet)
            if likely:
                self.note_table(grid, likely, None)
            first = grid.rows[0]
            self.log.add("unknown-table", Column.whole, first.own_text, Place(grid.number, first.number))

    def goes_on(self, draft: Draft, grid: Grid, heading: Heading) -> bool:
        """Whether a table without a header is the next page of the form above."""
        if heading.title or len(draft.header.cells) != grid.width:
            return False
        return not self.starts_sheet(grid, heading)


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


def read_forms(document: RawDocument, mapping: Mapping, deadline: Deadline) -> ParsedFile:
    """All forms of a document, in reading order."""
    kind = document.properties.get(KIND_PROPERTY)
    form_id = document.properties.get(FORM_PROPERTY)
    segmenter = _Segmenter(mapping, deadline, is_own_record=kind == FormKind.warning_record and bool(form_id))
    if kind == REGISTER:
        segmenter.log.add("own-register", Column.whole)
        return ParsedFile((), tuple(segmenter.log.found))
    for block in document.blocks:
        segmenter.take(block)
    if any(TITLE in squeeze(title_of(line) or "") for line in segmenter.pending):
        segmenter.log.add("warning-record", Column.whole)  # the form's title, and no table below it
    segmenter.close(segmenter.pending)
    segmenter.log.sheet = ""
    for code, raw in document.notes:
        segmenter.log.add(code, Column.whole, raw)
    if len(segmenter.drafts) + len(segmenter.records) != 1:
        form_id = None
    forms = (
        *(draft.finish(form_id) for draft in segmenter.drafts),
        *(replace(record, form_id=form_id) for record in segmenter.records),
    )
    said = {finding.code for finding in segmenter.log.found}
    if not forms and not said & {"warning-record", "blank-record"}:
        segmenter.log.add("no-form", Column.whole)
    tables = tuple(reading.finish() for reading in segmenter.readings)
    return ParsedFile(forms, tuple(segmenter.log.found), tables)

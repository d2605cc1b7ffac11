"""Finds the header row of a table and says which official form its columns make (forms.md §2.3 steps 5-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.imports.reader.grid import GridCell, GridRow
from backend.imports.reader.mapping import ColumnReading, Mapping
from backend.imports.reader.raw import Paragraph
from backend.imports.rules import AMBIGUOUS_HEADER, LEVELS, NOT_TICKED, Column, FormKind, squeeze
from backend.organization.rules import RiskLevel

MIN_COLUMNS: Final = 3
MIN_SURE: Final = 2
MANY_GUESSED: Final = 5
"""So many different columns make a header even where their words are all guesses."""
MIN_SHARE: Final = 0.6
HEADER_CELL_LIMIT: Final = 60
CHOICE_LIMIT: Final = 4
INVENTORY_MARKS: Final = frozenset({Column.manifestation, Column.causes, Column.level, Column.measures})
CATALOGUE_MARKS: Final = frozenset({Column.content, Column.handling_body, Column.basis})


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """`at` and `span` are grid columns from 0; `number` is the column as in findings.

    `choice`: the level for which a mark in this column stands, where 高, 中 and 低 have columns of their own.
    """

    reading: ColumnReading
    at: int
    span: int
    text: str
    number: int
    choice: str = ""

    @property
    def column(self) -> Column | None:
        """None when the words are unknown, or a person wants the column left out."""
        return self.reading.column

    def chosen(self, cell: GridCell, before: tuple[int, GridCell] | None) -> GridCell:
        """The level that the marks up to this column choose; two marks read as two levels."""
        is_ticked = not cell.is_continued and squeeze(cell.text) not in NOT_TICKED
        chosen = (before[1].text if before else "", self.choice if is_ticked else "")
        text = "、".join(word for word in chosen if word)
        return GridCell.of(cell.column, cell.span, False, (Paragraph(text),) if text else ())


@dataclass(frozen=True, slots=True)
class Header:
    """`depth`: header rows used, 1 or 2."""

    cells: tuple[HeaderCell, ...]
    depth: int
    is_sheet: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(cell.column for cell in self.cells if cell.column)

    def text(self, column: Column) -> str:
        return next((cell.text for cell in self.cells if cell.column is column), "")

    def pick(self, row: GridRow) -> dict[Column, tuple[int, GridCell]]:
        """Column → (its number as in findings, cell): by position in a Word row of as many cells, else by the grid."""
        is_regular = not self.is_sheet and len(row.cells) == len(self.cells)
        found: dict[Column, tuple[int, GridCell]] = {}
        for index, head in enumerate(self.cells):
            if not head.column or (head.column in found and not head.choice):
                continue
            cell = row.cells[index] if is_regular else row.under(head.at, head.span)
            if cell is None and self.is_sheet:
                cell = GridCell.of(head.at, head.span)  # blank cells of a sheet are not kept
            if cell is not None:
                number = cell.column if self.is_sheet else row.position(cell)
                chosen = head.chosen(cell, found.get(head.column)) if head.choice else cell
                found[head.column] = number + 1, chosen
        return found


def find_header(rows: Sequence[GridRow], mapping: Mapping, is_sheet: bool = False) -> Header | None:
    """The header that starts at the first of these rows, or None."""
    if sum(0 < len(cell.text) <= HEADER_CELL_LIMIT for cell in rows[0].cells) < MIN_SURE:
        return None
    if len(rows) > 1 and _is_divided(rows[0], rows[1]):
        double = _named(_combined(rows[0], rows[1]), mapping, is_sheet)
        if all(cell.column or not cell.text for cell in double) and _is_header(double):
            return Header(double, 2, is_sheet)
    single = _named([(cell, cell.text) for cell in rows[0].cells], mapping, is_sheet)
    return Header(single, 1, is_sheet) if _is_header(single) else None


def likely_header(rows: Sequence[GridRow], mapping: Mapping, is_sheet: bool) -> Header | None:
    """For a table nobody understood: its first row of short texts, so that a person can say what the columns mean."""
    for row in rows:
        texts = [cell.text for cell in row.cells if cell.text]
        if len(texts) >= MIN_COLUMNS and all(len(text) <= HEADER_CELL_LIMIT for text in texts):
            return Header(_named([(cell, cell.text) for cell in row.cells], mapping, is_sheet), 1, is_sheet)
    return None


def _combined(upper: GridRow, lower: GridRow) -> list[tuple[GridCell, str]]:
    pairs = []
    for cell in lower.cells:
        above = upper.covering(cell.column)
        pairs.append((cell, cell.text or (above.text if above and cell.is_continued else "")))
    return pairs


def _is_divided(upper: GridRow, lower: GridRow) -> bool:
    """Whether the lower row divides wide cells of the upper one and lets others go on."""
    return any(cell.span > 1 for cell in upper.cells) and any(cell.is_continued for cell in lower.cells)


def _named(
    pairs: Sequence[tuple[GridCell, str]], mapping: Mapping, is_sheet: bool
) -> tuple[HeaderCell, ...]:
    readings = [mapping.column(text) for _, text in pairs]
    sure = {reading.column for reading in readings if reading.column and not reading.is_guess}
    ambiguous = ColumnReading(_ambiguous(sure), is_guess=True)
    is_list = Column.subject not in sure and not sure & (INVENTORY_MARKS | CATALOGUE_MARKS)
    choices = {} if Column.level in sure else _choices([text for _, text in pairs])
    cells = []
    for index, ((cell, text), reading) in enumerate(zip(pairs, readings, strict=True)):
        if squeeze(text) == AMBIGUOUS_HEADER and not reading.is_decided:
            reading = ambiguous
        elif reading.is_guess and reading.column in sure:
            reading = ColumnReading(None)
        elif reading.column is Column.department and is_list:
            reading = ColumnReading(Column.subject)
        elif index in choices and not reading.is_decided:
            reading = ColumnReading(Column.level)
        number = cell.column if is_sheet else index
        choice = choices.get(index, "") if reading.column is Column.level else ""
        cells.append(HeaderCell(reading, cell.column, cell.span, text, number + 1, choice))
    return tuple(cells)


def _choices(texts: Sequence[str]) -> dict[int, str]:
    """Place → word of the columns 高, 中 and 低 in which a level is ticked; empty unless there is one of each."""
    short = ((index, squeeze(text)) for index, text in enumerate(texts) if 0 < len(text) <= CHOICE_LIMIT)
    found = {index: word for index, word in short if word in LEVELS}
    return found if len(found) == len({LEVELS[word] for word in found.values()}) == len(RiskLevel) else {}


def _ambiguous(known: set[Column]) -> Column:
    if Column.risk_point in known:
        return Column.powers
    return Column.risk_point if known & INVENTORY_MARKS else Column.power_name


def _is_header(cells: Sequence[HeaderCell]) -> bool:
    filled = [cell for cell in cells if cell.text]
    known = {cell.column for cell in filled if cell.column}
    sure = {cell.column for cell in filled if cell.column and not cell.reading.is_guess}
    decided = sum(cell.reading.is_decided and cell.column is None for cell in filled)
    has_enough = len(known) >= MIN_COLUMNS and (len(sure) >= MIN_SURE or len(known) >= MANY_GUESSED)
    return has_enough and len(known) + decided >= MIN_SHARE * len(filled)


def form_kind(
    header: Header, title_kind: FormKind | None, is_personal: bool | None
) -> tuple[FormKind | None, bool]:
    """(kind, guessed). `is_personal` is what the blanks around the table say, None when they say nothing."""
    columns = set(header.columns)
    if Column.power_name in columns and columns & CATALOGUE_MARKS:
        return FormKind.power_catalogue, False
    if Column.risk_point not in columns:
        return None, False
    if columns & INVENTORY_MARKS:
        return _inventory_kind(header, title_kind, is_personal)
    if {Column.subject, Column.duties} & columns and {Column.powers, Column.duties} & columns:
        is_position = _speaks_of_post(header.text(Column.subject) + header.text(Column.risk_point))
        return (FormKind.position_self_check if is_position else FormKind.department_self_check), False
    return None, False


def _inventory_kind(
    header: Header, title_kind: FormKind | None, is_personal: bool | None
) -> tuple[FormKind | None, bool]:
    duties = squeeze(header.text(Column.duties))
    if Column.person_name in header.columns:
        return FormKind.position_inventory, False
    if _speaks_of_post(duties):
        return FormKind.position_inventory, False
    if any(word in duties for word in ("部门", "单位", "处", "科室")):
        return FormKind.department_inventory, False
    if title_kind in (FormKind.position_inventory, FormKind.department_inventory):
        return title_kind, False
    kind = FormKind.position_inventory if is_personal else FormKind.department_inventory
    return kind, is_personal is None


def _speaks_of_post(text: str) -> bool:
    return any(word in squeeze(text) for word in ("岗位", "职位"))

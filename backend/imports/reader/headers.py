"""Finds the header row of a table and says which official form its columns make (forms.md §2.3 steps 5-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.imports.reader.grid import GridCell, GridRow
from backend.imports.rules import AMBIGUOUS_HEADER, Column, FormKind, header_column, squeeze

MIN_COLUMNS: Final = 3
MIN_SHARE: Final = 0.6
INVENTORY_MARKS: Final = frozenset({Column.manifestation, Column.causes, Column.level, Column.measures})
CATALOGUE_MARKS: Final = frozenset({Column.content, Column.handling_body, Column.basis})


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """`column` is None when the words are unknown."""

    column: Column | None
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """`depth`: header rows used, 1 or 2."""

    cells: tuple[HeaderCell, ...]
    depth: int

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(cell.column for cell in self.cells if cell.column)

    def text(self, column: Column) -> str:
        return next((cell.text for cell in self.cells if cell.column is column), "")

    def pick(self, row: GridRow) -> dict[Column, tuple[int, GridCell]]:
        """Column → (cell number from 1, cell). By position when the row has as many cells, else by the grid."""
        is_regular = len(row.cells) == len(self.cells)
        found: dict[Column, tuple[int, GridCell]] = {}
        for index, head in enumerate(self.cells):
            cell = row.cells[index] if is_regular else row.covering(head.at)
            if head.column and cell is not None:
                found.setdefault(head.column, (index + 1, cell))
        return found


def find_header(rows: Sequence[GridRow]) -> Header | None:
    """The header that starts at the first of these rows, or None."""
    single = _named([(cell.column, cell.text) for cell in rows[0].cells])
    double = _named(_combined(rows[0], rows[1])) if len(rows) > 1 else ()
    if len(rows) > 1 and _is_subheader(rows[0], rows[1], double) and _is_header(double):
        return Header(double, 2)
    return Header(single, 1) if _is_header(single) else None


def _combined(upper: GridRow, lower: GridRow) -> list[tuple[int, str]]:
    pairs = []
    for cell in lower.cells:
        above = upper.covering(cell.column)
        pairs.append((cell.column, cell.text or (above.text if above and cell.is_continued else "")))
    return pairs


def _is_subheader(upper: GridRow, lower: GridRow, double: Sequence[HeaderCell]) -> bool:
    """The lower row only divides wide cells of the upper one, and says nothing but column names."""
    is_divided = any(cell.span > 1 for cell in upper.cells) and any(cell.is_continued for cell in lower.cells)
    return is_divided and all(cell.column or not cell.text for cell in double)


def _named(pairs: Sequence[tuple[int, str]]) -> tuple[HeaderCell, ...]:
    columns = [header_column(text) for _, text in pairs]
    known = {column for column in columns if column}
    ambiguous = _ambiguous(known)
    return tuple(
        HeaderCell(ambiguous if column is None and squeeze(text) == AMBIGUOUS_HEADER else column, at, text)
        for (at, text), column in zip(pairs, columns, strict=True)
    )


def _ambiguous(known: set[Column]) -> Column:
    if Column.risk_point in known:
        return Column.powers
    return Column.risk_point if known & INVENTORY_MARKS else Column.power_name


def _is_header(cells: Sequence[HeaderCell]) -> bool:
    filled = [cell for cell in cells if cell.text]
    known = {cell.column for cell in filled if cell.column}
    return len(known) >= MIN_COLUMNS and len(known) >= MIN_SHARE * len(filled)


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

"""One table for many: rows that say in columns of their own whose they are (风险点登记汇总表, lists of all posts)."""

from dataclasses import dataclass, field, replace

from backend.imports.reader.drafts import Draft
from backend.imports.reader.findings import FindingLog
from backend.imports.reader.grid import GridRow
from backend.imports.reader.headers import Header
from backend.imports.reader.rows import RowReader
from backend.imports.rules import SAME_ABOVE, Column, FormKind

INVENTORIES = frozenset({FormKind.department_inventory, FormKind.position_inventory})
BLANKS = {
    Column.department: Column.department,
    Column.subject: Column.job_title,
    Column.person_name: Column.person_name,
}
"""Column → the blank in a heading that says the same, from the outermost to the innermost."""

Identity = tuple[str, ...]


@dataclass(slots=True)
class Family:
    """The forms that one table makes; a blank cell says what the row above said."""

    columns: tuple[Column, ...]
    last: dict[Column, str] = field(default_factory=dict)
    members: dict[Identity, Draft] = field(default_factory=dict)

    def identity(self, header: Header, row: GridRow) -> Identity:
        """Whose this row is."""
        cells = header.pick(row)
        is_inherited = True
        for column in self.columns:
            text = "".join(cells[column][1].text.split("\n")) if column in cells else ""
            if text and text not in SAME_ABOVE:
                is_inherited = is_inherited and text == self.last.get(column)
                self.last[column] = text
            elif not is_inherited:
                self.last[column] = ""
        return tuple(self.last.get(column, "") for column in self.columns)

    def member(self, first: Draft, header: Header, row: GridRow) -> tuple[Draft, bool]:
        """The form of this row, and whether it is new."""
        identity = self.identity(header, row)
        found = self.members.get(identity)
        if found:
            return found, False
        made = sibling(first, self.columns[0]) if self.members else first
        said = {BLANKS[column]: text for column, text in zip(self.columns, identity, strict=True) if text}
        made.values = made.values | said
        if made.kind in INVENTORIES and Column.subject in self.columns:
            is_personal = Column.job_title in said or Column.person_name in said
            made.kind = FormKind.position_inventory if is_personal else FormKind.department_inventory
            made.reader.kind = made.kind
        self.members[identity] = made
        return made, made is not first


def family_of(kind: FormKind, header: Header) -> Family | None:
    """The columns that say whose a row is, None when the heading does."""
    columns = [column for column in BLANKS if column in header.columns]
    if kind not in INVENTORIES or columns == [Column.subject]:
        columns = [column for column in columns if column is not Column.subject]
    return Family(tuple(columns)) if columns else None


def sibling(draft: Draft, outermost: Column) -> Draft:
    """An empty form with the same heading, but for what the rows say from this column inwards."""
    log = FindingLog(sheet=draft.log.sheet)
    reader = RowReader(draft.kind, log, draft.reader.mapping, draft.reader.seen)
    told = list(BLANKS.values())[list(BLANKS).index(outermost) :]
    values = {column: text for column, text in draft.values.items() if column not in told}
    return replace(draft, log=log, reader=reader, values=values)

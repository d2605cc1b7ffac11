"""What the reader hands over: frozen values, no document left behind them."""

from dataclasses import dataclass, field
from datetime import date

from backend.imports.rules import Column, FormKind, Severity
from backend.organization.rules import RiskLevel


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person has to know about one cell; table, row and column count from 1, None is the heading.

    In Word the row is the w:tr and the column the w:tc of that row; in a workbook both are the sheet's own, so that
    a comment can be put into the very cell. `source` is the file inside a zip, `sheet` the sheet of a workbook.
    `entry` is the number of the entry it speaks of where that is not its row: in sideways tables and in 附件四.
    """

    table: int | None
    row: int | None
    column: int | None
    field: Column
    code: str
    severity: Severity
    raw: str
    message: str
    source: str = ""
    sheet: str = ""
    entry: int | None = None

    @property
    def about(self) -> tuple[int | None, int | None]:
        """Table and number of the entry."""
        return self.table, self.row if self.entry is None else self.entry


@dataclass(frozen=True, slots=True)
class FormMeta:
    """The blanks around the table; an empty string is an empty blank."""

    department: str = ""
    person_name: str = ""
    job_title: str = ""
    head_name: str = ""
    filler_name: str = ""
    supervising_leader: str = ""
    filled_on: date | None = None


@dataclass(frozen=True, slots=True)
class PowerRow:
    """附件一: one power. `cell` is where its name stands in a sideways table, whose rows are counted as entries."""

    table: int
    row: int
    row_id: str | None
    name: str
    content: str = ""
    handling_body: str = ""
    basis: str = ""
    cell: tuple[int, int] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """附件二 / 附件三: one risk point. `duties` are those of the merged 职责 cell it stands beside."""

    table: int
    row: int
    row_id: str | None
    duties: tuple[str, ...]
    risk_point: str
    manifestation: str = ""
    causes: str = ""
    level: RiskLevel | None = None
    measures: str = ""
    remark: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    cell: tuple[int, int] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class SelfCheckRow:
    """讲义附件1 / 附件2: one position or section with its three lists."""

    table: int
    row: int
    row_id: str | None
    subject: str
    duties: tuple[str, ...]
    powers: tuple[str, ...]
    risks: tuple[str, ...]
    cell: tuple[int, int] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class WarningRow:
    """附件四: one record. `texts` by field as typed; `cells`: field → row and column of its value.

    Who is meant and what the record is about are personal: such a row is never shown beyond who handles warnings.
    """

    table: int
    row: int
    texts: dict[Column, str]
    handled_on: date | None
    cells: dict[Column, tuple[int, int]]
    row_id: str | None = None
    cell: tuple[int, int] | None = field(default=None, kw_only=True)


ParsedRow = PowerRow | RiskRow | SelfCheckRow | WarningRow


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """One form. `form_id` is the identity our own documents carry; `source` and `sheet` as in findings."""

    kind: FormKind
    title: str
    meta: FormMeta
    rows: tuple[ParsedRow, ...]
    findings: tuple[Finding, ...]
    form_id: str | None = None
    source: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A header cell and what it was understood as. `at` is the column as in findings."""

    at: int
    text: str
    column: Column | None
    is_guess: bool


@dataclass(frozen=True, slots=True)
class LevelSeen:
    """A level word as written and what it counts as; `code` is that of the finding, None for the usual words."""

    word: str
    level: RiskLevel | None
    code: str | None


@dataclass(frozen=True, slots=True)
class TableReading:
    """How one table was understood, for the preview. `kind` is None for a table that was not read."""

    source: str
    number: int
    sheet: str
    kind: FormKind | None
    columns: tuple[ColumnSeen, ...]
    levels: tuple[LevelSeen, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Everything found in one file; `findings` are those that belong to no form."""

    forms: tuple[ParsedForm, ...]
    findings: tuple[Finding, ...] = field(default=())
    tables: tuple[TableReading, ...] = field(default=())

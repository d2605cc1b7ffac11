"""What a form says, in the shape its templates ask for: the names of a Word template, the rows of a sheet."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from backend.documents.rules import DocumentKind, paper_text, written_date
from backend.documents.schemas import (
    Form,
    PowerCatalogueForm,
    RegisterLine,
    RiskInventoryForm,
    RiskLine,
    RiskRegisterForm,
    SelfCheckForm,
    WarningRecordForm,
)
from backend.documents.writer.designs import DESIGNS
from backend.documents.writer.layout import MM, Paper, Sheet, blank_rows

ROW_BOOKMARK: Final = "lf_row_"
BOOKMARK_LIMIT: Final = 40

PORTRAIT: Final = 225 * MM
LANDSCAPE: Final = 156 * MM


def sheet_of(kind: DocumentKind, page: float, above: float, header: float, below: float) -> Sheet:
    """The measures of a form's table on a page this high."""
    design = DESIGNS[kind]
    return Sheet(design.widths, design.size, design.pitch, design.min_row, page, above, header, below)


SHEETS: Final[dict[DocumentKind, Sheet]] = {
    DocumentKind.power_catalogue: sheet_of(DocumentKind.power_catalogue, PORTRAIT, 106, 30, 34),
    DocumentKind.department_inventory: sheet_of(DocumentKind.department_inventory, LANDSCAPE, 90, 36, 118),
    DocumentKind.position_inventory: sheet_of(DocumentKind.position_inventory, LANDSCAPE, 90, 36, 118),
    DocumentKind.risk_register: sheet_of(DocumentKind.risk_register, LANDSCAPE, 66, 40, 80),
}


class Mark(NamedTuple):
    """A row's bookmark; no name, no bookmark."""

    name: str
    number: int
    row_id: str


class PowerView(NamedTuple):
    mark: Mark
    name: str
    content: str
    handling_body: str
    basis: str


class RiskView(NamedTuple):
    mark: Mark
    starts_duty: bool
    duty: str
    risk_point: str
    manifestation: str
    causes: str
    level: str
    measures: str
    remark: str


class SelfCheckView(NamedTuple):
    mark: Mark
    subject: str
    duties: tuple[str, ...]
    powers: tuple[str, ...]
    risks: tuple[str, ...]


class RegisterView(NamedTuple):
    mark: Mark
    number: str
    department: str
    position: str
    holder: str
    risk_point: str
    manifestation: str
    level: str
    measures: str
    responsible: str
    standing: str


def fill(form: Form) -> tuple[dict[str, Any], list[str]]:
    """The template's names and the ids of the rows."""
    match form:
        case PowerCatalogueForm():
            return fill_catalogue(form), [line.row_id for line in form.powers]
        case RiskInventoryForm():
            return fill_inventory(form), [line.row_id for line in form.risks]
        case SelfCheckForm():
            return fill_self_check(form), [line.row_id for line in form.lines]
        case WarningRecordForm():
            return fill_warning(form), []
        case RiskRegisterForm():
            return fill_register(form), []


def fill_catalogue(form: PowerCatalogueForm) -> dict[str, Any]:
    cells = [(line.name, line.content, line.handling_body, line.basis) for line in form.powers]
    return {
        "department": one_line(form.department),
        "filled_on": written_date(form.filled_on),
        "supervising_leader": one_line(form.supervising_leader),
        "head_name": one_line(form.head_name),
        "rows": [
            PowerView(mark(line.row_id, at), *texts)
            for at, (line, texts) in enumerate(zip(form.powers, cells, strict=True))
        ],
        "blanks": range(blank_rows(SHEETS[DocumentKind.power_catalogue], cells)),
    }


def fill_inventory(form: RiskInventoryForm) -> dict[str, Any]:
    cells = [
        (
            duty,
            line.risk_point,
            line.manifestation,
            line.causes,
            line.level.label if line.level else "",
            line.measures,
            line.remark,
        )
        for duty, line in zip(shown_duties(form.risks), form.risks, strict=True)
    ]
    rows = [
        RiskView(mark(line.row_id, at), starts_duty(form.risks, at), line.duty, *texts[1:])
        for at, (line, texts) in enumerate(zip(form.risks, cells, strict=True))
    ]
    return {
        "department": one_line(form.department),
        "head_name": one_line(form.head_name),
        "person_name": one_line(form.person_name),
        "job_title": one_line(form.job_title),
        "filled_on": written_date(form.filled_on),
        "rows": rows,
        "blanks": range(blank_rows(SHEETS[form.kind], cells)),
        "opinion": form.opinion.text,
        "signer": one_line(form.opinion.signer),
        "signed_on": written_date(form.opinion.signed_on),
    }


def fill_self_check(form: SelfCheckForm) -> dict[str, Any]:
    rows = [
        SelfCheckView(mark(line.row_id, at), line.subject, line.duties, line.powers, line.risks)
        for at, line in enumerate(form.lines)
    ]
    return {
        "department": one_line(form.department),
        "person_name": one_line(form.person_name),
        "filler_name": one_line(form.filler_name),
        "filled_on": written_date(form.filled_on),
        "rows": rows,
        "blanks": range(0 if rows else 1),
    }


def fill_warning(form: WarningRecordForm) -> dict[str, Any]:
    return {
        "department": one_line(form.department),
        "filler_name": one_line(form.filler_name),
        "subject_name": one_line(form.subject_name),
        "subject_job_title": one_line(form.subject_job_title),
        "circumstances": form.circumstances,
        "measures_taken": form.measures_taken,
        "rectification": form.rectification,
        "handler_name": one_line(form.handler_name),
        "handler_job_title": one_line(form.handler_job_title),
        "handled_on": written_date(form.handled_on),
        "remark": form.remark,
    }


def fill_register(form: RiskRegisterForm) -> dict[str, Any]:
    """Rows as they come; how many blank ones fill the last page is known when all have been written."""
    paper = Paper(SHEETS[DocumentKind.risk_register])

    def rows() -> Iterator[RegisterView]:
        for number, line in enumerate(form.lines, start=1):
            cells = (str(number), *register_cells(line))
            paper.lay(cells)
            yield RegisterView(mark(line.row_id, number - 1), *cells)

    def blanks() -> Iterator[int]:
        yield from range(paper.blank_rows())

    return {
        "unit": one_line(form.unit),
        "year": f"{form.year} 年" if form.year else "      年",
        "filled_on": written_date(form.filled_on),
        "rows": rows(),
        "blanks": blanks(),
        "total": form.total,
    }


def register_cells(line: RegisterLine) -> tuple[str, ...]:
    """What stands in the columns after the number, on paper and in a workbook."""
    return (
        one_line(line.department),
        one_line(line.position),
        one_line(line.holder),
        line.risk_point,
        line.manifestation,
        line.level.label if line.level else "",
        line.measures,
        one_line(line.responsible),
        line.standing,
    )


def one_line(text: str) -> str:
    """A blank in a heading holds one line."""
    return " ".join(paper_text(text).split())


def starts_duty(risks: Sequence[RiskLine], at: int) -> bool:
    """Whether a merged 职责 cell begins here; an empty duty is never merged."""
    return at == 0 or not risks[at].duty.strip() or risks[at].duty != risks[at - 1].duty


def shown_duties(risks: Sequence[RiskLine]) -> list[str]:
    """Duty texts as they stand on paper, for measuring."""
    return [line.duty if starts_duty(risks, at) else "" for at, line in enumerate(risks)]


def mark(row_id: str, at: int) -> Mark:
    """Bookmark names: a letter first, 40 characters at most, letters, digits and underscore only."""
    name = ROW_BOOKMARK + row_id
    is_possible = (
        bool(row_id)
        and len(name) <= BOOKMARK_LIMIT
        and row_id.isascii()
        and row_id.replace("_", "").isalnum()
    )
    return Mark(name if is_possible else "", at + 1, row_id)

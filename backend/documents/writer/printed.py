"""A form as it stands on paper: heading, blanks, rows, what follows. Workbooks and PDF are laid from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from backend.documents.rules import DocumentKind, paper_text
from backend.documents.schemas import Form, Heading, RiskRegisterForm, kind_of
from backend.documents.writer.designs import DESIGNS, TOTAL, Blank, Design
from backend.documents.writer.filler import numbered
from backend.documents.writer.views import PowerView, RegisterView, RiskView, SelfCheckView, fill


class Said(NamedTuple):
    """`部门：教务处`, so many millimetres from the left edge of the table."""

    text: str
    at: float


class Row(NamedTuple):
    """One row of the table; `is_continued` when its first cell is one with the cell above."""

    row_id: str
    cells: tuple[str, ...]
    is_continued: bool = False


class Filled(NamedTuple):
    """A line of 附件四."""

    words: str
    text: str
    height: float
    job_title: str | None


@dataclass(frozen=True, slots=True)
class Printed:
    """`rows` may be read only once: those of a register come from the database while they are written. How many
    `blanks` fill the last page is known afterwards."""

    kind: DocumentKind
    heading: Heading
    design: Design
    said: tuple[Said, ...]
    rows: Iterable[Row]
    blanks: Iterable[int]
    notes: tuple[str, ...]
    below: tuple[Said, ...]
    boxes: tuple[Filled, ...]
    opinion: str = ""
    signature: str = ""


def printed(form: Form) -> Printed:
    """The form with every text as it is shown."""
    kind = kind_of(form)
    design = DESIGNS[kind]
    names, _ = fill(form)
    total = form.total if isinstance(form, RiskRegisterForm) else ""
    return Printed(
        kind,
        form.heading,
        design,
        tuple(_said(design.blanks, names)),
        map(_row, names.get("rows", ())),
        names.get("blanks", ()),
        tuple(note.replace(TOTAL, paper_text(total)) for note in design.notes),
        tuple(_said(design.below, names)),
        tuple(
            Filled(
                box.words,
                paper_text(names[box.field]),
                box.height,
                names[box.job_title] if box.job_title else None,
            )
            for box in design.boxes
        ),
        paper_text(names.get("opinion", "")),
        f"签字：{names['signer']}{' ' * 20}{names['signed_on']}" if design.opinion else "",
    )


def _said(blanks: Iterable[Blank], names: Mapping[str, Any]) -> Iterator[Said]:
    for blank in blanks:
        yield Said(blank.words + (names[blank.field] if blank.field else ""), blank.at)


def _row(view: PowerView | RiskView | SelfCheckView | RegisterView) -> Row:
    cells: tuple[str, ...]
    match view:
        case RiskView():
            cells = view[2:]
        case SelfCheckView():
            lists = (view.duties, view.powers, view.risks)
            cells = (view.subject, *("\n".join(numbered(items)) for items in lists))
        case _:
            cells = view[1:]
    is_continued = isinstance(view, RiskView) and not view.starts_duty
    return Row(view.mark.row_id, tuple(paper_text(text) for text in cells), is_continued)

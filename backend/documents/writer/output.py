"""A form in the format somebody asked for."""

from collections.abc import Callable, Sequence
from typing import BinaryIO, Final

from backend.documents.rules import DocumentFormat
from backend.documents.schemas import Form
from backend.documents.writer.charts import Chart
from backend.documents.writer.filler import Template
from backend.documents.writer.forms import pour_form, write_form
from backend.documents.writer.pdf import pour_pdf, write_pdf
from backend.documents.writer.workbook import pour_workbook, write_workbook

WRITERS: Final[dict[DocumentFormat, Callable[[Form, Sequence[Chart]], bytes]]] = {
    DocumentFormat.xlsx: write_workbook,
    DocumentFormat.pdf: write_pdf,
}
POURERS: Final[dict[DocumentFormat, Callable[[Form, BinaryIO], None]]] = {
    DocumentFormat.xlsx: pour_workbook,
    DocumentFormat.pdf: pour_pdf,
}


def write(
    form: Form, as_format: DocumentFormat, charts: Sequence[Chart] = (), using: Template | None = None
) -> bytes:
    """The whole file; `charts` follow the form, each on a page or sheet of its own.

    `using` is a college's own Word template; workbooks and pages keep the product's layout.
    """
    if as_format is DocumentFormat.docx:
        return write_form(form, charts, using)
    return WRITERS[as_format](form, charts)


def pour(form: Form, as_format: DocumentFormat, target: BinaryIO, using: Template | None = None) -> None:
    """Writes it into a file, in bounded memory however many rows a register has."""
    if as_format is DocumentFormat.docx:
        pour_form(form, target, using)
    else:
        POURERS[as_format](form, target)

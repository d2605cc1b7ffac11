"""Form → .docx: the compiled template of its kind, its context, its identity."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from backend.documents.rules import DocumentKind
from backend.documents.schemas import Form, Heading, kind_of
from backend.documents.writer.charts import Chart, illustrate
from backend.documents.writer.filler import Template
from backend.documents.writer.views import fill

ROWS: Final = "lianfang.rows"
FOLDER: Final = Path(__file__).parent / "templates"


@cache
def template(kind: DocumentKind) -> Template:
    """The default template, compiled once in a process."""
    return Template((FOLDER / f"{kind.value}.docx").read_bytes())


def write_form(form: Form, charts: Sequence[Chart] = (), using: Template | None = None) -> bytes:
    """The filled .docx. `using` is a college's own template instead of the default one."""
    kind = kind_of(form)
    context, rows = fill(form)
    context |= {"label": form.heading.label, "title": form.heading.title}
    identity = properties(kind, form.heading) | {ROWS: ",".join(rows)}
    return illustrate((using or template(kind)).fill(context, identity), charts)


def pour_form(form: Form, target: BinaryIO, using: Template | None = None) -> None:
    """Writes the filled .docx into a file; its rows are read while it is written."""
    kind = kind_of(form)
    context, rows = fill(form)
    context |= {"label": form.heading.label, "title": form.heading.title}
    identity = properties(kind, form.heading) | {ROWS: ",".join(rows)}
    (using or template(kind)).pour(context, identity, target)


def properties(kind: DocumentKind, heading: Heading) -> dict[str, str]:
    """What the file says about itself when it comes back."""
    return {
        "lianfang.kind": kind.value,
        "lianfang.form": heading.form_id,
        "lianfang.version": str(heading.version),
    }

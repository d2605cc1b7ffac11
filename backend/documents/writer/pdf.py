"""Form → PDF through typst (docs/decisions/0018): the layout of Word, the form's own data attached."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Final

import typst

from backend.documents.rules import paper_text
from backend.documents.schemas import Form, RiskRegisterForm
from backend.documents.writer.charts import Chart
from backend.documents.writer.designs import TALL
from backend.documents.writer.forms import properties
from backend.documents.writer.layout import row_height
from backend.documents.writer.printed import Printed, Row, printed
from backend.documents.writer.views import SHEETS, sheet_of
from backend.kit.typesetting import bind, typeset, typeset_noted

SOURCE: Final = Path(__file__).parent / "pages" / "form.typ"
NUMBER: Final = 10.5
"""Points that `1.` takes before a note."""
LONG: Final = 1_000
"""Rows set at once: about 100 pages and 300 MB."""
PIECE: Final = 150
"""Rows in each piece of what is longer: typst remembers the last ten of them."""
WHOLE: Final = 180
"""Points: a row lower than this is not parted by the end of a page."""
TAB: Final = "　　"
HALVES: Final = re.compile(" {2,}")
"""Places to write by hand: spaces are half as wide as a character in the official fonts, narrower in others."""


def write_pdf(form: Form, charts: Sequence[Chart] = ()) -> bytes:
    """The form as PDF/A-3a with embedded fonts."""
    target = BytesIO()
    pour_pdf(form, target, charts)
    return target.getvalue()


def pour_pdf(form: Form, target: BinaryIO, charts: Sequence[Chart] = ()) -> None:
    """The same into a file. What is very long is set piece by piece, each beginning where a page does, so that a
    register of a whole college takes no more memory than one of a department; it is a plain PDF then."""
    page = printed(form)
    rows = iter(page.rows)
    head = list(islice(rows, LONG + 1))
    if len(head) > LONG:
        bind(_pieces(page, chain(head, rows)), target)
        return
    data = _frame(page) | {"rows": _rows(page, head), "attachment": form_json(page, form)}
    target.write(_set(data | {"charts": [_chart(chart) for chart in charts]}))


def _pieces(page: Printed, rows: Iterator[Row]) -> Iterator[tuple[bytes, int]]:
    """Each piece and how many of its pages stand; the rows of the others begin the next piece."""
    frame = _frame(page) | {"pieces": True}
    waiting = list(islice(rows, PIECE))
    while waiting:
        following = list(islice(rows, PIECE))
        data = frame | {"rows": _rows(page, waiting), "last": not following, "fills": not following}
        made, cut = typeset_noted(SOURCE, {"form": json.dumps(data, ensure_ascii=False)}, "cut")
        whole = not following or cut["page"] == 1
        pages = cut["pages"] if whole else cut["page"] - 1
        yield made, pages
        waiting = following if whole else waiting[cut["row"] :] + following
        frame |= {"first": False, "first_page": frame["first_page"] + pages}


def _set(data: dict[str, Any]) -> bytes:
    """A character no font has (a rare emoji) is no reason to refuse the form: then it is a plain PDF."""
    inputs = {"form": json.dumps(data, ensure_ascii=False)}
    try:
        return typeset(SOURCE, inputs)
    except typst.TypstError:
        return typeset(SOURCE, inputs, standards=())


def _frame(page: Printed) -> dict[str, Any]:
    """Everything but the rows."""
    design = page.design
    is_register_like = bool(page.notes and page.below and page.notes[0].startswith("说明"))
    return {
        "label": _shown(page.heading.label),
        "title": _shown(page.heading.title),
        "landscape": design.is_landscape,
        "widths": design.widths,
        "columns": design.columns,
        "size": design.size,
        "pitch": design.pitch,
        "min_row": design.min_row,
        "head_row": design.head_row,
        "centered": sorted(design.centered),
        "top": design.min_row >= TALL,
        "tall": TALL,
        "said": [{"text": _shown(said.text), "at": said.at} for said in page.said],
        "boxes": [box._asdict() | {"text": _shown(box.text)} for box in page.boxes],
        "opinion": design.opinion,
        "said_opinion": _shown(page.opinion),
        "signature": _shown(page.signature),
        "notes": _notes(page),
        "below": [{"text": _shown(said.text), "at": said.at} for said in page.below],
        "signed_first": is_register_like,
        "fills": page.kind in SHEETS,
        "pieces": False,
        "first": True,
        "last": True,
        "first_page": 1,
        "charts": [],
        "attachment": "",
    }


def _notes(page: Printed) -> list[dict[str, Any]]:
    """The first note begins with its word, the others below its number."""
    indent = page.design.note_indent
    return [
        {"text": _shown(text), "left": indent if at else 0, "hang": NUMBER if at else indent + NUMBER}
        for at, text in enumerate(page.notes)
    ]


def _rows(page: Printed, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """`span` says over how many rows the first cell goes; 0 for those it covers."""
    measures = sheet_of(page.kind, 0, 0, 0, 0)
    found: list[dict[str, Any]] = []
    start = 0
    for row in rows:
        if row.is_continued and found:
            found[start]["span"] += 1
        else:
            start = len(found)
        cells = [_shown(text) for text in row.cells]
        parts = row_height(measures, cells) >= WHOLE
        found.append({"cells": cells, "span": 0 if start < len(found) else 1, "parts": parts})
    return found


def _shown(text: str) -> str:
    plain = paper_text(text).replace("\t", TAB)
    return HALVES.sub(lambda spaces: "　" * (len(spaces[0]) // 2), plain)


def _chart(chart: Chart) -> dict[str, Any]:
    wide, high = chart.millimetres
    shape = {"landscape": chart.is_wide, "width": wide, "height": high}
    return shape | {"title": _shown(chart.title), "svg": chart.svg}


def form_json(page: Printed, form: Form) -> str:
    """The form's data as it is attached; the rows of a register are not kept for it."""
    values = {} if isinstance(form, RiskRegisterForm) else asdict(form)
    return json.dumps(properties(page.kind, page.heading) | values, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()

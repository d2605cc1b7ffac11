"""Pages and pictures through typst, with fonts of our own (docs/decisions/0018).

What a user wrote goes in as data (`sys.inputs`) and is never markup.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final, Literal

import pypdfium2
import typst

HERE: Final = Path(__file__).parent
FONTS: Final = HERE / "fonts"
PICTURE: Final = HERE / "picture.typ"
Standard = Literal["a-3a"]
ARCHIVAL: Final[Sequence[Standard]] = ("a-3a",)
"""PDF/A-3a: long-lived, accessible, and it may carry the form's own data."""
PIXELS_PER_INCH: Final = 96.0
EPOCH: Final = datetime(2012, 9, 1, tzinfo=UTC)
"""A fixed time of making, so that the same form gives the same bytes."""
MOST_PIXELS: Final = 12_000_000
"""About 200 MB while it is drawn; A4 at 300 dots an inch has 9 million."""
_SIZE: Final = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_DRAWING: Final = Lock()
_PDFIUM: Final = Lock()
"""PDFium may be used by one thread at a time."""


@cache
def fonts() -> typst.Fonts:
    """The product's fonts and those of the machine, e.g. a college's licensed 仿宋; read once for a process."""
    return typst.Fonts(font_paths=[str(FONTS)])


def typeset(source: Path, inputs: Mapping[str, str], standards: Sequence[Standard] = ARCHIVAL) -> bytes:
    """The PDF of a template; `inputs` are read in it as `sys.inputs`. Raises typst.TypstError for a broken template."""
    return typst.compile(
        source,
        root=source.parent,
        font_paths=fonts(),
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards=list(standards),
        timestamp=EPOCH,
    )


def typeset_noted(source: Path, inputs: Mapping[str, str], label: str) -> tuple[bytes, Any]:
    """The PDF of a template and the value of its `metadata` with this label, laid out only once."""
    compiler = typst.Compiler(
        str(source), root=str(source.parent), font_paths=fonts(), sys_inputs=dict(inputs)
    )
    noted = json.loads(compiler.query(f"<{label}>", field="value", one=True))
    made = compiler.compile(format="pdf", timestamp=EPOCH)
    assert isinstance(made, bytes)
    return made, noted


def bind(pieces: Iterable[tuple[bytes, int]], target: BinaryIO) -> None:
    """Writes one PDF of many: of each its first so many pages. One piece is in memory at a time, and the whole as
    it is written: about 3 kB a page."""
    with _PDFIUM, pypdfium2.PdfDocument.new() as whole:
        for data, pages in pieces:
            with pypdfium2.PdfDocument(data) as piece:
                whole.import_pages(piece, range(pages))
        whole.save(target)


def rasterize(svg: str, scale: float = 1.0) -> bytes:
    """A PNG of an SVG picture, `scale` pixels for each of its own; fewer for one that would have too many, and one
    picture at a time, so that memory stays bounded. Raises typst.TypstError for what is no SVG."""
    size = _SIZE.search(svg)
    pixels = float(size[1]) * float(size[2]) if size else 1.0
    with _DRAWING:
        return typst.compile(
            PICTURE,
            root=HERE,
            font_paths=fonts(),
            format="png",
            ppi=PIXELS_PER_INCH * min(scale, math.sqrt(MOST_PIXELS / pixels)),
            sys_inputs={"svg": svg},
        )

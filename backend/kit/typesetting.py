"""Pages and pictures through typst, with fonts of our own (docs/decisions/0018).

What a user wrote goes in as data (`sys.inputs`) and is never markup.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

HERE: Final = Path(__file__).parent
FONTS: Final = HERE / "fonts"
PICTURE: Final = HERE / "picture.typ"
ARCHIVAL: Final = ("a-3a",)
"""PDF/A-3a: long-lived, accessible, and it may carry the form's own data."""
PIXELS_PER_INCH: Final = 96.0
EPOCH: Final = datetime(2012, 9, 1, tzinfo=UTC)
"""A fixed time of making, so that the same form gives the same bytes."""


@cache
def fonts() -> typst.Fonts:
    """The product's fonts and those of the machine, e.g. a college's licensed 仿宋; read once for a process."""
    return typst.Fonts(font_paths=[str(FONTS)])


def typeset(source: Path, inputs: Mapping[str, str], standards: Sequence[str] = ARCHIVAL) -> bytes:
    """The PDF of a template; `inputs` are read in it as `sys.inputs`. Raises typst.TypstError for a broken template."""
    made = typst.compile(
        source,
        root=source.parent,
        font_paths=fonts(),
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards=list(standards),
        timestamp=EPOCH,
    )
    assert isinstance(made, bytes)
    return made


def rasterize(svg: str, scale: float = 1.0) -> bytes:
    """A PNG of an SVG picture, `scale` pixels for each of its own. Raises typst.TypstError for what is no SVG."""
    made = typst.compile(
        PICTURE,
        root=HERE,
        font_paths=fonts(),
        format="png",
        ppi=PIXELS_PER_INCH * scale,
        sys_inputs={"svg": svg},
    )
    assert isinstance(made, bytes)
    return made

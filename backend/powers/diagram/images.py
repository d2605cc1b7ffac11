"""The flowchart in pixels: one at a time and never too many of them, so that memory stays bounded."""

import math
import re
from functools import lru_cache
from threading import Lock
from typing import Final

from backend.kit.typesetting import rasterize

MOST_PIXELS: Final = 12_000_000
"""About 200 MB while it is drawn; A4 at 300 dots an inch has 9 million."""
KEPT: Final = 16
_SIZE: Final = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_DRAWING = Lock()


def image(svg: str, scale: int) -> bytes:
    """A PNG of one of our own pictures, `scale` pixels for each of its own, fewer for a very large one."""
    size = _SIZE.search(svg)
    assert size is not None
    pixels = float(size[1]) * float(size[2])
    return _image(svg, min(float(scale), math.sqrt(MOST_PIXELS / pixels)))


@lru_cache(maxsize=KEPT)
def _image(svg: str, scale: float) -> bytes:
    with _DRAWING:
        return rasterize(svg, scale)

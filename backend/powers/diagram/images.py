"""The flowchart in pixels."""

from functools import lru_cache
from typing import Final

from backend.kit.typesetting import rasterize

KEPT: Final = 16


@lru_cache(maxsize=KEPT)
def image(svg: str, scale: int) -> bytes:
    """A PNG of one of our own pictures, `scale` pixels for each of its own, fewer for a very large one."""
    return rasterize(svg, float(scale))

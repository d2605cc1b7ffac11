"""Measuring and breaking Chinese text without a font: a full-width character is one em, others about half."""

from functools import lru_cache
from unicodedata import east_asian_width

NARROW_EM = 0.56
NO_START = frozenset("，。；：、）》”’！？】」』,.;:)!?%…")
NO_END = frozenset("（《“‘【「『(")
ELLIPSIS = "…"


def width(text: str, size: float) -> float:
    """Approximate width in pixels at font size `size`."""
    return size * sum(map(_ems, text))


@lru_cache(maxsize=8192)
def _ems(char: str) -> float:
    return 1.0 if east_asian_width(char) in "WFA" else NARROW_EM


def clip(text: str, size: float, limit: float) -> str:
    """The text, or its beginning with an ellipsis when it is wider than `limit` pixels."""
    if width(text, size) <= limit:
        return text
    while text and width(text + ELLIPSIS, size) > limit:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, limit: float, most: int) -> tuple[str, ...]:
    """At most `most` lines of about equal length, none wider than `limit` pixels; … at the end when cut.

    Punctuation may hang over the limit by one character.
    """
    text = " ".join(text.split())
    whole = width(text, size)
    filled = _fill(text, size, limit, most)
    count = len(filled)
    if count < 2:
        return filled
    even = whole / count
    while even < limit:
        lines = _fill(text, size, even, most + 1)
        if len(lines) <= count:
            return lines
        even += size / 2
    return filled


def _fill(text: str, size: float, limit: float, most: int) -> tuple[str, ...]:
    """Line after line as full as it goes; the last one is clipped."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1:
        cut = _break(rest, size, limit)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*lines, clip(rest, size, limit + size / 2)) if rest else tuple(lines)


def _break(text: str, size: float, limit: float) -> int:
    """How many characters fit on the first line: at least one, words whole, no stray punctuation."""
    used, fit = 0.0, 0
    for char in text:
        used += width(char, size)
        if used > limit:
            break
        fit += 1
    fit = max(fit, 1)
    if fit >= len(text):
        return len(text)
    cut = fit
    while cut > 1 and _within_word(text, cut):
        cut -= 1
    cut = cut if cut > 1 else fit
    if text[cut] in NO_START:
        return cut + 1
    while cut > 1 and text[cut - 1] in NO_END:
        cut -= 1
    return cut


def _within_word(text: str, cut: int) -> bool:
    before, after = text[cut - 1], text[cut]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()

"""Text and numbers in XML."""

import re
from html import escape

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Escaped for XML; what XML 1.0 cannot hold at all (control characters, lone surrogates) is left out."""
    return escape(FORBIDDEN.sub("", text))


def px(value: float) -> str:
    """A coordinate in tenths of a pixel."""
    return f"{value:.1f}".removesuffix(".0")

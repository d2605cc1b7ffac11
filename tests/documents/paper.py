"""PDF read back with PDFium, a reader that is not ours."""

import json
from typing import Any

import pypdfium2


def pages(data: bytes) -> list[str]:
    """The text of each page, without white space: lines break where they will."""
    with pypdfium2.PdfDocument(data) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def whole(data: bytes) -> str:
    return "".join(pages(data))


def sizes(data: bytes) -> list[tuple[int, int]]:
    """Breadth and height of each page in millimetres."""
    with pypdfium2.PdfDocument(data) as document:
        return [(round(wide / 72 * 25.4), round(high / 72 * 25.4)) for wide, high in map(_size, document)]


def _size(page: Any) -> tuple[float, float]:
    wide, high = page.get_size()
    return wide, high


def attached(data: bytes) -> dict[str, Any]:
    """The form's own data that travels in the file."""
    with pypdfium2.PdfDocument(data) as document:
        assert document.count_attachments() == 1
        attachment = document.get_attachment(0)
        assert attachment.get_name() == "form.json"
        found: dict[str, Any] = json.loads(bytes(attachment.get_data()))
    return found

"""What the reader understands of one file, as plain values for whoever tries a template on it."""

from dataclasses import asdict
from typing import Any

from backend.imports.reader.forms import read_file


def returned_forms(data: bytes) -> list[tuple[str, list[dict[str, Any]]]]:
    """Kind and rows of each form in the file."""
    return [(form.kind.value, [asdict(row) for row in form.rows]) for form in read_file(data).forms]

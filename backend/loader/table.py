"""The file to load: its header, its rows in batches, and what can be told about it before anything is sent."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from backend.kit.headers import LEADING_ROWS, normal
from backend.kit.sheets import Row, escape_formula, read_rows


class BadTable(Exception):
    """The file cannot be loaded as it is; the text says why."""


class Finding(NamedTuple):
    """Something wrong with a row: its line in the file (from 1) and a sentence."""

    line: int
    message: str


class Batch(NamedTuple):
    """Rows that travel together; `number` from 0."""

    number: int
    rows: list[Row]


class Table:
    """A csv, xlsx or xls file read as often as needed, never held in memory."""

    def __init__(self, path: Path, columns: Sequence[Mapping[str, Any]]) -> None:
        self.path, self._columns = path, columns
        self.digest = _digest(path)
        self.header = self._find_header()
        key = columns[0]
        self._key_at = next(at for at, name in enumerate(self.header.cells) if normal(name) in _words(key))
        self._refuse_missing()

    def _find_header(self) -> Row:
        key = self._columns[0]
        for row in islice(read_rows(self.path, self.path.name, is_own=True), LEADING_ROWS):
            if any(normal(cell) in _words(key) for cell in row.cells):
                return row
        raise BadTable(f"找不到“{key['label']}”这一列，请核对表头。")

    def _refuse_missing(self) -> None:
        present = {normal(cell) for cell in self.header.cells}
        missing = [c["label"] for c in self._columns if c["is_required"] and not present & _words(c)]
        if missing:
            raise BadTable(f"缺少这些列：{'、'.join(missing)}。")

    def rows(self) -> Iterator[Row]:
        """The rows below the header."""
        for row in read_rows(self.path, self.path.name, is_own=True):
            if row.line > self.header.line:
                yield row

    def examine(self) -> tuple[int, list[Finding]]:
        """How many rows there are, and which repeat the key of an earlier one."""
        first: dict[str, int] = {}
        repeated: list[Finding] = []
        count = 0
        for row in self.rows():
            count += 1
            key = row.cells[self._key_at].strip() if self._key_at < len(row.cells) else ""
            line = first.setdefault(key, row.line)
            if key and line != row.line:
                text = f"{self._columns[0]['label']} {key} 在第 {line} 行和第 {row.line} 行重复，请只留一行。"
                repeated.append(Finding(row.line, text))
        return count, repeated

    def batches(self, size: int, without: frozenset[int]) -> Iterator[Batch]:
        """The rows, except those on the lines `without`, in batches of `size`."""
        rows = (row for row in self.rows() if row.line not in without)
        number = 0
        while part := list(islice(rows, size)):
            yield Batch(number, part)
            number += 1

    def as_csv(self, rows: Sequence[Row]) -> bytes:
        """Header and rows for the wire; the server takes the formula guard off again."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for cells in (self.header.cells, *(row.cells for row in rows)):
            writer.writerow([escape_formula(cell) for cell in cells])
        return text.getvalue().encode()


def _words(column: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(normal(word) for word in (column["name"], column["label"], *column["aliases"]))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Columns of uploaded tables: which header means which field, and what a cell says."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from backend.kit.headers import normal
from backend.kit.problems import FieldError, invalid_fields
from backend.kit.terms import Term

YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
NO = frozenset({"", "否", "无", "没有", "×", "✗", "□", "☐", "-", "—", "/", "n", "no", "false", "0"})
SEPARATORS = re.compile(r"[、，,;；/|\s]+")
NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.．、)）](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|[•·●◆-])\s*")
PLAIN = frozenset(map(chr, range(0x4E00, 0x9FFF)))
"""A line that begins with a Chinese character has no number in front."""


class Words(dict[str, Any]):
    """Text → value; unknown text stays what it is. Its `__getitem__` runs without a Python frame."""

    def __missing__(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class Column:
    """One field of a row, as text. An empty cell is the field's `blank`; a required field has none."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    blank: Any = ""

    def reader(self) -> Callable[[str], Any]:
        """What turns a cell that is not empty into the value to validate; one call a cell, so it is kept plain."""
        return str

    def read_any(self, value: Any) -> Any:
        """A JSON value in which labels may stand for terms; everything else as it is."""
        return value

    def values(self) -> list[str]:
        """What may stand in a cell, or nothing when it is free."""
        return []

    def complaint(self, value: object) -> str | None:
        """A better sentence than the general one for a value that was refused."""
        return None


class CodeColumn(Column):
    """A campus key or a reference by one."""

    def complaint(self, value: object) -> str | None:
        """Says when a spreadsheet has turned the code into a number."""
        text = str(value)
        if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", text):
            return f"“{text[:40]}”像是被表格软件改成了科学计数法，请把这一列设为“文本”后重新填写。"
        return "只能用字母、数字、点、横线和下划线，以字母或数字开头，最多 40 个字符。"


class NumberColumn(Column):
    """A whole number."""

    def reader(self) -> Callable[[str], Any]:
        """`3.0`, as spreadsheets like to write it, is 3."""
        return lambda cell: cell.removesuffix(".0")


FLAGS = Words(dict.fromkeys(NO, False) | dict.fromkeys(YES, True))
FLAGS |= {word.upper(): flag for word, flag in FLAGS.items()}


class FlagColumn(Column):
    """是 or 否."""

    def reader(self) -> Callable[[str], Any]:
        """True or False for the usual ways to say so."""
        return FLAGS.__getitem__

    def values(self) -> list[str]:
        """是、否."""
        return ["是", "否"]


@dataclass(frozen=True)
class TermColumn(Column):
    """One of a term's labels; the stored values are understood too."""

    terms: type[Term] = Term

    def reader(self) -> Callable[[str], Any]:
        """The term, or the text as it is."""
        return _words(self.terms).__getitem__

    def read_any(self, value: Any) -> Any:
        """Labels in text, or in a list of texts."""
        if isinstance(value, list):
            return [self.read_any(part) for part in value]
        return _words(self.terms)[value] if isinstance(value, str) else value

    def values(self) -> list[str]:
        """The labels."""
        return [term.label for term in self.terms]

    def complaint(self, value: object) -> str | None:
        """Names what was found and what may be chosen."""
        shown = "、".join(str(part) for part in value) if isinstance(value, list) else str(value)
        return f"“{shown[:40]}”不在可选范围内，可填：{'、'.join(self.values())}。"


class TermsColumn(TermColumn):
    """Several of a term's labels, separated as people do."""

    def reader(self) -> Callable[[str], Any]:
        """The terms, unknown ones as text."""
        known = _words(self.terms)

        def read(cell: str) -> list[Any]:
            return [] if cell in NO else [known[part] for part in SEPARATORS.split(cell) if part]

        return read


class LinesColumn(Column):
    """A list: one item a line, or separated by semicolons; numbering is dropped."""

    def reader(self) -> Callable[[str], Any]:
        """The items."""
        return _lines


def _lines(cell: str) -> list[str]:
    parts = cell.replace("；", "\n").replace(";", "\n").split("\n")
    return [item for part in parts if (item := part.strip() if part[:1] in PLAIN else _unnumbered(part))]


def _unnumbered(part: str) -> str:
    return NUMBERING.sub("", part).strip()


@cache
def _words(terms: type[Term]) -> Words:
    """Stored values and labels; 中层岗位 is written 中层 in many files."""
    short = {term.label.removesuffix("岗位"): term for term in terms}
    return Words(short | {word: term for term in terms for word in (term.value, term.label)})


class Reader:
    """A matched header: which cell is which field, and the headers nobody knows."""

    def __init__(self, found: Sequence[tuple[int, Column, str]], ignored: Sequence[str]) -> None:
        self.headers = {column.name: header for _, column, header in found}
        """Field → header as it stands in the file."""
        self.ignored = list(ignored)
        self._plan = [
            (at, column.name, column.reader(), column.blank, column.is_required) for at, column, _ in found
        ]

    def read(self, cells: Sequence[str]) -> dict[str, Any]:
        """A row's cells → field values; required fields that are empty are left out."""
        values: dict[str, Any] = {}
        width = len(cells)
        for at, name, read, blank, is_required in self._plan:
            cell = cells[at].strip() if at < width else ""
            if cell:
                values[name] = read(cell)
            elif not is_required:
                values[name] = blank
        return values


def match_header(columns: Iterable[Column], cells: Sequence[str]) -> Reader | None:
    """The reader for a header row, or None when this is not one (no key column). 422 for a column that stands twice."""
    known = {
        normal(word): column for column in columns for word in (column.name, column.label, *column.aliases)
    }
    key = next(iter(columns))
    found: list[tuple[int, Column, str]] = []
    ignored: list[str] = []
    for at, header in enumerate(cells):
        column = known.get(normal(header))
        if column is None:
            ignored += [header.strip()] if header.strip() else []
        elif any(column is other for _, other, _ in found):
            text = f"“{column.label}”出现了两列，请删去一列。"
            raise invalid_fields([FieldError(column.name, "duplicate-column", text)])
        else:
            found.append((at, column, header.strip()))
    return Reader(found, ignored) if any(column is key for _, column, _ in found) else None


def missing_columns(columns: Iterable[Column], reader: Reader) -> list[FieldError]:
    """One error for each required column the file does not have."""
    return [
        FieldError(column.name, "missing-column", f"缺少“{column.label}”这一列。")
        for column in columns
        if column.is_required and column.name not in reader.headers
    ]

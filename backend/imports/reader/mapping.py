"""What a person corrected in the preview: words of a header and of a level that mean something here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from backend.imports.rules import Column, guessed_column, header_column, squeeze
from backend.organization.rules import RiskLevel


class ColumnReading(NamedTuple):
    """`is_guess`: not the usual words, so it is shown and flagged. `is_decided`: a person has said so."""

    column: Column | None
    is_guess: bool = False
    is_decided: bool = False


UNKNOWN: Final = ColumnReading(None)
HEADER_LIMIT, BARE_LIMIT = 60, 30
"""Longest header with a remark in brackets, and without."""
BRACKET: Final = re.compile("[（(]")


@lru_cache(maxsize=8192)
def usual_column(text: str) -> ColumnReading:
    """What the words of a header cell mean without anybody's help. Most cells of a table are asked this."""
    known = header_column(text)
    if known:
        return ColumnReading(known)
    guess = guessed_column(text)
    return ColumnReading(guess, is_guess=guess is not None)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Overrides by squeezed words (`rules.squeeze`). A column mapped to None is left out without a finding."""

    columns: tuple[tuple[str, Column | None], ...] = ()
    levels: tuple[tuple[str, RiskLevel], ...] = ()

    def column(self, text: str) -> ColumnReading:
        """What the words of a header cell mean."""
        if self.columns:
            squeezed = squeeze(text)
            for words, column in self.columns:
                if words == squeezed and squeezed:
                    return ColumnReading(column, is_decided=True)
        is_short = 0 < len(text) <= (HEADER_LIMIT if BRACKET.search(text) else BARE_LIMIT)
        return usual_column(text) if is_short else UNKNOWN

    def level(self, word: str) -> RiskLevel | None:
        """The level a person gave this word."""
        squeezed = squeeze(word) if self.levels else ""
        return next((level for words, level in self.levels if words == squeezed), None)

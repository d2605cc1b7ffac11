"""Which meanings a person may give to the words of a form, and where a meaning came from. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from backend.imports.reader.mapping import Mapping as ReaderMapping
from backend.imports.reader.parsed import ColumnSeen, LevelSeen, TableReading
from backend.imports.rules import HEADER_WORDS, Column, squeeze
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel


class MappedPart(Term):
    """What a word stands for."""

    column = "column", "列"
    level = "level", "等级"


class MappingOrigin(Term):
    """Why a word was understood as it was."""

    usual = "usual", "通用写法"
    guess = "guess", "按意思对应"
    convention = "convention", "按习惯换算"
    remembered = "remembered", "沿用上次的对应"
    chosen = "chosen", "本次选定"
    unknown = "unknown", "不认识"


CHOICES: Final = frozenset(HEADER_WORDS)
"""Columns of a table; what stands around it (部门, 姓名, 填表日期) is found by its own words."""
MOST_WORDS: Final = 200
"""Columns, and levels, of one file a person can say the meaning of."""

Words = tuple[MappedPart, str]
Meanings = dict[Words, tuple[str | None, bool]]
"""What words mean: a column (None: left out) or a level, and whether that was remembered."""


def load(stored: Mapping[str, Any]) -> Meanings:
    """Meanings as an import keeps them."""
    return {
        (MappedPart(entry["part"]), entry["words"]): (entry["meaning"], entry["is_remembered"])
        for entry in stored.get("words", ())
    }


def dump(meanings: Meanings) -> dict[str, Any]:
    """The same for the database."""
    return {
        "words": [
            {"part": part.value, "words": words, "meaning": meaning, "is_remembered": is_remembered}
            for (part, words), (meaning, is_remembered) in sorted(meanings.items())
        ]
    }


def for_reader(meanings: Meanings) -> ReaderMapping:
    """As the reader takes them."""
    columns, levels = [], []
    for (part, words), (meaning, _) in meanings.items():
        if part is MappedPart.column:
            columns.append((words, Column(meaning) if meaning else None))
        elif meaning:
            levels.append((words, RiskLevel(meaning)))
    return ReaderMapping(tuple(columns), tuple(levels))


def words_of(tables: Iterable[TableReading]) -> dict[Words, TableReading]:
    """Every word of the file that has or could be given a meaning, and the table it stands in first."""
    found: dict[Words, TableReading] = {}
    for table in tables:
        for column in table.columns:
            found.setdefault((MappedPart.column, squeeze(column.text)), table)
        for level in table.levels:
            found.setdefault((MappedPart.level, squeeze(level.word)), table)
    return found


def origin_of_column(seen: ColumnSeen, meanings: Meanings) -> MappingOrigin:
    """Why this header was understood as it was."""
    said = meanings.get((MappedPart.column, squeeze(seen.text)))
    if said:
        return MappingOrigin.remembered if said[1] else MappingOrigin.chosen
    if seen.column is None:
        return MappingOrigin.unknown
    return MappingOrigin.guess if seen.is_guess else MappingOrigin.usual


def origin_of_level(seen: LevelSeen, meanings: Meanings) -> MappingOrigin:
    """Why this word counts as it does."""
    said = meanings.get((MappedPart.level, squeeze(seen.word)))
    if said:
        return MappingOrigin.remembered if said[1] else MappingOrigin.chosen
    if seen.level is None:
        return MappingOrigin.unknown
    return MappingOrigin.convention if seen.code else MappingOrigin.usual

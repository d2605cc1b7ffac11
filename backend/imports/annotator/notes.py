"""A remark to be written into a cell of the uploaded file. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from backend.imports.rules import CONTROL, Column, Severity, header_column, squeeze

AUTHOR: Final = "廉防"
WORDS: Final = {Severity.error: "错误", Severity.warning: "疑问", Severity.note: "提示"}
ORDER: Final = tuple(WORDS)
MAX_COMMENTS: Final = 1_000
"""In one file. Word refuses more than 32,767, and nobody reads a tenth of these."""

MIN_COLUMNS: Final = 3
"""Names of columns that make a row a header, as `reader.headers` has it."""
QUOTE: Final = 30
"""Characters of a text that are looked for in the file."""

Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Note:
    """What is wrong and what to do about it; the place as in `reader.parsed.Finding`.

    Without a column the cell under one of the `fields` is meant, or the one that holds `raw`; without a row the
    heading that holds it.
    """

    severity: Severity
    text: str
    table: int | None = None
    row: int | None = None
    column: int | None = None
    fields: tuple[Column, ...] = ()
    raw: str = ""
    sheet: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """What to look for: the beginning of its first line, without spaces."""
        return squeeze(self.raw.strip().partition("\n")[0])[:QUOTE]


def header_of(texts: Mapping[int, str]) -> dict[Column, int]:
    """Column → place, empty when these cells are no header row."""
    found: dict[Column, int] = {}
    for at, text in texts.items():
        column = header_column(text)
        if column:
            found.setdefault(column, at)
    return found if len(found) >= MIN_COLUMNS else {}


def chosen(texts: Mapping[int, str], header: Mapping[Column, int], note: Note) -> int | None:
    """The cell of a row that a note without a column is about: by header, by its words, else the first with text."""
    for column in note.fields:
        if header.get(column) in texts:
            return header[column]
    holding = (at for at, text in texts.items() if note.words and note.words in text)
    saying = (at for at, text in texts.items() if text)
    return next(holding, next(saying, next(iter(texts), None)))


def written(notes: Iterable[Note]) -> list[str]:
    """The lines of one comment, errors first: `错误：……`. Each line once."""
    ordered = sorted(notes, key=lambda note: ORDER.index(note.severity))
    lines = (f"{WORDS[note.severity]}：{CONTROL.sub(' ', note.text)}" for note in ordered)
    return list(dict.fromkeys(" ".join(line.split()) for line in lines))


def fitted(
    places: Mapping[Place, Sequence[Note]], top: Place, limit: int = MAX_COMMENTS
) -> dict[Place, list[str]]:
    """Place → lines; when there are too many the gravest stay, and the place at the top says how many are left out."""
    kept = dict(places)
    if len(places) > limit:
        gravest = sorted(
            (place for place in places if place != top),
            key=lambda place: min(ORDER.index(note.severity) for note in places[place]),
        )
        chosen = {*gravest[: limit - 1], top}
        kept = {place: notes for place, notes in places.items() if place in chosen}
    lines = {place: written(notes) for place, notes in kept.items()}
    left_out = len(places) - len(kept)
    if left_out:
        lines.setdefault(top, []).append(
            f"{WORDS[Severity.note]}：另有 {left_out} 处没有逐一批注，请在系统的“导入表格”页面查看。"
        )
    return lines

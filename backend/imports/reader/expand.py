"""Rows that say several things at once: lists zipped with lists, 同上, numbers that run down the column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from backend.imports.reader.cells import SourceRow
from backend.imports.reader.findings import FindingLog
from backend.imports.reader.items import ItemList, lines_of, split_items
from backend.imports.reader.markers import strip_running
from backend.imports.rules import SAME_ABOVE, Column

SINGULAR: Final = frozenset({Column.remark, Column.basis, Column.handling_body})
"""Columns in which one value for several items is the usual thing."""


@dataclass(slots=True)
class Expander:
    """Remembers what 同上 refers to and which number comes next."""

    log: FindingLog
    above: dict[Column, str] = field(default_factory=dict)
    running: int = 0

    def expand(
        self, source: SourceRow, lead: Column, columns: Sequence[Column]
    ) -> Iterator[dict[Column, str]]:
        """One dictionary of texts for each item of the leading cell (forms.md §2.3 step 10)."""
        found = split_items(source.paragraphs(lead))
        if source.row_id:
            if found.is_numbered and len(found.items) > 1:
                self.log.add("looks-like-list", lead, source.text(lead), source.place(lead))
            yield {column: source.text(column) for column in columns}
        elif len(found.items) > 1 and (found.is_numbered or has_levels(source, len(found.items))):
            items = self.items(source, lead, found)
            spread = {
                column: self.spread(source, column, len(items)) for column in columns if column is not lead
            }
            for index, item in enumerate(items):
                yield {lead: item} | {column: texts[index] for column, texts in spread.items()}
        else:
            yield {column: self.value(source, column, column is lead) for column in columns}

    def items(self, source: SourceRow, column: Column, found: ItemList) -> tuple[str, ...]:
        """The items, their findings logged."""
        for code in found.codes:
            self.log.add(code, column, source.text(column), source.place(column))
        return found.items

    def spread(self, source: SourceRow, column: Column, count: int) -> list[str]:
        """One text an item: the cell's own list when it is as long, else the whole cell for each."""
        paragraphs = source.paragraphs(column)
        found = split_items(paragraphs)
        if len(found.items) == count:
            return list(self.items(source, column, found) if found.is_numbered else found.items)
        for parts in ([line.text for line in lines_of(paragraphs)], level_parts(source, column)):
            if len(parts) == count:
                return parts
        text = source.text(column)
        if text and column not in SINGULAR:
            code = "level-shared" if column is Column.level else "cannot-align"
            self.log.add(code, column, text, source.place(column))
        return [text] * count

    def value(self, source: SourceRow, column: Column, is_lead: bool) -> str:
        """One cell's text; 同上 is looked up, a number that runs from row to row is taken off the leading cell."""
        text = source.text(column)
        if text.strip() in SAME_ABOVE:
            self.note_same_above(source, column, column in self.above)
            return self.above.get(column, "")
        if is_lead:
            text = self.without_running_number(text)
        if text:
            self.above[column] = text
        return text

    def without_running_number(self, text: str) -> str:
        for expected in (self.running + 1, 1):
            stripped = strip_running(text, expected)
            if stripped:
                self.running = expected
                return stripped
        return text

    def note_same_above(self, source: SourceRow, column: Column, is_found: bool) -> None:
        code = "same-above" if is_found else "nothing-above"
        self.log.add(code, column, source.text(column), source.place(column))


def has_levels(source: SourceRow, count: int) -> bool:
    """Unnumbered points are several only when the levels beside them are as many."""
    return len(lines_of(source.paragraphs(Column.level))) == count


def level_parts(source: SourceRow, column: Column) -> list[str]:
    """`高、中、高` as three."""
    if column is not Column.level:
        return []
    return [part for part in source.text(column).replace("，", "、").replace("/", "、").split("、") if part]

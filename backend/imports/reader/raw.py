"""What a file holds before anybody asks what it means: paragraphs and tables, whatever program wrote them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text` holds soft line breaks as \\n; `label` is the automatic number, `depth` its level."""

    text: str
    label: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell; `column` counts grid columns from 0."""

    column: int
    span: int
    is_continued: bool
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class RawRow:
    """`number` is the row's own in its sheet, 0 where rows are simply counted; `bookmarks` carry its identity.

    `marks`: column from 0 and code of what there is to say about single cells, such as formulas.
    """

    cells: tuple[RawCell, ...]
    bookmarks: tuple[str, ...] = ()
    number: int = 0
    marks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """`sheet` is the name of the sheet it stands on, None in a text document."""

    rows: tuple[RawRow, ...]
    sheet: str | None = None


Block = Paragraph | RawTable


@dataclass(frozen=True, slots=True)
class RawDocument:
    """`notes` are code and words of findings about the file as a whole."""

    blocks: tuple[Block, ...]
    properties: dict[str, str]
    notes: tuple[tuple[str, str], ...] = ()

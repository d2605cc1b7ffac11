"""Where the paragraphs of a template stand, in words people can follow."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from backend.documents.writer.markup import w

EXCERPT: Final = 16
TABLE, ROW, CELL, PARAGRAPH, BOX = w("tbl"), w("tr"), w("tc"), w("p"), w("txbxContent")


class Spot(NamedTuple):
    """One paragraph: its own text, where it is, and what it lies in."""

    paragraph: etree._Element
    text: str
    place: str
    row: etree._Element | None
    table: etree._Element | None


def spots(root: etree._Element) -> Iterator[Spot]:
    """Every paragraph in document order."""
    tables: dict[etree._Element, int] = {}
    numbers: dict[etree._Element, tuple[int, int]] = {}
    number = 0
    for element in root.iter(TABLE, PARAGRAPH):
        outer = list(element.iterancestors(TABLE, BOX))
        if element.tag == TABLE:
            if not outer:
                tables[element] = len(tables) + 1
                numbers |= _numbers(element)
            continue
        if not outer:
            number += 1
        yield _spot(element, tables, numbers, number)


def _numbers(table: etree._Element) -> dict[etree._Element, tuple[int, int]]:
    """Of each row of a table and each cell in it: which one it is, and among how many."""
    found: dict[etree._Element, tuple[int, int]] = {}
    rows = [row for row in table.iter(ROW) if next(row.iterancestors(TABLE), None) is table]
    for place, row in enumerate(rows, 1):
        found[row] = place, len(rows)
        cells = [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW), None) is row]
        found |= {cell: (at, len(cells)) for at, cell in enumerate(cells, 1)}
    return found


def _spot(
    paragraph: etree._Element,
    tables: dict[etree._Element, int],
    numbers: dict[etree._Element, tuple[int, int]],
    number: int,
) -> Spot:
    row = next(paragraph.iterancestors(ROW), None)
    table = next(row.iterancestors(TABLE), None) if row is not None else None
    outermost = next((one for one in paragraph.iterancestors(TABLE) if one in tables), None)
    text = own_text(paragraph)
    if outermost is not None:
        place = f"第 {tables[outermost]} 个表{_in_table(paragraph, numbers)}"
        return Spot(paragraph, text, place, row, table)
    if next(paragraph.iterancestors(BOX), None) is not None:
        return Spot(paragraph, text, f"第 {max(number, 1)} 段旁的文本框", row, table)
    shown = "".join(text.split())[:EXCERPT]
    return Spot(paragraph, text, f"正文第 {number} 段" + (f"（{shown}）" if shown else ""), row, table)


def _in_table(paragraph: etree._Element, numbers: dict[etree._Element, tuple[int, int]]) -> str:
    """Row and cell of the outermost table; a cell that is alone in its row needs no number."""
    row = next((numbers[one][0] for one in paragraph.iterancestors(ROW) if one in numbers), None)
    if row is None:
        return ""
    at, count = next((numbers[one] for one in paragraph.iterancestors(CELL) if one in numbers), (0, 1))
    return f"第 {row} 行" + (f"第 {at} 格" if count > 1 else "")


def own_text(paragraph: etree._Element) -> str:
    """The text of a paragraph without that of text boxes anchored in it."""
    return "".join(
        text.text or ""
        for text in paragraph.iter(w("t"))
        if next(text.iterancestors(PARAGRAPH), None) is paragraph
    )


def row_text(row: etree._Element) -> str:
    """All a row says."""
    return "".join(text.text or "" for text in row.iter(w("t"))).strip()

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
    number = 0
    for element in root.iter(TABLE, PARAGRAPH):
        outer = list(element.iterancestors(TABLE, BOX))
        if element.tag == TABLE:
            if not outer:
                tables[element] = len(tables) + 1
            continue
        if not outer:
            number += 1
        yield _spot(element, tables, number)


def _spot(paragraph: etree._Element, tables: dict[etree._Element, int], number: int) -> Spot:
    row = next(paragraph.iterancestors(ROW), None)
    table = next(row.iterancestors(TABLE), None) if row is not None else None
    outermost = next((one for one in paragraph.iterancestors(TABLE) if one in tables), None)
    text = own_text(paragraph)
    if outermost is not None:
        return Spot(paragraph, text, _in_table(paragraph, outermost, tables[outermost]), row, table)
    if next(paragraph.iterancestors(BOX), None) is not None:
        return Spot(paragraph, text, f"第 {max(number, 1)} 段旁的文本框", row, table)
    shown = "".join(text.split())[:EXCERPT]
    return Spot(paragraph, text, f"正文第 {number} 段" + (f"（{shown}）" if shown else ""), row, table)


def _in_table(paragraph: etree._Element, table: etree._Element, number: int) -> str:
    rows = [row for row in table.iter(ROW) if next(row.iterancestors(TABLE), None) is table]
    own = set(paragraph.iterancestors(ROW))
    at, row = next((at, row) for at, row in enumerate(rows, 1) if row in own)
    cells = [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW), None) is row]
    held = set(paragraph.iterancestors(CELL))
    cell = next((at for at, cell in enumerate(cells, 1) if cell in held), 0)
    return f"第 {number} 个表第 {at} 行" + (f"第 {cell} 格" if cell and len(cells) > 1 else "")


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

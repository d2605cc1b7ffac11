"""Walks a .docx into plain paragraphs and tables (forms.md §2.3 step 3).

Tracked insertions count, deletions do not; content controls, text boxes, nested tables, tick symbols
and automatic numbers are read. Nothing of the document survives in the result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from lxml import etree

from backend.imports.reader.elements import (
    CONTAINERS,
    TRACKED_AWAY,
    attribute,
    bookmarks_of,
    cells_of,
    child,
    chosen,
    descend,
    is_continued,
    is_deleted,
    is_frame,
    is_hidden,
    local,
    outermost,
    value,
)
from backend.imports.reader.numbering import Numbering, read_numbering
from backend.imports.reader.package import open_docx, parse_xml, refuse
from backend.imports.reader.raw import Block, Paragraph, RawCell, RawDocument, RawRow, RawTable
from backend.imports.reader.ticks import legacy_tick, symbol, symbols

SPAN_LIMIT: Final = 63
CELL_LIMIT: Final = 60_000
SIMPLE: Final = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
WANTED: Final = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "docProps/custom.xml")


@dataclass
class _Walker:
    parts: dict[str, bytes]
    cells_left: int = CELL_LIMIT
    boxes: list[Block] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    carried: str = ""
    has_tracked_changes: bool = False

    @cached_property
    def numbering(self) -> Numbering:
        """Parsed when the first numbered paragraph asks for it."""
        return read_numbering(self.root("word/numbering.xml"))

    @cached_property
    def style_lists(self) -> dict[str, tuple[int, int]]:
        """Parsed when the first styled paragraph asks for it; most forms never do."""
        return style_lists(self.root("word/styles.xml"))

    def root(self, name: str) -> etree._Element | None:
        return parse_xml(self.parts[name]) if name in self.parts else None

    def blocks(self, parent: etree._Element) -> list[Block]:
        """Block-level children in order; a text box's content comes before the paragraph it hangs on."""
        out: list[Block] = []
        for element in parent:
            name = local(element)
            if name == "p":
                paragraph = self.paragraph(element)
                boxes, self.boxes = self.boxes, []
                out.extend(boxes)
                if paragraph is not None:
                    out.append(paragraph)
            elif name == "tbl":
                out.extend(self.table(element))
            elif name == "bookmarkStart":
                self.bookmarks.append(attribute(element, "name") or "")
            elif name in TRACKED_AWAY:
                self.has_tracked_changes = True
            elif name in CONTAINERS:
                out.extend(self.blocks(chosen(element)))
        return out

    def paragraph(self, element: etree._Element) -> Paragraph | None:
        properties = child(element, "pPr")
        label, depth = self.label(properties)
        text = self.carried + "".join(self.inline(element))
        self.carried = ""
        if child(child(properties, "rPr"), "del") is not None:
            self.carried, self.has_tracked_changes = text, True
            return None
        return Paragraph(text, label, depth)

    def label(self, properties: etree._Element | None) -> tuple[str, int]:
        own = child(properties, "numPr")
        number_id, depth = value(child(own, "numId")), value(child(own, "ilvl"))
        style = attribute(child(properties, "pStyle"), "val")
        from_style = self.style_lists.get(style) if style else None
        if number_id is None and from_style:
            number_id, depth = from_style[0], from_style[1] if depth is None else depth
        if not number_id:
            return "", 0
        return self.numbering.label(number_id, depth or 0), depth or 0

    def inline(self, parent: etree._Element) -> Iterator[str]:
        """Text pieces of a paragraph, as they read after all tracked changes are accepted."""
        for element in parent:
            name = local(element)
            if name == "r" or name in CONTAINERS:
                self.has_tracked_changes |= name in ("ins", "moveTo")
                if not (name == "r" and is_hidden(element)):
                    yield from self.inline(chosen(element))
            elif name in ("drawing", "pict", "object"):
                self.text_boxes(element)
            elif name == "bookmarkStart":
                self.bookmarks.append(attribute(element, "name") or "")
            elif name in TRACKED_AWAY:
                self.has_tracked_changes = True
            else:
                yield piece(name, element)

    def text_boxes(self, element: etree._Element) -> None:
        outer, self.boxes = self.boxes, []
        for box in outermost(element, "txbxContent"):
            outer.extend(self.blocks(box))
        self.boxes = outer + self.boxes

    def table(self, element: etree._Element) -> list[Block]:
        """The table, or what it holds when it is only a frame around tables."""
        if is_frame(element):
            return [block for cell in cells_of(element) for block in self.blocks(cell)]
        kept = [row for row in descend(element, "tr") if not is_deleted(row)]
        return [RawTable(tuple(self.row(row) for row in kept))]

    def row(self, element: etree._Element) -> RawRow:
        properties = child(element, "trPr")
        column = min(value(child(properties, "gridBefore")) or 0, SPAN_LIMIT)
        outer, self.bookmarks = (
            self.bookmarks,
            [attribute(item, "name") or "" for item in bookmarks_of(element)],
        )
        cells: list[RawCell] = []
        for item in descend(element, "tc"):
            self.cells_left -= 1
            if self.cells_left < 0:
                raise refuse("too-complex")
            cell_properties = child(item, "tcPr")
            span = max(1, min(value(child(cell_properties, "gridSpan")) or 1, SPAN_LIMIT))
            content = [] if child(cell_properties, "cellDel") is not None else flat(self.blocks(item))
            if is_continued(cell_properties, "hMerge") and cells:
                cells[-1] = widened(cells[-1], span)
            else:
                cells.append(RawCell(column, span, is_continued(cell_properties, "vMerge"), tuple(content)))
            column += span
        row, self.bookmarks = RawRow(tuple(cells), tuple(self.bookmarks)), outer
        return row


def piece(name: str, element: etree._Element) -> str:
    """What one leaf of a run reads as; the empty string for everything that is not text."""
    if name == "t":
        return symbols(element.text or "")
    if name == "br":
        return "\n" if attribute(element, "type") in (None, "textWrapping") else ""
    if name == "sym":
        return symbol(element)
    if name in ("checkBox", "fldChar"):
        return legacy_tick(element)
    if name in ("oMath", "oMathPara"):
        return "".join(item.text or "" for item in element.iter() if local(item) == "t")
    return SIMPLE.get(name, "")


def widened(cell: RawCell, span: int) -> RawCell:
    return RawCell(cell.column, cell.span + span, cell.is_continued, cell.paragraphs)


def flat(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """A cell's own paragraphs and those of small tables inside it."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (
                paragraph for row in block.rows for cell in row.cells for paragraph in cell.paragraphs
            )


def style_lists(root: etree._Element | None) -> dict[str, tuple[int, int]]:
    """Paragraph style → (list, level), through w:basedOn."""
    styles = (
        {attribute(item, "styleId") or "": item for item in root if local(item) == "style"}
        if root is not None
        else {}
    )
    found: dict[str, tuple[int, int] | None] = {}
    for key in styles:
        at, passed = key, dict[str, None]()
        while at in styles and at not in found and at not in passed:
            passed[at] = None
            own = child(child(styles[at], "pPr"), "numPr")
            number_id = value(child(own, "numId"))
            if number_id is not None:
                found[at] = number_id, value(child(own, "ilvl")) or 0
            else:
                at = attribute(child(styles[at], "basedOn"), "val") or ""
        # Each style is looked at once, however long the chains are.
        found |= dict.fromkeys(passed, found.get(at))
    return {key: numbering for key, numbering in found.items() if numbering}


def custom_properties(root: etree._Element | None) -> dict[str, str]:
    """docProps/custom.xml: name → text."""
    pairs = (
        (
            (attribute(item, "name"), "".join(str(text) for text in item.itertext()))
            for item in root
            if local(item) == "property"
        )
        if root is not None
        else ()
    )
    return {name: text for name, text in pairs if name}


def read_docx(data: bytes) -> RawDocument:
    """Blocks of the document's body in reading order. Raises BadFile or BadArchive."""
    parts, links = open_docx(data, WANTED)
    walker = _Walker(parts)
    body = child(walker.root("word/document.xml"), "body")
    blocks = walker.blocks(body) if body is not None else []
    properties = custom_properties(walker.root("docProps/custom.xml"))
    notes = [("external-link", link) for link in links]
    if walker.has_tracked_changes:
        notes.append(("tracked-changes", ""))
    return RawDocument(tuple(blocks), properties, tuple(notes))

"""Pieces of a Word page in the layout of GB/T 9704, drawn with python-docx."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

SONG, HEI, FANG, TITLE = "宋体", "黑体", "仿宋_GB2312", "方正小标宋简体"
ALTERNATIVES: Final = {FANG: "仿宋", TITLE: "宋体", "楷体_GB2312": "楷体"}
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


class Type(NamedTuple):
    """Font and line of a paragraph, in points."""

    font: str
    size: float
    pitch: float


def set_fonts(run: Run, kind: Type) -> None:
    """Every script in the same font; the hint keeps “ ” — … full width in Word."""
    run.font.size = Pt(kind.size)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), kind.font)
    fonts.set(qn("w:hint"), "eastAsia")


def write(paragraph: Paragraph, text: str, kind: Type, align: WD_ALIGN_PARAGRAPH = LEFT) -> Paragraph:
    """A paragraph of exact line height without space around it."""
    set_fonts(paragraph.add_run(text), kind)
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(kind.pitch)
    return paragraph


def page(document: Document, *, is_landscape: bool) -> None:
    """A4 with the margins of GB/T 9704 (37, 35, 28, 26 mm); a landscape page is the same sheet turned."""
    section = document.sections[0]
    top, bottom, left, right = (28, 26, 35, 37) if is_landscape else (37, 35, 28, 26)
    width, height = (297, 210) if is_landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 12)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    page_numbers(document, section)


def page_numbers(document: Document, section: Section) -> None:
    """`— 1 —` in 宋体 14 pt, one character from the outer edge."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = footer.paragraphs[0]
        kind = Type(SONG, 14, 18)
        write(paragraph, "— ", kind, align)
        for code in ("begin", "PAGE", "separate", "1", "end"):
            run = paragraph.add_run()
            set_fonts(run, kind)
            run._element.append(field_part(code))
        set_fonts(paragraph.add_run(" —"), kind)
        indent = paragraph.paragraph_format
        indent.left_indent = indent.right_indent = Pt(14)


def field_part(code: str) -> etree._Element:
    if code in ("begin", "separate", "end"):
        mark: etree._Element = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), code)
        return mark
    text: etree._Element = OxmlElement("w:t" if code == "1" else "w:instrText")
    text.text = code
    return text


def tabs(paragraph: Paragraph, stops: Sequence[float]) -> None:
    """Tab stops in millimetres."""
    for stop in stops:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(stop))


def make_table(document: Document, widths: Sequence[float]) -> Table:
    """An empty centred grid with fixed columns in millimetres."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    properties = table._tbl.tblPr
    properties.insert(len(properties) - 1, cell_margins())
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def cell_margins() -> etree._Element:
    """A little air above and below the text, 5.4 pt beside it."""
    margins: etree._Element = OxmlElement("w:tblCellMar")
    for side, width in (("top", 40), ("left", 108), ("bottom", 40), ("right", 108)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(width))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    return margins


def plain_spacing(properties: etree._Element) -> None:
    """No automatic gaps between Chinese and figures, no document grid."""
    for index, name in enumerate(("autoSpaceDE", "autoSpaceDN", "snapToGrid")):
        element: etree._Element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), "0")
        properties.insert(index, element)


def add_row(table: Table, widths: Sequence[float], height: float, *, may_break: bool = True) -> _Row:
    """A row at least `height` points high."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx annotates this method in part
    row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    if not may_break:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    return row


def repeat_header(row: _Row) -> None:
    """The row comes again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def middle(cell: _Cell) -> None:
    """Vertically centred; w:vAlign stands last but for hideMark, as the schema wants."""
    align = OxmlElement("w:vAlign")
    align.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(align)


def put(cell: _Cell, texts: Sequence[str], kind: Type, align: WD_ALIGN_PARAGRAPH = LEFT) -> None:
    """Paragraphs of a cell."""
    write(cell.paragraphs[0], texts[0], kind, align)
    for text in texts[1:]:
        write(cell.add_paragraph(), text, kind, align)


def alternatives(font_table: etree._Element) -> None:
    """Names a substitute for the fonts a PC may lack."""
    for name, other in ALTERNATIVES.items():
        font, alternative = OxmlElement("w:font"), OxmlElement("w:altName")
        font.set(qn("w:name"), name)
        alternative.set(qn("w:val"), other)
        font.append(alternative)
        font_table.append(font)

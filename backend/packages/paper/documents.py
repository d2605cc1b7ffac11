"""Plain Word documents for records that have no official form: minutes, receipts, decisions, ledgers.

Written directly, like the forms: a document costs about a millisecond, and its text is never markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

from backend.documents.rules import paper_text
from backend.documents.writer.archive import Entry, assemble, deflate

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
BREADTH: Final = 8845
"""Twentieths of a point between the margins of an upright A4 page (GB/T 9704: 156 mm)."""
LABEL_BREADTH: Final = 2000


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of two columns: what it is, and what it says. Lines without a value are left out."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A heading, when there is one, and paragraphs."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, columns with their relative breadth, and rows; an empty table says so."""

    heading: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[str]]
    empty: str = "没有记录。"


Block = Pairs | Text | Table


def write_document(title: str, blocks: Iterable[Block]) -> bytes:
    """A .docx on upright A4 paper."""
    inner = "".join((_paragraph(title, "Title"), *(piece for block in blocks for piece in _block(block))))
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1400"'
        ' w:gutter="0"/></w:sectPr>'
    )
    root = f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body>{inner}{page}</w:body></w:document>'
    return assemble((*_frame(), deflate("word/document.xml", _xml(root), 6)))


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Pairs):
        rows = [(label, text) for label, text in block.rows if text.strip()]
        breadths = (LABEL_BREADTH, BREADTH - LABEL_BREADTH)
        yield _table([_row(row, breadths, ("Head", "Cell")) for row in rows], breadths)
        yield _paragraph("", "Cell")
    elif isinstance(block, Text):
        if block.heading:
            yield _paragraph(block.heading, "Heading1")
        for line in paper_text(block.body).split("\n"):
            yield _paragraph(line, "Normal")
    else:
        yield from _whole_table(block)


def _whole_table(block: Table) -> Iterator[str]:
    if block.heading:
        yield _paragraph(block.heading, "Heading1")
    if not block.rows:
        yield _paragraph(block.empty, "Normal")
        return
    whole = sum(share for _, share in block.columns)
    breadths = tuple(BREADTH * share // whole for _, share in block.columns)
    names = [name for name, _ in block.columns]
    head = _row(names, breadths, ("Head",) * len(names), is_head=True)
    rows = (_row(row, breadths, ("Cell",) * len(names)) for row in block.rows)
    yield _table([head, *rows], breadths)
    yield _paragraph("", "Cell")


def _table(rows: Iterable[str], breadths: Sequence[int]) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{breadth}"/>' for breadth in breadths)
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(breadths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(texts: Sequence[str], breadths: Sequence[int], styles: Sequence[str], *, is_head: bool = False) -> str:
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{breadth}" w:type="dxa"/></w:tcPr>'
        f"{''.join(_paragraph(line, style) for line in paper_text(text).split(chr(10)))}</w:tc>"
        for text, breadth, style in zip(texts, breadths, styles, strict=True)
    )
    repeated = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
    return f"<w:tr>{repeated}{''.join(cells)}</w:tr>"


def _paragraph(text: str, style: str) -> str:
    run = ""
    if text:
        said = escape(paper_text(text).replace("\n", " "), quote=False)
        run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def _xml(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode()


def _style(name: str, font: str, half_points: int, more: str = "", *, is_default: bool = False) -> str:
    default = ' w:default="1"' if is_default else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:pPr>{more}</w:pPr><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
        f' w:eastAsia="{font}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


@cache
def _frame() -> tuple[Entry, ...]:
    """The parts that are the same in every document."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{main}.styles+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{main}.footer+xml"/></Types>'
    )
    roots = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/styles"'
        f' Target="styles.xml"/><Relationship Id="rId2" Type="{OFFICE}/footer" Target="footer1.xml"/>'
        "</Relationships>"
    )
    flush = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    middle = f'{flush}<w:jc w:val="center"/>'
    indent = '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
    styles = "".join(
        (
            _style("Normal", "仿宋_GB2312", 32, indent, is_default=True),
            _style("Title", "方正小标宋简体", 44, f'<w:spacing w:after="400"/>{middle}'),
            _style("Heading1", "黑体", 32, f'<w:keepNext/><w:spacing w:before="240" w:after="120"/>{flush}'),
            _style("Head", "黑体", 24, middle),
            _style("Cell", "仿宋_GB2312", 24, flush),
            _style("Footer", "宋体", 28, middle),
        )
    )
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    dash = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    footer = (
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{dash.format("— ")}{number}'
        f'{dash.format(" —")}</w:p></w:ftr>'
    )
    return tuple(
        deflate(name, _xml(text))
        for name, text in (
            ("[Content_Types].xml", types),
            ("_rels/.rels", roots),
            ("word/_rels/document.xml.rels", links),
            ("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>'),
            ("word/footer1.xml", footer),
        )
    )

"""Flowcharts behind a form, each on a page of its own (opinion.txt line 42)."""

import re
from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from backend.documents.rules import paper_text
from backend.documents.writer.filler import CONTENT_TYPES, DOCUMENT, parse
from backend.documents.writer.markup import w
from backend.kit.typesetting import rasterize

RELATIONS: Final = "word/_rels/document.xml.rels"
NO_RELATIONS: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
IMAGE_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
EMU: Final = 36_000
"""In a millimetre."""
PAGE: Final = (150.0, 218.0)
"""Millimetres of a page that a picture may take; a turned page is as broad as this is high."""
SCALE: Final = 2.0
SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
FIXED: Final = (2012, 9, 1, 0, 0, 0)
DRAWING: Final = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent/><wp:docPr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr/><pic:cNvPicPr/></pic:nvPicPr>'
    "<pic:blipFill><a:blip/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


class Chart(NamedTuple):
    """A picture with its size in its own units; wide ones lie on a turned page."""

    title: str
    svg: str
    width: float
    height: float

    @property
    def is_wide(self) -> bool:
        return self.width > self.height

    @property
    def millimetres(self) -> tuple[float, float]:
        """As large as its page allows, and not larger than 120 % of its own pixels."""
        room = PAGE[::-1] if self.is_wide else PAGE
        scale = min(room[0] / self.width, room[1] / self.height, 1.2 * 25.4 / 96)
        return self.width * scale, self.height * scale


def chart_of(title: str, svg: str) -> Chart:
    """A drawn flowchart."""
    size = SIZE.search(svg)
    assert size is not None
    return Chart(title, svg, float(size[1]), float(size[2]))


def picture(chart: Chart) -> bytes:
    """The chart as PNG."""
    return rasterize(chart.svg, SCALE)


def illustrate(document: bytes, charts: Sequence[Chart]) -> bytes:
    """A .docx with the charts behind its last page; the form itself and its identity stay as they are."""
    if not charts:
        return document
    with ZipFile(BytesIO(document)) as source:
        parts = {RELATIONS: NO_RELATIONS} | {name: source.read(name) for name in source.namelist()}
    root, relations, types = (parse(parts[name]) for name in (DOCUMENT, RELATIONS, CONTENT_TYPES))
    body = root.find(w("body"))
    assert body is not None
    last = body[-1] if len(body) else None
    if last is None or last.tag != w("sectPr"):  # a college's template may say nothing of its page
        last = etree.SubElement(body, w("sectPr"))
    body.insert(len(body) - 1, _end_of_section(deepcopy(last)))
    for at, chart in enumerate(charts, start=1):
        relation = etree.SubElement(relations, _beside(relations, "Relationship"))
        name = f"media/chart{at}.png"
        for key, value in (("Id", f"rIdChart{at}"), ("Type", IMAGE_RELATION), ("Target", name)):
            relation.set(key, value)
        parts[f"word/{name}"] = picture(chart)
        paragraph = _paragraph(chart, at)
        if at < len(charts):
            paragraph[0].append(_section(last, chart))
        body.insert(len(body) - 1, paragraph)
    body.replace(last, _section(last, charts[-1]))
    if not any(one.get("Extension") == "png" for one in types):
        default = etree.Element(_beside(types, "Default"), Extension="png", ContentType="image/png")
        types.insert(0, default)
    for name, part in ((DOCUMENT, root), (RELATIONS, relations), (CONTENT_TYPES, types)):
        parts[name] = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
    return _packed(parts)


def _beside(root: etree._Element, name: str) -> str:
    """A tag of the same namespace."""
    return f"{{{etree.QName(root).namespace}}}{name}"


def _end_of_section(section: etree._Element) -> etree._Element:
    """A paragraph next to nothing high that ends the form's own pages."""
    paragraph = etree.Element(w("p"))
    properties = etree.SubElement(paragraph, w("pPr"))
    spacing = etree.SubElement(properties, w("spacing"))
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(w(name), value)
    properties.append(section)
    return paragraph


def _section(like: etree._Element, chart: Chart) -> etree._Element:
    """A4, upright or turned, with the footers of the section before."""
    section = etree.Element(w("sectPr"))
    size, margins = etree.SubElement(section, w("pgSz")), etree.SubElement(section, w("pgMar"))
    form_margins = like.find(w("pgMar"))
    short, long, edges = "11906", "16838", ("2098", "1474", "1984", "1587")
    if chart.is_wide:
        short, long, edges = long, short, ("1587", "1984", "1474", "2098")
        size.set(w("orient"), "landscape")
    size.set(w("w"), short)
    size.set(w("h"), long)
    for name, value in zip(("top", "right", "bottom", "left"), edges, strict=True):
        margins.set(w(name), value)
    for name in ("header", "footer", "gutter"):
        found = form_margins.get(w(name)) if form_margins is not None else None
        margins.set(w(name), found or "0")
    return section


def _paragraph(chart: Chart, number: int) -> etree._Element:
    paragraph = etree.Element(w("p"))
    properties = etree.SubElement(paragraph, w("pPr"))
    etree.SubElement(properties, w("jc")).set(w("val"), "center")
    run = etree.fromstring(DRAWING)
    wide, high = (str(round(length * EMU)) for length in chart.millimetres)
    for extent in (run.find(".//{*}extent"), run.find(".//{*}ext")):
        assert extent is not None
        extent.set("cx", wide)
        extent.set("cy", high)
    for named in (run.find(".//{*}docPr"), run.find(".//{*}cNvPr")):
        assert named is not None
        named.set("id", str(1000 + number))
        named.set("name", f"流程图{number}")
        named.set("descr", paper_text(chart.title))
    blip: Any = run.find(".//{*}blip")
    blip.set(f"{{{blip.nsmap['r']}}}embed", f"rIdChart{number}")
    paragraph.append(run)
    return paragraph


def _packed(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in parts.items():
            info = ZipInfo(name, FIXED)
            info.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            archive.writestr(info, data)
    return target.getvalue()

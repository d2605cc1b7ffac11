"""Elements and fields that reach outside the file or run something (forms.md §3, hostile files)."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from backend.documents.checker.remarks import Remark
from backend.documents.writer.markup import TAG, w

VML: Final = "{urn:schemas-microsoft-com:vml}"
OLE: Final = "{urn:schemas-microsoft-com:office:office}OLEObject"
FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "SEQ", "SYMBOL", "EQ"})
"""Fields that only count or draw; DDE, INCLUDEPICTURE, LINK, DATABASE, MACROBUTTON and the rest are refused."""

UNWANTED: Final = {
    w("altChunk"): "并入了另一个文档，请把内容粘贴为文字。",
    w("object"): "嵌入了对象（如公式、其他文档），请删去。",
    w("control"): "有 ActiveX 控件，请删去。",
    w("subDoc"): "链接着子文档，请把内容粘贴为文字。",
    w("attachedTemplate"): "链接着另一个模板。请在“开发工具→文档模板”里改为 Normal。",
    w("mailMerge"): "设置了邮件合并，请先取消。",
    w("frameset"): "设置了框架页，请先取消。",
    w("saveThroughXslt"): "设置了保存时的转换，请先取消。",
    w("ins"): "还有没有处理的修订，请先“接受所有修订”。",
    w("del"): "还有没有处理的修订，请先“接受所有修订”。",
    w("moveFrom"): "还有没有处理的修订，请先“接受所有修订”。",
    w("moveTo"): "还有没有处理的修订，请先“接受所有修订”。",
    OLE: "嵌入了对象（如公式、其他文档），请删去。",
}
COMMENTS: Final = (w("commentRangeStart"), w("commentRangeEnd"))


def content_remarks(root: etree._Element, where: str, *, is_body: bool) -> list[Remark]:
    """What in one part cannot be accepted; each reason once."""
    found: dict[str, Remark] = {}
    for element in root.iter(etree.Element):
        text = UNWANTED.get(str(element.tag)) or _linked(element)
        if text:
            found.setdefault(text, Remark("unwanted", where, text))
    for code in field_codes(root):
        word = (code.split() or [""])[0].upper()
        if word not in FIELDS and not word.startswith("="):
            shown = code.strip()[:40] or "嵌套的域"
            text = f"有不能使用的域“{shown}”。请选中它，按 Ctrl+Shift+F9 变成文字。"
            found.setdefault(text, Remark("field", where, text))
    if is_body and where:
        found |= {text: Remark("tag-outside", where, text) for text in _tags_outside(root)}
    return list(found.values())


def _linked(element: etree._Element) -> str:
    """VML may name an address without a relationship."""
    if not str(element.tag).startswith(VML):
        return ""
    linked = any(
        etree.QName(name).localname in ("src", "href") and element.get(name) for name in element.attrib
    )
    return "图形链接到外部的地址，请删去或重新插入图片。" if linked else ""


def _tags_outside(root: etree._Element) -> Iterator[str]:
    """Tags where nothing is filled in."""
    for paragraph in root.iter(w("p")):
        text = "".join(one.text or "" for one in paragraph.iter(w("t")))
        for tag in TAG.findall(text):
            yield f"“{tag}”写在这里不会填写，请移到正文里。"


def field_codes(root: etree._Element) -> Iterator[str]:
    """The code of every field, wherever Word has cut it; the result of a field inside another is not code."""
    for simple in root.iter(w("fldSimple")):
        yield simple.get(w("instr")) or ""
    open_fields: list[list[str] | None] = []
    for element in root.iter(w("fldChar"), w("instrText"), w("delInstrText")):
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            open_fields.append([])
        elif kind in ("separate", "end") and open_fields:
            code = open_fields[-1]
            if code is not None:
                yield "".join(code)
            open_fields[-1] = None
            if kind == "end":
                open_fields.pop()
        elif kind is None and open_fields and open_fields[-1] is not None:
            open_fields[-1].append(element.text or "")
        elif kind is None:
            yield element.text or ""
    yield from ("".join(code) for code in open_fields if code is not None)  # those that never end


def take_comments_out(root: etree._Element) -> None:
    """Comments are talk about the template; a form has none. Our own explanation of the names is one, too."""
    for reference in list(root.iter(w("commentReference"))):
        run = reference.getparent()
        if run is not None:
            run.remove(reference)
    for element in list(root.iter(*COMMENTS)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)

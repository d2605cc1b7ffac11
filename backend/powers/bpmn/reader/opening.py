"""Opening a stranger's XML: decoded here, so that no spelling of a DTD slips past, and bounded before it is parsed."""

import re
from typing import Final

from lxml import etree

from backend.kit.archives import MIB
from backend.kit.files import BadFile

SIZE_LIMIT: Final = 5 * MIB
TAG_LIMIT: Final = 120_000
DEPTH_LIMIT: Final = 60
ATTRIBUTE_LIMIT: Final = 200
"""Of one element: looking through n of them takes n² steps."""
XML_SPACE: Final = " \t\r\n"
_DECLARATION: Final = re.compile(r"<\?xml[^>]*?\?>")
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "utf-16": "utf-16",
}
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
EXPORT: Final = "请在流程软件里导出“BPMN 2.0 XML”（扩展名 .bpmn 或 .xml）后再上传。"

REFUSALS: Final[dict[str, str]] = {
    "empty": "文件是空的，请重新选择文件。",
    "too-large": "文件超过 5 MB，不像一张流程图。请只导出这一个流程。",
    "not-xml": f"这不是 XML 文件。{EXPORT}",
    "json": f"这是 JSON 格式的流程模型。{EXPORT}",
    "archive": f"这是压缩包或部署包。请先解压，或者{EXPORT.removeprefix('请')}",
    "encoding": "认不出文件的文字编码，请用 UTF-8 重新导出。",
    "unsafe-xml": "文件里有不允许的文档类型或实体声明，不接收。请从流程软件里重新导出。",
    "broken-xml": "文件不完整或格式有误，打不开。请从流程软件里重新导出。",
    "too-complex": "文件内容过多或嵌套过深，不像一张流程图。请只导出这一个流程。",
    "not-bpmn": f"这是别的 XML，里面没有 BPMN 流程。{EXPORT}",
    "xpdl": f"这是 XPDL 格式。{EXPORT}",
    "no-flow": "文件里没有任何环节，请检查导出的是不是有内容的流程。",
}


def refuse(code: str) -> BadFile:
    """422 with advice."""
    return BadFile(code, REFUSALS[code])


def open_xml(data: bytes) -> etree._Element:
    """The root element. Raises BadFile for whatever is no plain XML of a sensible size."""
    text = _decoded(data)
    if "<!doctype" in (lowered := text.lower()) or "<!entity" in lowered:
        raise refuse("unsafe-xml")
    if text.count("<") > TAG_LIMIT:
        raise refuse("too-complex")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("too-complex" if "depth" in str(error).lower() else "broken-xml") from error
    _check_shape(root)
    return root


def _decoded(data: bytes) -> str:
    """The text without its declaration, which says nothing any more once it is decoded."""
    if not data.strip(b" \t\r\n\0"):
        raise refuse("empty")
    if len(data) > SIZE_LIMIT:
        raise refuse("too-large")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")):
        raise refuse("archive")
    try:
        text = data.decode(_encoding(data)).removeprefix("\ufeff").lstrip(XML_SPACE)
    except UnicodeDecodeError as error:
        raise refuse("encoding") from error
    if text.startswith(("{", "[")):
        raise refuse("json")
    if not text.startswith("<"):
        raise refuse("not-xml")
    found = _DECLARATION.match(text)
    return text[found.end() :].lstrip(XML_SPACE) if found else text


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data.lstrip()[:400])
    if declared is None:
        return "utf-8"
    name = declared[1].decode("ascii").lower()
    if name not in _ENCODINGS:
        raise refuse("encoding")
    return _ENCODINGS[name]


def _check_shape(root: etree._Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > DEPTH_LIMIT or len(element.attrib) > ATTRIBUTE_LIMIT:
            raise refuse("too-complex")
        waiting += ((child, depth + 1) for child in element)

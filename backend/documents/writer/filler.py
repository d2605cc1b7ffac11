"""A Word template compiled once and filled many times (forms.md §1, FastDocx)."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from html import escape
from io import BytesIO
from typing import Any, BinaryIO, Final

from jinja2 import StrictUndefined, TemplateError
from jinja2 import Template as TextTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from backend.documents.rules import paper_text
from backend.documents.writer.archive import Entry, assemble, deflate, pour
from backend.documents.writer.language import BadTemplate, check_language
from backend.documents.writer.markup import Source

DOCUMENT: Final = "word/document.xml"
PROPERTIES: Final = "docProps/custom.xml"
CONTENT_TYPES: Final = "[Content_Types].xml"
RELATIONS: Final = "_rels/.rels"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
PROPERTY_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
PROPERTY_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
TEMPLATE_LIMIT: Final = 16 * 1024 * 1024
PIECES: Final = 1_000
"""Pieces of a template, some words each, that are compressed together."""
BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
TAB: Final = '</w:t><w:tab/><w:t xml:space="preserve">'


def to_xml(value: object) -> str:
    """What an output writes into w:t: escaped, control characters gone, breaks and tabs as elements."""
    text = escape(paper_text(str(value)), quote=True)
    return text.replace("\n", BREAK).replace("\t", TAB) if "\n" in text or "\t" in text else text


def lines(value: object) -> list[str]:
    """Paragraphs of a repeated output: the items of a list, the lines of a text; at least one."""
    if isinstance(value, str):
        return paper_text(value).split("\n")
    return [str(item) for item in value] or [""] if isinstance(value, Iterable) else [str(value)]


def numbered(items: Iterable[str]) -> list[str]:
    """`1.甲` `2.乙`, as the handout numbers its lists."""
    return [f"{number}.{item}" for number, item in enumerate(items, start=1)]


class FormEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, without looking at every attribute again: the language check has seen all names, and the
    values are our own flat views."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        found = getattr(obj, attribute, None) if not attribute.startswith("_") else None
        return self.undefined(obj=obj, name=attribute) if found is None else found


def environment() -> FormEnvironment:
    made = FormEnvironment(undefined=StrictUndefined, finalize=to_xml, cache_size=0)
    made.filters = {"numbered": numbered, "_lines": lines}
    made.tests, made.globals = {}, {}
    return made


class Template:
    """Compiled from the bytes of a .docx. Raises BadTemplate for anything outside the language."""

    def __init__(self, data: bytes) -> None:
        parts = unpack(data)
        source = Source(parse(parts.pop(DOCUMENT)))
        sandbox = environment()
        text = source.compile()
        check_language(sandbox, "".join(source.tags))
        try:
            self.text: TextTemplate = sandbox.from_string(DECLARATION + text)
        except TemplateError as error:
            raise BadTemplate(f"模板里的标记写错了：{error.message}") from error
        add_properties(parts)
        self.entries: list[Entry] = [deflate(name, part) for name, part in parts.items()]

    def fill(self, context: Mapping[str, Any], properties: Mapping[str, str]) -> bytes:
        """The filled .docx; `properties` go into docProps/custom.xml. Raises BadTemplate for unknown names."""
        try:
            body = self.text.render(context)
        except TemplateError as error:
            raise BadTemplate(f"模板里用到了没有的内容：{error.message}") from error
        written = deflate(DOCUMENT, body.encode(), 6)
        return assemble(
            [*self.entries, written, deflate(PROPERTIES, custom_properties(properties).encode(), 6)]
        )

    def pour(self, context: Mapping[str, Any], properties: Mapping[str, str], target: BinaryIO) -> None:
        """The same into a file, in bounded memory when the context's lists are iterators. Raises BadTemplate."""
        stream = self.text.stream(context)
        stream.enable_buffering(PIECES)
        identity = deflate(PROPERTIES, custom_properties(properties).encode(), 6)
        try:
            pour(target, [*self.entries, identity], DOCUMENT, (piece.encode() for piece in stream))
        except TemplateError as error:
            raise BadTemplate(f"模板里用到了没有的内容：{error.message}") from error


def unpack(data: bytes) -> dict[str, bytes]:
    """The template's parts, bounded."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > TEMPLATE_LIMIT:
                raise BadTemplate("模板文件过大。")
            parts = {name: archive.read(name) for name in archive.namelist() if name != PROPERTIES}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise BadTemplate("模板文件已损坏。") from error
    if DOCUMENT not in parts or CONTENT_TYPES not in parts or RELATIONS not in parts:
        raise BadTemplate("模板不是 Word 文档（.docx）。")
    return parts


def parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadTemplate("模板文件已损坏。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadTemplate("模板里有不允许的声明。")
    return root


def add_properties(parts: dict[str, bytes]) -> None:
    """Declares docProps/custom.xml where the template does not."""
    if b"/docProps/custom.xml" not in parts[CONTENT_TYPES]:
        override = f'<Override PartName="/{PROPERTIES}" ContentType="{PROPERTY_TYPE}"/></Types>'
        parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(b"</Types>", override.encode())
    if b"docProps/custom.xml" not in parts[RELATIONS]:
        kind = f"{OFFICE}/relationships/custom-properties"
        relation = f'<Relationship Id="rIdIdentity" Type="{kind}" Target="{PROPERTIES}"/></Relationships>'
        parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", relation.encode())


def custom_properties(values: Mapping[str, str]) -> str:
    """docProps/custom.xml with these texts."""
    items = "".join(
        f'<property fmtid="{PROPERTY_FORMAT}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(paper_text(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), start=2)
    )
    spaces = f'xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes"'
    return f"{DECLARATION}<Properties {spaces}>{items}</Properties>"

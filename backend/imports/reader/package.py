"""Opening a stranger's file: what it is by its bytes, with advice when it is not what we read."""

import re
import zipfile
from typing import Final

from lxml import etree

from backend.kit.archives import open_zip, read_entry
from backend.kit.files import FILE_LIMIT, OLE2, BadFile

XML_LIMIT: Final = 24 * 1024 * 1024
TAG_LIMIT: Final = 800_000
"""Counted before parsing: lxml needs about 200 bytes for an element of 6."""

ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
XML_HEADS: Final = (b"<?xml", b"\xef\xbb\xbf<?xml")
SAVE_AS: Final = "请用 Word 或 WPS 打开它，选择“另存为”→“Word 文档（*.docx）”，再上传新文件。"

REFUSALS: Final[dict[str, str]] = {
    "empty": "文件是空的，请重新选择文件。",
    "too-large": "文件超过 20 MB。请删去图片，或把它拆成几个文件再上传。",
    "legacy-office": f"这是旧版格式（.doc、.wps 或 .xls），或者是加了密码的文件。{SAVE_AS}",
    "rtf": f"这是 RTF 格式。{SAVE_AS}",
    "html": f"这是网页格式，虽然扩展名可能是 .doc。{SAVE_AS}",
    "pdf": "这是 PDF，无法可靠地读出表格。请上传它的 Word 原件（.docx）。",
    "word-xml": f"这是 Word 的 XML 格式。{SAVE_AS}",
    "opendocument": f"这是 OpenDocument 格式。{SAVE_AS}",
    "macros": f"文件里带有宏，出于安全考虑不接收。{SAVE_AS}",
    "unknown-type": "认不出这个文件的格式，请上传 Word（.docx）、Excel（.xlsx、.xls）、CSV，或装着它们的 zip。",
    "broken-zip": f"文件已损坏，打不开。{SAVE_AS}",
    "unsafe-xml": "文件里有不允许的外部引用或实体声明，不接收。请用 Word 或 WPS 重新保存后再上传。",
    "too-complex": "文件内容过多，无法在一次导入中处理，请拆成几个文件。",
}


def refuse(code: str) -> BadFile:
    return BadFile(code, REFUSALS[code])


def sniff(data: bytes) -> str:
    """`docx`, `xlsx`, or the code of the refusal this content gets. The file's name is not asked. Raises BadArchive."""
    if not data:
        return "empty"
    if len(data) > FILE_LIMIT:
        return "too-large"
    if data.startswith(ZIP_MARKS):
        return _sniff_zip(data)
    if data.startswith(OLE2):
        return "legacy-office"
    head = data[:4096].lstrip().lower()
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"%pdf-"):
        return "pdf"
    if (head.startswith(XML_HEADS) and b"wordml" in head) or b"pkg:package" in head:
        return "word-xml"
    if re.search(rb"<(?:!doctype html|html|meta|table)", head) or head.startswith(b"mime-version"):
        return "html"
    return "unknown-type"


def _sniff_zip(data: bytes) -> str:
    with open_zip(data) as archive:
        names = set(archive.namelist())
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            return "macros"
        if "mimetype" in names and "content.xml" in names:
            return "opendocument"
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "[Content_Types].xml" not in names or "word/document.xml" not in names:
            return "unknown-type"
        kinds = _read(archive, "[Content_Types].xml")
    return "macros" if b"macroEnabled" in kinds else "docx"


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, with a limit far below what the archive as a whole may hold."""
    if archive.getinfo(name).file_size > XML_LIMIT:
        raise refuse("too-complex")
    return read_entry(archive, name, XML_LIMIT)


def parse_xml(data: bytes) -> etree._Element:
    """Root of a part; no DTD, no entity, no network, bounded size."""
    upper = data.upper()
    if any(
        mark.encode(code) in upper for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le")
    ):
        raise refuse("unsafe-xml")
    if data.count(b"<") > TAG_LIMIT:
        raise refuse("too-complex")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("broken-zip") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse("unsafe-xml")
    return root


def open_docx(data: bytes, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """The wanted parts that exist, unpacked. Raises BadFile or BadArchive for anything that is not a plain docx."""
    kind = sniff(data)
    if kind != "docx":
        raise refuse(kind)
    with open_zip(data) as archive:
        present = set(archive.namelist())
        return {name: _read(archive, name) for name in wanted if name in present}

"""Opening a stranger's file: what it is by its bytes, with advice when it is not what we read."""

import re
import zipfile
from typing import Final

from lxml import etree

from backend.imports.reader.elements import attribute
from backend.kit.archives import open_zip, read_entry
from backend.kit.files import OLE2, BadFile

XML_LIMIT: Final = 24 * 1024 * 1024
TAG_LIMIT: Final = 800_000
"""Counted before parsing: lxml needs about 200 bytes for an element of 6."""
FLOOD: Final = 5 * TAG_LIMIT
"""The same for a part that is read as a stream."""
WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
ENCODING: Final = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""")
DECLARED: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

LINK_SHOWN, LINKS_SHOWN = 120, 5

ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
BLANKS: Final = b" \t\r\n"
NOT_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")
HEADS: Final[tuple[tuple[bytes | tuple[bytes, ...], str], ...]] = (
    (b"{\\rtf", "rtf"),
    (b"%pdf-", "pdf"),
    (b"mime-version", "web-archive"),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\0"), "picture"),
    ((b"rar!", b"7z\xbc\xaf"), "other-archive"),
)
"""First bytes, in lower case."""
MAIN_PARTS: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
OLD: Final = frozenset({"legacy-office", "rtf", "html", "word-xml", "opendocument", "spreadsheet"})
"""Formats that a converter can turn into ours."""
SAVE_AS: Final = "请用 Word 或 WPS 打开它，选择“另存为”→“Word 文档（*.docx）”，再上传新文件。"
SAVE_AS_SHEET: Final = "请用 Excel 或 WPS 打开它，选择“另存为”→“Excel 工作簿（*.xlsx）”，再上传新文件。"

REFUSALS: Final[dict[str, str]] = {
    "empty": "文件是空的，请重新选择文件。",
    "legacy-office": f"这是旧版格式（.doc、.wps），或者是加了密码的文件。{SAVE_AS}",
    "encrypted": "文件加了密码，请去掉密码后再上传。",
    "web-archive": f"这是单个网页文件（.mht），虽然扩展名可能是 .doc。{SAVE_AS}",
    "spreadsheet": f"这是 OpenDocument 表格（.ods）。{SAVE_AS_SHEET}",
    "picture": "这是图片。图片里的表格无法可靠地读出，请上传它的 Word 或 Excel 原件。",
    "other-archive": "这是 RAR 或 7z 压缩包。请解压后直接上传，或压缩成 zip。",
    "nested-zip": "压缩包里还有压缩包。请先解压，把表格直接放进一个 zip。",
    "empty-zip": "压缩包里没有文件。",
    "not-converted": f"旧格式的文件没有转换成功，可能已损坏或加了密码。{SAVE_AS}",
    "rtf": f"这是 RTF 格式。{SAVE_AS}",
    "html": f"这是网页格式，虽然扩展名可能是 .doc。{SAVE_AS}",
    "pdf": "这是 PDF，无法可靠地读出表格。请上传它的 Word 原件（.docx）。",
    "word-xml": f"这是 Word 的 XML 格式。{SAVE_AS}",
    "opendocument": f"这是 OpenDocument 格式。{SAVE_AS}",
    "macros": f"文件里带有宏，出于安全考虑不接收。{SAVE_AS}",
    "unknown-type": "认不出这个文件的格式，请上传 Word（.docx）、Excel（.xlsx、.xls）、CSV，或装着它们的 zip。",
    "broken-zip": f"文件已损坏，打不开。{SAVE_AS}",
    "unsafe-xml": "文件里有不允许的外部引用或实体声明，不接收。请用 Word 或 WPS 重新保存后再上传。",
    "too-slow": "读这个文件超过了时间限制。请删去多余的内容，或把它拆成几个文件再上传。",
    "too-complex": "文件内容过多，无法在一次导入中处理，请拆成几个文件。",
}


def refuse(code: str) -> BadFile:
    return BadFile(code, REFUSALS[code])


def sniff(data: bytes) -> str:
    """`docx`, `xlsx`, `xls`, `zip`, `text`, one of OLD, or the code of the refusal this content gets.

    The file's name is not asked. Raises BadArchive.
    """
    if not data.strip(BLANKS):
        return "empty"
    if data.startswith(ZIP_MARKS):
        return _sniff_zip(data)
    if data.startswith(OLE2):
        return _sniff_ole2(data)
    return _sniff_text(data)


def _sniff_text(data: bytes) -> str:
    head = data[:4096].lstrip(BLANKS).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for marks, kind in HEADS:
        if head.startswith(marks):
            return kind
    if (head.startswith(b"<?xml") and b"wordml" in head) or b"pkg:package" in head:
        return "word-xml"
    if re.search(rb"<(?:!doctype html|html|meta|table)", head):
        return "html"
    if head.startswith(b"<?xml"):
        return "unknown-type"
    is_wide = data.startswith(WIDE[:2]) or (b"\0" in head and len(data) % 2 == 0)
    return "text" if is_wide or not NOT_TEXT.search(data[:65_536]) else "unknown-type"


def _sniff_ole2(data: bytes) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return "encrypted"
    if has("WordDocument"):
        return "legacy-office"
    return "xls" if has("Workbook") or has("Book\0") else "legacy-office"


def _sniff_zip(data: bytes) -> str:
    with open_zip(data) as archive:
        names = set(archive.namelist())
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            return "macros"
        if "mimetype" in names and "content.xml" in names:
            return "spreadsheet" if b"spreadsheet" in _read(archive, "mimetype")[:200] else "opendocument"
        if "[Content_Types].xml" not in names:
            return "zip"
        kind = next((kind for part, kind in MAIN_PARTS.items() if part in names), "unknown-type")
        kinds = _read(archive, "[Content_Types].xml")
    return "macros" if b"macroEnabled" in kinds else kind


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, with a limit far below what the archive as a whole may hold."""
    if archive.getinfo(name).file_size > XML_LIMIT:
        raise refuse("too-complex")
    return read_entry(archive, name, XML_LIMIT)


def checked_xml(data: bytes) -> bytes:
    """The part, unless it declares a DTD, could hide one in another encoding, or is a flood of elements."""
    encoding = ENCODING.match(data)
    is_foreign = data.startswith(WIDE) or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii"))
    if is_foreign or (b"<!" in data and DECLARED.search(data)):
        raise refuse("unsafe-xml")
    if data.count(b"<") > FLOOD:
        raise refuse("too-complex")
    return data


def parse_xml(data: bytes) -> etree._Element:
    """Root of a part; no DTD, no entity, no network, bounded size."""
    if checked_xml(data).count(b"<") > TAG_LIMIT:
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


def open_docx(data: bytes, wanted: tuple[str, ...]) -> tuple[dict[str, bytes], list[str]]:
    """The wanted parts that exist, unpacked, and what the file links to. Raises BadFile or BadArchive."""
    with open_zip(data) as archive:
        present = set(archive.namelist())
        parts = {name: _read(archive, name) for name in wanted if name in present}
        return parts, external_links(archive)


def external_links(archive: zipfile.ZipFile) -> list[str]:
    """What the package refers to outside itself, plain hyperlinks apart; nothing of it is ever fetched."""
    found: dict[str, None] = {}
    for name in archive.namelist():
        if name.endswith(".rels"):
            for item in parse_xml(_read(archive, name)):
                if attribute(item, "TargetMode") == "External" and not (attribute(item, "Type") or "").endswith(
                    "/hyperlink"
                ):
                    found[(attribute(item, "Target") or "")[:LINK_SHOWN]] = None
    return list(found)[:LINKS_SHOWN]

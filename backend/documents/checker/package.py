"""The package of a stranger's template: only what a form needs is kept, whatever reaches outside is refused.

Parts are kept by walking the relationships from the root; what nothing refers to does not come along. Names of authors,
comments, embedded data stores and the like are left behind, so that no filled form carries them.
"""

import posixpath
import zipfile
from io import BytesIO
from typing import Final

from lxml import etree

from backend.documents.checker.content import content_remarks, take_comments_out
from backend.documents.checker.remarks import Remark, UnfitTemplate
from backend.documents.writer.filler import CONTENT_TYPES, DOCUMENT, PROPERTIES, RELATIONS
from backend.kit.archives import MIB, open_zip, read_entry

PART_LIMIT: Final = 2 * MIB
TOTAL_LIMIT: Final = 8 * MIB
MARK_LIMIT: Final = 120_000
"""Signs `<` in one part: beginnings and ends of elements. A form of ten pages from Word has some 50,000."""
TOO_LARGE: Final = "文件内容过多。模板里请只放表格和必要的图片。"
RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
STRICT: Final = b"http://purl.oclc.org/ooxml/"
MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
KEPT: Final = frozenset(
    {
        "officeDocument",
        "styles",
        "settings",
        "fontTable",
        "theme",
        "numbering",
        "header",
        "footer",
        "footnotes",
        "endnotes",
        "image",
    }
)
LEFT_BEHIND: Final = frozenset(
    {
        "core-properties",
        "extended-properties",
        "custom-properties",
        "thumbnail",
        "comments",
        "commentsExtended",
        "commentsIds",
        "commentsExtensible",
        "people",
        "customXml",
        "customXmlProps",
        "webSettings",
        "glossaryDocument",
        "stylesWithEffects",
        "printerSettings",
        "keyMapCustomizations",
        "documenttasks",
    }
)
WHY: Final = {
    "attachedTemplate": "文件链接着另一个模板。请在 Word 的“开发工具→文档模板”里改为 Normal，再上传。",
    "hyperlink": "文件里有指向外部的超链接。请右键单击它，选择“取消超链接”，再上传。",
    "oleObject": "文件里嵌入了对象（如公式、其他文档），请删去后再上传。",
    "package": "文件里嵌入了其他文件，请删去后再上传。",
    "aFChunk": "文件里并入了另一个文档，请把内容粘贴为文字后再上传。",
    "subDocument": "文件里链接着子文档，请把内容粘贴为文字后再上传。",
    "vbaProject": "文件里带有宏，请另存为不带宏的 Word 文档（.docx）再上传。",
    "control": "文件里有 ActiveX 控件，请删去后再上传。",
    "font": "文件里嵌入了字体。请在 Word 的“选项→保存”里取消“将字体嵌入文件”，再上传。",
    "chart": "文件里有图表，请删去或换成图片后再上传。",
    "image": "文件里的图片没有存在文件里，而是链接到外部。请重新插入图片，再上传。",
}
PICTURES: Final = {
    b"\x89PNG\r\n\x1a\n": (".png",),
    b"\xff\xd8\xff": (".jpg", ".jpeg"),
    b"GIF8": (".gif",),
    b"BM": (".bmp",),
}
BODIES: Final = frozenset({"officeDocument", "header", "footer", "footnotes", "endnotes"})
NOT_WORD: Final = "文件不是通常的 Word 文档。请用 Word 或 WPS 打开，“另存为”→“Word 文档（*.docx）”，再上传。"


def clean_package(data: bytes) -> bytes:
    """The template with nothing but what a form needs. Raises UnfitTemplate, or BadArchive for a hostile zip."""
    with open_zip(data) as archive:
        return _Package(archive).cleaned()


class _Package:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._parts: dict[str, bytes] = {}
        self._remarks: list[Remark] = []
        self._total = 0

    def cleaned(self) -> bytes:
        if not {DOCUMENT, CONTENT_TYPES, RELATIONS} <= self._names:
            raise UnfitTemplate([Remark("not-word", "", NOT_WORD)])
        self._refuse_variants()
        self._follow("", RELATIONS)
        if not self._remarks and DOCUMENT not in self._parts:
            self._remarks.append(Remark("not-word", "", NOT_WORD))
        self._types()
        if self._remarks:
            raise UnfitTemplate(self._remarks)
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for name, part in self._parts.items():
                target.writestr(zipfile.ZipInfo(name, (2012, 9, 1, 0, 0, 0)), part)
        return buffer.getvalue()

    def _refuse_variants(self) -> None:
        """Strict documents name other namespaces, .dotx and .docm say another type: no form can be made of them."""
        if STRICT in self._read(DOCUMENT)[:4096]:
            text = "文件是“严格 Open XML”格式。请“另存为”→“Word 文档（*.docx）”，再上传。"
            raise UnfitTemplate([Remark("strict", "", text)])
        types = _parsed(self._read(CONTENT_TYPES))
        main = [one.get("ContentType") for one in types if one.get("PartName") == f"/{DOCUMENT}"]
        if main != [MAIN_TYPE]:
            text = "文件是 Word 模板（.dotx）或带宏的文档。请“另存为”→“Word 文档（*.docx）”，再上传。"
            raise UnfitTemplate([Remark("not-document", "", text)])

    def _read(self, name: str) -> bytes:
        data = self._parts.get(name)
        if data is None:
            data = read_entry(self._archive, name, PART_LIMIT)
            self._total += len(data)
        if self._total > TOTAL_LIMIT:
            raise UnfitTemplate([Remark("too-large", "", TOO_LARGE)])
        return data

    def _follow(self, source: str, rels: str) -> None:
        """Keeps the parts a part refers to, and its relationships without those left behind."""
        root = _parsed(self._read(rels))
        for relation in list(root):
            kind = (relation.get("Type") or "").rpartition("/")[2]
            target = relation.get("Target") or ""
            is_outside = relation.get("TargetMode") == "External"
            if kind in LEFT_BEHIND and not is_outside:
                root.remove(relation)
            elif is_outside or kind not in KEPT:
                text = WHY.get(kind, f"文件里有模板不能使用的内容（{kind or '不明'}），请删去后再上传。")
                self._remarks.append(Remark("outside" if is_outside else "unwanted", _where(source), text))
            else:
                self._keep(posixpath.normpath(posixpath.join(posixpath.dirname(source), target)), kind)
        self._parts[rels] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _keep(self, path: str, kind: str) -> None:
        name = path.lstrip("/")
        if name not in self._names:
            self._remarks.append(Remark("broken", "", "文件不完整，请用 Word 或 WPS 重新保存后再上传。"))
        elif name not in self._parts:
            data = self._read(name)
            self._parts[name] = self._picture(name, data) if kind == "image" else self._checked(name, kind, data)
            own = posixpath.join(posixpath.dirname(name), "_rels", f"{posixpath.basename(name)}.rels")
            if own in self._names:
                self._follow(name, own)

    def _picture(self, name: str, data: bytes) -> bytes:
        endings = next((ends for head, ends in PICTURES.items() if data.startswith(head)), ())
        if not name.lower().endswith(tuple(endings) or ("/",)):
            self._remarks.append(Remark("picture", "", "模板里的图片只能是 PNG、JPEG、GIF 或 BMP，请换一张。"))
        return data

    def _checked(self, name: str, kind: str, data: bytes) -> bytes:
        root = _parsed(data)
        self._remarks += content_remarks(root, _where(name), is_body=kind in BODIES)
        if kind != "officeDocument":
            return data
        take_comments_out(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _types(self) -> None:
        """The list of types without parts that were left behind."""
        root = _parsed(self._read(CONTENT_TYPES))
        for entry in list(root):
            name = (entry.get("PartName") or "").lstrip("/")
            if entry.tag == f"{TYPES}Override" and name not in self._parts and name != PROPERTIES:
                root.remove(entry)
        types = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._parts = {CONTENT_TYPES: types} | self._parts


def _where(part: str) -> str:
    name = posixpath.basename(part)
    return "页眉" if name.startswith("header") else "页脚" if name.startswith("footer") else ""


def _parsed(data: bytes) -> etree._Element:
    if data.count(b"<") > MARK_LIMIT:
        raise UnfitTemplate([Remark("too-large", "", TOO_LARGE)])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnfitTemplate(
            [Remark("broken", "", "文件已损坏，请用 Word 或 WPS 重新保存后再上传。")]
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnfitTemplate([Remark("declaration", "", "文件里有不允许的声明，不能接收。")])
    return root

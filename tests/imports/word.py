"""Small Word files written by hand, so that a test shows exactly what the reader gets."""

import zipfile
from collections.abc import Sequence
from html import escape
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
INVENTORY = ("部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施", "备注")
SELF_CHECK = ("岗位", "岗位职责", "岗位权力", "岗位风险点")


def pack(files: dict[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A .docx with this body; `numbering` and `styles` are further parts."""
    files: dict[str, str | bytes] = {"[Content_Types].xml": TYPES}
    files["word/document.xml"] = (
        f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
    )
    files |= {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{text}</w:{name}>' for name, text in parts.items()
    }
    return pack(files)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(text: str = "", properties: str = "") -> str:
    """One paragraph; `text` is plain."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def paras(text: str) -> str:
    return "".join(para(line) for line in text.split("\n"))


def cell(content: str, properties: str = "") -> str:
    """Plain text, a paragraph a line, unless it is already markup."""
    inner = content if content.startswith("<w:") else paras(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(cells: Sequence[str], properties: str = "") -> str:
    made = (text if text.startswith("<w:tc>") else cell(text) for text in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def table(*rows: str | Sequence[str]) -> str:
    return f"<w:tbl>{''.join(item if isinstance(item, str) else row(item) for item in rows)}</w:tbl>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


MERGE_START = '<w:vMerge w:val="restart"/>'
MERGED = "<w:vMerge/>"

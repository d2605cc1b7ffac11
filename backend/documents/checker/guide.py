"""The product's own template for a college to edit, with the explanation of its names in the margin."""

from functools import cache
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.text.run import Run

from backend.documents.checker.names import CELLS, HEADS, TAGS, Name
from backend.documents.rules import DocumentKind
from backend.documents.writer.forms import FOLDER

AUTHOR: Final = "廉防"
INTRO: Final = (
    "这是可以修改的模板。两对花括号里的标记会换成系统里的内容；文字、字体、行高、列宽、页面都可以改，标记请保留。"
    "改好后在“表格模板”页面上传，系统会检查、试填并给出预览。批注不会出现在填好的表格里。"
)


@cache
def template_to_edit(kind: DocumentKind) -> bytes:
    """The default template as a .docx with comments; they are taken out again when it comes back."""
    document: Any = Document(str(FOLDER / f"{kind.value}.docx"))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if "{{" in run.text]
    _comment(document, runs[0], [INTRO, "本表可以使用的名称：", *_lines(HEADS[kind], "{{{{ {} }}}}")])
    cells = [
        run
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if "{{" in run.text
    ]
    if CELLS[kind] and cells:
        _comment(document, cells[0], ["每一行可以使用的名称：", *_lines(CELLS[kind], "r.{}")])
    last = (cells or runs)[-1]
    _comment(document, last, ["标记的写法：", *(f"{tag}  {meaning}" for tag, meaning in TAGS)])
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _lines(names: tuple[Name, ...], shown: str) -> list[str]:
    return [
        f"{shown.format(name.name)}  {name.label}{'（必须有）' if name.must else ''}" for name in names
    ]


def _comment(document: Any, run: Run, lines: list[str]) -> None:
    comment = document.add_comment(run, text=lines[0], author=AUTHOR, initials=AUTHOR)
    for line in lines[1:]:
        comment.add_paragraph(line)

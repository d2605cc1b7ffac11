"""Whether a template can fill forms: looked through, compiled, filled on a sample, and the result read again."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from docx import Document
from jinja2 import nodes

from backend.documents.checker.names import CELLS, HEADS, Shape, names_of
from backend.documents.checker.package import clean_package
from backend.documents.checker.remarks import Remark, UnfitTemplate
from backend.documents.checker.samples import sample
from backend.documents.checker.tags import Walk
from backend.documents.queries import blank_form
from backend.documents.rules import DocumentKind
from backend.documents.schemas import Form, PowerCatalogueForm, RiskInventoryForm, SelfCheckForm
from backend.documents.writer.filler import DOCUMENT, Template, environment, parse, unpack
from backend.documents.writer.forms import write_form
from backend.documents.writer.language import BadTemplate
from backend.documents.writer.markup import Source
from backend.organization.rules import RiskLevel

LOOP_LIMIT: Final = 64 * 1024
"""Bytes of what one turn of a loop repeats: a register of thousands of rows stays a file one can open."""


Rows = Sequence[Mapping[str, Any]]
ReadBack = Callable[[bytes], Sequence[tuple[str, Rows]]]
"""The reader of returned files: kind and rows of each form. It is given, because it belongs to another room."""


def check_template(
    kind: DocumentKind, data: bytes, college_name: str, read_back: ReadBack
) -> tuple[Remark, ...]:
    """What is worth knowing about a template that can be used. Raises UnfitTemplate, or BadArchive for a bad zip."""
    cleaned = clean_package(data)
    walk = Walk(kind, parse(unpack(cleaned)[DOCUMENT]))
    errors = [*walk.remarks, *_missing(kind, walk.used)]
    if errors:
        raise UnfitTemplate(errors)
    using = _compiled(cleaned)
    _refuse_long_loops(cleaned)
    filled = _tried(sample(kind, college_name), using)
    _tried(blank_form(kind, college_name), using)
    return (*_unused(kind, walk.used), *_not_returned(kind, walk.used, college_name, filled, read_back))


def _missing(kind: DocumentKind, used: set[str]) -> list[Remark]:
    """Names without which the form says nothing."""
    found = []
    for name in (*HEADS[kind], *(cell._replace(name=f"r.{cell.name}") for cell in CELLS[kind])):
        if name.must and name.shape is Shape.rows and "looped rows" not in used:
            text = "缺少内容行的循环：请写 {%tr for r in rows %} 和 {%tr endfor %}。"
            found.append(Remark("missing", "", text))
        elif name.must and name.shape is not Shape.rows and name.name not in used:
            found.append(Remark("missing", "", f"缺少必须有的“{{{{ {name.name} }}}}”（{name.label}）。"))
    return found


def _refuse_long_loops(cleaned: bytes) -> None:
    tree = environment().parse(Source(parse(unpack(cleaned)[DOCUMENT])).compile())
    for loop in tree.find_all(nodes.For):
        if sum(len(piece.data) for piece in loop.find_all(nodes.TemplateData)) > LOOP_LIMIT:
            raise UnfitTemplate([Remark("long-loop", "", "循环里重复的内容过多，请简化这一行的格式。")])


def _compiled(cleaned: bytes) -> Template:
    try:
        return Template(cleaned)
    except BadTemplate as error:
        raise UnfitTemplate([Remark("language", "", str(error))]) from error


def _tried(form: Form, using: Template) -> bytes:
    """The filled form, which another program can open."""
    try:
        filled = write_form(form, using=using)
        parse(unpack(filled)[DOCUMENT])
        Document(BytesIO(filled))
    except BadTemplate as error:
        raise UnfitTemplate([Remark("unfillable", "", f"试填失败：{error}")]) from error
    except Exception as error:  # whatever another reader stumbles over, the template is to blame
        text = "试填出来的文档打不开。请检查循环和条件是否成对、位置是否合适。"
        raise UnfitTemplate([Remark("unreadable", "", text)]) from error
    return filled


def _unused(kind: DocumentKind, used: set[str]) -> list[Remark]:
    """What will not be on paper, in one sentence."""
    quiet = (Shape.rows, Shape.blanks, Shape.flag, Shape.mark)
    labels = [
        one.label.partition("，")[0]
        for name, one in names_of(kind).items()
        if name not in used and not one.is_spare and one.shape not in quiet
    ]
    found = [Remark("unused", "", f"没有用到：{'、'.join(labels)}。这些内容不会印出来。")] if labels else []
    if any(cell.shape is Shape.mark and not cell.is_spare for cell in CELLS[kind]) and "r.mark" not in used:
        text = "没有行标识 {%bm r.mark %}：表格交回导入时只能按内容对照，改了内容的行会当作新的一行。"
        found.append(Remark("no-marks", "", text))
    return found


def _not_returned(
    kind: DocumentKind, used: set[str], college_name: str, filled: bytes, read_back: ReadBack
) -> list[Remark]:
    """What an import would not understand when the form comes back."""
    form = sample(kind, college_name)
    if not isinstance(form, PowerCatalogueForm | RiskInventoryForm | SelfCheckForm):
        return []
    read = [rows for name, rows in read_back(filled) if name == kind.value]
    if len(read) != 1:
        text = f"填好的表格交回时，导入认不出它是《{kind.label}》。请保留原来的表名和表头。"
        return [Remark("not-recognised", "", text)]
    wanted = _lines(form)
    if len(read[0]) != len(wanted):
        text = f"试填 {len(wanted)} 行，导入只认出 {len(read[0])} 行。请检查表格的行。"
        return [Remark("rows-lost", "", text)]
    return [
        Remark("column-lost", "", f"“{cell.label}”一栏交回时读不出来，表头请保留原来的字样。")
        for cell in CELLS[kind]
        if f"r.{cell.name}" in used and cell.shape in (Shape.text, Shape.lines)
        if not _agree(cell.name, wanted, read[0])
    ]


def _lines(form: PowerCatalogueForm | RiskInventoryForm | SelfCheckForm) -> Sequence[Any]:
    if isinstance(form, PowerCatalogueForm):
        return form.powers
    return form.risks if isinstance(form, RiskInventoryForm) else form.lines


def _agree(name: str, wanted: Sequence[Any], rows: Rows) -> bool:
    read = "duties" if name == "duty" else name
    return all(
        _plain(getattr(line, name)) == _plain(row.get(read)) for line, row in zip(wanted, rows, strict=True)
    )


def _plain(value: object) -> str:
    """A cell's words without breaks; lists joined."""
    if isinstance(value, RiskLevel):
        return str(value)
    texts = value if isinstance(value, tuple | list) else (value or "",)
    return "".join("".join(str(text).split()) for text in texts)

"""A template of the college's own is looked through before it fills a form; every fault is named with its place."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from backend.documents.checker.guide import template_to_edit
from backend.documents.checker.names import CELLS, HEADS
from backend.documents.checker.package import clean_package
from backend.documents.checker.proof import converter, to_pdf
from backend.documents.checker.samples import sample
from backend.documents.rules import DocumentKind
from backend.documents.writer.charts import chart_of
from backend.documents.writer.filler import Template
from backend.documents.writer.forms import write_form
from backend.documents.writer.views import fill
from tests.documents.edited import DOCUMENT, RELS, SHEET, TYPES, checked, edited, faults, packed, parts_of
from tests.documents.filled import COLLEGE

KINDS = list(DocumentKind)
SIZE = 'width="9" height="3"'


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_to_edit_is_accepted_as_it_is(kind: DocumentKind) -> None:
    data = template_to_edit(kind)
    assert checked(data, kind) == ()
    shown = Document(BytesIO(data)).comments
    explained = "\n".join(paragraph.text for comment in shown for paragraph in comment.paragraphs)
    for name in (*HEADS[kind], *CELLS[kind]):
        assert name.name in explained
        assert name.label in explained


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_are_those_a_form_is_filled_with(kind: DocumentKind) -> None:
    context, _ = fill(sample(kind, COLLEGE))
    heads = {name.name for name in HEADS[kind]} - {"label", "title"}
    told_apart = {"department_inventory": {"person_name", "job_title"}, "position_inventory": {"head_name"}}
    told_apart |= {"position_self_check": {"filler_name"}, "department_self_check": {"person_name"}}
    assert heads == set(context) - told_apart.get(kind.value, set())
    cells = {name.name for name in CELLS[kind]}
    first = next(iter(context["rows"]), None) if "rows" in context else None
    assert cells == (set(first._fields) if first is not None else set())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_editor_comes_along(kind: DocumentKind) -> None:
    filled = write_form(
        sample(kind, COLLEGE), using=Template(clean_package(template_to_edit(kind)))
    )
    parts = parts_of(filled)
    assert not [name for name in parts if "comment" in name or "core.xml" in name or "customXml" in name]
    assert b"comment" not in parts[DOCUMENT]
    assert b"comment" not in parts[TYPES]
    assert {f"/{name}" for name in parts} >= {
        name.decode() for name in _overrides(parts[TYPES])
    }, "every part that is named is there"
    assert any(one.text.startswith(COLLEGE) for one in Document(BytesIO(filled)).paragraphs[:2])


def _overrides(types: bytes) -> list[bytes]:
    return [piece.split(b'"')[0] for piece in types.split(b'PartName="')[1:]]


def test_flowcharts_go_behind_a_template_that_says_nothing_of_its_page() -> None:
    kind = DocumentKind.power_catalogue
    parts = parts_of(template_to_edit(kind))
    bare = re.sub(rb"<w:sectPr.*?</w:sectPr>", b"", parts.pop(DOCUMENT), flags=re.DOTALL)
    del parts[RELS]
    data = packed(parts | {DOCUMENT: bare})
    assert checked(data, kind) == ()
    chart = chart_of("流程\x0b图", f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3" {SIZE}><path/></svg>')
    made = Document(BytesIO(write_form(sample(kind, COLLEGE), [chart], Template(clean_package(data)))))
    assert (len(made.inline_shapes), len(made.sections)) == (1, 2)


@pytest.mark.skipif(converter() is None, reason="LibreOffice is not installed")
def test_what_another_program_saved_again_is_accepted(tmp_path: Path) -> None:
    """Runs cut elsewhere, styles rewritten, comments kept, custom properties under a name of their own."""
    for kind in KINDS:
        (tmp_path / f"{kind.value}.docx").write_bytes(template_to_edit(kind))
    program = converter()
    assert program is not None
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    sources = sorted(str(path) for path in tmp_path.glob("*.docx"))
    saved = [*command, "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "saved"), *sources]
    subprocess.run(saved, check=True, capture_output=True, timeout=120)
    for kind in KINDS:
        assert checked((tmp_path / "saved" / f"{kind.value}.docx").read_bytes(), kind) == ()


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "a wrong name": (
        {"{{ department }}": "{{ departmant }}"},
        "正文第 3 段（部门（盖章）：{{departm）：没有“departmant”这个名称，是不是“department”（部门）？",
    ),
    "a wrong name of a row": (
        {"{{ r.causes }}": "{{ r.cause }}"},
        "第 1 个表第 3 行第 4 格：没有“r.cause”这个名称，是不是“r.causes”（原因分析）？",
    ),
    "a name of a row outside its loop": (
        {"{{ opinion }}": "{{ r.measures }}"},
        "第 1 个表第 8 行第 2 格：“r.measures”用不了：“r”不是一行内容，要写在 {%tr for r in rows %} 的循环里。",
    ),
    "no title": ({"{{ title }}": "自查表"}, "缺少必须有的“{{ title }}”（表格名称）。"),
    "no rows": (
        {"{%tr for r in rows %}": "", "{%tr endfor %}": ""},
        "缺少内容行的循环：请写 {%tr for r in rows %} 和 {%tr endfor %}。",
    ),
    "no content in the rows": (
        {"{{ r.risk_point }}": ""},
        "缺少必须有的“{{ r.risk_point }}”（廉政风险点）。",
    ),
    "a loop without end": (
        {"{%tr endfor %}": "空"},
        "第 1 个表第 5 行第 1 格：“{%tr for b in blanks %}”不能写在另一个循环里。",
    ),
    "an end without beginning": (
        {"{%tr for r in rows %}": "空"},
        "第 1 个表第 4 行第 1 格：“{%tr endfor %}”前面没有对应的开始标记。",
    ),
    "a brace too few": (
        {"{{ head_name }}": "{{ head_name }"},
        "“{{ head_name }填表日期：{{ fi”处的标记没有写完整，两边的括号要成对，并写在同一段里。",
    ),
    "a row tag among words": (
        {"{%tr for r in rows %}": "从这里起{%tr for r in rows %}"},
        "第 1 个表第 2 行第 1 格：“{%tr for r in rows %}”要独占一行。",
    ),
    "a row tag outside a table": (
        {"{{ label }}": "{%tr for r in rows %}"},
        "“{%tr for r in rows %}”只能写在表格里。",
    ),
    "an unknown tag": (
        {"{{ opinion }}": "{% set x %}"},
        "第 1 个表第 8 行第 2 格：没有“{% set x %}”这样的标记。",
    ),
    "a loop that begins here and ends there": (
        {"说明：1.": "{%p for r in rows %}说明：1."},
        "“{%p for r in rows %}”要独占一段。",
    ),
    "rows as text": (
        {"{{ opinion }}": "{{ rows }}"},
        "“{{ rows }}”不是文字，不能直接填写。请用 {%tr for r in rows %} 逐行填写。",
    ),
    "a loop over a text": (
        {"{{ opinion }}": "{% for o in opinion %}{{ o }}{% endfor %}"},
        "循环只能用在 rows、blanks 或列表上。",
    ),
    "another loop over the rows": (
        {"{{ opinion }}": "{% for x in rows %}{{ x.risk_point }}{% endfor %}"},
        "第 1 个表第 8 行第 2 格：“{% for x in rows %}”只能写一次。",
    ),
    "a condition over two paragraphs": (
        {"说明：1.": "{% if opinion %}说明：1.", "2.“风险": "{% endif %}2.“风险"},
        "“{% if opinion %}”与“{% endif %}”要写在同一段里。",
    ),
    "a mark that is none": (
        {"{%bm r.mark %}": "{%bm r.level %}"},
        "第 1 个表第 3 行第 2 格：“{%bm r.level %}”里只能写 r.mark。",
    ),
    "a call": (
        {"{{ r.level }}": "{{ r.level.upper() }}"},
        "第 1 个表第 3 行第 5 格：“{{ r.level.upper() }}”不能用：模板里不能使用这种写法（Call）。",
    ),
    "loop outside a loop": ({"{{ opinion }}": "{{ loop.index }}"}, "“loop.index”只能写在循环里。"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_place(name: str) -> None:
    changes, sentence = FAULTS[name]
    said = faults(edited(changes))
    assert any(sentence in one for one in said), said


def test_every_fault_is_told_at_once() -> None:
    said = faults(edited({"{{ department }}": "{{ unit }}", "{{ r.level }}": "{{ r.grade }}", "{{ title }}": ""}))
    assert len(said) == 3


def test_a_list_stands_alone_or_in_a_loop() -> None:
    kind = DocumentKind.position_self_check
    whole = "{{ r.duties|numbered }}"
    assert "要独占一段" in faults(edited({whole: "职责：{{ r.duties }}"}, kind), kind)[0]
    looped = edited({whole: "{% for d in r.duties %}{{ loop.index }}）{{ d }}{% endfor %}"}, kind)
    assert [remark.text for remark in checked(looped, kind)] == [
        "“职责”一栏交回时读不出来，表头请保留原来的字样。"
    ], "without breaks between them nobody can tell the duties apart"
    filled = Document(BytesIO(write_form(sample(kind, COLLEGE), using=Template(clean_package(looped)))))
    assert filled.tables[0].rows[1].cells[1].text.startswith("1）负责零星维修工程的发包与验收2）负责办公物资采购")


def test_rows_can_be_numbered() -> None:
    data = edited({"{{ r.remark }}": "{{ loop.index }}"})
    notes = [remark.code for remark in checked(data)]
    assert notes == ["unused"]
    filled = Document(BytesIO(write_form(sample(SHEET, COLLEGE), using=Template(clean_package(data)))))
    assert [row.cells[-1].text for row in filled.tables[0].rows[1:4]] == ["1", "2", "3"]


def test_what_is_left_out_is_told_but_not_refused() -> None:
    (unused, marks) = checked(edited({"{{ r.causes }}": "", "{%bm r.mark %}": ""}))
    assert unused.text == "没有用到：原因分析。这些内容不会印出来。"
    assert "没有行标识" in marks.text


def test_a_column_that_will_not_be_read_again_is_told() -> None:
    (lost,) = checked(edited({">表现形式<": ">大家怎么看<"}))
    assert lost.text == "“表现形式”一栏交回时读不出来，表头请保留原来的字样。"
    (unknown,) = checked(edited({">廉政风险点<": ">甲<", ">防控措施<": ">乙<", ">表现形式<": ">丙<"}))
    assert "导入认不出它是《部门工作廉政风险排查表》" in unknown.text


@pytest.mark.skipif(converter() is None, reason="LibreOffice is not installed")
def test_the_preview_is_a_pdf() -> None:
    program = converter()
    assert program is not None
    made = to_pdf(program, write_form(sample(SHEET, COLLEGE)))
    assert made.startswith(b"%PDF-")

"""The official layout, read back with python-docx, a reader that is not ours."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from backend.documents.rules import DocumentKind
from backend.documents.schemas import Form, RiskInventoryForm, kind_of
from backend.documents.writer.designs import DESIGNS, TALL
from backend.documents.writer.forms import FOLDER, write_form
from backend.documents.writer.templates import make
from tests.documents.filled import COLLEGE, FORMS, catalogue, heading, inventory, warning

LANDSCAPE = {DocumentKind.department_inventory, DocumentKind.position_inventory}
HEADERS = {
    DocumentKind.power_catalogue: ["权力名称", "具体内容", "办理主体", "制度依据"],
    DocumentKind.department_inventory: [
        "部门职责",
        "廉政风险点",
        "表现形式",
        "原因分析",
        "风险等级",
        "防控措施",
        "备注",
    ],
    DocumentKind.position_inventory: [
        "岗位职责",
        "廉政风险点",
        "表现形式",
        "原因分析",
        "风险等级",
        "防控措施",
        "备注",
    ],
    DocumentKind.position_self_check: ["岗    位", "岗位职责", "岗位权力", "岗位风险点"],
    DocumentKind.department_self_check: [
        "处（科）室名称",
        "处（科）室职责",
        "处（科）室权利",
        "处（科）室风险点",
    ],
}
BLANKS = {
    DocumentKind.power_catalogue: [
        "部门：",
        "填表日期：2026年9月28日",
        "分管校领导：林副院长",
        "部门负责人：陈处长",
    ],
    DocumentKind.department_inventory: [
        "部门（盖章）：后勤处",
        "负责人：陈处长",
        "填表日期：2026年9月28日",
        "4.如有需要，可自行增页填写。",
    ],
    DocumentKind.position_inventory: ["姓名：王老师", "职务：采购员", "个人自律、个人业务素质等"],
    DocumentKind.warning_record: ["部门（盖章）：后勤处", "填表人：李联络"],
    DocumentKind.position_self_check: [
        "单位（部门）：业务科",
        "姓名：王老师",
        "注：1.本表一式两份，一份上报，一份保存；",
    ],
    DocumentKind.department_self_check: ["部门（单位）：业务科", "填表人：李联络"],
}


def opened(form: Form) -> Any:
    return Document(BytesIO(write_form(form)))


def rows(document: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


@pytest.mark.parametrize("form", FORMS, ids=[kind_of(form).value for form in FORMS])
def test_it_has_the_official_layout(form: Form) -> None:
    document, kind = opened(form), kind_of(form)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:2] == [form.heading.label, form.heading.title]
    assert form.heading.title.startswith(COLLEGE)
    for blank in BLANKS[kind]:
        assert any(blank in text for text in texts), blank
    section = document.sections[0]
    assert section.orientation == (WD_ORIENT.LANDSCAPE if kind in LANDSCAPE else WD_ORIENT.PORTRAIT)
    assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
    assert "PAGE" in section.footer._element.xml
    if kind in HEADERS:
        assert [text.replace("\n", "") for text in rows(document)[0]] == HEADERS[kind]
        assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_duties_are_merged_over_their_risks() -> None:
    document = opened(inventory(DocumentKind.department_inventory))
    table = document.tables[0]
    merges = [row._tr.tc_lst[0].vMerge for row in table.rows[1:4]]
    assert merges == ["restart", "continue", "restart"]
    assert rows(document)[2] == [
        "负责零星维修",
        "风险1",
        "把一个项目拆成几个小项目",
        "制度缺陷及漏洞",
        "高",
        "合并计算\n一律招标",
        "无",
    ]


def test_the_opinion_carries_signature_and_date() -> None:
    last = rows(opened(inventory(DocumentKind.department_inventory)))[-1]
    assert last[0].replace("\n", "") == "分管领导审核意见"
    assert last[1].startswith("同意。\n签字：林副院长")
    assert last[1].endswith("2026年10月8日")
    assert (
        rows(opened(inventory(DocumentKind.position_inventory)))[-1][0].replace("\n", "")
        == "部门领导审核意见"
    )


def test_the_warning_record_has_its_rows() -> None:
    document = opened(warning())
    assert [row[0].replace("\n", "") for row in rows(document)] == [
        "预警对象姓名",
        "发生廉政风险情形",
        "采取的预警措施",
        "预警对象承诺整改情况",
        "预警处置实施人姓名",
        "预警处置实施时间",
        "备注",
    ]
    assert rows(document)[0] == ["预警对象姓名", "赵某", "职务", "科长"]


def test_blank_rows_fill_the_page_and_no_more() -> None:
    blank = RiskInventoryForm(
        heading(DocumentKind.department_inventory), DocumentKind.department_inventory, None, ()
    )
    assert len(rows(opened(blank))) == 1 + 8 + 1
    assert len(rows(opened(replace(catalogue(), powers=())))) == 1 + 11
    assert len(rows(opened(catalogue(2)))) < 1 + 12
    full = rows(opened(inventory(DocumentKind.department_inventory, 40)))
    assert sum(not any(row) for row in full) <= 12, "no more than a page takes above its opinion"
    overleaf = rows(opened(inventory(DocumentKind.department_inventory, 6)))
    assert sum(not any(row) for row in overleaf) > 8, "the opinion stands overleaf, below a table that goes on"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: kind_of(form).value)
def test_a_row_goes_overleaf_as_a_whole_unless_it_may_be_a_page_high(form: Form) -> None:
    row = list(opened(form).element.iter(qn("w:tr")))[1]
    is_whole = row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert is_whole == (DESIGNS[kind_of(form)].min_row < TALL and bool(DESIGNS[kind_of(form)].columns))


def test_identity_travels_in_bookmarks_and_properties() -> None:
    data = write_form(inventory(DocumentKind.department_inventory))
    document = Document(BytesIO(data))
    names = [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert names == ["lf_row_0", "lf_row_1", "lf_row_2"]
    (part,) = [part for part in document.part.package.iter_parts() if part.partname == "/docProps/custom.xml"]
    for text in (b"department_inventory", b">17<", b">0,1,2<"):
        assert text in part.blob


def test_strange_row_ids_get_no_bookmark() -> None:
    form = inventory(DocumentKind.department_inventory, 3)
    odd = [replace(line, row_id=name) for line, name in zip(form.risks, ['x" y', "", "a" * 50], strict=True)]
    document = opened(replace(form, risks=tuple(odd)))
    assert list(document.element.iter(qn("w:bookmarkStart"))) == []


def test_what_people_type_stays_text() -> None:
    nasty = '{{ 7*7 }} {% raw %} <w:p/> & "引号" \x00\x0b\ud800甲\t乙'
    form = inventory(DocumentKind.department_inventory, 1)
    line = replace(form.risks[0], risk_point=nasty, manifestation="一\r\n二\u2028三")
    (_, cells, *_) = rows(opened(replace(form, risks=(line,), head_name="甲\n{{ x }}")))
    assert cells[1] == '{{ 7*7 }} {% raw %} <w:p/> & "引号" 甲\t乙'
    assert cells[2] == "一\n二\n三"


def test_the_same_form_gives_the_same_bytes() -> None:
    assert write_form(catalogue()) == write_form(catalogue())


def test_the_templates_are_those_the_designs_make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Who changes a design makes the templates again."""
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    make.main()
    for kind in DocumentKind:
        name = f"{kind.value}.docx"
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name
        widths = [round(column.width.mm) for column in Document(str(tmp_path / name)).tables[0].columns]
        assert tuple(widths) == DESIGNS[kind].widths

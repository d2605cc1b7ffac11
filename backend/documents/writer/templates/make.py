"""Makes the default templates beside this file: `python -m backend.documents.writer.templates.make`.

Layout of opinion.txt lines 103–387 and handout.txt lines 38–57, 168–187; type sizes of GB/T 9704.
"""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from lxml import etree

from backend.documents.rules import REGISTER_COLUMNS, REGISTER_WIDTHS
from backend.documents.writer.templates.blocks import (
    BLANK,
    PLAIN,
    SMALL,
    TALL,
    TINY,
    begin,
    blanks,
    headers,
    looped,
    notes_below,
)
from backend.documents.writer.templates.parts import (
    CENTER,
    FANG,
    HEI,
    RIGHT,
    Type,
    add_row,
    alternatives,
    make_table,
    middle,
    put,
    tabs,
    write,
)

FOLDER: Final = Path(__file__).parent
FIXED_TIME: Final = (2012, 9, 1, 0, 0, 0)
DROPPED: Final = frozenset({"docProps/thumbnail.jpeg", "word/stylesWithEffects.xml"})

CATALOGUE_WIDTHS: Final = (34, 58, 26, 38)
INVENTORY_WIDTHS: Final = (34, 34, 46, 32, 16, 47, 16)
SELF_CHECK_WIDTHS: Final = (22, 44, 40, 50)
WARNING_WIDTHS: Final = (42, 44, 26, 44)

REGISTER_BREAKS: Final = {
    "部门（单位）": "部门\n（单位）",
    "岗位人员": "岗位\n人员",
    "风险等级": "风险\n等级",
    "认定情况": "认定\n情况",
}
"""Where narrow column heads break."""
DEPARTMENT_CAUSES: Final = "制度缺陷及漏洞、监管缺失、外部环境影响等"
PERSONAL_CAUSES: Final = "制度缺陷及漏洞、监管缺失、外部环境影响、个人自律、个人业务素质等"


def power_catalogue() -> DocumentType:
    """附件一."""
    document = begin()
    blanks(document, "部门：{{ department }}\t填表日期：{{ filled_on }}", [92])
    table = make_table(document, CATALOGUE_WIDTHS)
    headers(table, CATALOGUE_WIDTHS, ("权力名称", "具体内容", "办理主体", "制度依据"), Type(HEI, 12, 20), 30)
    cells = ("{%bm r.mark %}{{ r.name }}", "{{ r.content }}", "{{ r.handling_body }}", "{{ r.basis }}")
    looped(table, CATALOGUE_WIDTHS, cells, PLAIN, 40, (0, 2))
    signature = write(
        document.add_paragraph(), "分管校领导：{{ supervising_leader }}\t部门负责人：{{ head_name }}", BLANK
    )
    signature.paragraph_format.space_before = Pt(8)
    tabs(signature, [88])
    return document


def inventory(words: str, opinion: str, line: str, causes: str) -> DocumentType:
    """附件二 and 附件三."""
    document = begin(is_landscape=True)
    blanks(document, line, [88, 160])
    table = make_table(document, INVENTORY_WIDTHS)
    names = (words, "廉政风险点", "表现形式", "原因分析", "风险\n等级", "防控措施", "备注")
    headers(table, INVENTORY_WIDTHS, names, Type(HEI, 10.5, 16), 26)
    cells = (
        "{%vm r.starts_duty %}{{ r.duty }}",
        "{%bm r.mark %}{{ r.risk_point }}",
        "{{ r.manifestation }}",
        "{{ r.causes }}",
        "{{ r.level }}",
        "{{ r.measures }}",
        "{{ r.remark }}",
    )
    looped(table, INVENTORY_WIDTHS, cells, SMALL, 22, (4,))
    opinion_row(table, opinion)
    notes = (
        f"说明：1.“原因分析”填写风险点存在的原因，如{causes}；",
        "2.“风险等级”分为高、中、低三个等级；",
        "3.本表一式两份，一份部门存档，一份报院领导小组办公室；",
        "4.如有需要，可自行增页填写。",
    )
    notes_below(document, notes, 31.5, 10.5)
    return document


def opinion_row(table: Table, words: str) -> None:
    """审核意见: text above, signature and date at the bottom right."""
    row = add_row(table, INVENTORY_WIDTHS, 54, may_break=False)
    text = row.cells[1].merge(row.cells[-1])
    middle(row.cells[0])
    put(row.cells[0], [words], Type(HEI, 10.5, 16), CENTER)
    put(text, ["{{ opinion }}"], SMALL)
    write(text.add_paragraph(), "签字：{{ signer }}                    {{ signed_on }}", SMALL, RIGHT)
    text.paragraphs[-1].paragraph_format.right_indent = Pt(21)
    text.paragraphs[-1].paragraph_format.space_before = Pt(14)
    for paragraph in (*row.cells[0].paragraphs, *text.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def warning_record() -> DocumentType:
    """附件四."""
    document = begin()
    blanks(document, "部门（盖章）：{{ department }}\t填表人：{{ filler_name }}", [92])
    table = make_table(document, WARNING_WIDTHS)
    pair(table, "预警对象姓名", "{{ subject_name }}", "{{ subject_job_title }}")
    for words, name, height in (
        ("发生廉政风险情形", "circumstances", 120),
        ("采取的预警措施", "measures_taken", 105),
        ("预警对象\n承诺整改情况", "rectification", 105),
    ):
        wide(table, words, f"{{{{ {name} }}}}", height)
    pair(table, "预警处置实施人姓名", "{{ handler_name }}", "{{ handler_job_title }}")
    wide(table, "预警处置实施时间", "{{ handled_on }}", 36)
    wide(table, "备注", "{{ remark }}", 50)
    return document


def pair(table: Table, words: str, name: str, job_title: str) -> None:
    cells = add_row(table, WARNING_WIDTHS, 36).cells
    for cell, text, kind in zip(cells, (words, name, "职务", job_title), (HEI, FANG, HEI, FANG), strict=True):
        middle(cell)
        put(cell, [text], Type(kind, 12, 20), CENTER)


def wide(table: Table, words: str, text: str, height: float) -> None:
    cells = add_row(table, WARNING_WIDTHS, height).cells
    middle(cells[0])
    put(cells[0], [words], Type(HEI, 12, 20), CENTER)
    merged = cells[1].merge(cells[-1])
    if height < TALL:
        middle(merged)
    put(merged, [text], PLAIN)


def self_check(line: str, words: Sequence[str], below: str) -> DocumentType:
    """讲义附件1 and 附件2."""
    document = begin()
    blanks(document, line, [92])
    table = make_table(document, SELF_CHECK_WIDTHS)
    headers(table, SELF_CHECK_WIDTHS, words, Type(HEI, 12, 20), 30)
    cells = (
        "{%bm r.mark %}{{ r.subject }}",
        "{{ r.duties|numbered }}",
        "{{ r.powers|numbered }}",
        "{{ r.risks|numbered }}",
    )
    looped(table, SELF_CHECK_WIDTHS, cells, PLAIN, 260, (0,))
    notes = ("注：1.本表一式两份，一份上报，一份保存；", "2.按规定时间上报，填写内容如有需要，可增页填写。")
    notes_below(document, notes, 21, 10.5)
    last = write(document.add_paragraph(), below, BLANK)
    last.paragraph_format.space_before = Pt(6)
    return document


def risk_register() -> DocumentType:
    """风险点登记汇总表 (handout.txt line 250): not numbered among the 附件."""
    document = begin(is_landscape=True, has_label=False)
    line = "填报单位（盖章）：{{ unit }}\t年度：{{ year }}\t填表日期：{{ filled_on }}"
    blanks(document, line, [118, 160])
    table = make_table(document, REGISTER_WIDTHS)
    words = [REGISTER_BREAKS.get(word, word) for word in REGISTER_COLUMNS]
    headers(table, REGISTER_WIDTHS, words, Type(HEI, 9, 14), 34)
    fields = "number department position holder risk_point manifestation level measures responsible standing"
    cells = [f"{{{{ r.{field} }}}}" for field in fields.split()]
    looped(table, REGISTER_WIDTHS, cells, TINY, 20, (0, 1, 2, 3, 6, 8, 9))
    signature = write(
        document.add_paragraph(), "单位负责人（签字）：\t分管领导（签字）：\t填表人（签字）：", BLANK
    )
    signature.paragraph_format.space_before = Pt(6)
    tabs(signature, [84, 160])
    signature.paragraph_format.keep_with_next = True
    notes = ("说明：1.{{ total }}", "2.本表一式两份，一份部门存档，一份报院领导小组办公室。")
    notes_below(document, notes, 31.5, 10.5)
    return document


def finish(document: DocumentType, name: str) -> None:
    """Document-wide settings, then a zip with fixed times, so that making it again changes no byte."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FANG)
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    properties = document.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = ""
    buffer = BytesIO()
    document.save(buffer)
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            if entry in DROPPED:
                continue
            info = zipfile.ZipInfo(entry, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, tidy(entry, source.read(entry)))


def tidy(name: str, data: bytes) -> bytes:
    """Takes out what was dropped and names the substitutes of fonts."""
    if name == "word/fontTable.xml":
        fonts = etree.fromstring(data)
        alternatives(fonts)
        return etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)
    if name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        root = etree.fromstring(data)
        for element in list(root):
            target = (element.get("Target") or element.get("PartName") or "").lstrip("/")
            if any(dropped.endswith(target) for dropped in DROPPED if target):
                root.remove(element)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def main() -> None:
    finish(power_catalogue(), "power_catalogue.docx")
    unit = "部门（盖章）：{{ department }}\t负责人：{{ head_name }}\t填表日期：{{ filled_on }}"
    finish(inventory("部门职责", "分管领导\n审核意见", unit, DEPARTMENT_CAUSES), "department_inventory.docx")
    person = "姓名：{{ person_name }}\t职务：{{ job_title }}\t填表日期：{{ filled_on }}"
    finish(inventory("岗位职责", "部门领导\n审核意见", person, PERSONAL_CAUSES), "position_inventory.docx")
    finish(warning_record(), "warning_record.docx")
    finish(risk_register(), "risk_register.docx")
    words = ("岗    位", "岗位职责", "岗位权力", "岗位风险点")
    line = "单位（部门）：{{ department }}\t姓名：{{ person_name }}"
    finish(self_check(line, words, "填表日期：{{ filled_on }}"), "position_self_check.docx")
    words = ("处（科）室名称", "处（科）室职责", "处（科）室权利", "处（科）室风险点")
    line = "部门（单位）：{{ department }}\t填表日期：{{ filled_on }}"
    finish(self_check(line, words, "填表人：{{ filler_name }}"), "department_self_check.docx")


if __name__ == "__main__":
    main()

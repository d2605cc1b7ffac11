"""What Word wraps around the text: revisions, controls, boxes, frames, symbols, its own numbers."""

from lxml import etree

from backend.imports.reader.docx import style_lists
from backend.imports.reader.parsed import SelfCheckRow
from tests.imports.reading import LOW, META, TITLE, one, read, risks
from tests.imports.word import (
    INVENTORY,
    SELF_CHECK,
    cell,
    para,
    row,
    run,
    table,
)


def test_tracked_changes_count_as_accepted() -> None:
    changed = f"<w:p><w:ins>{run('改分')}</w:ins><w:del><w:r><w:delText>改字</w:delText></w:r></w:del></w:p>"
    gone = row(["管", "已删", "", "", "低", "", ""], "<w:del/>")
    body = META + table(INVENTORY, row(["管", cell(changed), "私改", "缺失", "高", "复核", ""]), gone)
    read_back = read(body)
    assert [risk.risk_point for risk in risks(read_back.forms[0])] == ["改分"]
    assert [finding.code for finding in read_back.findings] == ["tracked-changes"]


def test_content_controls_text_boxes_and_fallbacks() -> None:
    box = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{TITLE}</w:txbxContent></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{TITLE}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{para('改分')}</w:sdtContent></w:sdt>"
    form = one(box + META + table(INVENTORY, row(["管", cell(control), "私改", "缺失", "高", "复核", ""])))
    assert form.title == "海州职业技术学院部门工作廉政风险排查表"
    assert risks(form)[0].risk_point == "改分"


def test_a_form_inside_a_frame_table() -> None:
    inner = table(INVENTORY, ("管", "改分", "私改", "缺失", "高", "复核", ""))
    framed = f"<w:tbl><w:tr><w:tc>{TITLE}{META}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    form = one(framed)
    assert (form.meta.department, risks(form)[0].risk_point) == ("教务处", "改分")


def test_wingdings_ticks() -> None:
    ticks = (
        "<w:p>"
        + run("高")
        + '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
        + run(" 低")
        + '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r></w:p>'
    )
    form = one(META + table(INVENTORY, row(["管", "改分", "私改", "缺失", cell(ticks), "复核", ""])))
    assert risks(form)[0].level is LOW


def test_word_numbers_its_lists_itself() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="7"/>'
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for key in (1, 2)
    )
    styles = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    direct = "".join(
        para(text, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        for text in ("管学籍", "管考试")
    )
    styled = "".join(para(text, '<w:pStyle w:val="L"/>') for text in ("批学籍", "批考试"))
    body = table(SELF_CHECK, row(["干事", cell(direct), cell(styled), "无编号一条"]))
    (entry,) = one(body, numbering=numbering, styles=styles).rows
    assert isinstance(entry, SelfCheckRow)
    assert (entry.duties, entry.powers, entry.risks) == (
        ("管学籍", "管考试"),
        ("批学籍", "批考试"),
        ("无编号一条",),
    )


def test_styles_take_their_list_from_what_they_are_based_on() -> None:
    """Also in a circle, and through a chain of thousands."""
    based = "".join(f'<style styleId="s{n}"><basedOn val="s{n + 1}"/></style>' for n in range(3_000))
    listed = '<style styleId="s3000"><pPr><numPr><numId val="7"/><ilvl val="1"/></numPr></pPr></style>'
    circle = '<style styleId="a"><basedOn val="b"/></style><style styleId="b"><basedOn val="a"/></style>'
    found = style_lists(etree.fromstring(f"<styles>{based}{listed}{circle}</styles>"))
    assert found == {f"s{n}": (7, 1) for n in range(3_001)}


def test_a_line_of_spaces_is_read_like_any_other() -> None:
    """Looking for the next label anew from every space of it once took hours."""
    wide = para(f"部门：教务处{' ' * 200_000}甲")
    form = one(wide + table(INVENTORY, ("管", "改分", "私改", "缺失", "高", "复核", "")))
    assert risks(form)[0].risk_point == "改分"

"""Word files of clerks who change the table itself: its columns, its heads, its pages, the file around it."""

from io import BytesIO

from docx import Document

from tests.imports.clerks.truth import COLUMNS, Forms, clerk, lay, listed, once, risks
from tests.imports.clerks.word import BREAK, OPINION, PERSONAL, body, fused
from tests.imports.word import INVENTORY, cell, para, row, span, table

CATALOGUE = ("权力名称", "具体内容", "办理主体", "制度依据")
KINDS = ("思想道德风险", "岗位职责风险", "外部环境风险")


@clerk("封面表在前")
def personnel(forms: Forms) -> bytes:
    cover = table(["学校", "闽北工程职业学院"], ["报送单位", "党委组织部"], ["报送时间", "2026年9月"])
    return body(
        para("廉政风险防控材料"),
        cover,
        BREAK,
        para("闽北工程职业学院"),
        para("部门工作廉政风险排查表"),
        para("部门（盖章）：组织部"),
        para("负责人：蒋卯"),
        para("填表日期：2026年9月28日"),
        table(INVENTORY, *once(lay(forms[0], level=("高等级", "高等级", "中等级")))),
    )


@clerk("列序打乱")
def press(forms: Forms) -> bytes:
    order = ("no", "level", "duty", "point", "measures", "manifestation", "causes")
    rows = lay(forms[0], order, no=("1", "2", "3"), level=("B", "C", "A"))
    head = ["编号", "等级", "工作职责", "风险名称", "预防措施", "主要表现形式", "产生原因"]
    meta = para("单位：宣传部    部门负责人：沈辰    日期：2026年9月9日")
    return body(para("部门廉政风险排查表"), meta, table(head, *rows))


@clerk("姓名作列")
def workshop(forms: Forms) -> bytes:
    names = [[form.person] * len(form.rows) for form in forms]
    order = ("who", *COLUMNS[:-1])
    rows = [line for form, who in zip(forms, names, strict=True) for line in lay(form, order, who=who)]
    meta = para("部门：实训中心        填表日期：2026年9月17日")
    return body(
        para("个人岗位廉政风险排查表"),
        meta,
        table(["姓名", *PERSONAL[:-1]], *fused(rows)),
    )


@clerk("一是二是")
def mechanics(forms: Forms) -> bytes:
    first, second, _ = risks(forms[0])
    both = [
        first.duty,
        f"一是{first.point}；二是{second.point}。",
        f"一是{first.manifestation}；\n二是{second.manifestation}。",
        first.causes,
        "一是高；二是中",
        f"一是{first.measures}；二是{second.measures}。",
        "",
    ]
    meta = para("部门(盖章):机电系  负责人:秦申  填表日期:2026年9月14日")
    return body(para("附件二：部门工作廉政风险排查表"), meta, table(INVENTORY, both, lay(forms[0])[2]))


@clerk("一行断成两页")
def nursing(forms: Forms) -> bytes:
    first, second, third = lay(forms[0])
    half, rest = first[5][:20], first[5][20:]
    return body(
        para("部门工作廉政风险排查表"),
        para("部门（盖章）：护理学院　负责人：尤酉　填表日期：2026年9月19日"),
        table(INVENTORY, [*first[:5], half, ""]),
        para("部门工作廉政风险排查表（续）"),
        table(INVENTORY, ["", "", "", "", "", rest, ""], second, third),
    )


@clerk("表头错别字")
def abroad(forms: Forms) -> bytes:
    head = ["岗位职则", "廉正风险点", "表现型式", "原因分折", "风险登级", "防空措施", "备 注"]
    meta = para("部门：国际交流处 姓名：许戌 职务：项目科干事 填表日期：２０２６年９月２日")
    rows = lay(forms[0], level=("中级", "中级", "高级"))
    return body(para("个人岗位廉正风险排查表"), meta, table(head, *rows, OPINION))


@clerk("三附件一份文件")
def retired(forms: Forms) -> bytes:
    catalogue, unit, person = forms
    return body(
        para("附件一：廉政风险防控职权目录"),
        para("部门：离退休办        填表日期：2026年9月24日"),
        table(CATALOGUE, *lay(catalogue, ("name", "content", "handling_body", "basis"))),
        para("分管校领导：            部门负责人：何亥"),
        para("附件二：部门工作廉政风险排查表"),
        para("部门（盖章）：离退休办   负责人：何亥    填表日期：2026年9月24日"),
        table(INVENTORY, *lay(unit), row([cell("分管领导审核意见"), cell("同意", span(6))])),
        para("说明：本表一式两份，一份部门存档，一份报院领导小组办公室；"),
        para("附件三：个人岗位廉政风险排查表"),
        para("姓名：吕甲一   职务：离退休办主任    填表日期：2026年9月24日"),
        table(PERSONAL, *lay(person), OPINION),
    )


@clerk("超长单元格")
def industry(forms: Forms) -> bytes:
    meta = para("部门（盖章）：产教融合中心    负责人：章申一    填表日期：2026年9月20日")
    return body(para("部门工作廉政风险排查表"), meta, table(INVENTORY, *lay(forms[0])))


@clerk("页眉里的标题")
def company(forms: Forms) -> bytes:
    """Made with the usual library, so that styles, sections and page headers are there."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "部门工作廉政风险排查表"
    document.add_paragraph("部门（盖章）：资产经营公司\n负责人：奚乙二\n填表日期：2026年9月30日")
    rows = lay(forms[0], level=("Ⅰ级", "Ⅰ级", "Ⅱ级"))
    grid = document.add_table(rows=len(rows) + 2, cols=7, style="Table Grid")
    for line, texts in zip(grid.rows, [INVENTORY, *rows], strict=False):
        for place, text in zip(line.cells, texts, strict=True):
            place.text = text
    last = grid.rows[-1].cells
    last[0].text = "分管领导审核意见"
    last[1].merge(last[6]).text = "情况属实。"
    target = BytesIO()
    document.save(target)
    return target.getvalue()


@clerk("分类小标题行")
def discipline(forms: Forms) -> bytes:
    first, second, third, fourth = lay(forms[0], level=("高　", " 高", "低风险点", "中度风险"))
    heads = [row([cell(text, span(7))]) for text in listed(KINDS, "一、").split("\n")]
    title = para("个人岗位廉政风险排查表")
    meta = para("部门：纪检监察室  姓名：范丙二  职务：案件审理岗  填表日期：2026年9月15日")
    grid = table(PERSONAL, heads[0], first, second, heads[1], third, heads[2], fourth)
    return body(title, meta, grid)

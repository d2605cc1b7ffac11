"""Word files of clerks who leave the table as it is and go wrong around it and inside its cells."""

from html import escape

from tests.imports.clerks.truth import Forms, checks, clerk, lay, listed, lists, once, risks
from tests.imports.word import INVENTORY, MERGE_START, MERGED, cell, docx, para, paras, row, run, span, table

PERSONAL = ("岗位职责", *INVENTORY[1:])
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
OPINION = row([cell("部门领导审核意见"), cell("同意上报。\n签字：刘主任　2026年10月3日", span(6))])


def body(*parts: str) -> bytes:
    return docx("".join(parts))


def fused(rows: list[list[str]], column: int = 0) -> list[str]:
    """Table rows in which equal neighbours of a column are merged downwards."""
    made = []
    for at, texts in enumerate(rows):
        above = at > 0 and rows[at - 1][column] == texts[column]
        cells = [
            cell("" if above else text, MERGED if above else MERGE_START) if place == column else cell(text)
            for place, text in enumerate(texts)
        ]
        made.append(row(cells))
    return made


def box(*texts: str) -> str:
    """A text box, with the fall-back that old programs show."""
    inner = "".join(para(text) for text in texts)
    content = f"<w:txbxContent>{inner}</w:txbxContent>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"{content}</w:drawing></mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


@clerk("续表无表头")
def library(forms: Forms) -> bytes:
    rows = lay(forms[0])
    return body(
        para("附件2："),
        para("××职业学院部门工作廉政风险排查表"),
        para("部门（盖章）：图书馆\t\t负责人：张甲\t\t填表日期：2026年9月12日"),
        table(INVENTORY, *fused(rows[:3])),
        BREAK,
        para("（续上页）"),
        table(*fused(rows[3:]), row([cell("分管领导审核意见"), cell("", span(6))])),
        para("说明：1.“原因分析”填写风险点存在的原因，如制度缺陷及漏洞、监管缺失、外部环境影响等；"),
        para("2.“风险等级”分为高、中、低三个等级；"),
    )


@clerk("表内写姓名")
def guards(forms: Forms) -> bytes:
    top = row(
        [cell("姓　名"), cell("李乙"), cell("部门"), cell("保卫处"), cell("职　务"), cell("消防科科员", span(2))]
    )
    day = row([cell("填表日期"), cell("2026年 9 月20 日", span(6))])
    title = para("个人岗位廉政风险排查表")
    return body(title, table(top, day, PERSONAL, *lay(forms[0]), OPINION))


@clerk("三人一份文件")
def canteen(forms: Forms) -> bytes:
    first, second, third = (once(lay(form)) for form in forms)
    empty = [""] * 7
    return body(
        para("附件三"),
        para("福安职业学院个人岗位廉政风险排查表"),
        para("姓名：王丙　　职务：饮食服务中心主任　　填表日期：2026.9.15"),
        table(PERSONAL, *first, empty, empty, OPINION),
        BREAK,
        para("姓名：赵丁　　职务：采购员　　填表日期：2026.9.15"),
        table(PERSONAL, *second, empty, OPINION),
        BREAK,
        para("福安职业学院个人岗位廉政风险排查表"),
        para("姓名：钱戊　　职务：仓库保管员　　填表日期：2026.9.16"),
        table(PERSONAL, *third, OPINION),
    )


@clerk("单元格里括号编号")
def admissions(forms: Forms) -> bytes:
    points = risks(forms[0])
    packed = [
        listed(points[0].duty.split("\n"), "{}、"),
        *(
            listed([getattr(risk, name) for risk in points[:3]], "（{}）")
            for name in ("point", "manifestation")
        ),
        "制度缺陷及漏洞",
        "（1）高\n（2）中\n（3）高",
        listed([risk.measures for risk in points[:3]], "（{}）"),
        "",
    ]
    meta = "部门（盖章）：招生就业处       负责人： 孙己        填表日期： 2026/10/8"
    return body(para("部门工作廉政风险排查表"), para(meta), table(INVENTORY, packed, *lay(forms[0])[3:]))


@clerk("自查表自动编号")
def network(forms: Forms) -> bytes:
    (check,) = checks(forms[0])
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    duties = "".join(para(text, number.format(1)) for text in check.duties)
    points = "".join(para(text, number.format(2)) for text in check.risks)
    level = (
        '<w:abstractNum w:abstractNumId="{0}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{1}"/>'
        '<w:lvlText w:val="{2}"/></w:lvl></w:abstractNum>'
    )
    numbering = level.format(0, "decimal", "%1.") + level.format(1, "chineseCounting", "（%1）")
    numbering += "".join(f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>' for at in (0, 1))
    cells = [cell(check.subject), cell(duties), cell(listed(check.powers, "①", "　")), cell(points)]
    head = ["岗    位", "岗位\n职责", "岗位\n权利", "岗位风险点"]
    title, meta = para("个人岗位风险点自查表"), para("单位（部门）：信息中心            姓名：周庚")
    note = para("注：1.本表一式两份，一份上报，一份保存；2.按规定时间上报。")
    return docx(title + meta + table(head, row(cells)) + note + para("填表日期："), numbering=numbering)


@clerk("方框打勾")
def finance(forms: Forms) -> bytes:
    tick = '<w:sym w:font="Wingdings 2" w:char="F052"/>'
    sym = f"<w:p>{run('□高 □中 ')}<w:r>{tick}</w:r>{run('低')}</w:p>"
    causes = (
        "☑个人自律 □制度缺陷 □监管缺失",
        "□个人自律 □制度缺陷 ☑监管缺失",
        "□个人自律 ☑制度缺陷及漏洞 □监管缺失",
    )
    rows = lay(forms[0], level=("■高\n□中\n□低", sym, "□ 高  √ 中  □ 低"), causes=causes)
    head = ["岗位职责", "廉政风险点", "表现形式(具体)", "原因分析", "风险等级(高/中/低)", "防控措施(含责任人)", "备注"]
    meta = para("姓名: 吴辛  部门: 财务处  职务: 报销审核岗  填表日期: 2026.9.8")
    return body(para("附件3"), para("个人岗位廉政风险排查表"), meta, table(head, *once(rows)))


@clerk("多列与小计")
def building(forms: Forms) -> bytes:
    head = ["序\n号", "部门\n职责", "廉政\n风险点", "表现\n形式", "原因\n分析", "风险\n等级", "防控\n措施", "责任\n人"]
    head += ["完成\n时限", "备注"]
    order = ("no", "duty", "point", "manifestation", "causes", "level", "measures", "who", "due", "remark")
    rows = lay(
        forms[0],
        order,
        no=("1", "2", "3"),
        level=("高风险", "高风险", "中风险"),
        who=("郑壬", "王工", "王工"),
        due=("2026年12月", "长期", "2026.11.30"),
    )
    total = row([cell("小计", span(2)), cell("3个风险点，其中高风险2个、中风险1个", span(8))])
    meta = para("部门（公章）：基建处　负责人（签字）：郑壬　填表日期：二〇二六年九月二十五日")
    return body(para("2026年度部门廉政风险点排查防控一览表"), meta, table(head, *rows, total))


@clerk("职权目录带序号")
def clinic(forms: Forms) -> bytes:
    rows = lay(forms[0], ("no", "name", "content", "handling_body", "basis"), no=("1", "2", "3", "4"))
    empty = [""] * 5
    head = ["序号", "权力名称", "具体内容", "办理主体", "制度依据"]
    return body(
        para("附件一："),
        para("校医院廉政风险防控职权目录"),
        para("部门：校医院                             填表日期：2026年09月05日"),
        table(head, rows[0], rows[1], empty, rows[2], rows[3], ["5", "", "", "", ""], empty),
        para("分管校领导：赵副校长                            部门负责人：孔院长"),
    )


@clerk("文本框标题")
def students(forms: Forms) -> bytes:
    title = box("部门工作廉政风险排查表")
    meta = box("部门（盖章）：学工部", "负责人：冯癸", "填表日期：2026-09-18")
    levels = ("高（一级）", "高（一级）", "低（三级）")
    return body(para("附件二"), title, meta, table(INVENTORY, *lay(forms[0], level=levels)))


def inserted(text: str) -> str:
    return f'<w:ins w:id="1" w:author="a">{run(text)}</w:ins>'


def deleted(text: str) -> str:
    gone = f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'
    return f'<w:del w:id="2" w:author="a">{gone}</w:del>'


@clerk("修订未接受")
def league(forms: Forms) -> bytes:
    first, second = lay(forms[0])
    first[2] = f"<w:p>{run('以')}{deleted('真实')}{inserted('虚假')}{run('发票套取社团经费')}</w:p>"
    first[4] = f"<w:p>{deleted('高')}{inserted('中')}</w:p>"
    second[5] = f"<w:p>{run('标准提前')}{deleted('5')}{inserted('15')}{run('天公布')}</w:p>"
    texts = ("场地出借", "私借场地", "收费", "监管缺失", "低", "登记", "")
    gone = row([f"<w:p>{deleted(text)}</w:p>" for text in texts])
    gone = gone.replace("<w:trPr></w:trPr>", '<w:trPr><w:del w:id="3" w:author="a"/></w:trPr>', 1)
    head = f"{run('部门（盖章）：团委　负责人：')}{deleted('王')}{inserted('陈子')}{run('　填表日期：2026年9月22日')}"
    title, grid = para("部门工作廉政风险排查表"), table(INVENTORY, row(first), gone, row(second))
    return body(title, f"<w:p>{head}</w:p>", grid)


@clerk("嵌套表与内容控件")
def adults(forms: Forms) -> bytes:
    first, second, third = lay(forms[0])
    inner = table(*([line] for line in first[5].split("\n")))
    first[5] = f"{inner}<w:p/>"
    second[4] = f"<w:sdt><w:sdtPr/><w:sdtContent>{para('高')}</w:sdtContent></w:sdt>"
    boxed = f"<w:sdt><w:sdtPr/><w:sdtContent>{row(third)}</w:sdtContent></w:sdt>"
    made = [row([*first[:5], f"<w:tc><w:tcPr></w:tcPr>{first[5]}</w:tc>", first[6]]), row(second), boxed]
    name = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('继续教育学院')}</w:sdtContent></w:sdt>"
    meta = f"<w:p>{run('部门（盖章）：')}{name}{run('  负责人：褚丑  填表日期：2026年9月30日')}</w:p>"
    return body(para("部门工作廉政风险排查表"), meta, table(INVENTORY, *made))


@clerk("同上与点点")
def assets(forms: Forms) -> bytes:
    rows = lay(
        forms[0],
        causes=("制度缺陷及漏洞", "同上", "监管缺失", "〃"),
        level=("高", "″", "同上", "中"),
    )
    meta = para("姓名：卫寅          职务：资产管理科科长         填表日期：2026年9月11日")
    return body(para("个人岗位廉政风险排查表"), meta, table(PERSONAL, *once(rows, again="同上"), OPINION))


@clerk("三个科室一张表")
def auditors(forms: Forms) -> bytes:
    styles = (("{}.", "（{}）", "{}、"), ("１．", "{})", "{}."), ("", "", ""))
    rows = [
        [
            check.subject,
            *(listed(items, style) for items, style in zip(lists(check), used, strict=True)),
        ]
        for check, used in zip(checks(forms[0]), styles, strict=True)
    ]
    title = para("处（科）室风险点自查表")
    meta = para("部门（单位）：审计处                        填表日期：2026年6月15日")
    head = ["处（科）室名称", "处（科）室职责", "处（科）室权力", "处（科）室风险点"]
    return body(title, meta, table(head, *rows), paras("注：本表一式两份\n填表人：蒋某"))

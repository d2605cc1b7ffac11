"""Workbooks of clerks, new and old."""

from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from tests.imports.clerks.truth import COLUMNS, Forms, checks, clerk, lay, listed, lists, once
from tests.imports.sheets import OPTIONS, Area, old_workbook, workbook
from tests.imports.word import INVENTORY

PERSONAL = ("岗位职责", *INVENTORY[1:])
POWERS = ("name", "content", "handling_body", "basis")
Grid = list[list[Any]]


@clerk("三张工作表")
def purchasing(forms: Forms) -> bytes:
    catalogue, unit, person = forms
    first: Grid = [
        ["廉政风险防控职权目录"],
        ["部门：采购中心", None, "填表日期：2026年9月10日"],
        ["权力名称", "具体内容", "办理主体", "制度依据"],
        *lay(catalogue, POWERS),
        ["分管校领导：", None, "部门负责人：施乙一"],
    ]
    second: Grid = [
        ["部门工作廉政风险排查表"],
        ["部门（盖章）：采购中心    负责人：施乙一    填表日期：2026年9月10日"],
        list(INVENTORY),
        *lay(unit),
        ["分管领导审核意见", "同意"],
    ]
    third: Grid = [
        ["个人岗位廉政风险排查表"],
        ["姓名：张丙一", None, "职务：招标专员", None, "填表日期：2026年9月10日"],
        list(PERSONAL),
        *lay(person),
    ]
    guide: Grid = [["填表说明"], ["1.每个岗位填写一张个人表"], ["2.风险等级分为高、中、低三个等级"], ["3.请勿修改表头"]]
    sheets = {"填表说明": guide, "附件1": first, "附件2": second, "附件3": third, "Sheet4": []}
    return workbook(sheets, {"附件2": [Area(0, 0, 0, 6), Area(1, 0, 1, 6)]})


@clerk("偏移的表格")
def research(forms: Forms) -> bytes:
    """Two empty rows above, an empty column beside; the unit's data in cells of their own."""
    rows = [[None, *line] for line in once(lay(forms[0], level=("中", "高", "高", "高")))]
    grid: Grid = [
        [],
        [],
        [None, "部门工作廉政风险排查表"],
        [None, "部门", "科研处", None, "负责人", "孔丁一", "填表日期", "2026-9-21"],
        [None, *INVENTORY],
        *rows[:2],
        [],
        *rows[2:],
    ]
    return workbook({"Sheet1": grid}, {"Sheet1": [Area(2, 1, 2, 7), Area(5, 1, 6, 1)]})


@clerk("人名工作表")
def staff(forms: Forms) -> bytes:
    words = {"曹戊一": ("H",), "严己一": ("M", "L"), "华庚一": ("l",)}
    sheets: dict[str, Grid] = {}
    for form in forms:
        rows = lay(form, level=words[form.person])
        sheets[form.person] = [
            ["人事处个人岗位廉政风险排查表"],
            [f"姓名：{form.person}", f"职务：{form.post}", "部门：人事处", None, "填表日期：2026年9月23日"],
            ["岗位职责", "风险点", "风险描述", "原因", "级别", "防范措施", "备注"],
            *rows,
            [],
            ["部门领导审核意见", "同意"],
        ]
    return workbook(sheets)


@clerk("等级分三列")
def teaching(forms: Forms) -> bytes:
    order = ("duty", "point", "manifestation", "causes", "h", "m", "l", "measures", "remark")
    marks = {"h": ("√", "√", "", ""), "m": ("", "", "√", ""), "l": ("", "", "", "√")}
    grid: Grid = [
        ["部门工作廉政风险排查表"],
        ["部门（盖章）：教务处", None, None, "负责人：金辛一", None, None, None, "填表日期：2026年9月16日"],
        ["部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", None, None, "防控措施", "备注"],
        [None, None, None, None, "高", "中", "低"],
        *lay(forms[0], order, **marks),
    ]
    tall = [Area(2, column, 3, column) for column in (0, 1, 2, 3, 7, 8)]
    return workbook({"教务处": grid}, {"教务处": [Area(0, 0, 0, 8), Area(2, 4, 2, 6), *tall]})


@clerk("日期和数字单元格")
def sports(forms: Forms) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet("附件三")
        sheet.merge_range(0, 0, 0, 7, "个人岗位廉政风险排查表")
        sheet.write_row(1, 0, ["姓名：", "魏壬一", "职务：", "场馆管理员", "部门：", "体育部", "填表日期："])
        sheet.write_datetime(1, 7, date(2026, 9, 7), book.add_format({"num_format": "yyyy年m月d日"}))
        head = ["序号*", "岗位职责*", "廉政风险点*", "表现形式*", "原因分析", "风险等级*", "防控措施*", "备注"]
        sheet.write_row(2, 0, head)
        for at, line in enumerate(lay(forms[0])):
            sheet.write_row(3 + at, 0, [at + 1, *line])
            sheet.write_number(3 + at, 5, at + 1)
        sheet.write_row(7, 0, ["注：风险等级1为高，2为中，3为低"])
    return target.getvalue()


@clerk("一张表叠放多人")
def faculty(forms: Forms) -> bytes:
    grid: Grid = [["马克思主义学院个人岗位廉政风险排查表"]]
    for at, form in enumerate(forms):
        meta = [f"姓名：{form.person}", None, f"职务：{form.post}", None, f"填表日期：2026年9月{form.filled_on[-2:]}日"]
        title = [["个人岗位廉政风险排查表"]] if at == 2 else []
        grid += [*title, meta, list(PERSONAL), *lay(form), [], ["部门领导审核意见"], []]
    return workbook({"Sheet1": grid})


@clerk("富文本与删除线")
def union(forms: Forms) -> bytes:
    rows = lay(forms[0])
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
        sheet = book.add_worksheet("表")
        sheet.write_formula(0, 0, '="部门工作"&"廉政风险排查表"', None, "部门工作廉政风险排查表")
        sheet.write_row(1, 0, ["部门：工会", "", "负责人：谢寅一", "", "填表日期：2026年9月6日"])
        sheet.write_row(2, 0, ["部门职责", "廉洁风险点", "表现形式", "原因分析", "风险等级", "防控措施", "备注"])
        for at, line in enumerate(rows):
            sheet.write_row(3 + at, 0, line)
        sheet.write_rich_string(3, 5, rows[0][5][:4], bold, rows[0][5][4:9], red, rows[0][5][9:])
        sheet.write_rich_string(4, 2, red, rows[1][2][:3], rows[1][2][3:])
        sheet.write_comment(4, 4, "请核实是否应为高")
        sheet.autofilter(2, 0, 5, 6)
    return target.getvalue()


@clerk("职权分类行")
def startups(forms: Forms) -> bytes:
    first, second, third = lay(forms[0], ("no", "name", "basis", "content", "handling_body"), no=("1", "2", "3"))
    grid: Grid = [
        ["创新创业学院权力清单（职权目录）"],
        ["部门：创新创业学院", None, None, "填表时间：2026年9月26日"],
        ["序号", "权力事项", "法律法规依据", "权力内容", "责任主体"],
        ["一、审批类"],
        first,
        ["二、资金类"],
        second,
        third,
        ["合计", "3项"],
    ]
    merges = [Area(0, 0, 0, 4), Area(3, 0, 3, 4), Area(5, 0, 5, 4)]
    return workbook({"职权": grid}, {"职权": merges})


@clerk("零宽字符与填表须知")
def archive(forms: Forms) -> bytes:
    rows = lay(forms[0])
    rows[0][1] = "违规\u200b出具证明"
    rows[1][4] = "\u00a0高\u3000"
    rows[2][5] = "\ufeff涉密库房双人双锁"
    grid: Grid = [
        ["填表须知：本表由本人填写，一岗一表；填写完毕由部门负责人审核签字后报纪委办公室。"],
        ["个 人 岗 位 廉 政 风 险 排 查 表"],
        ["姓　　名：", "邹卯一", None, "职\u00a0务：", "档案管理员"],
        ["部　　门：", "档案馆", None, "填表日期：", "2026.09.01"],
        ["岗位\u200b职责", "廉 政 风 险 点", "表　现　形　式", "原因分析", "风险\n等级", "防控措施", "备　注"],
        *rows,
        ["合计", "共3个风险点"],
    ]
    return workbook({"Sheet1": grid})


@clerk("自查表合并科室")
def logistics(forms: Forms) -> bytes:
    grid: Grid = [
        ["附件2"],
        ["处（科）室风险点自查表"],
        ["部门（单位）：后勤保障处", None, None, "填表日期：2026年6月18日"],
        ["科室名称", "科室职责", "科室权力", "科室风险点"],
    ]
    merges = []
    for check, styles in zip(checks(forms[0]), (("{}.", "{}．", "１、"), ("（一）", "①", "{} ")), strict=True):
        texts = [listed(items, style) for items, style in zip(lists(check), styles, strict=True)]
        merges.append(Area(len(grid), 0, len(grid) + 1, 0))
        halves = [text.split("\n") for text in texts]
        grid.append([check[0], *("\n".join(lines[:1]) for lines in halves)])
        grid.append([None, *("\n".join(lines[1:]) for lines in halves)])
    return workbook({"自查": grid}, {"自查": merges})


@clerk("老工作簿")
def drivers(forms: Forms) -> bytes:
    rows = lay(forms[0], ("no", *COLUMNS), no=("1", "2", "3"), level=("二级", "三级", "一级"))
    grid: Grid = [
        ["部门工作廉政风险排查表"],
        ["部门（盖章）：车队", None, None, "负责人：喻辰一", None, None, "填表日期：2026年9月3日"],
        ["序号", *INVENTORY],
        *rows,
        [],
        ["分管领导审核意见"],
    ]
    return old_workbook({"Sheet1": grid}, {"Sheet1": [Area(0, 0, 0, 7), Area(3, 1, 4, 1)]})


@clerk("一行一条的自查表")
def alumni(forms: Forms) -> bytes:
    (check,) = checks(forms[0])
    lines = zip(check.duties, (*check.powers, ""), check.risks, strict=True)
    grid: Grid = [
        ["个人岗位风险点自查表"],
        ["单位（部门）：校友办", None, "姓名：柏巳一"],
        ["岗位", "岗位职责", "岗位权力", "岗位风险点"],
        *([check.subject if at == 0 else None, *line] for at, line in enumerate(lines)),
        ["填表日期：2026年6月20日"],
    ]
    return old_workbook({"个人": grid}, {"个人": [Area(3, 0, 5, 0)]})

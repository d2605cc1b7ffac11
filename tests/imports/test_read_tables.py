"""Tables as colleges really draw them (forms.md §2.2)."""

from backend.imports.reader.parsed import PowerRow, RiskRow, SelfCheckRow
from backend.imports.rules import FormKind
from tests.imports.reading import HIGH, LOW, META, TITLE, codes, one, read, risks
from tests.imports.word import (
    INVENTORY,
    MERGE_START,
    MERGED,
    SELF_CHECK,
    cell,
    para,
    row,
    span,
    table,
)


def test_aliases_spaces_and_line_breaks_in_headers() -> None:
    header = (
        "部 门\n职 责",
        "风险名称",
        "风险描述",
        "成因分析",
        "风险等级（高、中、低）",
        "防范措施",
        "备 注",
    )
    (risk,) = risks(
        one(META + table(header, ("管教务", "改成绩", "私自改分", "监管缺失", "高", "双人复核", "无")))
    )
    assert risk == RiskRow(1, 2, None, ("管教务",), "改成绩", "私自改分", "监管缺失", HIGH, "双人复核", "无")


def test_a_power_item_is_a_risk_beside_manifestations_and_a_power_beside_content() -> None:
    inventory = one(
        META + table(("部门职责", "权力事项", "表现形式", "风险等级"), ("管", "改分", "私改", "低"))
    )
    assert risks(inventory)[0].risk_point == "改分"
    (power,) = one(
        table(("权力事项", "具体内容", "办理主体", "依据"), ("发包", "维修", "维修科", "办法"))
    ).rows
    assert isinstance(power, PowerRow)
    assert power.name == "发包"


def test_merged_duties_and_merged_points() -> None:
    body = META + table(
        INVENTORY,
        row(
            [
                cell("管教务", MERGE_START),
                cell("改分", MERGE_START),
                "私改",
                "监管缺失",
                cell("高", MERGE_START),
                "复核",
                "",
            ]
        ),
        row([cell("", MERGED), cell("", MERGED), "代改", "", cell("", MERGED), "留痕", ""]),
        row([cell("", MERGED), "泄题", "卖题", "自律", "高", "保密", ""]),
    )
    form = one(body)
    assert [(risk.duties, risk.risk_point, risk.manifestation, risk.measures) for risk in risks(form)] == [
        (("管教务",), "改分", "私改\n代改", "复核\n留痕"),
        (("管教务",), "泄题", "卖题", "保密"),
    ]
    assert codes(form) == ["row-joined"]


def test_blank_duties_and_same_above() -> None:
    body = META + table(
        INVENTORY,
        ("1.管教务\n2.管考试", "改分", "私改", "监管缺失", "高", "复核", ""),
        ("", "泄题", "卖题", "同上", "低", "保密", ""),
        ("同上", "漏题", "误发", "〃", "低", "核对", ""),
    )
    form = one(body)
    assert [risk.duties for risk in risks(form)] == [("管教务", "管考试")] * 3
    assert [risk.causes for risk in risks(form)] == ["监管缺失"] * 3
    assert codes(form) == ["inherited-duty", "same-above", "same-above", "same-above"]


def test_several_points_in_one_row_are_zipped() -> None:
    body = META + table(
        INVENTORY,
        ("管教务", "1.改分\n2.泄题", "1.私改\n2.卖题", "监管缺失", "高、低", "①复核②保密", ""),
    )
    form = one(body)
    assert [(risk.risk_point, risk.manifestation, risk.level, risk.measures) for risk in risks(form)] == [
        ("改分", "私改", HIGH, "复核"),
        ("泄题", "卖题", LOW, "保密"),
    ]
    assert [(finding.code, finding.column) for finding in form.findings] == [("cannot-align", 4)]


def test_numbers_running_down_the_column_are_taken_off() -> None:
    rows = [("管", f"{index}.风险{index}", "表现", "原因", "低", "措施", "") for index in (1, 2, 3)]
    assert [risk.risk_point for risk in risks(one(META + table(INVENTORY, *rows)))] == [
        "风险1",
        "风险2",
        "风险3",
    ]


def test_opinion_note_total_and_blank_rows_are_no_risks() -> None:
    body = META + table(
        INVENTORY,
        ("管教务", "改分", "私改", "监管缺失", "高", "复核", ""),
        ("", "", "", "", "", "", ""),
        ("合计", "1", "", "", "", "", ""),
        row([cell("分管领导审核意见"), cell("同意", span(6))]),
        row([cell("说明：1.本表一式两份", span(7))]),
    )
    assert [risk.risk_point for risk in risks(one(body))] == ["改分"]


def test_a_row_cut_by_the_page_is_joined() -> None:
    body = META + table(
        INVENTORY,
        ("管教务", "改分", "教师私自修改", "监管", "高", "双人复核并", ""),
        ("", "", "学生成绩", "缺失", "", "全程留痕", ""),
    )
    form = one(body)
    (risk,) = risks(form)
    assert (risk.manifestation, risk.causes, risk.measures) == (
        "教师私自修改学生成绩",
        "监管缺失",
        "双人复核并全程留痕",
    )
    assert codes(form) == ["row-joined"]


def test_a_row_without_point_is_an_error_with_its_place() -> None:
    body = META + table(INVENTORY, ("管教务", "", "私改成绩。", "监管缺失", "高", "复核", ""))
    form = one(body)
    (finding,) = [finding for finding in form.findings if finding.code == "missing-risk-point"]
    assert (finding.table, finding.row, finding.column, finding.severity.value) == (1, 2, 2, "error")
    assert "私改成绩" in finding.raw


def test_a_table_cut_in_two_stays_one_form() -> None:
    first = ("管教务", "改分", "私改", "监管缺失", "高", "复核", "")
    second = ("管考试", "泄题", "卖题", "自律", "低", "保密", "")
    headless = one(TITLE + META + table(INVENTORY, first) + para() + table(second))
    repeated = one(
        TITLE + META + table(INVENTORY, first) + para("续表") + table(INVENTORY, second, INVENTORY, first)
    )
    assert [risk.risk_point for risk in risks(headless)] == ["改分", "泄题"]
    assert [risk.risk_point for risk in risks(repeated)] == ["改分", "泄题", "改分"]


def test_several_forms_in_one_file() -> None:
    def form(name: str) -> str:
        return para(f"单位（部门）：教务处    姓名：{name}") + table(
            SELF_CHECK, (f"岗{name}", "1.管", "1.批", "1.险")
        )

    read_back = read(
        para("附件1：")
        + para("个人岗位风险点自查表")
        + form("王老师")
        + para("填表日期：2026年9月1日")
        + form("李老师")
    )
    assert [item.meta.person_name for item in read_back.forms] == ["王老师", "李老师"]
    assert [str(item.meta.filled_on) for item in read_back.forms] == ["2026-09-01", "None"]
    assert read_back.findings == ()


def test_blanks_inside_the_table() -> None:
    body = table(
        row([cell("个人岗位廉政风险排查表", span(7))]),
        row(
            [
                cell("姓名"),
                cell("王老师", span(2)),
                cell("职务"),
                cell("干事"),
                cell("填表日期：2026/9/1", span(2)),
            ]
        ),
        ("岗位职责", *INVENTORY[1:]),
        ("管学籍", "漏报", "不及时", "业务", "低", "核对", ""),
    )
    form = one(body)
    assert form.kind is FormKind.position_inventory
    assert form.title == "个人岗位廉政风险排查表"
    assert (form.meta.person_name, form.meta.job_title, str(form.meta.filled_on)) == (
        "王老师",
        "干事",
        "2026-09-01",
    )


def test_two_header_rows() -> None:
    header = row(
        [
            cell("部门职责", MERGE_START),
            cell("廉政风险", span(2)),
            cell("风险等级", MERGE_START),
            cell("防控措施", MERGE_START),
        ]
    )
    second = row([cell("", MERGED), cell("风险点"), cell("表现形式"), cell("", MERGED), cell("", MERGED)])
    (risk,) = risks(one(META + table(header, second, ("管", "改分", "私改", "高", "复核"))))
    assert (risk.risk_point, risk.manifestation, risk.level) == ("改分", "私改", HIGH)


def test_sections_merged_over_several_rows() -> None:
    body = table(
        ("处（科）室名称", "处(科)室职责", "处（科）室权利", "处（科）室风险点"),
        row([cell("招生科", MERGE_START), "1.宣传", "1.录取", "1.漏录"]),
        row([cell("", MERGED), "2.录取", "", "2.错录"]),
        ("学籍科", "1.注册", "1.注销", "1.漏注"),
    )
    first, second = (item for item in one(body).rows if isinstance(item, SelfCheckRow))
    assert (first.subject, first.duties, first.powers, first.risks) == (
        "招生科",
        ("宣传", "录取"),
        ("录取",),
        ("漏录", "错录"),
    )
    assert second.subject == "学籍科"


def test_slips_of_the_pen_in_headers_are_guesses() -> None:
    header = ("岗位职则", "廉正风险点", "表现型式", "原因分折", "风险登级", "防空措施", "备 注")
    form = one(table(header, ("管教务", "改分", "私改", "缺失", "高", "复核", "无")))
    assert risks(form) == [RiskRow(1, 2, None, ("管教务",), "改分", "私改", "缺失", HIGH, "复核", "无")]
    assert form.kind is FormKind.position_inventory
    assert codes(form) == ["column-guess"] * 6


def test_a_level_is_ticked_in_one_of_three_columns() -> None:
    tall, below = ([cell(name, mark) for name in INVENTORY] for mark in (MERGE_START, MERGED))
    upper = row([*tall[:4], cell("风险等级", span(3)), *tall[5:]])
    lower = row([*below[:4], "高", "中", "低", *below[5:]])
    start = ("管教务", "改分", "私改", "缺失")
    marks = (("√", "", ""), ("×", "—", "√"), ("", "", ""), ("√", "√", ""))
    form = one(META + table(upper, lower, *((*start, *ticks, "复核", "") for ticks in marks)))
    assert [risk.level for risk in risks(form)] == [HIGH, LOW, None, None]
    assert codes(form) == ["level-missing", "level-several"]


def test_unknown_columns_are_said() -> None:
    body = META + table((*INVENTORY[:6], "整改时限"), ("管", "改分", "私改", "缺失", "高", "复核", "9月"))
    form = one(body)
    assert [(finding.code, finding.raw) for finding in form.findings] == [("unknown-column", "整改时限")]


def test_a_blank_warning_record_is_not_imported() -> None:
    """That of a blank one is none of anybody's."""
    read_back = read(para("廉政风险预警处置记录单") + table(("预警对象姓名", "", "职务", "")))
    assert read_back.forms == ()
    assert [finding.code for finding in read_back.findings] == ["blank-record"]


def test_other_tables_are_no_forms() -> None:
    read_back = read(para("会议签到") + table(("姓名", "部门", "电话"), ("王老师", "教务处", "内线")))
    assert read_back.forms == ()
    assert [finding.code for finding in read_back.findings] == ["unknown-table", "no-form"]

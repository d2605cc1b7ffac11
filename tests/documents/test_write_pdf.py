"""The official layout as PDF, read back with PDFium (requirements S127)."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest

from backend.documents.queries import blank_form
from backend.documents.rules import DocumentKind
from backend.documents.schemas import Form, RegisterLine, RiskRegisterForm, kind_of
from backend.documents.writer import pdf
from backend.documents.writer.charts import chart_of
from backend.documents.writer.designs import DESIGNS, TOTAL
from backend.documents.writer.pdf import pour_pdf, write_pdf
from backend.organization.rules import RiskLevel
from backend.powers.diagram import render
from backend.powers.queries import drawable
from tests.documents.filled import COLLEGE, DAY, FORMS, catalogue, heading, inventory, warning
from tests.documents.paper import attached, pages, sizes, whole

FORM_IDS = [kind_of(form).value for form in FORMS]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("form", FORMS, ids=FORM_IDS)
def test_it_has_the_official_layout(form: Form) -> None:
    data, design = write_pdf(form), DESIGNS[kind_of(form)]
    assert sizes(data) == [(297, 210) if design.is_landscape else (210, 297)]
    text = whole(data)
    assert text.startswith(squeezed(form.heading.label + form.heading.title))
    assert "—1—" in text
    words = (*design.columns, *design.notes, *(blank.words for blank in (*design.blanks, *design.below)))
    for wanted in (*words, *(box.words for box in design.boxes)):
        assert squeezed(wanted) in text, wanted


def test_what_was_filled_in_is_there() -> None:
    text = whole(write_pdf(inventory(DocumentKind.department_inventory)))
    for wanted in ("后勤处", "陈处长", "风险0", "风险2", "合并计算一律招标", "同意。签字：林副院长2026年10月8日"):
        assert wanted in text, wanted
    assert text.count("负责零星维修") == 1, "one merged cell over both of its risks"
    assert "提醒谈话" in whole(write_pdf(warning()))


def test_it_lasts_and_carries_its_own_data() -> None:
    form = inventory(DocumentKind.department_inventory)
    data = write_pdf(form)
    assert b"pdfaid:part>3<" in data
    assert b"pdfaid:conformance>A<" in data
    found = attached(data)
    assert (found["lianfang.kind"], found["lianfang.form"]) == ("department_inventory", "17")
    assert [risk["row_id"] for risk in found["risks"]] == ["0", "1", "2"]
    assert found["opinion"]["signed_on"] == "2026-10-08"


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_a_blank_form_is_one_page(kind: DocumentKind) -> None:
    (text,) = pages(write_pdf(blank_form(kind, COLLEGE)))
    design = DESIGNS[kind]
    for words in (design.blanks[0].words, *design.columns, *(box.words for box in design.boxes)):
        assert squeezed(words) in text, words


NASTY = (
    "#eval(1) #image(\"/etc/passwd\") *粗* _斜_ $x^2$ \\ \\u{41} <标签> @引用 `码` // 注 /* 注 */ [方] {花} ~ -- ''"
)


def test_what_people_type_stays_text() -> None:
    form = inventory(DocumentKind.department_inventory, 1)
    line = replace(form.risks[0], risk_point=NASTY, measures="\x00\x0b甲\t乙\r\n丙\u2028丁", duty="")
    data = write_pdf(replace(form, risks=(line,), head_name="#sys.inputs\n= 标题"))
    text = whole(data)
    assert squeezed(NASTY) in text
    assert "甲乙丙丁" in text
    assert "#sys.inputs=标题" in text
    assert attached(data)["risks"][0]["risk_point"] == NASTY


@pytest.mark.parametrize("rare", ["😀👨‍👩‍👧", "𬭎䶮堃喆㛃", "ẞ한글עברית", "\U0010fffd", "\ue000"])
def test_no_character_is_a_reason_to_refuse(rare: str) -> None:
    form = inventory(DocumentKind.department_inventory, 1)
    line = replace(form.risks[0], risk_point=f"前{rare}后")
    text = whole(write_pdf(replace(form, risks=(line,))))
    assert "前" in text
    assert "后" in text


def test_a_thousand_rows() -> None:
    found = pages(write_pdf(inventory(DocumentKind.department_inventory, 1_000)))
    assert len(found) > 60
    assert all("廉政风险点表现形式" in text for text in found[:-1]), "the heads come again on every page"
    text = "".join(found)
    assert all(f"风险{number}把" in text for number in range(1_000))
    assert f"—{len(found)}—" in found[-1]


def test_blank_rows_and_what_follows_stay_on_the_page() -> None:
    for count in range(14):
        found = pages(write_pdf(inventory(DocumentKind.department_inventory, count)))
        assert "审核意见" in found[-1], count
        assert "自行增页填写" in found[-1], count
        assert "廉政风险点表现形式" in found[-1], "nobody signs a page without a table"
        assert len(found) <= 1 + count // 4


def lines(count: int) -> Iterator[RegisterLine]:
    for number in range(count):
        text = "接受宴请后指定采购其教材。" * (60 if number % 97 == 5 else 1)
        yield RegisterLine(
            str(number), "教务处", "教材岗", "王老师", f"点{number}号", text, RiskLevel.high, "会签", "本岗位", "已认定"
        )


def register(count: int) -> RiskRegisterForm:
    total = f"共 {count} 条；"
    return RiskRegisterForm(heading(DocumentKind.risk_register), "教务处", 2026, DAY, lines(count), total)


def test_a_long_register_is_set_in_pieces_that_cannot_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = pages(write_pdf(register(400)))
    monkeypatch.setattr(pdf, "LONG", 100)
    monkeypatch.setattr(pdf, "PIECE", 60)
    target = BytesIO()
    pour_pdf(register(400), target)
    in_pieces = pages(target.getvalue())
    assert in_pieces == at_once
    assert all(f"—{number}—" in text for number, text in enumerate(in_pieces, start=1))


def test_the_register_counts_its_rows() -> None:
    text = whole(write_pdf(register(3)))
    assert "说明：1.共3条；" in text
    assert TOTAL not in text


STEP = {
    "key": "a",
    "name": "受理申请",
    "kind": "task",
    "handler": "维修科",
    "time_limit": "3 日",
    "is_key": True,
    "has_discretion": False,
    "may_be_interfered": False,
    "branches": [],
}


def test_flowcharts_follow_the_catalogue() -> None:
    wide = [STEP | {"handler": f"科室{at}", "key": f"k{at}"} for at in range(6)]
    flows = (("零星维修发包流程", [STEP]), ("公有住房分配流程", wide))
    charts = [chart_of(title, render(drawable(title, steps))) for title, steps in flows]
    data = write_pdf(catalogue(), charts)
    found = pages(data)
    assert len(found) == 3
    assert "零星维修发包流程" in found[1]
    assert "受理申请" in found[2]
    assert [wide > high for wide, high in sizes(data)] == [False, *(chart.is_wide for chart in charts)]


def test_the_same_form_gives_the_same_bytes() -> None:
    assert write_pdf(catalogue()) == write_pdf(catalogue())

"""One and the same content drawn in the many ways of forms.md §2.2 always reads the same."""

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.organization.rules import RiskLevel
from tests.imports.reading import one, risks
from tests.imports.word import MERGE_START, MERGED, cell, para, row, span, table

HEADERS = (
    ("部门职责", "部 门\n职 责", "工作职责"),
    ("廉政风险点", "风 险 点", "风险名称", "廉政\n风险点"),
    ("表现形式", "主要表现形式", "风险描述", "表\u200b现形式"),
    ("原因分析", "形成原因", "成因分析"),
    ("风险等级", "风险等级（高、中、低）", "等级"),
    ("防控措施", "防范措施", "预防措施", "防控方法"),
    ("备注", "备 注"),
)
LEVELS: dict[RiskLevel, tuple[str, ...]] = {
    RiskLevel.high: ("高", "高风险", " 高 ", "☑高 □中 □低", "高√ 中□ 低□", "H", "一级"),
    RiskLevel.medium: ("中", "中等", "□高 ☑中 □低", "○高 ●中 ○低", "Ⅱ级"),
    RiskLevel.low: ("低", "低风险", "□高\n□中\n☑低", "三级"),
}
MARKS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{n}.",
    lambda n: f"{n}、",
    lambda n: f"（{n}）",
    lambda n: chr(0x2460 + n - 1),
    lambda n: f"{'一二三四五六七八九'[n - 1]}、",
)
WORDS = st.lists(
    st.sampled_from(
        [
            "收受",
            "1.5万元",
            "第2、3条",
            "5000以上",
            "礼金",
            "2012.9.1起",
            "照顾亲友",
            "，",
            "按1:3",
            "3名以上",
            "“一支笔”",
        ]
    ),
    min_size=1,
    max_size=4,
).map(lambda words: "以" + "".join(words) + "谋私")


class Risk(NamedTuple):
    duty: str
    point: str
    manifestation: str
    causes: str
    level: RiskLevel
    measures: str


@st.composite
def contents(draw: st.DrawFn) -> list[Risk]:
    """Risks of one to three different duties, each duty together."""
    duties = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    texts = st.tuples(WORDS, WORDS, WORDS, st.sampled_from(RiskLevel), WORDS)
    return [Risk(duty, *draw(texts)) for duty in duties for _ in range(draw(st.integers(1, 3)))]


def one_a_row(draw: st.DrawFn, risk_list: list[Risk]) -> list[str]:
    """A row a risk; 職责 merged, repeated, left blank or 同上; points perhaps numbered down the column."""
    how = draw(st.sampled_from(["merged", "repeated", "blank", "same"]))
    is_numbered = draw(st.booleans())
    drawn, number = [], 0
    for duty, group in groupby(risk_list, key=lambda risk: risk.duty):
        for at, risk in enumerate(group):
            number += 1
            first = {"repeated": duty, "blank": "", "same": "同上"}.get(how, "") if at else duty
            merge = (MERGED if at else MERGE_START) if how == "merged" else ""
            point = f"{number}.{risk.point}" if is_numbered else risk.point
            level = draw(st.sampled_from(LEVELS[risk.level]))
            texts = (point, risk.manifestation, risk.causes, level, risk.measures, "")
            drawn.append(row([cell(first, merge), *texts]))
    return drawn


def one_a_duty(draw: st.DrawFn, risk_list: list[Risk]) -> list[str]:
    """A row a duty, its risks as lists of one style in every cell."""
    drawn = []
    for duty, found in groupby(risk_list, key=lambda risk: risk.duty):
        group = list(found)
        mark = draw(st.sampled_from(MARKS)) if len(group) > 1 else lambda _: ""

        def listed(texts: list[str], mark: Callable[[int], str] = mark) -> str:
            return "\n".join(mark(n) + text for n, text in enumerate(texts, start=1))

        columns = [[risk[field] for risk in group] for field in (1, 2, 3)]
        levels = "\n".join(risk.level.label for risk in group)
        texts = [listed([str(text) for text in column]) for column in columns]
        drawn.append(row([duty, *texts, levels, listed([risk.measures for risk in group]), ""]))
    return drawn


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[Risk], str]:
    risk_list = draw(contents())
    rows = draw(st.sampled_from([one_a_row, one_a_duty]))(draw, risk_list)
    header = row([draw(st.sampled_from(words)) for words in HEADERS])
    blank = row([""] * 7)
    head = para("部门工作廉政风险排查表") + para("部门（盖章）：教务处   负责人：陈处长")
    if draw(st.booleans()):
        rows = [*rows, blank, blank]
    rows.append(row([cell("分管领导审核意见"), cell("同意", span(6))]))
    if draw(st.booleans()):
        return risk_list, head + table(header, *rows)
    cut = draw(st.integers(1, len(rows)))
    if MERGED in rows[min(cut, len(rows) - 1)]:
        return risk_list, head + table(header, *rows[:cut], header, *rows[cut:])
    between = para(draw(st.sampled_from(["", "续表"])))
    again = [header] if draw(st.booleans()) or cut == len(rows) else []
    return risk_list, head + table(header, *rows[:cut]) + between + table(*again, *rows[cut:])


@settings(max_examples=150, deadline=None)
@given(documents())
def test_every_drawing_reads_the_same(drawn: tuple[list[Risk], str]) -> None:
    expected, body = drawn
    form = one(body)
    read = [
        Risk(
            "".join(risk.duties), risk.risk_point, risk.manifestation, risk.causes, risk.level, risk.measures
        )
        for risk in risks(form)
        if risk.level
    ]
    assert read == expected
    assert form.meta.department == "教务处"

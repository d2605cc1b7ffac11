import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.imports.reader.items import ItemList, split_items
from backend.imports.reader.raw import Paragraph

STYLES = [
    ("1.甲\n2.乙", ("甲", "乙")),
    ("１．甲\n２．乙", ("甲", "乙")),
    ("1、 甲\n 2 、乙\n3、丙", ("甲", "乙", "丙")),
    ("1)甲\n2)乙", ("甲", "乙")),
    ("（1）甲，（2）乙", ("甲", "乙")),
    ("(1)甲(2)乙", ("甲", "乙")),
    ("①甲②乙③丙", ("甲", "乙", "丙")),
    ("⑴甲\n⑵乙", ("甲", "乙")),
    ("⒈甲\n⒉乙", ("甲", "乙")),
    ("一、甲\n二、乙", ("甲", "乙")),
    ("（一）甲\n（二）乙", ("甲", "乙")),
    ("一是抓学习；二是抓管理。", ("抓学习", "抓管理。")),
    ("第一，甲\n第二，乙", ("甲", "乙")),
    ("• 甲\n• 乙", ("甲", "乙")),
    ("1贯彻政策\n2审批经费", ("贯彻政策", "审批经费")),
    ("1.甲；2.乙；3.丙。", ("甲", "乙", "丙。")),
    ("1.评审专家抽取。", ("评审专家抽取。",)),
    ("主要职责：1.甲；2.乙", ("甲", "乙")),
]


def split(text: str) -> ItemList:
    return split_items([Paragraph(line) for line in text.split("\n")])


@pytest.mark.parametrize(("text", "items"), STYLES)
def test_it_knows_the_marks(text: str, items: tuple[str, ...]) -> None:
    assert split(text) == ItemList(items, (), True)


TRAPS = [
    ("1、管负责采购\n2、管按1:3、抽取专家", ("管负责采购", "管按1:3、抽取专家")),
    ("1.5万元以下的采购审批", ("1.5万元以下的采购审批",)),
    ("2012.9.1以来的工作", ("2012.9.1以来的工作",)),
    ("1.审批支出\n2.超过\n3.5万元以上的上报", ("审批支出", "超过3.5万元以上的上报")),
    ("1、第2、3条规定\n2、超过5000以上", ("第2、3条规定", "超过5000以上")),
    ("1.联系2、3号楼；2.丙", ("联系2、3号楼", "丙")),
    ("1.甲\n2.2012年以来的资金\n3.5名以上评委", ("甲", "2012年以来的资金", "5名以上评委")),
    ("按1:3比例配套", ("按1:3比例配套",)),
    ("审批：1.5万元以下", ("审批：1.5万元以下",)),
    ("100、200元标准", ("100、200元标准",)),
    ("1.甲（1）子项（2）子项\n2.乙", ("甲（1）子项（2）子项", "乙")),
]


@pytest.mark.parametrize(("text", "items"), TRAPS)
def test_numbers_inside_sentences_are_no_marks(text: str, items: tuple[str, ...]) -> None:
    assert split(text).items == items


FLAGGED = [
    ("1.甲\n3.丙\n4.丁", ("甲", "丙", "丁"), "list-gap"),
    ("1.甲\n1.乙\n2.丙", ("甲", "乙", "丙"), "list-repeat"),
    (
        "按规定办理各项业务并且负责到底\n1.甲\n2.乙",
        ("按规定办理各项业务并且负责到底", "甲", "乙"),
        "list-preamble",
    ),
    ("负责采购\n负责验收\n负责付款", ("负责采购", "负责验收", "负责付款"), "unnumbered-list"),
    ("1.5万元以下审批。\n2.10万元以上上报。", ("5万元以下审批。", "10万元以上上报。"), "list-decimal"),
]


@pytest.mark.parametrize(("text", "items", "code"), FLAGGED)
def test_what_is_doubtful_is_flagged(text: str, items: tuple[str, ...], code: str) -> None:
    read = split(text)
    assert read.items == items
    assert code in read.codes


@pytest.mark.parametrize(
    ("text", "begun", "items"),
    [
        ("2．维修材料以次充好\n３．收受礼金", 1, ("维修材料以次充好", "收受礼金")),
        ("（三）周转房管理", 2, ("周转房管理",)),
        ("3核对名册", 2, ("核对名册",)),
        ("3.5万元以上的合同", 2, ("3.5万元以上的合同",)),
        ("3.核对名册", 1, ("3.核对名册",)),
        ("1.另一份清单\n2.第二项", 2, ("另一份清单", "第二项")),
    ],
)
def test_a_list_goes_on_in_the_cell_below(text: str, begun: int, items: tuple[str, ...]) -> None:
    assert split_items((Paragraph(text),), begun).items == items


def test_hard_wraps_are_mended() -> None:
    wrapped = "贯彻落实上级的政策法规和\n制度，负责本部门的各项日\n常管理工作"
    assert split(wrapped) == ItemList(("贯彻落实上级的政策法规和制度，负责本部门的各项日常管理工作",))
    assert split("1.甲乙\n丙丁\n2.use Word\n2016").items == ("甲乙丙丁", "use Word 2016")


def test_word_numbers_count() -> None:
    numbered = [Paragraph("甲", "1."), Paragraph("子", "（1）", 1), Paragraph("乙", "2."), Paragraph("续")]
    assert split_items(numbered).items == ("甲（1）子", "乙续")


def test_marks_typed_beside_word_numbers_go() -> None:
    assert split_items([Paragraph("1.甲", "•"), Paragraph("2.乙", "•")]).items == ("甲", "乙")


def test_invisible_characters_do_not_hide_a_mark() -> None:
    assert split("\u200b1.甲\n\u3000\u30002.乙\ufeff").items == ("甲", "乙")


def test_an_empty_cell_has_no_items() -> None:
    assert split(" \n\u3000") == ItemList(())


MARKS = {
    "dot": lambda n: f"{n}.",
    "wide_dot": lambda n: f"{chr(0xFF10 + n)}．",
    "pause": lambda n: f"{n}、",
    "bracket": lambda n: f"（{n}）",
    "half": lambda n: f"{n}) ",
    "circle": lambda n: chr(0x2460 + n - 1),
    "numeral": lambda n: f"{'零一二三四五六七八九'[n]}、",
    "numeral_bracket": lambda n: f"（{'零一二三四五六七八九'[n]}）",
}
WORDS = st.lists(
    st.sampled_from(
        [
            "负责采购",
            "1.5万元以下审批",
            "第2、3条",
            "超过5000",
            "2012.9.1起",
            "3名评委",
            "一岗双责",
            "按1:3",
            "，",
            "、",
        ]
    ),
    min_size=1,
    max_size=5,
).map(lambda words: "管" + "".join(words) + "。")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(MARKS)),
    st.lists(WORDS, min_size=1, max_size=9),
    st.sampled_from(["\n", "\n\n", "\n　　"]),
)
def test_any_numbered_list_comes_apart_as_it_was_written(style: str, items: list[str], between: str) -> None:
    text = between.join(MARKS[style](number) + item for number, item in enumerate(items, start=1))
    assert split(text) == ItemList(tuple(items), (), True)

"""The checks on their own: what is doubted, what is not, and on the handout's samples nothing."""

from dataclasses import replace
from typing import Any

import pytest

from backend.organization.rules import KeyArea
from backend.quality.rules import (
    REASONS,
    PowerFacts,
    QualityCheck,
    QualityFinding,
    RowFacts,
    SheetFacts,
    inspect,
    tally,
)
from backend.quality.wording import KEY_AREA_WORDS, is_about, is_slogan, normalized
from tests.imports import samples
from tests.quality.labels import wordings

GOOD = RowFacts(
    1,
    "教材选用倾向特定供应商",
    "接受供应商宴请后指定采购其教材",
    "核对教材款项",
    "选用过程一人经手，缺少复核",
    measures="教材选用由三人以上小组集体讨论并公示",
)
DUTIES = ("编制教材采购计划", "核对教材款项")
POWER = PowerFacts(7, "教材选用", "教材选用 审定每学期选用的教材目录")


def sheet(*rows: RowFacts, **more: Any) -> SheetFacts:
    return SheetFacts(**{"duties": DUTIES, "powers": (POWER,), "rows": rows} | more)


def row(**changes: Any) -> RowFacts:
    return RowFacts(**{name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__} | changes)


def checks(*found: QualityFinding) -> list[QualityCheck]:
    return [finding.check for finding in found]


def test_a_sound_sheet_has_no_findings() -> None:
    assert inspect(sheet(GOOD)) == []


ALL_SAMPLES = (samples.DIRECTOR, samples.SECTION_CHIEF, samples.EXPERT_POOL, samples.SECTION)
AREAS = {"DIRECTOR": (KeyArea.cadre_management, KeyArea.finance), "SECTION": (KeyArea.finance,)}
"""The key areas a reader would see the samples in."""


@pytest.mark.parametrize("name", ["DIRECTOR", "SECTION_CHIEF", "EXPERT_POOL", "SECTION"])
def test_the_handouts_samples_are_only_short_of_the_columns_their_form_lacks(name: str) -> None:
    sample = getattr(samples, name)
    facts = SheetFacts(
        duties=sample.duties,
        powers=tuple(PowerFacts(number, power, power) for number, power in enumerate(sample.powers)),
        rows=tuple(RowFacts(number, risk) for number, risk in enumerate(sample.risks)),
        key_areas=AREAS.get(name, ()),
        is_of_department=sample is samples.SECTION,
    )
    others = (one for one in ALL_SAMPLES if one is not sample)
    facts = replace(facts, abroad=wordings(RowFacts(0, risk) for one in others for risk in one.risks))
    lacking = {QualityCheck.empty_cause, QualityCheck.empty_measure}
    assert {finding.check for finding in inspect(facts)} == lacking
    assert tally(inspect(facts)) == dict.fromkeys(lacking, len(sample.risks))


@pytest.mark.parametrize(
    ("facts", "check", "at", "cell"),
    [
        (sheet(), QualityCheck.power_without_risk, None, ""),
        (
            sheet(GOOD, powers=(POWER, PowerFacts(8, "车辆调度", "车辆调度"))),
            QualityCheck.power_without_risk,
            None,
            "",
        ),
        (sheet(GOOD, key_areas=(KeyArea.admissions.value,)), QualityCheck.key_area_uncovered, None, ""),
        (sheet(row(power_id=99)), QualityCheck.foreign_power, 0, "power_id"),
        (
            sheet(GOOD, row(name="私放社会车辆", manifestation="门卫值守时收受好处放行", duty="")),
            QualityCheck.outside_duty,
            1,
            "duty",
        ),
        (
            sheet(GOOD, elsewhere={normalized(GOOD.text): "出纳岗"}),
            QualityCheck.copied,
            0,
            "manifestation",
        ),
        (
            sheet(GOOD, elsewhere={normalized(GOOD.text + "的"): "出纳岗"}),
            QualityCheck.copied,
            0,
            "manifestation",
        ),
        (sheet(row(manifestation="以权谋私，滥用职权")), QualityCheck.shallow, 0, "manifestation"),
        (sheet(row(manifestation=GOOD.name)), QualityCheck.shallow, 0, "manifestation"),
        (sheet(row(causes=" ")), QualityCheck.empty_cause, 0, "causes"),
        (sheet(row(measures="")), QualityCheck.empty_measure, 0, "measures"),
        (
            sheet(row(measures="加强学习，提高认识，严格自律。")),
            QualityCheck.slogan_measure,
            0,
            "measures",
        ),
        (sheet(row(hints=("请再核对机率。",))), QualityCheck.level_off_anchor, 0, "level"),
    ],
)
def test_each_defect_is_found_where_it_is(
    facts: SheetFacts, check: QualityCheck, at: int | None, cell: str
) -> None:
    found = [finding for finding in inspect(facts) if finding.check is check]
    assert [(finding.row, finding.cell) for finding in found] == [(at, cell)]
    assert found[0].message.endswith(("。", "？"))


def test_a_link_ties_a_row_whatever_its_words() -> None:
    foreign_words = row(name="私放社会车辆", manifestation="门卫值守时收受好处放行", duty="")
    assert QualityCheck.outside_duty in checks(*inspect(sheet(GOOD, foreign_words)))
    linked = RowFacts(**vars(foreign_words) | {"power_id": POWER.id})
    assert QualityCheck.outside_duty not in checks(*inspect(sheet(GOOD, linked)))


def test_words_of_one_field_belong_together() -> None:
    assert is_about("利用保证金存量谋取不正当利益", "大额度资金使用")
    assert not is_about("泄露考生名单", "大额度资金使用")


@pytest.mark.parametrize("cell", ["无", "暂无。", "同上", "——", " / ", "略"])
def test_a_word_for_nothing_is_an_empty_cell(cell: str) -> None:
    found = checks(*inspect(sheet(row(causes=cell, measures=cell))))
    assert found == [QualityCheck.empty_cause, QualityCheck.empty_measure]


def test_a_copy_with_a_few_words_exchanged_is_a_copy_and_the_same_topic_is_not() -> None:
    copied = sheet(GOOD, elsewhere={normalized(GOOD.text.replace("特定", "某一")): "出纳岗"})
    assert checks(*inspect(copied)) == [QualityCheck.copied]
    own = sheet(GOOD, elsewhere={normalized("教材折扣归个人 收受书商返还的教材折扣不入学校账户"): "出纳岗"})
    assert inspect(own) == []


def test_a_row_that_says_nothing_is_shallow_but_not_outside_the_duties() -> None:
    vague = row(name="廉洁意识不强", manifestation="思想上放松要求，可能发生违规违纪行为")
    assert checks(*inspect(sheet(GOOD, vague))) == [QualityCheck.shallow]


def test_what_a_measure_names_counts_for_the_power() -> None:
    driver = PowerFacts(8, "车辆调度", "车辆调度")
    named = row(name="为熟人开绿灯", manifestation="周末外借不登记", measures="车辆加装定位，每月公布里程")
    assert QualityCheck.power_without_risk in checks(*inspect(sheet(GOOD, powers=(POWER, driver))))
    assert QualityCheck.power_without_risk not in checks(*inspect(sheet(GOOD, named, powers=(POWER, driver))))


def test_a_row_in_words_of_its_own_keeps_the_whole_sheet_from_doubt() -> None:
    unplaced = RowFacts(2, "吃请", "逢年过节接受宴请", causes="人情往来", measures="每年签廉洁告知书")
    powers = (POWER, PowerFacts(8, "宿舍床位", "宿舍床位"))
    assert QualityCheck.power_without_risk in checks(*inspect(sheet(GOOD, powers=powers)))
    assert QualityCheck.power_without_risk not in checks(*inspect(sheet(GOOD, unplaced, powers=powers)))


def test_an_empty_row_is_left_to_the_form() -> None:
    assert inspect(sheet(GOOD, RowFacts(2, ""))) == []


@pytest.mark.parametrize(
    "measures",
    [
        "加强教育，提高思想认识。",
        "严格执行审批制度",
        "增强廉洁自律意识，自觉接受监督",
        "进一步完善制度，落实责任",
    ],
)
def test_a_slogan_is_known(measures: str) -> None:
    assert is_slogan(measures)


@pytest.mark.parametrize(
    "measures",
    [
        "验收由两人以上现场签字",
        "每学期公示一次选用结果",
        "由审计处负责，每年底前完成一次",
        "加强监督，抽查不少于一成的报销单",
    ],
)
def test_what_somebody_can_do_is_no_slogan(measures: str) -> None:
    assert not is_slogan(measures)


def test_every_check_has_a_reason_and_every_key_area_words() -> None:
    assert set(REASONS) == set(QualityCheck)
    assert set(KEY_AREA_WORDS) == {area.value for area in KeyArea}

import pytest

from backend.imports.reader.levels import LevelReading, read_level, ticked_words
from backend.imports.reader.mapping import Mapping
from backend.organization.rules import RiskLevel

HIGH, MEDIUM, LOW = RiskLevel.high, RiskLevel.medium, RiskLevel.low


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("高", HIGH),
        (" 中 ", MEDIUM),
        ("低。", LOW),
        ("高 风 险", HIGH),
        ("Ｈ", HIGH),
        ("高（一级）", HIGH),
        ("低风险点", LOW),
        ("中度风险", MEDIUM),
        ("高风险等级", HIGH),
        ("□低 □中 ☑高", HIGH),
        ("高□ 中√ 低□", MEDIUM),
        ("○高 ●中 ○低", MEDIUM),
        ("□高\n□中\n☑低", LOW),
    ],
)
def test_it_reads_words_and_ticks(text: str, level: RiskLevel) -> None:
    assert read_level(text, Mapping()).reading == LevelReading(level)


@pytest.mark.parametrize(
    ("text", "level"),
    [("一级", HIGH), ("Ⅱ级", MEDIUM), ("３", LOW), ("c", LOW), ("l", LOW), ("□一级 ☑二级 □三级", MEDIUM)],
)
def test_a_convention_is_flagged(text: str, level: RiskLevel) -> None:
    assert read_level(text, Mapping()).reading == LevelReading(level, "level-convention")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "level-missing"),
        ("／", "level-missing"),
        ("□高 □中 □低", "level-missing"),
        ("☑高 ☑中 □低", "level-several"),
        ("高、中、低", "level-several"),
        ("一般", "level-unknown"),
        ("较高", "level-unknown"),
        ("高兴", "level-unknown"),
        ("中度", "level-unknown"),
    ],
)
def test_no_level_is_guessed(text: str, code: str) -> None:
    assert read_level(text, Mapping()).reading == LevelReading(None, code)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("☑制度缺陷 □监管缺失", "制度缺陷"),
        ("□制度缺陷\n☑监管缺失\n√外部环境影响", "监管缺失、外部环境影响"),
        ("制度缺陷√ 监管缺失□", "制度缺陷"),
        ("□制度缺陷 □监管缺失", "□制度缺陷 □监管缺失"),
        ("■制度缺陷\n■监管缺失", "■制度缺陷\n■监管缺失"),
        ("在○○市，以√代签字", "在○○市，以√代签字"),
        ("", ""),
    ],
)
def test_what_is_ticked_among_printed_choices_is_what_was_said(text: str, words: str) -> None:
    assert ticked_words(text) == words

"""The rule packs for positions: golden tables, and nothing found or done more ever lowers a level."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.assessments.levels.rules import PACKS, LevelPack, Pack, judge, pack_of
from backend.assessments.rules import PointCounts, Powers
from backend.assessments.scales.rules import Grade, Scale, Scores, Veto, flaws
from backend.organization.rules import LEVEL_RANK, Discretion, MajorMatter, PositionTier, RiskLevel

HIGH, MEDIUM, LOW = RiskLevel.high, RiskLevel.medium, RiskLevel.low
BOTH, COUNT = PACKS[LevelPack.power_and_points], PACKS[LevelPack.by_count]
CASHIER = Powers(controls=("资金",), discretion=Discretion.limited)
HEAD = Powers(tier=PositionTier.middle)
CLERK = Powers()

POWERS = st.builds(
    Powers,
    tier=st.sampled_from(PositionTier),
    controls=st.sets(st.sampled_from(["人员", "资金", "物资"])).map(lambda found: tuple(sorted(found))),
    discretion=st.sampled_from(Discretion),
    major_matters=st.sets(st.sampled_from(MajorMatter)).map(lambda found: tuple(sorted(found))),
    has_decisive_influence=st.booleans(),
    had_integrity_case=st.booleans(),
    is_concentrated=st.booleans(),
    count=st.integers(0, 6),
)
SCORE = st.integers(0, 20)


def rising(length: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Scores for the values of a criterion, from the least to the most."""
    return st.lists(SCORE, min_size=length, max_size=length).map(lambda found: tuple(sorted(found)))


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """Any scale an office could adopt: two to six grades, any scores that never fall."""
    high, medium, low, unrated = sorted(draw(st.lists(SCORE, min_size=4, max_size=4)), reverse=True)
    scores = Scores(
        tier=draw(rising(3)),
        discretion=draw(rising(3)),
        controls=draw(rising(4)),
        major_matters=draw(rising(3)),
        decisive_influence=draw(SCORE),
        integrity_case=draw(SCORE),
        concentrated=draw(SCORE),
        each_power=draw(SCORE),
        powers_limit=draw(SCORE),
        high_point=high,
        medium_point=medium,
        low_point=low,
        unrated_point=unrated,
        points_limit=draw(st.integers(0, 60)),
    )
    limits = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=5)), reverse=True)
    counts_as = sorted(
        draw(st.lists(st.sampled_from(RiskLevel), min_size=len(limits) + 1, max_size=len(limits) + 1)),
        key=lambda level: -LEVEL_RANK[level],
    )
    grades = tuple(
        Grade(f"{number}级", at_least, level)
        for number, (at_least, level) in enumerate(zip([*limits, 0], counts_as, strict=True), 1)
    )
    assert list(flaws(scores, grades)) == []
    return Scale(1, "量表", scores, grades, tuple(draw(st.sets(st.sampled_from(Veto)))))


PACK = st.one_of(st.sampled_from(list(PACKS.values())), scales().map(pack_of))
COUNTS = st.builds(
    PointCounts,
    year=st.integers(2024, 2027),
    high=st.integers(0, 4),
    medium=st.integers(0, 4),
    low=st.integers(0, 6),
    unrated=st.integers(0, 6),
)


@pytest.mark.parametrize(
    ("powers", "counts", "level"),
    [
        (CLERK, PointCounts(), LOW),
        (CLERK, PointCounts(low=3), LOW),
        (CLERK, PointCounts(medium=1), LOW),
        (CLERK, PointCounts(low=2, unrated=2), MEDIUM),
        (CLERK, PointCounts(medium=2), MEDIUM),
        (CLERK, PointCounts(high=1), MEDIUM),
        (CLERK, PointCounts(high=1, low=4), HIGH),
        (CLERK, PointCounts(high=2), HIGH),
        (HEAD, PointCounts(), MEDIUM),
        (HEAD, PointCounts(high=2), HIGH),
        (CASHIER, PointCounts(), HIGH),
        (CASHIER, PointCounts(low=1), HIGH),
    ],
)
def test_power_and_points(powers: Powers, counts: PointCounts, level: RiskLevel) -> None:
    finding = judge(BOTH, powers, [counts])
    assert finding.level is level
    assert finding.explanation.endswith(f"就高，定为{level.label}风险。")


@pytest.mark.parametrize(
    ("powers", "total", "level"),
    [
        (CLERK, 0, LOW),
        (CLERK, 1, LOW),
        (CLERK, 2, LOW),
        (CLERK, 3, MEDIUM),
        (CLERK, 4, MEDIUM),
        (CLERK, 5, HIGH),
        (CLERK, 9, HIGH),
        (CASHIER, 2, LOW),
        (Powers(has_decisive_influence=True), 0, HIGH),
        (Powers(discretion=Discretion.wide), 1, HIGH),
        (Powers(had_integrity_case=True), 1, HIGH),
    ],
)
def test_counting(powers: Powers, total: int, level: RiskLevel) -> None:
    finding = judge(COUNT, powers, [PointCounts(low=total)])
    assert finding.level is level
    assert f"{level.label}风险" in finding.explanation


def test_the_worst_year_wins() -> None:
    years = [PointCounts(2025, high=2), PointCounts(2026, low=1)]
    finding = judge(BOTH, CLERK, years)
    assert (finding.level, "2025 年登记风险点 2 个" in finding.explanation) == (HIGH, True)
    same = [PointCounts(2025, low=1), PointCounts(2026, low=2)]
    assert "2026 年" in judge(BOTH, CLERK, same).explanation
    assert judge(BOTH, CLERK, []).level is LOW


def rank(pack: Pack, powers: Powers, counts: PointCounts) -> int:
    """The level as a number."""
    return LEVEL_RANK[judge(pack, powers, [counts]).level]


@given(PACK, POWERS, COUNTS, st.sampled_from(["high", "medium", "low", "unrated"]))
def test_a_point_more_never_lowers(pack: Pack, powers: Powers, counts: PointCounts, field: str) -> None:
    more = replace(counts, **{field: getattr(counts, field) + 1})
    assert rank(pack, powers, more) >= rank(pack, powers, counts)


@given(PACK, POWERS, COUNTS)
def test_a_graver_point_never_lowers(pack: Pack, powers: Powers, counts: PointCounts) -> None:
    for lower, higher in (("unrated", "low"), ("low", "medium"), ("medium", "high")):
        if getattr(counts, lower):
            graver = replace(
                counts, **{lower: getattr(counts, lower) - 1, higher: getattr(counts, higher) + 1}
            )
            assert rank(pack, powers, graver) >= rank(pack, powers, counts)


@given(PACK, POWERS, POWERS, COUNTS)
def test_more_power_never_lowers(pack: Pack, powers: Powers, other: Powers, counts: PointCounts) -> None:
    order = list(Discretion)
    united = Powers(
        tier=powers.tier,
        controls=tuple(sorted({*powers.controls, *other.controls})),
        discretion=max(powers.discretion, other.discretion, key=order.index),
        major_matters=tuple(sorted({*powers.major_matters, *other.major_matters})),
        has_decisive_influence=powers.has_decisive_influence or other.has_decisive_influence,
        had_integrity_case=powers.had_integrity_case or other.had_integrity_case,
        is_concentrated=powers.is_concentrated or other.is_concentrated,
        count=powers.count + other.count,
    )
    assert rank(pack, united, counts) >= rank(pack, powers, counts)


@given(PACK, POWERS, COUNTS)
def test_there_is_always_a_reason(pack: Pack, powers: Powers, counts: PointCounts) -> None:
    finding = judge(pack, powers, [counts])
    assert finding.explanation.endswith("。")
    assert (
        f"{finding.level.label}风险" in finding.explanation
        or f"（{finding.level.label}" in finding.explanation
    )
    assert len(finding.explanation) <= 1000
    assert len(pack.rule) <= 40

"""The official rule for risk points: the whole truth table, never a product, always a reason."""

from itertools import product

import pytest

from backend.assessments.rules import (
    ANCHORS,
    LEVEL_LINES,
    TYPICAL_LEVEL,
    Powers,
    PowerSize,
    assess,
    hints,
    power_size,
)
from backend.organization.rules import LEVEL_RANK, Discretion, MajorMatter, PositionTier, RiskLevel
from backend.risks.rules import Consequence, Likelihood
from tests.conftest import SignIn
from tests.world import World

HIGH, MEDIUM, LOW = RiskLevel.high, RiskLevel.medium, RiskLevel.low
TABLE = {
    ("high", "crime"): HIGH,
    ("high", "discipline"): HIGH,
    ("high", "internal"): HIGH,
    ("elevated", "crime"): HIGH,
    ("elevated", "discipline"): MEDIUM,
    ("elevated", "internal"): MEDIUM,
    ("small", "crime"): HIGH,
    ("small", "discipline"): MEDIUM,
    ("small", "internal"): LOW,
}
PAIRS = list(product(Likelihood, Consequence))


@pytest.mark.parametrize(("likelihood", "consequence"), PAIRS)
def test_it_works(likelihood: Likelihood, consequence: Consequence) -> None:
    assert assess(likelihood, consequence).level is TABLE[likelihood.value, consequence.value]


@pytest.mark.parametrize(("likelihood", "consequence"), PAIRS)
def test_never_below_either_factor(likelihood: Likelihood, consequence: Consequence) -> None:
    alone = [
        LEVEL_RANK[line.level]
        for line in LEVEL_LINES
        if line.likelihood is likelihood or line.consequence is consequence
    ]
    assert LEVEL_RANK[assess(likelihood, consequence).level] == max(alone)


@pytest.mark.parametrize(("likelihood", "consequence"), PAIRS)
def test_the_reason_quotes_the_clause_and_names_the_factors(
    likelihood: Likelihood, consequence: Consequence
) -> None:
    finding = assess(likelihood, consequence)
    line = next(line for line in LEVEL_LINES if line.level is finding.level)
    assert line.clause in finding.explanation
    assert f"定为{finding.level.label}风险" in finding.explanation
    assert f"“{likelihood.label}”" in finding.explanation
    assert ANCHORS[consequence] in finding.explanation
    decider = "危害后果" if line.likelihood is not likelihood else "发生机率"
    assert finding.explanation.startswith(decider)
    assert finding.explanation.count("。") == 1
    assert len(finding.explanation) <= 1000


def test_the_table_is_public(world: World, sign_in: SignIn) -> None:
    body = sign_in(world.cast.wang).get("/api/v1/assessments/rule").json()
    assert {(cell["likelihood"], cell["consequence"]): cell["level"] for cell in body["cells"]} == TABLE
    assert [line["level"] for line in body["lines"]] == ["high", "medium", "low"]
    decided = {(cell["likelihood"], cell["consequence"]): cell["decided_by"] for cell in body["cells"]}
    assert decided["high", "internal"] == "likelihood"
    assert decided["small", "crime"] == "consequence"
    assert decided["elevated", "discipline"] == "both"


@pytest.mark.parametrize(
    ("powers", "size"),
    [
        (Powers(), PowerSize.small),
        (Powers(discretion=Discretion.limited), PowerSize.small),
        (Powers(count=2), PowerSize.small),
        (Powers(count=3), PowerSize.medium),
        (Powers(tier=PositionTier.middle), PowerSize.medium),
        (Powers(controls=("资金",)), PowerSize.medium),
        (Powers(discretion=Discretion.wide), PowerSize.medium),
        (Powers(is_concentrated=True), PowerSize.medium),
        (Powers(controls=("资金",), discretion=Discretion.limited), PowerSize.large),
        (Powers(controls=("资金", "物资")), PowerSize.large),
        (Powers(major_matters=(MajorMatter.large_fund,)), PowerSize.large),
        (Powers(has_decisive_influence=True), PowerSize.large),
    ],
)
def test_power_has_a_size(powers: Powers, size: PowerSize) -> None:
    found, why = power_size(powers)
    assert (found, bool(why)) == (size, True)


@pytest.mark.parametrize(("level", "size"), list(product(RiskLevel, PowerSize)))
def test_a_hint_never_changes_the_level(level: RiskLevel, size: PowerSize) -> None:
    powers = {
        PowerSize.small: Powers(),
        PowerSize.medium: Powers(tier=PositionTier.middle),
        PowerSize.large: Powers(major_matters=(MajorMatter.project,)),
    }[size]
    found = hints(level, powers)
    assert bool(found) == (level is not TYPICAL_LEVEL[size])
    for sentence in found:
        assert "等级不因此改变" in sentence
        assert ("估低" in sentence) == (LEVEL_RANK[level] < LEVEL_RANK[TYPICAL_LEVEL[size]])

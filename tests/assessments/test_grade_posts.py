"""The own scale by golden table: the sum, the grade it reaches, the veto, and the reason given."""

import pytest

from backend.assessments.rules import PointCounts, Powers
from backend.assessments.scales.queries import parsed
from backend.assessments.scales.rules import Scale, Veto, grade_post
from backend.organization.rules import Discretion, MajorMatter, PositionTier, RiskLevel
from tests.assessments.scales import SCALE

STORED = {**SCALE, "scores": SCALE["scores"] | {"integrity_case": 0, "concentrated": 2}}
SCORES, GRADES, VETOES = parsed(STORED)
OURS = Scale(3, "量表", SCORES, GRADES, VETOES)
NONE = PointCounts()
HIGH, MEDIUM, LOW = RiskLevel.high, RiskLevel.medium, RiskLevel.low


@pytest.mark.parametrize(
    ("powers", "points", "total", "label", "level"),
    [
        (Powers(), NONE, 0, "Ⅳ级", LOW),
        (Powers(), PointCounts(low=1), 1, "Ⅳ级", LOW),
        (Powers(), PointCounts(low=1, unrated=1), 2, "Ⅲ级", MEDIUM),
        (Powers(tier=PositionTier.middle), NONE, 2, "Ⅲ级", MEDIUM),
        (Powers(tier=PositionTier.leadership), PointCounts(low=1), 5, "Ⅱ级", HIGH),
        (Powers(), PointCounts(high=1, medium=1), 5, "Ⅱ级", HIGH),
        (Powers(), PointCounts(high=9), 8, "Ⅱ级", HIGH),
        (Powers(controls=("资金",), discretion=Discretion.limited), NONE, 3, "Ⅲ级", MEDIUM),
        (Powers(count=3, is_concentrated=True), NONE, 5, "Ⅱ级", HIGH),
        (Powers(count=99), NONE, 5, "Ⅱ级", HIGH),
        (
            Powers(
                tier=PositionTier.leadership,
                controls=("人员", "资金"),
                major_matters=tuple(MajorMatter)[:2],
            ),
            NONE,
            13,
            "Ⅰ级",
            HIGH,
        ),
    ],
)
def test_it_works(powers: Powers, points: PointCounts, total: int, label: str, level: RiskLevel) -> None:
    finding = grade_post(OURS, powers, points)
    assert finding.level is level
    assert f"共 {total} 分，达到“{label}”" in finding.explanation
    assert finding.explanation.startswith("本校量表第 3 版“量表”：")


def test_a_veto_is_the_top_grade() -> None:
    assert (Veto.integrity_case,) == VETOES
    finding = grade_post(OURS, Powers(had_integrity_case=True), NONE)
    assert (finding.level, "曾经发生廉政案件，直接定为“Ⅰ级”" in finding.explanation) == (HIGH, True)
    assert grade_post(OURS, Powers(discretion=Discretion.wide), NONE).level is MEDIUM, "no veto here"


def test_the_scale_says_itself_in_sentences() -> None:
    text = "\n".join(OURS.clauses)
    assert "岗位层级：一般岗位 0 分" in text
    assert "权力较为集中：2 分。" in text
    assert "每项职权 1 分，最多 5 分。" in text
    assert "曾经发生廉政案件，有其一即为“Ⅰ级”。" in text
    assert text.count("分起") == 4

"""The college's own scale: points for each criterion, grades for the sum; pure (requirements S95).

Values of a criterion are ordered, and a later one never scores less, so a power or a risk point more never lowers a
level. `flaws` says what would break that; a scale with flaws is never adopted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from backend.access.policy import Permission
from backend.assessments.rules import Finding, PointCounts, Powers
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term
from backend.organization.rules import LEVEL_RANK, Discretion, PositionTier, RiskLevel

MAX_SCORE = 100
TIERS = (PositionTier.general, PositionTier.middle, PositionTier.leadership)
DISCRETION = tuple(Discretion)


class ScaleState(Term):
    """A version is edited until it is adopted, and never afterwards."""

    draft = "draft", "拟订中"
    adopted = "adopted", "已采用"
    retired = "retired", "已作废"


S, WRITE = ScaleState, Permission.level_rules_write
MACHINE: Machine[ScaleState] = Machine(
    (
        Transition(S.draft, "edit", S.draft, WRITE),
        Transition(S.draft, "adopt", S.adopted, WRITE),
        Transition(S.draft, "retire", S.retired, WRITE),
        Transition(S.adopted, "adopt", S.adopted, WRITE),
    )
)


class Veto(Term):
    """What makes a post the top grade outright, where a college wants it so."""

    decisive_influence = "decisive_influence", "对权力行使有决定性影响"
    wide_discretion = "wide_discretion", "自由裁量权缺少合理限制"
    integrity_case = "integrity_case", "曾经发生廉政案件"


@dataclass(frozen=True)
class Grade:
    """From so many points on; grades stand from the highest to the lowest."""

    label: str
    at_least: int
    counts_as: RiskLevel


@dataclass(frozen=True)
class Scores:
    """Points for what a post is and may do. Lists go from the least to the most."""

    tier: tuple[int, ...] = (0, 0, 0)
    """一般、中层、领导."""
    discretion: tuple[int, ...] = (0, 0, 0)
    """无、有限、较大."""
    controls: tuple[int, ...] = (0, 0, 0, 0)
    """Of 人、财、物: none, one, two, all three."""
    major_matters: tuple[int, ...] = (0, 0, 0)
    """Of 三重一大: none, one, several."""
    decisive_influence: int = 0
    integrity_case: int = 0
    concentrated: int = 0
    each_power: int = 0
    powers_limit: int = MAX_SCORE
    high_point: int = 0
    medium_point: int = 0
    low_point: int = 0
    unrated_point: int = 0
    points_limit: int = MAX_SCORE


LENGTHS = {"tier": 3, "discretion": 3, "controls": 4, "major_matters": 3}
HEADINGS = {
    "tier": "岗位层级",
    "discretion": "自由裁量权",
    "controls": "人财物管理权",
    "major_matters": "“三重一大”",
    "decisive_influence": "决定性影响",
    "integrity_case": "曾发生廉政案件",
    "concentrated": "权力较为集中",
    "powers": "职权数量",
    "points": "风险点",
}
VALUES = {
    "tier": tuple(tier.label for tier in TIERS),
    "discretion": tuple(discretion.label for discretion in DISCRETION),
    "controls": ("不掌握", "掌握一项", "掌握两项", "掌握三项"),
    "major_matters": ("不涉及", "涉及一项", "涉及多项"),
}
POINTS = (
    ("high_point", "high", "高"),
    ("medium_point", "medium", "中"),
    ("low_point", "low", "低"),
    ("unrated_point", "unrated", "未定级"),
)


@dataclass(frozen=True)
class Scale:
    """One version of the scale."""

    number: int
    name: str
    scores: Scores
    grades: tuple[Grade, ...]
    vetoes: tuple[Veto, ...] = ()

    @property
    def rule(self) -> str:
        """Name and version, stored with every level it gives."""
        return f"own_scale/{self.number}"

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The scale in sentences, for people."""
        return tuple(_clauses(self))


def flaws(scores: Scores, grades: tuple[Grade, ...]) -> Iterator[tuple[str, str, str]]:
    """(pointer, code, sentence) of everything that would make a level arbitrary or let more power lower it."""
    for name, length in LENGTHS.items():
        values = getattr(scores, name)
        if len(values) != length:
            yield f"/scores/{name}", "length", f"应有 {length} 个分值。"
        elif list(values) != sorted(values):
            yield f"/scores/{name}", "falling", "分值要从小到大，权力更大的不能得分更少。"
    by_gravity = [getattr(scores, name) for name, _, _ in POINTS]
    if by_gravity != sorted(by_gravity, reverse=True):
        yield "/scores/high_point", "falling", "风险点的分值要按高、中、低、未定级依次不增。"
    yield from _grade_flaws(grades)


def _grade_flaws(grades: tuple[Grade, ...]) -> Iterator[tuple[str, str, str]]:
    for at, (higher, lower) in enumerate(pairwise(grades), 1):
        if lower.at_least >= higher.at_least:
            yield f"/grades/{at}/at_least", "rising", "各等次要从高到低排列，分数线依次降低。"
        if LEVEL_RANK[lower.counts_as] > LEVEL_RANK[higher.counts_as]:
            yield f"/grades/{at}/counts_as", "rising", "较低的等次不能对应更高的风险等级。"
        if lower.label in {grade.label for grade in grades[:at]}:
            yield f"/grades/{at}/label", "duplicate", "等次名称有重复。"
    if grades[-1].at_least != 0:
        yield f"/grades/{len(grades) - 1}/at_least", "open", "最低等次要从 0 分起，每个岗位才都有等级。"


def _parts(scores: Scores, powers: Powers, points: PointCounts) -> Iterator[tuple[str, int]]:
    yield "tier", scores.tier[TIERS.index(powers.tier)]
    yield "discretion", scores.discretion[DISCRETION.index(powers.discretion)]
    yield "controls", scores.controls[len(powers.controls)]
    yield "major_matters", scores.major_matters[min(len(powers.major_matters), 2)]
    yield "decisive_influence", scores.decisive_influence * powers.has_decisive_influence
    yield "integrity_case", scores.integrity_case * powers.had_integrity_case
    yield "concentrated", scores.concentrated * powers.is_concentrated
    yield "powers", min(scores.each_power * powers.count, scores.powers_limit)
    total = sum(getattr(scores, name) * getattr(points, count) for name, count, _ in POINTS)
    yield "points", min(total, scores.points_limit)


def grade_post(scale: Scale, powers: Powers, points: PointCounts) -> Finding:
    """The grade the sum reaches, or the top grade by a veto, with the sum taken apart."""
    found = {
        Veto.decisive_influence: powers.has_decisive_influence,
        Veto.wide_discretion: powers.discretion is Discretion.wide,
        Veto.integrity_case: powers.had_integrity_case,
    }
    head = f"本校量表第 {scale.number} 版“{scale.name}”："
    hit = [veto.label for veto in scale.vetoes if found[veto]]
    if hit:
        top = scale.grades[0]
        level = top.counts_as
        return Finding(level, f"{head}{'、'.join(hit)}，直接定为“{top.label}”（{level.label}风险）。")
    parts = list(_parts(scale.scores, powers, points))
    total = sum(score for _, score in parts)
    grade = next(grade for grade in scale.grades if total >= grade.at_least)
    detail = "、".join(f"{HEADINGS[name]} {score} 分" for name, score in parts if score) or "各项均为 0 分"
    level = grade.counts_as
    reached = f"共 {total} 分，达到“{grade.label}”（{grade.at_least} 分起）"
    return Finding(level, f"{head}{detail}；{reached}，定为{level.label}风险。")


def _clauses(scale: Scale) -> Iterator[str]:
    scores = scale.scores
    for name, words in VALUES.items():
        values = getattr(scores, name)
        if any(values):
            listed = "、".join(f"{word} {score} 分" for word, score in zip(words, values, strict=True))
            yield f"{HEADINGS[name]}：{listed}。"
    for name in ("decisive_influence", "integrity_case", "concentrated"):
        if getattr(scores, name):
            yield f"{HEADINGS[name]}：{getattr(scores, name)} 分。"
    if scores.each_power:
        yield f"每项职权 {scores.each_power} 分，最多 {scores.powers_limit} 分。"
    points = "、".join(f"{word} {getattr(scores, name)} 分" for name, _, word in POINTS)
    if any(getattr(scores, name) for name, _, _ in POINTS):
        yield f"每个风险点：{points}，最多 {scores.points_limit} 分。"
    if scale.vetoes:
        top = scale.grades[0].label
        yield f"{'、'.join(veto.label for veto in scale.vetoes)}，有其一即为“{top}”。"
    for grade in scale.grades:
        yield f"“{grade.label}”：{grade.at_least} 分起，按{grade.counts_as.label}风险管理。"

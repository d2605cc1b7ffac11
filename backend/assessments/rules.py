"""The level of a risk point by the source's own rule, explained (opinion.txt lines 48–55)."""

from dataclasses import dataclass

from backend.kit.terms import Term
from backend.organization.rules import LEVEL_RANK, Discretion, MajorMatter, PositionTier, RiskLevel
from backend.risks.rules import Consequence, Likelihood

RULE_VERSION = "opinion-2012/1"


class AssessmentStep(Term):
    """opinion.txt line 55: 个人找、互相查、部门审、群众评、班子定, in the order in which they outrank each other."""

    self_check = "self_check", "个人找"
    peer_check = "peer_check", "互相查"
    department_review = "department_review", "部门审"
    public_comment = "public_comment", "群众评"
    leadership_decision = "leadership_decision", "班子定"


STEP_RANK = {step: rank for rank, step in enumerate(AssessmentStep)}


def place(round_: int, step: AssessmentStep) -> int:
    """How far a judgement goes. A round of searching anew (责令重新查找、评估, opinion.txt line 55) goes beyond every
    step of the round before; within a round the steps outrank each other."""
    return round_ * len(STEP_RANK) + STEP_RANK[step]


@dataclass(frozen=True)
class LevelLine:
    """One line of the rule: it matches on the likelihood OR the consequence."""

    level: RiskLevel
    likelihood: Likelihood
    consequence: Consequence
    clause: str
    """Quoted from the source."""
    anchor: str
    """The legal line a consequence of this kind crosses."""


LEVEL_LINES = (
    LevelLine(
        RiskLevel.high,
        Likelihood.high,
        Consequence.crime,
        "高风险为发生机率高，或者一旦发生可能造成严重损害后果，有可能触犯国家法律、构成犯罪的风险",
        "可能触犯国家法律、构成犯罪",
    ),
    LevelLine(
        RiskLevel.medium,
        Likelihood.elevated,
        Consequence.discipline,
        "中风险为发生机率较高，或者一旦发生可能造成较为严重损害后果，有可能违反党纪政纪和相关法规，受到党纪政纪处分的风险",
        "可能违反党纪政纪、受到处分",
    ),
    LevelLine(
        RiskLevel.low,
        Likelihood.small,
        Consequence.internal,
        "低风险为发生机率较小，或者一旦发生造成的影响程度较低，在部门或岗位内部，通过一定手段很快能解决的风险",
        "部门或岗位内部能够解决",
    ),
)
"""opinion.txt lines 50, 52 and 53. The lowest line is written with 或者 too, so the order decides: the highest line
that matches wins, and the product of the two factors is never formed (requirements D3)."""

ANCHORS = {line.consequence: line.anchor for line in LEVEL_LINES}


@dataclass(frozen=True)
class Finding:
    """A level and one sentence why."""

    level: RiskLevel
    explanation: str


def assess(likelihood: Likelihood, consequence: Consequence) -> Finding:
    """The level of a risk point: the highest matching line wins, probability or consequence."""
    line = next(
        line for line in LEVEL_LINES if line.likelihood == likelihood or line.consequence == consequence
    )
    return Finding(line.level, _explain(line, likelihood, consequence))


def _explain(line: LevelLine, likelihood: Likelihood, consequence: Consequence) -> str:
    chance = f"发生机率为“{likelihood.label}”"
    harm = f"危害后果为“{ANCHORS[consequence]}”"
    verdict = f"符合“{line.clause}”，定为{line.level.label}风险"
    if line.likelihood == likelihood and line.consequence == consequence:
        return f"{chance}，{harm}，两项都{verdict}。"
    if line.likelihood == likelihood:
        return f"{chance}，{verdict}；{harm}，比机率一项轻，机率与危害有一项达到即就高认定。"
    return f"{harm}，{verdict}；{chance}，比危害一项轻，机率与危害有一项达到即就高认定。"


class PowerSize(Term):
    """岗位职权大小 (opinion.txt line 48), by the typical powers of lines 51–53."""

    large = "large", "大"
    medium = "medium", "中"
    small = "small", "小"


TYPICAL_LEVEL = {
    PowerSize.large: RiskLevel.high,
    PowerSize.medium: RiskLevel.medium,
    PowerSize.small: RiskLevel.low,
}
TYPICAL_CLAUSE = {
    PowerSize.large: "涉及“三重一大”的事项、涉及人财物管理等权力较大、有自由裁量权的岗位",
    PowerSize.medium: "不直接拥有人财物的支配权，具有建议、审核、监督和执行等职责，直接行使部分上述权力",
    PowerSize.small: "较少或基本不掌握人、财、物管理权",
}
"""opinion.txt lines 51–53: what a level is typically about."""

MANY_POWERS = 3


@dataclass(frozen=True)
class Powers:
    """What a post may do: its own attributes and those of its powers, united, so that a power more never shrinks it."""

    tier: PositionTier = PositionTier.general
    controls: tuple[str, ...] = ()
    """Of 人、财、物: 人员, 资金, 物资."""
    discretion: Discretion = Discretion.none
    major_matters: tuple[MajorMatter, ...] = ()
    has_decisive_influence: bool = False
    had_integrity_case: bool = False
    is_concentrated: bool = False
    count: int = 0


@dataclass(frozen=True)
class PointCounts:
    """How many different risk points the post had in one year, by their level."""

    year: int | None = None
    high: int = 0
    medium: int = 0
    low: int = 0
    unrated: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.high + self.medium + self.low + self.unrated


def power_size(powers: Powers) -> tuple[PowerSize, str]:
    """How large the power is, and the attributes that say so."""
    controls = f"掌握{'、'.join(powers.controls)}管理权" if powers.controls else ""
    has_discretion = powers.discretion is not Discretion.none
    large = (
        f"涉及“三重一大”（{'、'.join(matter.label for matter in powers.major_matters)}）"
        if powers.major_matters
        else "",
        "对权力行使有决定性影响" if powers.has_decisive_influence else "",
        f"{controls}并有自由裁量权" if controls and has_discretion else "",
        controls if len(powers.controls) > 1 and not has_discretion else "",
    )
    if any(large):
        return PowerSize.large, "，".join(filter(None, large))
    medium = (
        controls,
        f"属于{powers.tier.label}" if powers.tier is not PositionTier.general else "",
        "自由裁量权较大" if powers.discretion is Discretion.wide else "",
        "权力较为集中" if powers.is_concentrated else "",
        f"行使 {powers.count} 项职权" if powers.count >= MANY_POWERS else "",
    )
    if any(medium):
        return PowerSize.medium, "，".join(filter(None, medium))
    return PowerSize.small, TYPICAL_CLAUSE[PowerSize.small]


def hints(level: RiskLevel, powers: Powers) -> list[str]:
    """Where a point's level and the post's power do not fit together; a reason to look again, never a correction."""
    size, why = power_size(powers)
    typical = TYPICAL_LEVEL[size]
    if level is typical:
        return []
    doubt = "低" if LEVEL_RANK[level] < LEVEL_RANK[typical] else "高"
    return [
        f"{why}：原文把“{TYPICAL_CLAUSE[size]}”列为{typical.label}风险的主要情形，"
        f"这里评为{level.label}，请再核对机率和危害是否估{doubt}了；等级不因此改变。"
    ]

"""Rule packs for the level of a position: pure functions, switchable as data (requirements S95, D4, D5, D12)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from backend.assessments.rules import TYPICAL_LEVEL, Finding, PointCounts, Powers, power_size
from backend.assessments.scales.rules import Scale, grade_post
from backend.kit.table import CAMPUS_ZONE
from backend.kit.terms import Term
from backend.organization.rules import LEVEL_RANK, Discretion, RiskLevel


class LevelPack(Term):
    """The packs to choose from."""

    power_and_points = "power_and_points", "职权大小与风险点"
    by_count = "count", "风险点个数"
    own_scale = "own_scale", "本校量表"


MAX_EXPLANATION = 1000
DEFAULT_PACK = LevelPack.power_and_points


NO_POINTS = PointCounts()
Judge = Callable[[Powers, PointCounts], Finding]


@dataclass(frozen=True)
class Pack:
    """One rule. `rule` is stored with every level it gives."""

    name: LevelPack
    rule: str
    clauses: tuple[str, ...]
    """The rule in sentences, for people."""
    source: str
    judge: Judge


def _count_text(points: PointCounts) -> str:
    when = f"{points.year} 年" if points.year else ""
    if not points.total:
        return f"{when}还没有登记风险点"
    parts = (("高", points.high), ("中", points.medium), ("低", points.low), ("未定级", points.unrated))
    detail = "、".join(f"{name} {number}" for name, number in parts if number)
    return f"{when}登记风险点 {points.total} 个（{detail}）"


def level_of_points(points: PointCounts) -> RiskLevel:
    """What number and levels of the points alone say."""
    if points.high >= 2 or (points.high and points.total >= 5):
        return RiskLevel.high
    if points.high or points.medium >= 2 or points.total >= 4:
        return RiskLevel.medium
    return RiskLevel.low


def by_power_and_points(powers: Powers, points: PointCounts) -> Finding:
    """The higher of what the size of the power says and what the points say; a cashier with one point stays high."""
    size, why = power_size(powers)
    level = max(TYPICAL_LEVEL[size], level_of_points(points), key=LEVEL_RANK.__getitem__)
    return Finding(
        level,
        f"职权“{size.label}”：{why}；{_count_text(points)}；按职权大小和风险点多少就高，定为{level.label}风险。",
    )


COUNT_GRADES = ((5, RiskLevel.high, "一级"), (3, RiskLevel.medium, "二级"), (0, RiskLevel.low, "三级"))


def by_count(powers: Powers, points: PointCounts) -> Finding:
    """1–2 points third, 3–4 second, 5 and more first grade; any of three vetoes makes it the first outright."""
    vetoes = (
        "对权力行使有决定性影响" if powers.has_decisive_influence else "",
        "自由裁量权缺少合理限制" if powers.discretion is Discretion.wide else "",
        "曾经发生廉政案件" if powers.had_integrity_case else "",
    )
    if any(vetoes):
        why = "，".join(filter(None, vetoes))
        return Finding(RiskLevel.high, f"{why}，直接定为一级（高风险）；{_count_text(points)}。")
    _, level, grade = next(row for row in COUNT_GRADES if points.total >= row[0])
    return Finding(
        level, f"{_count_text(points)}，没有直接定为一级的情形，定为{grade}（{level.label}风险）。"
    )


PACKS: dict[LevelPack, Pack] = {
    pack.name: pack
    for pack in (
        Pack(
            LevelPack.power_and_points,
            "power_and_points/1",
            (
                "职权大：涉及“三重一大”，或有决定性影响，或掌握人、财、物管理权并有自由裁量权，或掌握其中两项以上。",
                "职权中：掌握人、财、物之一，或属于领导、中层岗位，或自由裁量权较大，或权力较为集中，或行使三项以上职权。",
                "职权小：较少或基本不掌握人、财、物管理权。",
                "风险点：高风险点 2 个以上，或有高风险点且总数 5 个以上为高；有高风险点，或中风险点 2 个以上，"
                "或总数 4 个以上为中；其余为低。",
                "两项就高。",
            ),
            "实施意见：根据岗位职权大小和风险点多少确定风险等级",
            by_power_and_points,
        ),
        Pack(
            LevelPack.by_count,
            "count/1",
            (
                "1–2 个风险点为三级（低），3–4 个为二级（中），5 个以上为一级（高）。",
                "对权力行使有决定性影响、自由裁量权缺少合理限制、曾经发生廉政案件，有其一即为一级（高）。",
            ),
            "高校通行的个数法",
            by_count,
        ),
    )
}
"""The built-in packs; the own scale is data, see `pack_of`."""


def set_by_leadership(override: Mapping[str, Any], computed: Finding) -> Finding:
    """A level as the leadership set it, with what the rule finds beside it.

    `override`: level, reason, and the meeting's title and held_at.
    """
    day = override["held_at"].astimezone(CAMPUS_ZONE)
    level: RiskLevel = override["level"]
    when = f"{day.year} 年 {day.month} 月 {day.day} 日“{override['title']}”"
    decided = f"{when}研究认定为{level.label}风险：{override['reason']}"
    text = f"{decided}。按规则计算为{computed.level.label}风险：{computed.explanation}"
    return Finding(level, text if len(text) <= MAX_EXPLANATION else f"{text[: MAX_EXPLANATION - 1]}…")


@lru_cache(maxsize=64)
def pack_of(scale: Scale) -> Pack:
    """A version of the college's own scale as a pack; equal scales are one pack, so that findings are shared."""
    judge = partial(grade_post, scale)
    return Pack(
        LevelPack.own_scale, scale.rule, scale.clauses, f"{scale.name}（第 {scale.number} 版）", judge
    )


class Choice(NamedTuple):
    """A pack that was adopted: from which year on it decides, and when that was resolved."""

    first_year: int
    chosen_at: datetime
    pack: Pack


@dataclass(frozen=True)
class Rules:
    """Everything that was adopted, the newest first."""

    choices: tuple[Choice, ...] = ()

    def pack_for(self, year: int, approved_at: datetime | None = None) -> Pack:
        """The pack that decides in a year. What was approved keeps the pack in force when it was: another one adopted
        afterwards never moves an approved year (requirement S95)."""
        for choice in self.choices:
            if choice.first_year <= year and (approved_at is None or choice.chosen_at <= approved_at):
                return choice.pack
        return PACKS[DEFAULT_PACK]

    def adopting(self, choice: Choice) -> "Rules":
        """As if one more had been adopted."""
        return Rules((choice, *self.choices))


def judge_years(
    rules: Rules,
    powers: Powers,
    years: Sequence[PointCounts],
    approved: tuple[int, datetime | None] | None,
    present: int,
) -> tuple[Finding, Pack]:
    """The worst year wins, of equal ones the newest (requirements D12), each by its own pack. `approved`: the newest
    approved year and when; a post without points is judged by the pack of that year, or else of the `present` one."""
    if not years:
        pack = rules.pack_for(*(approved or (present, None)))
        return _without_points(pack, powers), pack
    found: list[tuple[Finding, Pack]] = []
    for points in years:
        year = points.year or present
        at = approved[1] if approved and approved[0] == year else None
        pack = rules.pack_for(year, at)
        found.append((pack.judge(powers, points), pack))
    return max(reversed(found), key=lambda one: LEVEL_RANK[one[0].level])


def judge(pack: Pack, powers: Powers, years: Sequence[PointCounts]) -> Finding:
    """By one pack, whatever the years."""
    always = Rules((Choice(0, datetime.min.replace(tzinfo=UTC), pack),))
    return judge_years(always, powers, years, None, 0)[0]


@lru_cache(maxsize=4096)
def _without_points(pack: Pack, powers: Powers) -> Finding:
    """The usual case in a bulk load, where thousands of posts share the same few powers."""
    return pack.judge(powers, NO_POINTS)

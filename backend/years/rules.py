"""The year as a version (opinion.txt line 77): what is carried on, and how two years differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.kit.terms import Term
from backend.organization.rules import LEVEL_RANK, RiskLevel
from backend.reviews.comparisons.rules import is_same, pair, plain


class CarryChoice(Term):
    """What becomes of a row of last year."""

    keep = "keep", "沿用"
    change = "change", "沿用并修改"
    retire = "retire", "不再列入"


class DifferenceKind(Term):
    """How a risk point differs from the year before; one point may differ in several ways."""

    added = "added", "新增"
    removed = "removed", "删除"
    upgraded = "upgraded", "升级"
    downgraded = "downgraded", "降级"
    measures_changed = "measures_changed", "措施变化"
    duty_changed = "duty_changed", "职责职权变化"
    causes_changed = "causes_changed", "原因变化"
    reworded = "reworded", "表述变化"
    unchanged = "unchanged", "没有变化"


class Blocker(Term):
    """What is unfinished when a year is to be closed: the steps opinion.txt prescribes (lines 45, 55, 61 and 77)."""

    sheets = "sheets", "排查表没有认定"
    unassessed = "unassessed", "风险点没有评估"
    plans = "plans", "防控措施没有认定"
    measures = "measures", "防控措施没有落实完"
    announcements = "announcements", "公示没有办结"
    missing_sheets = "missing_sheets", "在岗人员没有排查表"
    postless = "postless", "在册人员没有岗位，填不了表"
    peer_check = "peer_check", "互相查没有完成的排查表"
    public_comment = "public_comment", "群众评没有完成的排查表"
    leadership_decision = "leadership_decision", "班子定没有完成的排查表"
    catalogues = "catalogues", "部门职权目录（附件一）没有认定"
    submissions = "submissions", "部门没有报送的材料"


LAYOUT = 4
"""What the digest of a closed year covers. 1: sheets, points, assessments, plans and measures with their signatures;
2: also 附件一, deeds, opinions, submissions, comments, carryings and the levels of the posts;
3: also the sheets as they were handed in each time, the rounds of the assessments, and the ledger of paper copies as it
stood then;
4: the same copies of 附件一 and of the measures, what was reconfirmed, what was announced and said against it."""


@dataclass(frozen=True)
class YearPoint:
    """A live risk point as two years are compared by it. `place` is its position, or its department negated."""

    id: int
    year: int
    department_id: int
    place: int
    name: str
    manifestation: str
    level: RiskLevel | None
    measures: str
    duty: str = ""
    power_id: int | None = None
    cause_kinds: frozenset[str] = frozenset()
    causes: str = ""


@dataclass(frozen=True)
class Difference:
    """One point in both years; at least one side is there. `kinds` is never empty."""

    before: YearPoint | None
    after: YearPoint | None
    kinds: tuple[DifferenceKind, ...]

    @property
    def shown(self) -> YearPoint:
        """The side it is listed by: as it stands now, or stood."""
        side = self.after or self.before
        assert side is not None
        return side


def compare(
    before: Sequence[YearPoint], after: Sequence[YearPoint], carried: Mapping[int, int]
) -> Iterator[Difference]:
    """Pairs two years: by what was carried on (`carried`: old id → new id), then by place and name; each point once."""
    pairs = pair(
        before,
        after,
        carried,
        number=lambda point: point.id,
        key=lambda point: (point.place, plain(point.name)),
    )
    for old, new in pairs:
        if old and new:
            yield Difference(old, new, _kinds(old, new))
        else:
            yield Difference(old, new, (DifferenceKind.added if new else DifferenceKind.removed,))


def _kinds(old: YearPoint, new: YearPoint) -> tuple[DifferenceKind, ...]:
    kinds: list[DifferenceKind] = []
    if old.level and new.level and old.level != new.level:
        rises = LEVEL_RANK[new.level] > LEVEL_RANK[old.level]
        kinds.append(DifferenceKind.upgraded if rises else DifferenceKind.downgraded)
    if not is_same(old.measures, new.measures):
        kinds.append(DifferenceKind.measures_changed)
    if not is_same(old.duty, new.duty) or old.power_id != new.power_id:
        kinds.append(DifferenceKind.duty_changed)
    if not is_same(old.causes, new.causes) or old.cause_kinds != new.cause_kinds:
        kinds.append(DifferenceKind.causes_changed)
    if not is_same(old.name + old.manifestation, new.name + new.manifestation):
        kinds.append(DifferenceKind.reworded)
    return tuple(kinds) or (DifferenceKind.unchanged,)


def tally(differences: Iterable[Difference]) -> dict[str, int]:
    """How many points differ in each way."""
    counts = {kind.value: 0 for kind in DifferenceKind}
    for difference in differences:
        for kind in difference.kinds:
            counts[kind.value] += 1
    return counts

"""Checks for 找准、找全、找实 (handout.txt line 26), each mapped to a reason of opinion.txt line 55.

A finding is a reason to look again, never a verdict, so the checks prefer silence to a false alarm: what is shown
while somebody writes must almost always be right. Measured on tests/quality/labelled.py.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.kit.terms import Term
from backend.quality.wording import (
    CONCEPTS,
    CONCRETE,
    EMPTY_WORDS,
    KEY_AREA_WORDS,
    SLOGAN,
    WHEN,
    WHO,
)
from backend.reviews.rules import RedoReason


class QualityCheck(Term):
    """What is looked for."""

    power_without_risk = "power_without_risk", "职权没有对应的风险点"
    key_area_uncovered = "key_area_uncovered", "重点领域没有查到"
    outside_duty = "outside_duty", "与职责、职权都对不上"
    foreign_power = "foreign_power", "挂在别处的职权上"
    copied = "copied", "与其他岗位的表雷同"
    shallow = "shallow", "表现形式过于笼统"
    empty_cause = "empty_cause", "没有分析原因"
    empty_measure = "empty_measure", "没有防控措施"
    slogan_measure = "slogan_measure", "措施像口号"
    level_off_anchor = "level_off_anchor", "等级与职权大小不相称"


C, R = QualityCheck, RedoReason
REASONS: Mapping[QualityCheck, RedoReason] = {
    C.power_without_risk: R.incomplete,
    C.key_area_uncovered: R.incomplete,
    C.outside_duty: R.outside_duty,
    C.foreign_power: R.beyond_authority,
    C.copied: R.shallow,
    C.shallow: R.shallow,
    C.empty_cause: R.shallow,
    C.empty_measure: R.incomplete,
    C.slogan_measure: R.shallow,
    C.level_off_anchor: R.unreasonable_level,
}
"""What a reviewer would send a sheet back with."""


@dataclass(frozen=True)
class PowerFacts:
    """A power in reach of the sheet; `text` is its name and content."""

    id: int
    name: str
    text: str


@dataclass(frozen=True)
class RowFacts:
    """One row of a sheet as people filled it in; `hints` are the assessment's doubts about its level."""

    id: int
    name: str
    manifestation: str = ""
    duty: str = ""
    causes: str = ""
    has_cause_kinds: bool = False
    measures: str = ""
    power_id: int | None = None
    hints: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the row says about the risk."""
        return f"{self.name} {self.manifestation}"


@dataclass(frozen=True)
class SheetFacts:
    """A sheet with what its post or department answers for.

    `elsewhere` are rows of other posts: normalized text → the post's name.
    """

    duties: tuple[str, ...]
    powers: tuple[PowerFacts, ...]
    rows: tuple[RowFacts, ...]
    key_area: str | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QualityFinding:
    """One doubt. `row` counts from 0, None when it is about the whole sheet; `cell` is the column concerned."""

    check: QualityCheck
    message: str
    row: int | None = None
    cell: str = ""

    @property
    def reason(self) -> RedoReason:
        """The coded reason a reviewer may send back with."""
        return REASONS[self.check]


LIKE = 0.15
"""Share of a power's pairs of characters that one row must take up to count as being about it."""
SAME = 0.85
"""Overlap of triples from which two texts are one."""
COPY_LENGTH = 12
SHORT = 6
_MARKS = re.compile(r"[\W\d_]+")
_STOP = frozenset(
    {"工作", "负责", "进行", "有关", "相关", "重要", "重大", "做好", "开展"}
    | {"本科", "科室", "部门", "单位", "情况", "及其", "以及", "各项", "事项"}
)
"""Pairs that every sheet has; sharing them says nothing."""


def normalized(text: str) -> str:
    """Letters and characters only, so that punctuation, digits and spaces make no difference."""
    return _MARKS.sub("", text)


def _grams(text: str, size: int) -> set[str]:
    plain = normalized(text)
    return {plain[at : at + size] for at in range(len(plain) - size + 1)}


def _pairs(text: str) -> set[str]:
    return _grams(text, 2) - _STOP


def _concepts(text: str) -> set[str]:
    return {name for name, words in CONCEPTS.items() if any(word in text for word in words)}


def is_about(text: str, topic: str) -> bool:
    """Whether `text` speaks of `topic`: shared wording, or words of the same field (保证金 and 资金)."""
    wanted = _pairs(topic)
    if wanted and len(wanted & _pairs(text)) / len(wanted) >= LIKE:
        return True
    return bool(_concepts(topic) & _concepts(text))


def inspect(sheet: SheetFacts) -> list[QualityFinding]:
    """Every finding about a sheet, those about the whole first."""
    found = [*_powers(sheet), *_key_area(sheet)]
    for number, row in enumerate(sheet.rows):
        found += _about_row(sheet, number, row)
    return found


def _powers(sheet: SheetFacts) -> Iterator[QualityFinding]:
    linked = {row.power_id for row in sheet.rows}
    for power in sheet.powers:
        if power.id not in linked and not any(is_about(row.text, power.text) for row in sheet.rows):
            message = f"职权“{power.name}”还没有查到风险点。请对照它的运行流程逐个环节想一想。"
            yield QualityFinding(C.power_without_risk, message)


def _key_area(sheet: SheetFacts) -> Iterator[QualityFinding]:
    if sheet.key_area is None:
        return
    words = KEY_AREA_WORDS[sheet.key_area]
    if not any(word in row.text or word in row.duty for row in sheet.rows for word in words):
        label = words[0]
        message = f"这个岗位属于重点领域“{label}”，表里却没有一个风险点涉及它。"
        yield QualityFinding(C.key_area_uncovered, message)


def _about_row(sheet: SheetFacts, number: int, row: RowFacts) -> Iterator[QualityFinding]:
    if not normalized(row.text):
        return
    checks = (_ties, _copies, _depth, _cause, _measure, _level)
    for check in checks:
        for kind, message, cell in check(sheet, row):
            yield QualityFinding(kind, message, number, cell)


Doubt = tuple[QualityCheck, str, str]


def _ties(sheet: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    own = {power.id for power in sheet.powers}
    if row.power_id is not None:
        if row.power_id not in own:
            message = "这个风险点挂在其他岗位或部门的职权上，可能超出了本岗位的职权范围。"
            yield C.foreign_power, message, "power_id"
        return
    topics = [*sheet.duties, *(power.text for power in sheet.powers)]
    if not topics or any(is_about(f"{row.text} {row.duty}", topic) for topic in topics):
        return
    message = "看不出它与本岗位的哪项职责、职权或环节有关。请写明对应的职责，或选择所属的职权。"
    yield C.outside_duty, message, "duty"


def _copies(sheet: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    plain = normalized(row.text)
    if len(plain) < COPY_LENGTH:
        return
    where = sheet.elsewhere.get(plain) or _nearly(plain, sheet.elsewhere)
    if where:
        message = f"与“{where}”的表几乎一字不差。请改成本岗位自己的情形。"
        yield C.copied, message, "manifestation"


def _nearly(plain: str, elsewhere: Mapping[str, str]) -> str | None:
    triples = _grams(plain, 3)
    for other, where in elsewhere.items():
        if not 0.8 <= len(other) / len(plain) <= 1.25:
            continue
        theirs = _grams(other, 3)
        if len(triples & theirs) >= SAME * len(triples | theirs):
            return where
    return None


def _depth(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    shown = normalized(row.manifestation)
    if not shown:
        return
    rest = shown
    for words in EMPTY_WORDS:
        rest = rest.replace(words, "")
    if len(shown) < SHORT or len(rest) < 4:
        message = "只有笼统的说法。请写清在哪个环节、以什么方式可能发生。"
        yield C.shallow, message, "manifestation"
    elif shown == normalized(row.name):
        message = "与“廉政风险点”一栏相同。请写清它可能怎样表现出来。"
        yield C.shallow, message, "manifestation"


def _cause(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    if not row.has_cause_kinds and not normalized(row.causes):
        message = "还没有分析原因：制度缺陷、监管缺失、外部环境，还是个人自律、业务素质？"
        yield C.empty_cause, message, "causes"


def _measure(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    if not normalized(row.measures):
        yield C.empty_measure, "还没有防控措施。", "measures"
    elif is_slogan(row.measures):
        message = "像是口号：没有写清谁来做、什么时候做、做什么。例如“每学期由两人以上抽查并公示结果”。"
        yield C.slogan_measure, message, "measures"


def is_slogan(measures: str) -> bool:
    """Whether nothing in the measures can be done or checked: no concrete act, and not both a who and a when."""
    bare = SLOGAN.sub("", measures)
    if CONCRETE.search(bare):
        return False
    return not (WHO.search(measures) and WHEN.search(measures))


def _level(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    for hint in row.hints:
        yield C.level_off_anchor, hint, "level"


def tally(findings: Sequence[QualityFinding]) -> dict[str, int]:
    """How many findings of each check, checks without any left out."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.check.value] = counts.get(finding.check.value, 0) + 1
    return counts

"""Checks for 找准、找全、找实 (handout.txt line 26), each mapped to a reason of opinion.txt line 55.

A finding is a reason to look again, never a verdict, so the checks prefer silence to a false alarm: what is shown
while somebody writes must almost always be right. Measured on tests/quality/labelled.py.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.kit.terms import Term
from backend.quality.wording import (
    COPY_LENGTH,
    FIELDS,
    HOLLOW_FAULT,
    HOLLOW_MEASURE,
    KEY_AREA_WORDS,
    concepts,
    digest,
    grams,
    has_any,
    is_about,
    is_blank,
    is_hollow,
    is_plainly_about,
    is_slogan,
    normalized,
    touches,
    touches_name,
)
from backend.reviews.rules import RedoReason


class QualityCheck(Term):
    """What is looked for."""

    power_without_risk = "power_without_risk", "职权没有对应的风险点"
    key_area_uncovered = "key_area_uncovered", "重点领域没有查到"
    outside_duty = "outside_duty", "与职责、职权都对不上"
    foreign_power = "foreign_power", "挂在别处的职权上"
    copied = "copied", "与其他岗位或部门的表雷同"
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
    """A power in reach of the sheet; `text` is its name and content, `key_area` the one it or its post is in."""

    id: int
    name: str
    text: str
    key_area: str | None = None


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

    @property
    def context(self) -> str:
        """Everything the row says: a measure often names the thing the risk leaves unsaid."""
        return f"{self.text} {self.duty} {self.causes} {self.measures}"


@dataclass(frozen=True)
class SheetFacts:
    """A sheet with what its post or department answers for.

    `elsewhere` are rows of other posts: normalized text → the post's name. `abroad` are fingerprints of rows that other
    departments handed in, and `alike` the texts of some that may be near copies → whose they are, empty where whoever
    reads the finding may not see them: then neither they nor their department are named.
    """

    duties: tuple[str, ...]
    powers: tuple[PowerFacts, ...]
    rows: tuple[RowFacts, ...]
    key_areas: tuple[str, ...] = ()
    is_of_department: bool = False
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    abroad: frozenset[str] = frozenset()
    alike: Mapping[str, str] = field(default_factory=dict)

    @property
    def topics(self) -> tuple[str, ...]:
        """What the place answers for: duties and powers."""
        return (*self.duties, *(power.text for power in self.powers))

    @property
    def here(self) -> str:
        """Where the reader is."""
        return "本部门" if self.is_of_department else "本岗位"


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


SAME = 0.75
"""Share of pairs of characters in common from which two texts are one; texts of their own stay below 0.4."""
SHORT = 6


def _says_little(row: RowFacts) -> bool:
    return is_hollow(row.manifestation or row.name, HOLLOW_FAULT)


def _strays(sheet: SheetFacts, row: RowFacts) -> bool:
    """Whether the row is of a field of work that nothing on the sheet has, and shares no word with it."""
    if not sheet.topics or not concepts(row.text) & FIELDS.keys():
        return False
    return not any(is_about(f"{row.text} {row.duty}", topic) for topic in sheet.topics)


def inspect(sheet: SheetFacts) -> list[QualityFinding]:
    """Every finding about a sheet, those about the whole first."""
    found = [*_powers(sheet), *_key_areas(sheet)]
    for number, row in enumerate(sheet.rows):
        found += _about_row(sheet, number, row)
    return found


def _powers(sheet: SheetFacts) -> Iterator[QualityFinding]:
    linked = {row.power_id for row in sheet.rows}
    if any(_is_unplaced(sheet, row) for row in sheet.rows):
        return
    for power in sheet.powers:
        if power.id not in linked and not any(_covers(row, power) for row in sheet.rows):
            message = f"职权“{power.name}”还没有查到风险点。请对照它的运行流程逐个环节想一想。"
            yield QualityFinding(C.power_without_risk, message)


def _covers(row: RowFacts, power: PowerFacts) -> bool:
    """Whether a row is about a power."""
    if is_hollow(power.name, HOLLOW_MEASURE):
        return True
    if _says_little(row):
        return False
    return touches_name(row.context, power.name) or is_plainly_about(row.context, power.text)


def _is_unplaced(sheet: SheetFacts, row: RowFacts) -> bool:
    """Whether a row may be about any of the powers: it says something, but in words no duty and no power has."""
    if row.power_id is not None or _says_little(row):
        return False
    return not _strays(sheet, row) and not any(touches(row.context, topic) for topic in sheet.topics)


def _key_areas(sheet: SheetFacts) -> Iterator[QualityFinding]:
    for area in sheet.key_areas:
        if not any(_reaches(sheet, row, area) for row in sheet.rows):
            which = "的职权或岗位涉及" if sheet.is_of_department else "属于"
            name = KEY_AREA_WORDS[area][0]
            message = f"{sheet.here}{which}重点领域“{name}”，表里却没有一个风险点涉及它。"
            yield QualityFinding(C.key_area_uncovered, message)


def _reaches(sheet: SheetFacts, row: RowFacts, area: str) -> bool:
    """Whether a row is, or may be, about a key area."""
    words = KEY_AREA_WORDS[area]
    linked = {power.id for power in sheet.powers if power.key_area == area or has_any(power.text, words)}
    if row.power_id in linked or has_any(row.context, words) or _is_unplaced(sheet, row):
        return True
    topics = (topic for topic in sheet.topics if has_any(topic, words))
    return not _says_little(row) and any(is_plainly_about(row.context, topic) for topic in topics)


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
            message = f"这个风险点挂在其他岗位或部门的职权上，可能超出了{sheet.here}的职权范围。"
            yield C.foreign_power, message, "power_id"
        return
    if _says_little(row) or not _strays(sheet, row):
        return
    message = f"看不出它与{sheet.here}的哪项职责、职权或环节有关。请写明对应的职责，或选择所属的职权。"
    yield C.outside_duty, message, "duty"


def _copies(sheet: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    plain = normalized(row.text)
    if len(plain) < COPY_LENGTH:
        return
    where = sheet.elsewhere.get(plain) or _nearly(plain, sheet.elsewhere)
    if where:
        message = f"与“{where}”的表几乎一字不差。请改成本岗位自己的情形。"
        yield C.copied, message, "manifestation"
    elif digest(row.name, row.manifestation) in sheet.abroad:
        message = "与其他部门报送的表一字不差。请结合本部门、本岗位的实际改写。"
        yield C.copied, message, "manifestation"
    elif (whose := _nearly(plain, sheet.alike)) is not None:
        named = f"“{whose}”" if whose else "其他部门"
        message = f"与{named}报送的表只差几个字。请结合本部门、本岗位的实际改写。"
        yield C.copied, message, "manifestation"


def _nearly(plain: str, elsewhere: Mapping[str, str]) -> str | None:
    """Whose text is nearly the same; None when nobody's is."""
    pairs = grams(plain, 2)
    for other, where in elsewhere.items():
        if not 0.75 <= len(other) / len(plain) <= 1.33:
            continue
        theirs = grams(other, 2)
        if 2 * len(pairs & theirs) >= SAME * (len(pairs) + len(theirs)):
            return where
    return None


def _depth(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    shown = normalized(row.manifestation)
    if not shown:
        return
    if len(shown) < SHORT or _says_little(row):
        message = "只有笼统的说法。请写清在哪个环节、以什么方式可能发生。"
        yield C.shallow, message, "manifestation"
    elif shown == normalized(row.name):
        message = "与“廉政风险点”一栏相同。请写清它可能怎样表现出来。"
        yield C.shallow, message, "manifestation"


def _cause(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    if not row.has_cause_kinds and is_blank(row.causes):
        message = "还没有分析原因：制度缺陷、监管缺失、外部环境，还是个人自律、业务素质？"
        yield C.empty_cause, message, "causes"


def _measure(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    if is_blank(row.measures):
        yield C.empty_measure, "还没有防控措施。", "measures"
    elif is_slogan(row.measures):
        message = "像是口号：没有写清谁来做、什么时候做、做什么。例如“每学期由两人以上抽查并公示结果”。"
        yield C.slogan_measure, message, "measures"


def _level(_: SheetFacts, row: RowFacts) -> Iterator[Doubt]:
    for hint in row.hints:
        yield C.level_off_anchor, hint, "level"


def tally(findings: Sequence[QualityFinding]) -> dict[str, int]:
    """How many findings of each check, checks without any left out."""
    return dict(Counter(finding.check.value for finding in findings))

"""Checks of a plan's measures: who, when and what (opinion.txt line 61), each mapped to a reason of sending back.

As with sheets a finding is a reason to look again, never a verdict. The fields of a measure answer for who and when;
what is done has to stand in its words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.kit.terms import Term
from backend.quality.wording import WHEN, WHO, is_blank, is_slogan, normalized
from backend.reviews.rules import RedoReason

SHORT = 8
"""Characters from which on words can say what is done."""


class PlanCheck(Term):
    """What is looked for in a measure."""

    nobody_named = "nobody_named", "没有写清谁来做"
    no_time_named = "no_time_named", "没有写清什么时候做"
    no_deed_named = "no_deed_named", "没有写清做什么"
    slogan_deed = "slogan_deed", "内容像口号"


REASONS: Mapping[PlanCheck, RedoReason] = {
    PlanCheck.nobody_named: RedoReason.incomplete,
    PlanCheck.no_time_named: RedoReason.incomplete,
    PlanCheck.no_deed_named: RedoReason.shallow,
    PlanCheck.slogan_deed: RedoReason.shallow,
}
"""What a reviewer would send a plan back with."""


@dataclass(frozen=True)
class MeasureFacts:
    """A measure as it was filled in."""

    id: int
    title: str
    content: str = ""
    has_post: bool = False
    has_day: bool = False


@dataclass(frozen=True)
class PlanFinding:
    """One doubt about the measure at `number`, counted from 0; `cell` is the field concerned."""

    check: PlanCheck
    message: str
    number: int
    cell: str

    @property
    def reason(self) -> RedoReason:
        """The coded reason a reviewer may send back with."""
        return REASONS[self.check]


def inspect_plan(measures: Sequence[MeasureFacts]) -> list[PlanFinding]:
    """Every finding about the measures of a plan, in their order."""
    return [
        PlanFinding(check, message, number, cell)
        for number, measure in enumerate(measures)
        for check, message, cell in _about(measure)
    ]


def _about(measure: MeasureFacts) -> Iterator[tuple[PlanCheck, str, str]]:
    said = f"{measure.title}。{measure.content}"
    if (doubt := _deed(measure)) is not None:
        yield (*doubt, "content")
    if not measure.has_post and not WHO.search(said):
        message = "没有写清谁来做。请选择责任岗位，或者在内容里写明由哪个岗位、哪些人办理。"
        yield PlanCheck.nobody_named, message, "position_id"
    if not measure.has_day and not WHEN.search(said):
        message = "没有写清什么时候做。请填写完成期限；经常做的，在内容里写明多久一次。"
        yield PlanCheck.no_time_named, message, "due_on"


def _deed(measure: MeasureFacts) -> tuple[PlanCheck, str] | None:
    """Whether it says what is done: words that promise are no deed, nor is the title over again."""
    is_empty = is_blank(measure.content)
    if is_slogan(measure.title if is_empty else measure.content):
        message = "像是口号：换到任何岗位都说得通。请写明做哪件事，做没做以后查得出来。"
        return PlanCheck.slogan_deed, message
    plain = normalized(measure.content)
    if is_empty or plain == normalized(measure.title) or len(plain) < SHORT:
        return PlanCheck.no_deed_named, "只有名称。请在内容里写明具体做什么、怎么做。"
    return None

"""Terms of powers and flows, and what a sound flow is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.kit.problems import FieldError
from backend.kit.terms import Term


class PowerKind(Term):
    """opinion.txt line 45: 行政管理权和业务处置权；内部管理权."""

    administrative = "administrative", "行政管理权"
    operational = "operational", "业务处置权"
    internal = "internal", "内部管理权"


class StepKind(Term):
    """The shape of a step in the flowchart."""

    start = "start", "开始"
    task = "task", "办理"
    decision = "decision", "判断"
    end = "end", "结束"


class StepPhase(Term):
    """handout.txt line 238: 决策、执行、监督过程中的重点部位和关键环节."""

    decision = "decision", "决策"
    execution = "execution", "执行"
    supervision = "supervision", "监督"


SIGNED = (
    "name",
    "content",
    "handling_body",
    "basis",
    "boundary",
    "kind",
    "key_area",
    "major_matters",
    "discretion",
    "must_publish",
    "is_concentrated",
    "position_id",
)
"""What 附件一 says of a power: confirmed one by one, and signed together. Further the rules it rests on."""


@dataclass(frozen=True)
class Branch:
    """Where a step leads, and on which condition."""

    to: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step as the rules and the picture see it."""

    key: str
    name: str
    kind: StepKind = StepKind.task
    handler: str = ""
    time_limit: str = ""
    is_key: bool = False
    has_discretion: bool = False
    may_be_interfered: bool = False
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Flow:
    """The steps of one power, in the order they are written down."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Link:
    """An edge between two steps, by their indexes. A link that does not lead on is a return, e.g. 退回补正."""

    source: int
    target: int
    label: str = ""

    @property
    def is_return(self) -> bool:
        """Whether it leads back to an earlier step (or nowhere)."""
        return self.target <= self.source


def links_of(steps: Sequence[Step]) -> list[Link]:
    """Every edge. Without branches a step leads to the next one; an end and the last step lead nowhere."""
    index = {step.key: number for number, step in reversed(list(enumerate(steps)))}
    links: list[Link] = []
    for number, step in enumerate(steps):
        if step.branches:
            links += [
                Link(number, index[branch.to], branch.label) for branch in step.branches if branch.to in index
            ]
        elif step.kind is not StepKind.end and number + 1 < len(steps):
            links.append(Link(number, number + 1))
    return links


def flaws_of(steps: Sequence[Step]) -> list[FieldError]:
    """What keeps the steps from being a flow, as field errors; an empty list of steps is no flow and has no flaw."""
    local = [*_key_flaws(steps), *_kind_flaws(steps), *_branch_flaws(steps)]
    return local or _path_flaws(steps)


def _quoted(number: int, step: Step) -> str:
    return f"第 {number + 1} 步“{step.name}”"


def _key_flaws(steps: Sequence[Step]) -> Iterable[FieldError]:
    first: dict[str, int] = {}
    for number, step in enumerate(steps):
        if step.key in first:
            detail = f"{_quoted(number, step)}的标识 {step.key} 与第 {first[step.key] + 1} 步重复，请换一个。"
            yield FieldError(f"/steps/{number}/key", "duplicate-key", detail)
        first.setdefault(step.key, number)


def _kind_flaws(steps: Sequence[Step]) -> Iterable[FieldError]:
    for number, step in enumerate(steps):
        if step.kind is StepKind.start and number:
            detail = f"{_quoted(number, step)}不能是“开始”：流程只有一个开始，就是第 1 步。"
            yield FieldError(f"/steps/{number}/kind", "start-not-first", detail)
        if step.kind is StepKind.end and step.branches:
            detail = f"{_quoted(number, step)}是“结束”，不能再有去向。"
            yield FieldError(f"/steps/{number}/branches", "end-leads-on", detail)
        if step.kind is StepKind.decision and len(step.branches) < 2:
            detail = f"{_quoted(number, step)}是“判断”，请写明至少两个去向。"
            yield FieldError(f"/steps/{number}/branches", "decision-without-branches", detail)


def _branch_flaws(steps: Sequence[Step]) -> Iterable[FieldError]:
    keys = {step.key for step in steps}
    for number, step in enumerate(steps):
        targets, labels = set[str](), set[str]()
        for place, branch in enumerate(step.branches):
            pointer = f"/steps/{number}/branches/{place}"
            where = f"{_quoted(number, step)}的第 {place + 1} 个去向"
            if branch.to not in keys:
                yield FieldError(f"{pointer}/to", "unknown-step", f"{where}不存在，请从已有的环节中选择。")
            elif branch.to == step.key:
                yield FieldError(f"{pointer}/to", "leads-to-itself", f"{where}是它自己，请另选一个环节。")
            elif branch.to in targets:
                yield FieldError(f"{pointer}/to", "same-target", f"{where}与前面的去向相同，请合并。")
            targets.add(branch.to)
            if step.kind is StepKind.decision:
                if not branch.label:
                    detail = f"{where}没有写条件，请填“是”“否”或具体条件。"
                    yield FieldError(f"{pointer}/label", "branch-without-label", detail)
                elif branch.label in labels:
                    detail = f"{where}的条件“{branch.label}”与前面的重复，请改得不同。"
                    yield FieldError(f"{pointer}/label", "same-label", detail)
                labels.add(branch.label)


def _path_flaws(steps: Sequence[Step]) -> list[FieldError]:
    """Every step must be reachable from the first, and from every step an end."""
    if not steps:
        return []
    links = links_of(steps)
    onward, backward = _neighbours(links, len(steps))
    ends = [number for number, following in enumerate(onward) if not following]
    if not ends:
        detail = "流程走不到结束：请把最后一步设为“结束”，或去掉它的去向。"
        return [FieldError("/steps", "no-end", detail)]
    reachable, finishing = _closure(onward, [0]), _closure(backward, ends)
    flaws: list[FieldError] = []
    for number, step in enumerate(steps):
        if number not in reachable:
            detail = f"{_quoted(number, step)}没有前面的环节通向它，请把它接进流程或删去。"
            flaws.append(FieldError(f"/steps/{number}", "unreachable", detail))
        elif number not in finishing:
            detail = f"从{_quoted(number, step)}走不到结束，请检查去向是否绕成了圈。"
            flaws.append(FieldError(f"/steps/{number}", "never-ends", detail))
    return flaws


def _neighbours(links: Iterable[Link], size: int) -> tuple[list[list[int]], list[list[int]]]:
    onward: list[list[int]] = [[] for _ in range(size)]
    backward: list[list[int]] = [[] for _ in range(size)]
    for link in links:
        onward[link.source].append(link.target)
        backward[link.target].append(link.source)
    return onward, backward


def _closure(neighbours: Sequence[Sequence[int]], starts: Iterable[int]) -> set[int]:
    seen, waiting = set[int](), list(starts)
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            waiting += neighbours[number]
    return seen

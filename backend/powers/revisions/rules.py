"""What differs between two versions of a flow. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from backend.kit.terms import Term
from backend.powers.rules import Step, links_of

Found = Mapping[str, Any]


class StepField(Term):
    """What a step says (opinion.txt line 42)."""

    step_name = "name", "环节名称"
    kind = "kind", "类型"
    handler = "handler", "办理主体"
    conditions = "conditions", "办理条件"
    procedure = "procedure", "办理程序"
    time_limit = "time_limit", "办理期限"
    supervision = "supervision", "监督方式"
    materials = "materials", "需提交的材料"
    phase = "phase", "决策、执行、监督"
    is_key = "is_key", "关键环节"
    has_discretion = "has_discretion", "自由裁量"
    may_be_interfered = "may_be_interfered", "可能发生人为干预"
    branches = "branches", "去向"


class StepChange(Term):
    """What became of a step."""

    added = "added", "新增"
    removed = "removed", "删去"
    changed = "changed", "修改"
    moved = "moved", "移动"
    same = "same", "不变"


class LinkChange(Term):
    """What became of the way from one step to another."""

    added = "added", "新增"
    removed = "removed", "删去"
    relabelled = "relabelled", "条件修改"
    same = "same", "不变"


def step_changes(before: Sequence[Found], after: Sequence[Found]) -> list[dict[str, Any]]:
    """`ComparedStep`s in the order of the later version; a removed step stands where it stood.

    Steps are the same by their key, which renaming does not change.
    """
    old, new = _placed(before), _placed(after)
    moved = _moved([old[step["key"]][0] for step in after if step["key"] in old])
    found = [_compared(old.get(step["key"]), new[step["key"]], moved) for step in after]
    for place, step in enumerate(before):
        if step["key"] not in new:
            previous = before[place - 1]["key"] if place else None
            at = next((at for at, row in enumerate(found) if row["key"] == previous), -1)
            found.insert(at + 1, _compared((place, step), None, moved))
    return found


def link_changes(before: Sequence[Step], after: Sequence[Step]) -> list[dict[str, Any]]:
    """`ComparedLink`s: every way of either version, those that lead on without a branch too."""
    old, new = _labels(before), _labels(after)
    found = []
    for way in [*new, *(way for way in old if way not in new)]:
        change = _link_change(old.get(way), new.get(way))
        found.append(
            {
                "source": way[0],
                "target": way[1],
                "change": change,
                "before": old.get(way),
                "after": new.get(way),
            }
        )
    return found


def _link_change(before: str | None, after: str | None) -> LinkChange:
    if before is None:
        return LinkChange.added
    if after is None:
        return LinkChange.removed
    return LinkChange.same if before == after else LinkChange.relabelled


def _placed(steps: Sequence[Found]) -> dict[str, tuple[int, Found]]:
    return {step["key"]: (place, step) for place, step in enumerate(steps)}


def _compared(
    old: tuple[int, Found] | None, new: tuple[int, Found] | None, moved: frozenset[int]
) -> dict[str, Any]:
    place, step = new or old or (0, {})
    fields = [name for name in StepField if old and new and old[1][name] != new[1][name]]
    is_moved = old is not None and new is not None and old[0] in moved
    return {
        "key": step["key"],
        "change": _step_change(old is not None, new is not None, bool(fields), is_moved),
        "is_moved": is_moved,
        "before_number": old and old[0] + 1,
        "after_number": new and place + 1,
        "before": old and old[1],
        "after": new and new[1],
        "fields": fields,
    }


def _step_change(was: bool, is_there: bool, differs: bool, is_moved: bool) -> StepChange:
    if not was:
        return StepChange.added
    if not is_there:
        return StepChange.removed
    if differs:
        return StepChange.changed
    return StepChange.moved if is_moved else StepChange.same


def _moved(places: Sequence[int]) -> frozenset[int]:
    """The fewest of the former places that must have been moved: all outside of one longest rising run."""
    ends: list[int] = []
    tails: list[int] = []
    previous: list[int | None] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        previous.append(tails[at - 1] if at else None)
        ends[at : at + 1], tails[at : at + 1] = [place], [number]
    kept = set[int]()
    last = tails[-1] if tails else None
    while last is not None:
        kept.add(places[last])
        last = previous[last]
    return frozenset(places) - kept


def _labels(steps: Sequence[Step]) -> dict[tuple[str, str], str]:
    return {(steps[link.source].key, steps[link.target].key): link.label for link in links_of(steps)}

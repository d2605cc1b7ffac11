"""Sound flows at random, with everything a step may say: what the database can hold."""

from random import Random
from typing import Any

from backend.powers.queries import as_step
from backend.powers.rules import StepKind, StepPhase, flaws_of
from backend.powers.schemas import StepBody

HANDLERS = ("使用部门", "计划财务处", "资产设备处", "", "评审 <小组> & 监督员")
NAMES = ("提出申请", "预算“审核”", "是否达到招标限额", "评标定标并形成评审报告，报分管领导审批", "A&B <c>")
TEXTS = ("", "材料齐全", "第一条\n第二条\r\n第三条", "a < b && c > d ]]> 'x' \"y\"", "５个工作日")


def sound_flow(chance: Random, most: int = 24) -> list[dict[str, Any]]:
    """A random flow without a flaw, as it is saved and as a revision keeps it."""
    count = chance.randint(1, most)
    keys = [f"s{number}" if chance.random() < 0.8 else f"-{number}_x" for number in range(count)]
    kinds = [_kind(chance, number, count) for number in range(count)]
    steps = [
        _step(chance, key, kind, _branches(chance, number, kinds, keys))
        for number, (key, kind) in enumerate(zip(keys, kinds, strict=True))
    ]
    assert flaws_of([as_step(step) for step in steps]) == []
    return steps


def _kind(chance: Random, number: int, count: int) -> StepKind:
    if number == 0:
        return chance.choice((StepKind.start, StepKind.task))
    if number == count - 1:
        return chance.choice((StepKind.end, StepKind.task))
    return chance.choice((StepKind.task, StepKind.task, StepKind.decision))


def _branches(chance: Random, number: int, kinds: list[StepKind], keys: list[str]) -> list[dict[str, str]]:
    """On to the next step at least, so that all are reached and all come to the end; some further, some back."""
    last = len(keys) - 1
    if number == last or (kinds[number] is not StepKind.decision and chance.random() < 0.6):
        return []
    others = [place for place in range(last + 1) if place not in (number, number + 1)]
    least = 1 if kinds[number] is StepKind.decision else 0
    more = chance.sample(others, min(len(others), chance.choice((least, 1, 2, 3))))
    is_decision = kinds[number] is StepKind.decision
    targets = [number + 1, *more]
    chance.shuffle(targets)
    return [
        {"to": keys[target], "label": f"情形{place}" if is_decision else chance.choice(("", "退回 <补正>"))}
        for place, target in enumerate(targets)
    ]


def _step(chance: Random, key: str, kind: StepKind, branches: list[dict[str, str]]) -> dict[str, Any]:
    body = StepBody.model_validate(
        {
            "key": key,
            "kind": kind,
            "name": chance.choice(NAMES),
            "handler": chance.choice(HANDLERS),
            "conditions": chance.choice(TEXTS),
            "procedure": chance.choice(TEXTS),
            "time_limit": chance.choice(TEXTS),
            "supervision": chance.choice(TEXTS),
            "materials": [text for text in TEXTS if text and chance.random() < 0.3],
            "phase": chance.choice((None, *StepPhase)),
            "is_key": chance.random() < 0.3,
            "has_discretion": chance.random() < 0.3,
            "may_be_interfered": chance.random() < 0.3,
            "branches": branches,
        }
    )
    return body.model_dump(mode="json")

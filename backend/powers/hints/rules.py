"""Hints about a flow and what its power's attributes ask of it. Pure; opinion.txt lines 42, 63 and 69."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from backend.organization.rules import Discretion
from backend.powers.flowchecks.rules import DefectKind, FlowHintCode, FlowRemedy
from backend.powers.rules import Branch, Step, StepKind, StepPhase, links_of

Found = Mapping[str, Any]
FEW = 3
"""From so many steps on, a lack that many steps share is told once, of the whole flow."""
OPENLY = ("公示", "公开", "公布", "公告")
VAGUE = ("相关部门", "有关部门", "相关人员", "有关人员", "相关单位", "有关单位", "待定")


class Hint(NamedTuple):
    """One hint; without a step it is about the whole flow."""

    code: FlowHintCode
    kind: DefectKind
    step_key: str | None
    reason: str
    suggestion: str


def hints_of(power: Found, steps: Sequence[Found]) -> list[Hint]:
    """Hints of the whole flow first, then those of single steps in their order."""
    if not steps:
        return []
    whole = [*_handlers(steps), *_phases(steps), *_openness(power, steps), *_discretion(power, steps)]
    return [*whole, *_repeated(steps), *_single(steps), *_returns(steps)]


def remedies_of(power: Found, steps: Sequence[Found]) -> dict[FlowRemedy, str]:
    """What the attributes of the power and its steps ask of the flow, each with the reason."""
    found: dict[FlowRemedy, str] = {}
    if power["must_publish"]:
        found[FlowRemedy.publish] = "这项职权应当透明公开，防止暗箱操作。"
    if power["is_concentrated"]:
        found[FlowRemedy.divide] = "这项职权过于集中。"
    marked = _names(step for step in steps if step["has_discretion"])
    if power["discretion"] != Discretion.none or marked:
        found[FlowRemedy.narrow] = f"{marked}有自由裁量。" if marked else "这项职权有自由裁量。"
    if open_to := _names(step for step in steps if step["may_be_interfered"]):
        found[FlowRemedy.inspect] = f"{open_to}可能发生人为干预。"
    return found


def _names(steps: Iterator[Found]) -> str:
    return "、".join(f"“{step['name']}”" for step in steps)


def _worked(steps: Sequence[Found]) -> list[Found]:
    """Steps in which somebody does something."""
    return [step for step in steps if step["kind"] in (StepKind.task, StepKind.decision)]


def _handlers(steps: Sequence[Found]) -> Iterator[Hint]:
    names = {step["handler"] for step in steps if step["handler"]}
    unnamed = any(not step["handler"] for step in steps)
    if len(names) == 1 and not unnamed and len(steps) >= FEW:
        (only,) = names
        reason = f"全部 {len(steps)} 个环节都由“{only}”办理，没有别人参与审核或监督。"
        advice = "把申请、审核、决定、监督分给不同的岗位或部门。"
        yield Hint(FlowHintCode.one_handler, DefectKind.weak_supervision, None, reason, advice)
        return
    for link in links_of(_drawn(steps)):
        source, target = steps[link.source], steps[link.target]
        if not link.is_return and _decides_and_does(source, target):
            reason = (
                f"关键的“{source['name']}”和紧接着的“{target['name']}”都由“{source['handler']}”办理，"
                "一个是决策，一个是执行。"
            )
            advice = "决策和执行由不同的岗位承担；确实分不开的，在中间增加监督环节。"
            yield Hint(FlowHintCode.not_separated, DefectKind.unscientific, source["key"], reason, advice)


def _decides_and_does(source: Found, target: Found) -> bool:
    phases = {source["phase"], target["phase"]} == {StepPhase.decision, StepPhase.execution}
    decision = source if source["phase"] == StepPhase.decision else target
    return bool(phases and source["handler"] == target["handler"] != "" and decision["is_key"])


def _phases(steps: Sequence[Found]) -> Iterator[Hint]:
    if all(step["phase"] for step in _worked(steps)) and not any(
        step["phase"] == StepPhase.supervision for step in steps
    ):
        reason = "各环节都注明了决策或执行，没有一个是监督环节。"
        advice = "在关键的决定之后增加监督环节，例如公示、抽查、纪检监督。"
        yield Hint(FlowHintCode.no_supervision_phase, DefectKind.weak_supervision, None, reason, advice)
    if not any(step["is_key"] for step in steps):
        reason = "没有一个环节标为关键环节。"
        advice = "标出决定结果的环节，并写明监督方式。"
        yield Hint(FlowHintCode.no_key_step, DefectKind.unclear_duties, None, reason, advice)


def _openness(power: Found, steps: Sequence[Found]) -> Iterator[Hint]:
    told = (step[name] for step in steps for name in ("name", "procedure", "supervision"))
    if power["must_publish"] and not any(word in text for text in told for word in OPENLY):
        reason = "职权注明应当透明公开，流程里没有公示或公开的环节。"
        advice = "增加公示环节，写明公开的内容、范围、时间和异议受理。"
        yield Hint(FlowHintCode.no_publicity, DefectKind.weak_supervision, None, reason, advice)


def _discretion(power: Found, steps: Sequence[Found]) -> Iterator[Hint]:
    if power["discretion"] != Discretion.none and not any(step["has_discretion"] for step in steps):
        reason = f"职权的自由裁量为“{Discretion(power['discretion']).label}”，没有一个环节标为有自由裁量。"
        advice = "标出可以裁量的环节，写明条件、档次和上限。"
        yield Hint(FlowHintCode.discretion_unmarked, DefectKind.unclear_duties, None, reason, advice)


_Lack = tuple[FlowHintCode, DefectKind, Callable[[Found], bool], str, str]
_LACKS: tuple[_Lack, ...] = (
    (
        FlowHintCode.without_limit,
        DefectKind.disconnected,
        lambda step: step["kind"] == StepKind.task and not step["time_limit"],
        "没有写明办理期限",
        "写明几个工作日内办结，以及超期怎么办。",
    ),
    (
        FlowHintCode.without_handler,
        DefectKind.unclear_duties,
        lambda step: not step["handler"],
        "没有写明由谁办理",
        "写明办理的岗位或部门。",
    ),
)
"""What every step should say: told of each while few lack it, else of the whole flow."""


def _repeated(steps: Sequence[Found]) -> Iterator[Hint]:
    for code, kind, lacks, words, advice in _LACKS:
        found = [(number, step) for number, step in enumerate(steps, 1) if lacks(step)]
        if len(found) > FEW:
            places = "、".join(str(number) for number, _ in found)
            yield Hint(code, kind, None, f"第 {places} 步{words}。", advice)
            continue
        for number, step in found:
            yield Hint(code, kind, step["key"], f"第 {number} 步“{step['name']}”{words}。", advice)


_STEP_LACKS: tuple[_Lack, ...] = (
    (
        FlowHintCode.key_unsupervised,
        DefectKind.weak_supervision,
        lambda step: bool(step["is_key"] and not step["supervision"]),
        "是关键环节，没有写监督方式",
        "写明由谁监督、什么时候监督、怎样留痕。",
    ),
    (
        FlowHintCode.interference_unsupervised,
        DefectKind.weak_supervision,
        lambda step: bool(step["may_be_interfered"] and not step["is_key"] and not step["supervision"]),
        "可能发生人为干预，没有写监督方式",
        "安排集体决定、回避、随机抽取或打招呼登记。",
    ),
    (
        FlowHintCode.discretion_without_conditions,
        DefectKind.unscientific,
        lambda step: bool(step["has_discretion"] and not step["conditions"] and len(step["branches"]) < 2),
        "有自由裁量，没有写条件",
        "写明条件、档次和上限，超出时由集体决定。",
    ),
    (
        FlowHintCode.vague_handler,
        DefectKind.unclear_duties,
        lambda step: any(word in step["handler"] for word in VAGUE),
        "的办理主体写得不具体",
        "写明是哪个部门、哪个岗位。",
    ),
)


def _single(steps: Sequence[Found]) -> Iterator[Hint]:
    for number, step in enumerate(steps, 1):
        for code, kind, lacks, words, advice in _STEP_LACKS:
            if lacks(step):
                yield Hint(code, kind, step["key"], f"第 {number} 步“{step['name']}”{words}。", advice)
    if not any(step["materials"] for step in steps):
        reason = "没有一个环节列出需提交的材料。"
        advice = "在申请或受理环节列全材料，校内可以查到的不再索要。"
        yield Hint(FlowHintCode.without_materials, DefectKind.other, None, reason, advice)


def _drawn(steps: Sequence[Found]) -> list[Step]:
    return [
        Step(
            key=step["key"],
            name=step["name"],
            kind=StepKind(step["kind"]),
            branches=tuple(Branch(one["to"], one.get("label", "")) for one in step["branches"]),
        )
        for step in steps
    ]


def _returns(steps: Sequence[Found]) -> Iterator[Hint]:
    """Ways back that say no condition: how often, and when, does it go round?"""
    for link in links_of(_drawn(steps)):
        if link.is_return and not link.label:
            source, target = steps[link.source], steps[link.target]
            reason = (
                f"第 {link.source + 1} 步“{source['name']}”退回到“{target['name']}”，没有写明在什么条件下退回。"
            )
            advice = "写明退回的条件和次数，补正后仍不符合的怎样处理。"
            yield Hint(
                FlowHintCode.loop_without_condition,
                DefectKind.unscientific,
                source["key"],
                reason,
                advice,
            )

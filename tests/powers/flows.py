"""Flows to draw and to save."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from backend.powers.rules import Branch, Flow, Step, StepKind

NAMES = (
    "提出申请",
    "预算审核",
    "是否达到招标限额",
    "校内询价比选",
    "评标定标并形成评审报告，报分管领导审批",
    "公示",
)
HANDLERS = ("使用部门", "计划财务处", "资产设备处", "招标代理", "评审小组", "")
LABELS = ("", "是", "否", "退回修改", "异议成立，重新评审", "A" * 40)


LIMITS = ("", "5 个工作日", "收到全部材料之日起十五个工作日内办结")


def random_flow(chance: Random, count: int) -> Flow:
    """Any list of steps the database could hold, sound or not."""
    steps = []
    for number in range(count):
        others = [other for other in range(count) if other != number]
        targets = chance.sample(others, min(len(others), chance.choice((0, 0, 1, 2, 2, 4))))
        steps.append(
            Step(
                key=f"s{number}",
                name=chance.choice(NAMES),
                kind=chance.choice(list(StepKind)),
                handler=chance.choice(HANDLERS),
                time_limit=chance.choice(LIMITS),
                has_discretion=chance.random() < 0.2,
                branches=tuple(Branch(f"s{target}", chance.choice(LABELS)) for target in targets),
            )
        )
    return Flow("随机流程", tuple(steps))


@st.composite
def flows(draw: st.DrawFn, most: int = 24) -> Flow:
    """The same, in a form that a failing test can make small: names and limits may be any text."""
    count = draw(st.integers(1, most))
    steps = []
    for number in range(count):
        targets = draw(st.lists(st.integers(0, count - 1), max_size=4, unique=True))
        labels = draw(st.lists(st.text(max_size=40), min_size=len(targets), max_size=len(targets)))
        steps.append(
            Step(
                key=f"s{number}",
                name=draw(st.text(min_size=1, max_size=200)),
                kind=draw(st.sampled_from(StepKind)),
                handler=draw(st.sampled_from(HANDLERS)),
                time_limit=draw(st.text(max_size=200)),
                branches=tuple(
                    Branch(f"s{target}", label)
                    for target, label in zip(targets, labels, strict=True)
                    if target != number
                ),
            )
        )
    return Flow("随机流程", tuple(steps))


def step(key: str, name: str, **more: Any) -> dict[str, Any]:
    """One step as the API takes it."""
    return {"key": key, "name": name} | more


PURCHASE: list[dict[str, Any]] = [
    step("s1", "提出采购申请", handler="使用部门", kind="start"),
    step("s2", "需求论证", handler="使用部门", time_limit="5个工作日", is_key=True, phase="decision"),
    step(
        "s3",
        "是否达到招标限额",
        handler="资产处",
        kind="decision",
        branches=[{"to": "s4", "label": "否"}, {"to": "s5", "label": "是"}],
    ),
    step("s4", "校内询价比选", handler="资产处", has_discretion=True, branches=[{"to": "s6", "label": ""}]),
    step("s5", "委托公开招标", handler="招标代理", materials=["采购需求", "预算批复"]),
    step("s6", "签订合同", handler="使用部门", kind="end", supervision="纪委办抽查"),
]

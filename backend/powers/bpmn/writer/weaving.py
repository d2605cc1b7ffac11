"""A flow as BPMN sees it: its steps, and the events and gateways that BPMN wants and our flow does without.

A step that leads several ways chooses one of them; in BPMN a task that does so would go all of them at once, so a
gateway stands behind it. A start nothing may lead back to, and an end nothing leads on from, are events; else tasks.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from backend.powers.bpmn.rules import WholeStep, element_id
from backend.powers.rules import StepKind, links_of

START: Final = "startEvent"
TASK: Final = "userTask"
GATEWAY: Final = "exclusiveGateway"
END: Final = "endEvent"
EVENTS: Final = (START, END)


@dataclass(frozen=True)
class Way:
    """Where a node leads: the place of the other one. `is_stated` when the step names it though it is the next."""

    target: int
    label: str
    is_stated: bool


@dataclass
class Node:
    """One element. Without a step it is there only because BPMN wants it."""

    tag: str
    id: str
    name: str
    handler: str
    step: WholeStep | None = None
    ways: list[Way] = field(default_factory=list)


def weave(steps: Sequence[WholeStep]) -> list[Node]:
    """The elements in the order in which they are written and drawn."""
    links = links_of(steps)
    leaving = Counter(link.source for link in links)
    entered = {link.target for link in links}
    nodes: list[Node] = []
    place: dict[int, int] = {}
    lead: dict[int, int] = {}
    if steps and (steps[0].kind is not StepKind.start or 0 in entered):
        nodes.append(Node(START, "StartEvent_1", "", steps[0].handler))
    for number, step in enumerate(steps):
        outs = leaving[number]
        tag = _tag(step, is_entered=number in entered, is_first=number == 0, leads_on=outs > 0)
        place[number] = lead[number] = len(nodes)
        nodes.append(Node(tag, element_id(step.key), step.name, step.handler, step))
        if outs > 1 and tag != GATEWAY:
            lead[number] = len(nodes)
            nodes.append(Node(GATEWAY, f"Choice_{number + 1}", "", step.handler))
        elif outs == 0 and tag != END:
            nodes.append(Node(END, f"EndEvent_{number + 1}", "", step.handler))
    _connect(nodes)
    for link in links:
        is_stated = bool(steps[link.source].branches)
        nodes[lead[link.source]].ways.append(Way(place[link.target], link.label, is_stated))
    return nodes


def _tag(step: WholeStep, *, is_entered: bool, is_first: bool, leads_on: bool) -> str:
    if step.kind is StepKind.start and is_first and not is_entered:
        return START
    if step.kind is StepKind.end and not leads_on:
        return END
    return GATEWAY if step.kind is StepKind.decision else TASK


def _connect(nodes: Sequence[Node]) -> None:
    """What BPMN wants stands beside the step it belongs to."""
    for number, node in enumerate(nodes):
        if node.step is not None:
            continue
        if node.tag == START:
            node.ways.append(Way(number + 1, "", False))
        else:
            nodes[number - 1].ways.append(Way(number, "", False))

"""Where everything stands in the BPMN diagram: our own layout, in the shapes BPMN editors draw."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.powers.bpmn.writer.weaving import EVENTS, GATEWAY, START, Node
from backend.powers.diagram.layout import LABEL_LINE, LABEL_SIZE, LANE_PAD, Layout, lay_out
from backend.powers.diagram.lettering import width, wrap
from backend.powers.diagram.placing import BOX_WIDTH, NAME_LINE, NAME_SIZE, Shape, shape_of
from backend.powers.rules import Branch, Flow, Step, StepKind

EVENT, SMALL_GATEWAY = 36.0, 50.0
EVENT_GAP, EVENT_LINES = 6.0, 6
EVENT_TEXT = BOX_WIDTH / 2 + LANE_PAD - EVENT / 2 - 2 * EVENT_GAP
LEFT, TOP, BAND = 160.0, 80.0, 30.0
"""Where the pool begins, and how high its title is."""

Rectangle = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True)
class Circle(Shape):
    """A start or an end; its name stands beside it."""

    @property
    def port_limit(self) -> float:
        """Lines meet the upper and the lower part of the circle."""
        return self.width * 0.36

    @property
    def room(self) -> float:
        """As high as its name."""
        return max(self.height, LABEL_LINE * len(self.name))

    def inset(self, offset: float) -> float:
        """The circle's own line."""
        radius = self.width / 2
        return radius - math.sqrt(max(0.0, radius * radius - offset * offset))


@dataclass(frozen=True)
class Drawn:
    """Everything in pixels. Rectangles of nodes, lanes and the texts beside nodes; lines and texts of their ways."""

    pool: Rectangle
    lanes: list[tuple[str, Rectangle]]
    nodes: list[Rectangle]
    names: list[Rectangle | None]
    ways: list[tuple[list[tuple[float, float]], Rectangle | None]]


def draw(title: str, nodes: Sequence[Node]) -> Drawn:
    """Lays the elements out; ways come in the order of the nodes and of their ways."""
    steps = tuple(
        Step(
            key=str(number),
            name=node.name,
            kind=StepKind.decision if node.tag == GATEWAY else _KINDS.get(node.tag, StepKind.task),
            handler=node.handler,
            branches=tuple(Branch(str(way.target), way.label) for way in node.ways),
        )
        for number, node in enumerate(nodes)
    )
    layout = lay_out(Flow(title, steps), _shape)
    return Drawn(
        (LEFT, TOP, layout.width, layout.height + BAND),
        [(lane.name, _moved(lane.left, 0, lane.right - lane.left, layout.height)) for lane in layout.lanes],
        [_moved(box.left, box.top, box.shape.width, box.shape.height) for box in layout.boxes],
        [_name(layout, number, node) for number, node in enumerate(nodes)],
        [_way(layout, number) for number in range(len(layout.edges))],
    )


_KINDS = {tag: StepKind.start if tag == START else StepKind.end for tag in EVENTS}


def _shape(step: Step, number: int, count: int) -> Shape:
    if step.kind in (StepKind.start, StepKind.end):
        name = wrap(step.name, LABEL_SIZE, EVENT_TEXT, EVENT_LINES)
        return Circle(step.kind, EVENT, EVENT, name, ())
    if step.kind is StepKind.decision and not step.name:
        return Shape(step.kind, SMALL_GATEWAY, SMALL_GATEWAY, (), ())
    return shape_of(step, number, count)


def _moved(left: float, top: float, wide: float, high: float) -> Rectangle:
    return left + LEFT, top + TOP + BAND, wide, high


def _name(layout: Layout, number: int, node: Node) -> Rectangle | None:
    """Inside a decision, beside an event; tasks need none."""
    box = layout.boxes[number]
    if node.tag in EVENTS and node.name:
        high = LABEL_LINE * len(box.shape.name)
        return _moved(box.right + EVENT_GAP, box.y - high / 2, EVENT_TEXT, high)
    if node.tag == GATEWAY and node.name:
        wide = max(width(line, NAME_SIZE) for line in box.shape.name)
        high = NAME_LINE * len(box.shape.name)
        return _moved(box.x - wide / 2, box.y - high / 2, wide, high)
    return None


def _way(layout: Layout, number: int) -> tuple[list[tuple[float, float]], Rectangle | None]:
    edge = layout.edges[number]
    points = [(x + LEFT, y + TOP + BAND) for x, y in edge.points]
    label = edge.label
    if label is None:
        return points, None
    wide, high = max(width(line, LABEL_SIZE) for line in label.lines), LABEL_LINE * len(label.lines)
    left = label.x - wide if label.is_end else label.x
    return points, _moved(left, label.y - high + 3, wide, high)

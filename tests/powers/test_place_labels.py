"""Labels of the layout: never on a box or on one another, seldom under a line; borders of lanes not under an edge."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from random import Random

from backend.powers.diagram.layout import LABEL_LINE, LABEL_SIZE, Edge, Layout, lay_out
from backend.powers.diagram.lettering import width
from backend.powers.queries import drawable
from backend.powers.rules import Branch, Flow, Step, StepKind
from tests.powers.flows import random_flow
from tests.powers.sound import sound_flow

Area = tuple[float, float, float, float]


def labels(layout: Layout) -> Iterator[tuple[Edge, Area]]:
    """Where the text of each label stands: left, top, right, bottom."""
    for edge in layout.edges:
        if label := edge.label:
            wide = max(width(line, LABEL_SIZE) for line in label.lines)
            left = label.x - wide if label.is_end else label.x
            top = label.y - LABEL_LINE * len(label.lines) + 3
            yield edge, (left + 1, top + 1, left + wide - 1, label.y + 1)


def meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def crossed(layout: Layout) -> list[str]:
    """The labels another edge runs through."""
    found = []
    for own, area in labels(layout):
        lines = (
            (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            for edge in layout.edges
            if edge is not own
            for (x1, y1), (x2, y2) in pairwise(edge.points)
        )
        if any(meet(area, line) for line in lines):
            found.append(own.route.link.label)
    return found


def test_it_works() -> None:
    """Returns of one decision nest: the label of the one that turns first is not crossed by the others."""

    def review(key: str, name: str, handler: str, *ways: tuple[str, str]) -> Step:
        branches = tuple(Branch(*way) for way in ways)
        return Step(key=key, name=name, handler=handler, kind=StepKind.decision, branches=branches)

    steps = (
        Step(key="a", name="起草", handler="甲"),
        review("b", "初审", "乙", ("c", "通过"), ("a", "退回起草")),
        review("c", "复审", "丙", ("d", "通过"), ("b", "退回初审"), ("a", "退回起草")),
        review("d", "终审", "丁", ("e", "通过"), ("c", "退回复审"), ("b", "退回初审"), ("a", "退回起草")),
        Step(key="e", name="发布", handler="甲", kind=StepKind.end),
    )
    layout = lay_out(Flow("循环", steps))
    assert len(list(labels(layout))) == 9
    assert crossed(layout) == []


def test_labels_stand_clear_of_boxes_and_of_one_another() -> None:
    chance = Random(11)
    for _ in range(150):
        layout = lay_out(random_flow(chance, chance.randint(1, 20)))
        areas = [area for _, area in labels(layout)]
        assert not any(meet(one, other) for one, other in combinations(areas, 2))
        boxes = [(box.left, box.top, box.right, box.bottom) for box in layout.boxes]
        assert not any(meet(area, box) for area in areas for box in boxes)


def test_few_labels_lie_under_a_line() -> None:
    """Tangled ones do: the text then interrupts the line. It was one in sixteen before tracks were chosen for it."""
    chance = Random(12)
    layouts = [lay_out(drawable("流程", sound_flow(chance))) for _ in range(150)]
    total = sum(len(list(labels(layout))) for layout in layouts)
    assert total > 1000
    assert sum(len(crossed(layout)) for layout in layouts) < total * 0.045


def test_borders_of_lanes_keep_off_the_edges_between_them() -> None:
    chance = Random(13)
    for _ in range(100):
        layout = lay_out(random_flow(chance, chance.randint(2, 20)))
        upright = {x1 for edge in layout.edges for (x1, _), (x2, _) in pairwise(edge.points) if x1 == x2}
        for lane in layout.lanes[1:]:
            assert all(abs(x - lane.left) > 5 for x in upright)

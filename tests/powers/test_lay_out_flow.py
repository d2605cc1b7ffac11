"""The layout: on random flows no box overlaps another, no edge runs through a box or along another edge."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from backend.powers.diagram.layout import Box, Edge, Layout, Point, lay_out
from backend.powers.rules import Branch, Flow, Step, StepKind, links_of
from tests.powers.flows import flows, random_flow

Segment = tuple[Point, Point]
TOUCH = 0.01


def test_it_works() -> None:
    flow = Flow(
        "采购",
        (
            Step(key="a", name="申请", handler="使用部门"),
            Step(
                key="b",
                name="是否超过限额",
                handler="资产处",
                kind=StepKind.decision,
                branches=(Branch("c", "否"), Branch("a", "退回")),
            ),
            Step(key="c", name="签订合同", handler="资产处"),
        ),
    )
    layout = lay_out(flow)
    assert [lane.name for lane in layout.lanes] == ["使用部门", "资产处"]
    first, second, third = layout.boxes
    assert first.x < second.x == third.x
    assert first.bottom < second.top < second.bottom < third.top
    straight = next(
        edge for edge in layout.edges if (edge.route.link.source, edge.route.link.target) == (1, 2)
    )
    assert straight.points == ((second.x, second.bottom), (third.x, third.top))
    assert [edge.route.link.is_return for edge in layout.edges] == [False, False, True]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_overlaps_in_a_thousand_flows(seed: int) -> None:
    chance = Random(seed)
    for _ in range(250):
        check(random_flow(chance, chance.randint(1, 20)))


def test_nothing_overlaps_in_the_longest_flows() -> None:
    chance = Random(200)
    for _ in range(4):
        check(random_flow(chance, 200))


@pytest.mark.parametrize("name", ["", " ", "\u200b"])
def test_a_decision_without_a_name_yet_is_drawn(name: str) -> None:
    branches = (Branch("a", "退回"),)
    check(Flow("采购", (Step(key="a", name=name, handler="甲", kind=StepKind.decision, branches=branches),)))


@given(flows(most=12))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_overlaps_in_hostile_flows(flow: Flow) -> None:
    check(flow)


def check(flow: Flow) -> None:
    """Everything is drawn, boxes stand apart inside their lanes, edges keep out of the way."""
    layout = lay_out(flow)
    assert len(layout.boxes) == len(flow.steps)
    assert len(layout.edges) == len(links_of(flow.steps))
    for one, other in combinations(layout.boxes, 2):
        assert apart(one, other), (one, other)
    for box in layout.boxes:
        lane = next(lane for lane in layout.lanes if lane.left <= box.x <= lane.right)
        assert lane.left <= box.left
        assert box.right <= lane.right
        assert 0 <= box.top < box.bottom <= layout.height
    check_edges(layout)


def check_edges(layout: Layout) -> None:
    """Right angles, ends on the right boxes, and nothing in the way."""
    for edge in layout.edges:
        for (x1, y1), (x2, y2) in segments(edge):
            assert x1 == x2 or y1 == y2, edge
            assert 0 <= min(x1, x2) <= max(x1, x2) <= layout.width
            assert 0 <= min(y1, y2) <= max(y1, y2) <= layout.height
        check_ends(edge, layout)
        for box in layout.boxes:
            check_way(edge, box)
    lines = [(edge, segment) for edge in layout.edges for segment in segments(edge)]
    for orientation in (0, 1):
        check_tracks(lines, orientation)


def check_ends(edge: Edge, layout: Layout) -> None:
    """It starts on its source and arrives from above on its target."""
    source, target = layout.boxes[edge.route.link.source], layout.boxes[edge.route.link.target]
    (start_x, start_y), (end_x, end_y) = edge.points[0], edge.points[-1]
    assert source.left <= start_x <= source.right
    assert source.y <= start_y <= source.bottom
    assert target.left < end_x < target.right
    assert target.top <= end_y < target.y
    assert edge.points[-2][0] == end_x
    assert edge.points[-2][1] < target.top


def check_way(edge: Edge, box: Box) -> None:
    """Only the first piece may touch the source's bounding box, only the last one the target's."""
    pieces = list(segments(edge))
    for number, piece in enumerate(pieces):
        is_own = (number == 0 and box.step == edge.route.link.source) or (
            number == len(pieces) - 1 and box.step == edge.route.link.target
        )
        assert is_own or not runs_through(piece, box), (edge, box)


def check_tracks(lines: list[tuple[Edge, Segment]], orientation: int) -> None:
    """No two edges share a piece of a line. `orientation` 0 looks at the vertical pieces, 1 at the horizontal ones."""
    by_line: dict[float, list[tuple[float, float, int]]] = {}
    for edge, (start, end) in lines:
        if start[orientation] == end[orientation]:
            low, high = sorted((start[1 - orientation], end[1 - orientation]))
            by_line.setdefault(round(start[orientation], 3), []).append((low, high, id(edge)))
    for pieces in by_line.values():
        reached = dict[int, float]()
        for low, high, edge_id in sorted(pieces):
            others = max((end for other, end in reached.items() if other != edge_id), default=-TOUCH)
            assert others <= low + TOUCH, "two edges lie on one another"
            reached[edge_id] = max(high, reached.get(edge_id, high))


def segments(edge: Edge) -> Iterator[Segment]:
    """Its straight pieces."""
    return pairwise(edge.points)


def apart(one: Box, other: Box) -> bool:
    """Whether two bounding boxes do not meet."""
    return (
        one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top
    )


def runs_through(segment: Segment, box: Box) -> bool:
    """Whether it enters the box's inside."""
    (x1, y1), (x2, y2) = segment
    across = max(min(x1, x2), box.left + TOUCH) < min(max(x1, x2), box.right - TOUCH) or (
        x1 == x2 and box.left + TOUCH < x1 < box.right - TOUCH
    )
    down = max(min(y1, y2), box.top + TOUCH) < min(max(y1, y2), box.bottom - TOUCH) or (
        y1 == y2 and box.top + TOUCH < y1 < box.bottom - TOUCH
    )
    return across and down

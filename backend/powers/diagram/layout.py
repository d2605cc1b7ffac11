"""Coordinates: pixels from the upper left corner, boxes by their middle, edges as right-angled lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.powers.diagram.lettering import clip, width, wrap
from backend.powers.diagram.placing import BOX_WIDTH, DIAMOND_WIDTH, Grid, Shape, Shaping, place
from backend.powers.diagram.routing import Exit, Plan, Route, plan
from backend.powers.diagram.tracks import Run, in_tracks
from backend.powers.rules import Flow, StepKind

LABEL_SIZE, LABEL_LINE = 12.0, 15.0
RUN_LABEL, CORNER_LABEL, STRAIGHT_LABEL = 180.0, 76.0, 92.0
LANE_PAD = 16.0
GUTTER_PAD, GUTTER_TRACK = 8.0, 12.0
TRACK, LABELLED_TRACK = 12.0, 20.0
CHANNEL_HEAD, CHANNEL_TAIL = 12.0, 16.0
CHANNEL_LEAST = 32.0
HEADER = 46.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A step in place; `x`, `y` are its middle."""

    step: int
    shape: Shape
    x: float
    y: float

    @property
    def left(self) -> float:
        return self.x - self.shape.width / 2

    @property
    def right(self) -> float:
        return self.x + self.shape.width / 2

    @property
    def top(self) -> float:
        return self.y - self.shape.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.shape.height / 2


@dataclass(frozen=True)
class Label:
    """Lines of text, the last one at the baseline (`x`, `y`); `is_end` when they end at `x` instead of starting."""

    lines: tuple[str, ...]
    full: str
    x: float
    y: float
    is_end: bool


@dataclass(frozen=True)
class Edge:
    """A line through `points`; consecutive points differ in x or in y, never in both."""

    route: Route
    points: tuple[Point, ...]
    label: Label | None


@dataclass(frozen=True)
class Lane:
    """One handler's stripe."""

    name: str
    left: float
    right: float
    x: float


@dataclass(frozen=True)
class Layout:
    """The whole picture without its title."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def lay_out(flow: Flow, shaping: Shaping | None = None) -> Layout:
    """Steps → boxes and edges. Nothing overlaps: see tests/powers/test_lay_out_flow.py."""
    return _Painter(plan(place(flow, shaping))).layout()


def _label_lines(route: Route) -> tuple[str, ...]:
    """Above a run there is one long line; beside a straight line and at a corner two short ones."""
    text = route.link.label
    if route.leaves_sideways:
        return wrap(text, LABEL_SIZE, CORNER_LABEL, 2)
    if route.exit is Exit.straight:
        return wrap(text, LABEL_SIZE, STRAIGHT_LABEL, 2)
    return (clip(text, LABEL_SIZE, RUN_LABEL),) if text else ()


def _label_width(route: Route) -> float:
    return max((width(line, LABEL_SIZE) + 10 for line in _label_lines(route)), default=0.0)


class _Painter:
    """First all x (they need the gutters' tracks), then the runs' tracks, then all y."""

    def __init__(self, planned: Plan) -> None:
        self.plan, self.grid, self.routes = planned, planned.grid, planned.routes
        self._columns()
        self.first: dict[int, Run] = {}
        self.last: dict[int, Run] = {}
        self.channels: list[list[Run]] = [[] for _ in range(self.grid.row_count + 1)]
        for route in self.routes:
            self._add_runs(route)
        self._rows()

    def _columns(self) -> None:
        """Gutters are wide enough for their tracks and for the labels of the corners beside them."""
        x, self.track_x, self.lane_x = 0.0, list[float](), list[float]()
        lane_width = self._lane_width(self.grid)
        for gutter, tracks in enumerate(self.plan.gutter_tracks):
            before, after = (self._corner_label(gutter, exit_) for exit_ in (Exit.right, Exit.left))
            self.track_x.append(x + before)
            x += before + GUTTER_TRACK * max(0, tracks - 1) + after
            self.lane_x.append(x + lane_width / 2)
            x += lane_width
        self.width = x - lane_width
        self.lane_x.pop()

    def _corner_label(self, gutter: int, exit_: Exit) -> float:
        """How far the tracks of a gutter keep away from the lane whose corners lead out by `exit_`."""
        corners = (route for route in self.routes if route.gutter == gutter and route.exit is exit_)
        return max([GUTTER_PAD, *(_label_width(route) - LANE_PAD for route in corners)])

    @staticmethod
    def _lane_width(grid: Grid) -> float:
        has_decision = any(shape.kind is StepKind.decision for shape in grid.shapes)
        return (DIAMOND_WIDTH if has_decision else BOX_WIDTH) + 2 * LANE_PAD

    def _track_x(self, route: Route) -> float:
        assert route.gutter is not None
        return self._place(route.gutter, route.gutter_track)

    def _place(self, gutter: int, track: int) -> float:
        return self.track_x[gutter] + GUTTER_TRACK * track

    def _add_runs(self, route: Route) -> None:
        if route.exit is Exit.straight:
            return
        start = self.lane_x[route.source_lane] + route.out_offset
        end = self.lane_x[route.target_lane] + route.in_offset
        label = 0.0 if route.leaves_sideways else _label_width(route)
        if route.gutter is None:
            self.first[id(route)] = self._run(route.source_row + 1, Run(route, start, end, label))
            return
        middle, descends = self._track_x(route), route.target_row > route.source_row
        if not route.leaves_sideways:
            first = Run(route, start, middle, label, to_below=descends)
            self.first[id(route)] = self._run(route.source_row + 1, first)
        last = Run(route, middle, end, from_above=descends)
        self.last[id(route)] = self._run(route.target_row, last)

    def _run(self, channel: int, run: Run) -> Run:
        self.channels[channel].append(run)
        return run

    def _rows(self) -> None:
        y, self.row_y = HEADER, list[float]()
        heights = [0.0] * self.grid.row_count
        for number, row in enumerate(self.grid.rows):
            heights[row] = max(heights[row], self.grid.shapes[number].room)
        for channel, runs in enumerate(self.channels):
            y += self._channel(runs, channel, y)
            if channel < len(heights):
                self.row_y.append(y + heights[channel] / 2)
                y += heights[channel]
        self.height = y

    def _channel(self, runs: Sequence[Run], channel: int, top: float) -> float:
        """Puts the runs of a channel on tracks; returns the channel's height."""
        lines = [
            len(_label_lines(route))
            for route in self.routes
            if route.exit is Exit.straight and route.source_row + 1 == channel
        ]
        head = CHANNEL_HEAD + LABEL_LINE * max(lines, default=0)
        tracks = in_tracks(runs)
        y = top + head
        for track in tracks:
            y += LABELLED_TRACK if any(run.label for run in track) else TRACK
            for run in track:
                run.y = y
        if channel in (0, len(self.channels) - 1) and not tracks:
            return CHANNEL_TAIL
        return max(CHANNEL_LEAST, y + CHANNEL_TAIL - top)

    def layout(self) -> Layout:
        boxes = tuple(
            Box(number, shape, self.lane_x[self.grid.lanes[number]], self.row_y[self.grid.rows[number]])
            for number, shape in enumerate(self.grid.shapes)
        )
        edges = tuple(self._edge(route, boxes) for route in self.routes)
        bounds = [0.0, *(self._border(lane) for lane in range(len(self.lane_x) - 1)), self.width]
        lanes = tuple(
            Lane(name, bounds[number], bounds[number + 1], self.lane_x[number])
            for number, name in enumerate(self.grid.lane_names)
        )
        return Layout(self.width, self.height, lanes, boxes, edges)

    def _border(self, lane: int) -> float:
        """Half-way to the next lane, but between the edges that run there and not on one of them."""
        middle = (self.lane_x[lane] + self.lane_x[lane + 1]) / 2
        tracks = range(self.plan.gutter_tracks[lane + 1])
        near = min(tracks, key=lambda track: abs(self._place(lane + 1, track) - middle), default=None)
        if near is None or abs(self._place(lane + 1, near) - middle) >= GUTTER_TRACK / 2:
            return middle
        return self._place(lane + 1, near) + GUTTER_TRACK / 2

    def _edge(self, route: Route, boxes: Sequence[Box]) -> Edge:
        source, target = boxes[route.link.source], boxes[route.link.target]
        start_x, end_x = source.x + route.out_offset, target.x + route.in_offset
        arrival = (end_x, target.top + target.shape.inset(route.in_offset))
        departure = (start_x, source.bottom - source.shape.inset(route.out_offset))
        first, last = self.first.get(id(route)), self.last.get(id(route))
        if route.leaves_sideways:
            assert last is not None
            corner = source.right if route.exit is Exit.right else source.left
            middle = self._track_x(route)
            points = [(corner, source.y), (middle, source.y), (middle, last.y), (end_x, last.y)]
        elif first is None:
            points = [departure]
        elif last is None:
            points = [departure, (start_x, first.y), (end_x, first.y)]
        else:
            middle = self._track_x(route)
            points = [departure, (start_x, first.y), (middle, first.y), (middle, last.y), (end_x, last.y)]
        return Edge(route, (*points, arrival), self._label(route, source, first))

    def _label(self, route: Route, source: Box, first: Run | None) -> Label | None:
        lines, full = _label_lines(route), route.link.label
        if not lines:
            return None
        if route.leaves_sideways:
            is_left = route.exit is Exit.left
            x = source.left - 5 if is_left else source.right + 5
            return Label(lines, full, x, source.y - 5, is_left)
        if first is None:
            return Label(lines, full, source.x + 6, source.bottom + LABEL_LINE * len(lines) + 1, False)
        is_left = first.end < first.start
        return Label(lines, full, first.start + (-6 if is_left else 6), first.y - 5, is_left)

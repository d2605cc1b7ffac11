"""Where every step goes: a lane for each handler, a row for each moment, never two steps in one cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.powers.diagram.lettering import width, wrap
from backend.powers.rules import Flow, Link, Step, StepKind, links_of

NAME_SIZE, NOTE_SIZE = 14.0, 12.0
NAME_LINE, NOTE_LINE = 19.0, 16.0
BOX_WIDTH, DIAMOND_WIDTH = 164.0, 188.0
BOX_HEIGHT, DIAMOND_HEIGHT = 52.0, 68.0
TEXT_WIDTH = 126.0
NAME_LINES = 4
UNNAMED_LANE = "未写明办理主体"


@dataclass(frozen=True)
class Shape:
    """The outline of a step and the lines written in it; `width` and `height` in pixels."""

    kind: StepKind
    width: float
    height: float
    name: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_pill(self) -> bool:
        """Start and end are pills."""
        return self.kind in (StepKind.start, StepKind.end)

    @property
    def port_limit(self) -> float:
        """How far from the middle an edge may arrive or leave."""
        if self.kind is StepKind.decision:
            return self.width * 0.27
        return self.width / 2 - (self.height / 2 if self.is_pill else 24)

    @property
    def room(self) -> float:
        """The height it needs in its row."""
        return self.height

    def inset(self, offset: float) -> float:
        """How far the outline lies inside its bounding box, above or below, `offset` pixels from the middle."""
        if self.kind is StepKind.decision:
            return self.height * abs(offset) / self.width
        return 0.0


@dataclass(frozen=True)
class Grid:
    """The flow in cells: `lanes[i]` and `rows[i]` of step i; `cells` maps (lane, row) to the step there."""

    flow: Flow
    links: tuple[Link, ...]
    lane_names: tuple[str, ...]
    lanes: tuple[int, ...]
    rows: tuple[int, ...]
    cells: dict[tuple[int, int], int]
    shapes: tuple[Shape, ...]

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return max(self.rows, default=-1) + 1


Shaping = Callable[[Step, int, int], Shape]
"""The outline of a step, of its place in the flow, and of how many there are."""


def place(flow: Flow, shaping: Shaping | None = None) -> Grid:
    """Rows follow the longest way from the start, so that nothing leads upwards except returns."""
    shaped = shaping or shape_of
    links = tuple(links_of(flow.steps))
    names = [step.handler or UNNAMED_LANE for step in flow.steps]
    lane_names = tuple(dict.fromkeys(names))
    lanes = tuple(lane_names.index(name) for name in names)
    rows, cells = _rows(links, lanes)
    shapes = tuple(shaped(step, number, len(flow.steps)) for number, step in enumerate(flow.steps))
    return Grid(flow, links, lane_names, lanes, rows, cells, shapes)


def _rows(links: Sequence[Link], lanes: Sequence[int]) -> tuple[tuple[int, ...], dict[tuple[int, int], int]]:
    """Steps are written in order, so every link that is no return leads to a later one: one pass suffices."""
    rows: list[int] = []
    cells: dict[tuple[int, int], int] = {}
    for number, lane in enumerate(lanes):
        earlier = [rows[link.source] for link in links if link.target == number and not link.is_return]
        row = max(earlier, default=-1) + 1
        while (lane, row) in cells:
            row += 1
        rows.append(row)
        cells[lane, row] = number
    return tuple(rows), cells


def shape_of(step: Step, number: int, count: int) -> Shape:
    """The outline that holds the step's text. First and last task stay boxes: only stated kinds are drawn round."""
    notes = wrap(step.time_limit, NOTE_SIZE, TEXT_WIDTH, 2)
    marks = "、".join(
        mark
        for mark, is_on in (("自由裁量", step.has_discretion), ("易受干预", step.may_be_interfered))
        if is_on
    )
    notes += (marks,) if marks else ()
    if step.kind is StepKind.decision:
        return _diamond(step, notes)
    name = wrap(step.name, NAME_SIZE, TEXT_WIDTH, NAME_LINES)
    height = max(BOX_HEIGHT, 18 + _text_height(name, notes))
    return Shape(step.kind, BOX_WIDTH, height, name, notes)


def _text_height(name: Sequence[str], notes: Sequence[str]) -> float:
    return NAME_LINE * len(name) + NOTE_LINE * len(notes)


def _diamond(step: Step, notes: tuple[str, ...]) -> Shape:
    """The flattest diamond around the text: a text of w × h fits when w / width + h / height <= 1."""
    fits = []
    for characters in range(4, 9):
        name = wrap(step.name, NAME_SIZE, NAME_SIZE * characters, NAME_LINES)
        widest = max(
            (*(width(line, NAME_SIZE) for line in name), *(width(line, NOTE_SIZE) for line in notes)),
            default=0.0,  # a step whose name is still to be written
        )
        share = min(0.9, (widest + 4) / DIAMOND_WIDTH)
        height = max(DIAMOND_HEIGHT, (_text_height(name, notes) + 4) / (1 - share))
        fits.append(Shape(step.kind, DIAMOND_WIDTH, height, name, notes))
    return min(fits, key=lambda shape: (shape.height, len(shape.name)))

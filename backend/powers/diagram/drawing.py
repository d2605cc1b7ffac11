"""Layout → SVG, with presentation attributes only: no ids, no style sheet, the same inlined, linked or printed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from backend.organization.rules import RiskLevel
from backend.powers.diagram.layout import (
    LABEL_LINE,
    LABEL_SIZE,
    Box,
    Edge,
    Label,
    Lane,
    Layout,
    Point,
    lay_out,
)
from backend.powers.diagram.lettering import clip, width
from backend.powers.diagram.marks import GRADES, grade_colour, grade_name, mark
from backend.powers.diagram.markup import clean, px
from backend.powers.diagram.palette import FONT, PALETTES, Palette, Theme
from backend.powers.diagram.placing import NAME_LINE, NAME_SIZE, NOTE_LINE, NOTE_SIZE
from backend.powers.rules import Flow, Step, StepKind

Badges = Mapping[str, Counter[RiskLevel | None]]
MARGIN, TITLE_HEIGHT, LEGEND_HEIGHT = 16.0, 40.0, 34.0
LEAST_WIDTH = 420.0
TITLE_SIZE = 18.0
CORNER = 6.0
ARROW_LENGTH, ARROW_HALF = 9.0, 4.5
BADGE_RADIUS, BADGE_STEP, BADGE_SIZE = 11.0, 25.0, 12.0


def render(flow: Flow, badges: Badges | None = None, theme: Theme = Theme.light) -> str:
    """The flowchart as one SVG document.

    `badges` counts the risk points of each level by step key, those not assessed under None; steps without any show
    none.
    """
    return _Drawing(flow, badges or {}, PALETTES[theme]).document()


class _Drawing:
    def __init__(self, flow: Flow, badges: Badges, palette: Palette) -> None:
        self.flow, self.badges, self.palette = flow, badges, palette
        self.parts: list[str] = []
        self.levels = {step.key: self._counted(step.key) for step in flow.steps}

    def _counted(self, key: str) -> list[tuple[RiskLevel | None, int]]:
        counted = self.badges.get(key, Counter())
        return [(level, counted[level]) for level in GRADES if counted[level] > 0]

    def document(self) -> str:
        layout = lay_out(self.flow)
        inner = max(layout.width, LEAST_WIDTH - 2 * MARGIN)
        legend = self._legend_items()
        whole_width = inner + 2 * MARGIN
        whole_height = TITLE_HEIGHT + layout.height + (LEGEND_HEIGHT if legend else 0) + 2 * MARGIN
        self._open(whole_width, whole_height)
        self._text(
            whole_width / 2,
            MARGIN + 22,
            clip(self.flow.title, TITLE_SIZE, inner),
            TITLE_SIZE,
            self.palette.text,
            weight=600,
        )
        left = MARGIN + (inner - layout.width) / 2
        self.parts.append(f'<g transform="translate({px(left)} {px(MARGIN + TITLE_HEIGHT)})">')
        self._layout(layout)
        self.parts.append("</g>")
        if legend:
            self._legend(legend, whole_width, whole_height - MARGIN - 6)
        self.parts.append("</svg>")
        return "".join(self.parts)

    def _open(self, whole_width: float, whole_height: float) -> None:
        size = f"{px(whole_width)} {px(whole_height)}"
        attributes = (
            f'xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size}" '
            f'width="{px(whole_width)}" height="{px(whole_height)}" font-family="{escape(FONT)}"'
        )
        self.parts.append(
            f"<svg {attributes}><title>{clean(self.flow.title)}</title><desc>{clean(self._description())}</desc>"
            f'<rect width="100%" height="100%" fill="{self.palette.ground}"/>'
        )

    def _description(self) -> str:
        """The flow in words, for those who cannot see it."""
        steps = self.flow.steps
        if not steps:
            return "尚未填写流程环节。"
        names = {step.key: step.name for step in steps}
        return f"共 {len(steps)} 个环节。" + "".join(
            self._sentence(number, step, names) for number, step in enumerate(steps, start=1)
        )

    def _sentence(self, number: int, step: Step, names: Mapping[str, str]) -> str:
        notes = [note for note in (step.handler, step.time_limit, "关键环节" if step.is_key else "") if note]
        notes += [f"{grade_name(level)} {count} 个" for level, count in self.levels[step.key]]
        targets = [
            f"{branch.label + '：' if branch.label else ''}到“{names.get(branch.to, branch.to)}”"
            for branch in step.branches
        ]
        tail = f"（{'，'.join(notes)}）" if notes else ""
        return f"{number}．{step.name}{tail}{'，' + '；'.join(targets) if targets else ''}。"

    def _layout(self, layout: Layout) -> None:
        for number, lane in enumerate(layout.lanes):
            self._lane(lane, layout.height, number)
        if not layout.boxes:
            text = "尚未填写流程环节"
            self._text(layout.width / 2, layout.height / 2 + 8, text, NAME_SIZE, self.palette.muted)
        for edge in sorted(layout.edges, key=lambda edge: not edge.route.link.is_return):
            self._edge(edge)
        for box in layout.boxes:
            self._box(box, self.flow.steps[box.step])
        for edge in layout.edges:
            if edge.label:
                self._label(edge.label, layout.lanes)

    def _lane(self, lane: Lane, height: float, number: int) -> None:
        fill = self._stripe(number)
        wide = lane.right - lane.left
        self.parts.append(
            f'<rect x="{px(lane.left)}" y="0" width="{px(wide)}" height="{px(height)}" fill="{fill}"/>'
        )
        name = clip(lane.name, NAME_SIZE, 2 * min(lane.x - lane.left, lane.right - lane.x) - 16)
        self._text(lane.x, 28, name, NAME_SIZE, self.palette.muted, weight=600, full=lane.name)

    def _stripe(self, number: int) -> str:
        return self.palette.lane if number % 2 == 0 else self.palette.ground

    def _edge(self, edge: Edge) -> None:
        returning = edge.route.link.is_return
        stroke = self.palette.muted if returning else self.palette.line
        dash = ' stroke-dasharray="5 4"' if returning else ""
        (x, y) = edge.points[-1]
        line = _rounded([*edge.points[:-1], (x, y - ARROW_LENGTH + 1)])
        self.parts.append(f'<path d="{line}" fill="none" stroke="{stroke}" stroke-width="1.5"{dash}/>')
        tip = f"{px(x)} {px(y)}"
        base = px(y - ARROW_LENGTH)
        self.parts.append(
            f'<path d="M{tip}L{px(x - ARROW_HALF)} {base}L{px(x + ARROW_HALF)} {base}Z" fill="{stroke}"/>'
        )

    def _label(self, label: Label, lanes: Sequence[Lane]) -> None:
        under = next((number for number, lane in enumerate(lanes) if lane.left <= label.x <= lane.right), 0)
        anchor = "end" if label.is_end else "start"
        halo = (
            f' stroke="{self._stripe(under)}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
        )
        full = label.full if "".join(label.lines) != label.full else ""
        for number, line in enumerate(reversed(label.lines)):
            y = label.y - LABEL_LINE * number
            self._text(label.x, y, line, LABEL_SIZE, self.palette.text, anchor=anchor, full=full, extra=halo)

    def _box(self, box: Box, step: Step) -> None:
        accent = step.is_key
        stroke = self.palette.accent if accent else self.palette.line
        outline = f'fill="{self.palette.box}" stroke="{stroke}" stroke-width="{"2.5" if accent else "1.5"}"'
        self.parts.append(f"<g><title>{clean(self._tooltip(step))}</title>{_outline(box, outline)}")
        shape = box.shape
        height = NAME_LINE * len(shape.name) + NOTE_LINE * len(shape.notes)
        y = box.y - height / 2 + NAME_LINE - 5
        for line in shape.name:
            self._text(box.x, y, line, NAME_SIZE, self.palette.text, weight=600)
            y += NAME_LINE
        y -= 2
        for line in shape.notes:
            self._text(box.x, y, line, NOTE_SIZE, self.palette.muted)
            y += NOTE_LINE
        self._badges(box, self.levels[step.key])
        self.parts.append("</g>")

    def _tooltip(self, step: Step) -> str:
        notes = [step.name, step.handler, step.time_limit, "关键环节" if step.is_key else ""]
        notes += [f"{grade_name(level)} {count} 个" for level, count in self.levels[step.key]]
        return "\n".join(note for note in notes if note)

    def _badges(self, box: Box, levels: Sequence[tuple[RiskLevel | None, int]]) -> None:
        """Worst level first: down the right edge, or in a row that rests on the slope of a decision."""
        x, y = box.right - 14, box.top + 1
        if box.shape.kind is StepKind.decision:
            y = box.top + 2
            x = box.x - 4 + box.shape.width / box.shape.height * (BADGE_RADIUS + 2)
        for level, count in levels:
            wide = self._badge(x, y, level, count)
            if box.shape.kind is StepKind.decision:
                x += wide + 3
            else:
                y += BADGE_STEP

    def _badge(self, left: float, y: float, level: RiskLevel | None, count: int) -> float:
        """The level's mark, and how many when there are several; returns the width."""
        colour, number = grade_colour(self.palette, level), str(count) if count > 1 else ""
        wide = 2 * BADGE_RADIUS + (width(number, BADGE_SIZE) + 2 if number else 0)
        self.parts.append(
            f'<rect x="{px(left)}" y="{px(y - BADGE_RADIUS)}" width="{px(wide)}" height="{px(2 * BADGE_RADIUS)}" '
            f'rx="{px(BADGE_RADIUS)}" fill="{self.palette.box}" stroke="{colour}" stroke-width="1.5"/>'
        )
        self.parts.append(mark(left + BADGE_RADIUS, y, level, colour))
        if number:
            x = left + 2 * BADGE_RADIUS - 3
            self._text(x, y + 4, number, BADGE_SIZE, self.palette.text, anchor="start", weight=600)
        return wide

    def _legend_items(self) -> list[tuple[str, RiskLevel | None, bool]]:
        """Words, level, and whether it is a mark at all or the outline of a key step."""
        shown = {level for counted in self.levels.values() for level, _ in counted}
        items = [(grade_name(level), level, True) for level in GRADES if level in shown]
        if any(step.is_key for step in self.flow.steps):
            items.append(("关键环节", None, False))
        return items

    def _legend(
        self, items: Sequence[tuple[str, RiskLevel | None, bool]], whole_width: float, y: float
    ) -> None:
        lengths = [26 + width(text, NOTE_SIZE) for text, _, _ in items]
        x = (whole_width - sum(lengths) - 20 * (len(items) - 1)) / 2
        for (text, level, is_mark), length in zip(items, lengths, strict=True):
            if is_mark:
                self.parts.append(mark(x + 9, y - 4, level, grade_colour(self.palette, level)))
            else:
                self.parts.append(
                    f'<rect x="{px(x)}" y="{px(y - 10)}" width="18" height="12" rx="3" '
                    f'fill="none" stroke="{self.palette.accent}" stroke-width="2.5"/>'
                )
            self._text(x + 26, y, text, NOTE_SIZE, self.palette.muted, anchor="start")
            x += length + 20

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        fill: str,
        *,
        anchor: str = "middle",
        weight: int = 400,
        full: str = "",
        extra: str = "",
    ) -> None:
        title = f"<title>{clean(full)}</title>" if full and full != text else ""
        bold = f' font-weight="{weight}"' if weight != 400 else ""
        self.parts.append(
            f'<text x="{px(x)}" y="{px(y)}" font-size="{px(size)}" text-anchor="{anchor}" '
            f'fill="{fill}"{bold}{extra}>{title}{clean(text)}</text>'
        )


def _outline(box: Box, attributes: str) -> str:
    if box.shape.kind is StepKind.decision:
        corners = ((box.x, box.top), (box.right, box.y), (box.x, box.bottom), (box.left, box.y))
        points = " ".join(f"{px(x)},{px(y)}" for x, y in corners)
        return f'<polygon points="{points}" stroke-linejoin="round" {attributes}/>'
    radius = box.shape.height / 2 if box.shape.is_pill else 9.0
    return (
        f'<rect x="{px(box.left)}" y="{px(box.top)}" width="{px(box.shape.width)}" '
        f'height="{px(box.shape.height)}" rx="{px(radius)}" {attributes}/>'
    )


def _rounded(points: Sequence[Point]) -> str:
    """A right-angled line with small round corners."""
    path = [f"M{px(points[0][0])} {px(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        path.append(f"L{px(near[0])} {px(near[1])}")
        path.append(f"Q{px(corner[0])} {px(corner[1])} {px(far[0])} {px(far[1])}")
    path.append(f"L{px(points[-1][0])} {px(points[-1][1])}")
    return "".join(path)


def _towards(corner: Point, other: Point) -> Point:
    """The point up to CORNER pixels from `corner` on the way to `other`, at most half-way."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = abs(across) + abs(down)
    share = min(CORNER, length / 2) / length if length else 0.0
    return corner[0] + across * share, corner[1] + down * share

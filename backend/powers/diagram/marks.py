"""The marks of risk points on a step: a shape for each level, a neutral bar for what is not assessed."""

from collections.abc import Iterable
from typing import Final

from backend.organization.rules import RiskLevel
from backend.powers.diagram.layout import Point
from backend.powers.diagram.markup import px
from backend.powers.diagram.palette import Palette

GRADES: Final[tuple[RiskLevel | None, ...]] = (*RiskLevel, None)
"""Worst first; None is what nobody has assessed."""


def grade_name(level: RiskLevel | None) -> str:
    """As the legend says it."""
    return "未评估风险" if level is None else f"{level.label}风险"


def grade_colour(palette: Palette, level: RiskLevel | None) -> str:
    """Grey unless it has a level."""
    return palette.muted if level is None else palette.levels[level]


def mark(x: float, y: float, level: RiskLevel | None, colour: str) -> str:
    """▲ high, ◆ medium, ● low, – not assessed: the level is never told by colour alone. Its middle is at (x, y)."""
    if level is None:
        return f'<rect x="{px(x - 4)}" y="{px(y - 1)}" width="8" height="2" fill="{colour}"/>'
    if level is RiskLevel.low:
        return f'<circle cx="{px(x)}" cy="{px(y)}" r="5" fill="{colour}"/>'
    if level is RiskLevel.medium:
        corners: Iterable[Point] = ((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y))
    else:
        corners = ((x, y - 6), (x + 6, y + 4.5), (x - 6, y + 4.5))
    points = " ".join(f"{px(a)},{px(b)}" for a, b in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'

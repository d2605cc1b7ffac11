"""Colours of the picture, the same as the web client's tokens."""

from dataclasses import dataclass

from backend.kit.terms import Term
from backend.organization.rules import RiskLevel

FONT = (
    "-apple-system, 'Segoe UI', 'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', system-ui, sans-serif"
)


class Theme(Term):
    """Which colours."""

    light = "light", "浅色"
    dark = "dark", "深色"


@dataclass(frozen=True)
class Palette:
    """Colours by what they are for; text and lines reach AA contrast on `ground`, `lane` and `box`."""

    ground: str
    lane: str
    box: str
    text: str
    muted: str
    line: str
    accent: str
    levels: dict[RiskLevel, str]


PALETTES = {
    Theme.light: Palette(
        ground="#ffffff",
        lane="#f6f5f1",
        box="#ffffff",
        text="#1b1c20",
        muted="#595854",
        line="#595854",
        accent="#8f1d18",
        levels={RiskLevel.high: "#a3241f", RiskLevel.medium: "#824600", RiskLevel.low: "#1a6343"},
    ),
    Theme.dark: Palette(
        ground="#1c1d21",
        lane="#131417",
        box="#292b30",
        text="#ececef",
        muted="#adafb6",
        line="#adafb6",
        accent="#f39a91",
        levels={RiskLevel.high: "#ff9f95", RiskLevel.medium: "#f3c073", RiskLevel.low: "#84d3aa"},
    ),
}

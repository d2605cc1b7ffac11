"""The picture of a flow: pure functions from steps to SVG, one swim lane for each handler."""

from backend.powers.diagram.drawing import Badges, render
from backend.powers.diagram.palette import Theme

EDITION = 3
"""Rises when the same flow is drawn differently, so that kept pictures are fetched anew."""

__all__ = ["EDITION", "Badges", "Theme", "render"]

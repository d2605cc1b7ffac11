"""The picture of a flow: pure functions from steps to SVG, one swim lane for each handler."""

from backend.powers.diagram.drawing import render

__all__ = ["render"]

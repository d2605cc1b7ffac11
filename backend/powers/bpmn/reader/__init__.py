"""A stranger's BPMN file → steps, with a report of what could not be taken over: pure, nothing is stored."""

from backend.powers.bpmn.reader.understanding import Understood, understand

__all__ = ["Understood", "understand"]

"""Steps → BPMN 2.0 XML: pure, and the same flow gives the same bytes."""

from backend.powers.bpmn.writer.writing import write

__all__ = ["write"]

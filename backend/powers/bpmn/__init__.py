"""Flows as BPMN 2.0 XML: written for other tools, read from the exports of workflow engines."""

EDITION = 1
"""Rises when the same flow is written differently, so that kept files are fetched anew."""

"""HTTP of inspections: all corners."""

from backend.inspections.findings.routes import router as findings

ROUTERS = (findings,)

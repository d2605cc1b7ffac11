"""HTTP of inspections: all corners."""

from backend.inspections.findings.routes import router as findings
from backend.inspections.standards.routes import router as standards

ROUTERS = (standards, findings)

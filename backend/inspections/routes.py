"""HTTP of inspections: all corners."""

from backend.inspections.findings.routes import router as findings
from backend.inspections.openings.routes import router as openings
from backend.inspections.results.routes import router as results
from backend.inspections.scorecards.routes import router as scorecards
from backend.inspections.scores.routes import router as scores
from backend.inspections.standards.routes import router as standards
from backend.inspections.visits.routes import router as visits

ROUTERS = (standards, openings, scorecards, scores, results, findings, visits)

"""HTTP of years."""

from backend.years.carryings.routes import router as carryings
from backend.years.closures.routes import router as closures
from backend.years.comparisons.routes import router as comparisons

ROUTERS = (carryings, comparisons, closures)

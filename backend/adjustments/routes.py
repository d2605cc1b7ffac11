"""HTTP of adjustments and the tasks they open."""

from backend.adjustments.rechecks.routes import router as rechecks
from backend.adjustments.records.routes import router as records

ROUTERS = (records, rechecks)

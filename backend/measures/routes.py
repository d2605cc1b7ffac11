"""HTTP of measures."""

from backend.measures.carryings import routes as carryings
from backend.measures.comparisons import routes as comparisons
from backend.measures.controls import routes as controls
from backend.measures.deeds import routes as deeds
from backend.measures.plans import routes as plans

ROUTERS = (*plans.ROUTERS, *comparisons.ROUTERS, *carryings.ROUTERS, *controls.ROUTERS, *deeds.ROUTERS)

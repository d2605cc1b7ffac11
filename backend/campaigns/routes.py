"""Every router of the room."""

from backend.campaigns.years.routes import router as years

ROUTERS = (years,)

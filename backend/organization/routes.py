"""Every router of the room."""

from backend.organization.departments.routes import router as departments
from backend.organization.positions.routes import router as positions

ROUTERS = (departments, positions)

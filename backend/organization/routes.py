"""Every router of the room."""

from backend.organization.appointments.routes import router as appointments
from backend.organization.bulk.routes import ROUTERS as BULK
from backend.organization.departments.routes import router as departments
from backend.organization.groups.routes import router as groups
from backend.organization.mergers.routes import router as mergers
from backend.organization.officers.routes import router as officers
from backend.organization.oversights.routes import router as oversights
from backend.organization.people.routes import router as people
from backend.organization.positions.routes import router as positions
from backend.organization.rotations.routes import router as rotations

ROUTERS = (
    *BULK,
    departments,
    mergers,
    groups,
    officers,
    oversights,
    people,
    positions,
    appointments,
    rotations,
)

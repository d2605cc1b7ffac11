"""Every router of the room."""

from backend.campaigns.calendar.routes import calendars, days
from backend.campaigns.custody.routes import router as custody
from backend.campaigns.deliverables.routes import router as deliverables
from backend.campaigns.extensions.routes import router as extensions
from backend.campaigns.files.routes import router as files
from backend.campaigns.ledgers.routes import router as ledgers
from backend.campaigns.obligations.routes import router as obligations
from backend.campaigns.programmes.routes import router as programmes
from backend.campaigns.stages.routes import router as stages
from backend.campaigns.submissions.routes import router as submissions
from backend.campaigns.years.routes import router as years

ROUTERS = (
    programmes,
    stages,
    deliverables,
    extensions,
    obligations,
    submissions,
    files,
    custody,
    ledgers,
    calendars,
    days,
    years,
)

"""HTTP of the room."""

from backend.risks.comparisons.routes import router as comparisons
from backend.risks.guide.routes import router as guide
from backend.risks.inventories.routes import router as inventories
from backend.risks.lists.routes import ROUTERS as LISTS
from backend.risks.pictures.routes import router as pictures
from backend.risks.points.routes import router as points
from backend.risks.prompts.routes import router as prompts
from backend.risks.samples.routes import ROUTERS as SAMPLES
from backend.risks.suggestions.routes import router as suggestions

ROUTERS = (inventories, comparisons, guide, points, pictures, suggestions, prompts, *SAMPLES, *LISTS)

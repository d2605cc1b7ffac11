"""HTTP of the room."""

from backend.risks.inventories.routes import router as inventories
from backend.risks.pictures.routes import router as pictures
from backend.risks.points.routes import router as points

ROUTERS = (inventories, points, pictures)

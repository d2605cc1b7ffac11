"""HTTP of education."""

from backend.education.pledges import routes as pledges
from backend.education.wordings import routes as wordings

ROUTERS = (*wordings.ROUTERS, *pledges.ROUTERS)
"""廉政教育: wordings of the pledge, and who has signed."""

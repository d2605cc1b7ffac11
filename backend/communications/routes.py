"""HTTP of communications: all corners."""

from backend.communications.meetings.routes import router as meetings

ROUTERS = (meetings,)

"""HTTP of communications: all corners."""

from backend.communications.knowledge.routes import router as knowledge
from backend.communications.meetings.routes import router as meetings
from backend.communications.notices.routes import router as notices
from backend.communications.nudges.routes import router as nudges
from backend.communications.questions.routes import router as questions
from backend.communications.receipts.routes import router as receipts

ROUTERS = (meetings, notices, receipts, questions, knowledge, nudges)

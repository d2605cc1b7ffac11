"""The operations of communications for the permission matrix."""

from tests.communications.meeting_operations import MEETING_OPERATIONS

OPERATIONS = (*MEETING_OPERATIONS,)

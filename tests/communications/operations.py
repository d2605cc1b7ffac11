"""The operations of communications for the permission matrix."""

from tests.communications.meeting_operations import MEETING_OPERATIONS
from tests.communications.notice_operations import NOTICE_OPERATIONS
from tests.communications.question_operations import QUESTION_OPERATIONS

OPERATIONS = (*MEETING_OPERATIONS, *NOTICE_OPERATIONS, *QUESTION_OPERATIONS)

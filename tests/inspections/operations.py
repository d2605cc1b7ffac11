"""The operations of inspections for the permission matrix."""

from tests.inspections.finding_operations import FINDING_OPERATIONS
from tests.inspections.score_operations import SCORE_OPERATIONS
from tests.inspections.standard_operations import STANDARD_OPERATIONS
from tests.inspections.visit_operations import VISIT_OPERATIONS

OPERATIONS = (*STANDARD_OPERATIONS, *SCORE_OPERATIONS, *FINDING_OPERATIONS, *VISIT_OPERATIONS)

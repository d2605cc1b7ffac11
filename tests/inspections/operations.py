"""The operations of inspections for the permission matrix."""

from tests.inspections.finding_operations import FINDING_OPERATIONS

OPERATIONS = (*FINDING_OPERATIONS,)

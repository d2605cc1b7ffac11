"""Reads that several resources of the room share."""

from backend.campaigns.models import WorkYear
from backend.kit.table import table_of

WORK_YEARS = table_of(WorkYear)

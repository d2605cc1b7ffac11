"""Reads that the resources of the room share."""

from backend.kit.table import table_of
from backend.years.models import Carrying, YearArchive

CARRYINGS, ARCHIVES = table_of(Carrying), table_of(YearArchive)

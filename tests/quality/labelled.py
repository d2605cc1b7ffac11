"""Sheets of an invented college, each labelled with what a careful reviewer would doubt in it.

Those of posts were written without a look at the words the checks know. See tests/quality/labels.py for the rules of
labelling.
"""

from tests.quality import (
    labelled_building,
    labelled_departments,
    labelled_hasty,
    labelled_money,
    labelled_offices,
    labelled_people,
    labelled_teaching,
)
from tests.quality.labels import together_in_a_college

_SHEETS = (
    *labelled_money.SHEETS,
    *labelled_people.SHEETS,
    *labelled_teaching.SHEETS,
    *labelled_building.SHEETS,
    *labelled_offices.SHEETS,
    *labelled_hasty.SHEETS,
    *labelled_departments.SHEETS,
)
LABELLED = together_in_a_college(_SHEETS)

"""What is asked of the result."""

from typing import Annotated

from pydantic import Field

from backend.inspections.scores.rules import ResultForm, ResultFormat
from backend.kit.paging import Body


class ResultQuery(Body):
    """Which year, for which assessment, with which weight there, as which file."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    form: ResultForm = ResultForm.responsibility
    weight: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] = Field(
        default=10, description="在该项考核中占多少分"
    )
    format: ResultFormat = ResultFormat.xlsx

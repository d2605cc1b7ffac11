"""What the bodies of several resources of the room share."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.organization.rules import MajorMatter

Code = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", examples=["JWC"])
]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Duty = Annotated[str, Field(min_length=1, max_length=1000)]
Duties = Annotated[list[Duty], Field(max_length=100)]
MajorMatters = Annotated[
    list[MajorMatter],
    Field(max_length=4, description="涉及的“三重一大”事项"),
    AfterValidator(lambda value: list(dict.fromkeys(value))),
]
Reason = Annotated[str, Field(min_length=2, max_length=500, examples=["机构调整"])]
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2999, 12, 31), examples=["2026-09-01"])]


class Retirement(Body):
    """Retiring instead of deleting (requirements D23)."""

    reason: Reason


class Ending(Body):
    """The last day of a charge or an appointment; it still counts."""

    ended_on: Day | None = Field(default=None, description="最后一天（含当天）；不填就是今天")


class PersonBrief(BaseModel):
    """Who, as far as the caller may know: API clients without personal data get no name."""

    person_id: int
    name: str | None
    job_title: str | None


class PeriodQuery(PageQuery):
    """Filters of effective-dated lists."""

    person_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    on: Day | None = Field(default=None, description="这一天在任的；不填就是今天")
    include_history: bool = Field(default=False, description="连同已结束的和尚未开始的")

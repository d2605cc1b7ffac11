"""Bodies of the working calendar."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, model_validator

from backend.campaigns.rules import CalendarDayKind
from backend.kit.paging import Body

CalendarDate = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31), examples=["2026-10-01"])]
MAX_STEPS = 400


class DayEntry(Body):
    """A day off on a weekday, or a weekend day that is worked."""

    day_on: CalendarDate
    kind: CalendarDayKind
    name: Annotated[str, Field(max_length=40, examples=["国庆节"])] = ""


def _distinct(days: list[DayEntry]) -> list[DayEntry]:
    if len({day.day_on for day in days}) < len(days):
        raise ValueError("同一天只能填一次。")
    return days


class WorkCalendarUpdate(Body):
    """All departures of one year at once, as the State Council announces them."""

    days: Annotated[list[DayEntry], Field(max_length=366), AfterValidator(_distinct)]


class CalendarDayOut(BaseModel):
    """One entered day."""

    day_on: date
    kind: CalendarDayKind
    name: str


class WorkCalendarOut(BaseModel):
    """One year's calendar; version 0 while nobody has entered it, when only weekends are off."""

    year: int
    days: list[CalendarDayOut]
    working_days_count: int
    version: int
    updated_at: datetime | None


class WorkingDaysQuery(Body):
    """Counts `days` working days on from a day, or the working days up to another one."""

    from_on: CalendarDate
    days: int | None = Field(
        default=None, ge=-MAX_STEPS, le=MAX_STEPS, description="往后数几个工作日；负数往前"
    )
    to_on: CalendarDate | None = Field(default=None, description="数到这一天（含）")

    @model_validator(mode="after")
    def _one_question(self) -> "WorkingDaysQuery":
        if (self.days is None) == (self.to_on is None):
            raise ValueError("days 和 to_on 请填其中一个。")
        return self


class WorkingDaysOut(BaseModel):
    """`to_on` is the `days`-th working day after `from_on`; the first day itself does not count."""

    from_on: date
    to_on: date
    days: int
    is_from_working: bool
    is_to_working: bool
    is_entered: bool = Field(description="这些年份的放假调休安排是否都已录入")

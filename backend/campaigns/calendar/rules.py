"""Working days: Monday to Friday, less the holidays, plus the 调休 days the office entered. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from backend.campaigns.rules import CalendarDayKind

DAY = timedelta(days=1)
WEEK, FIRST_WEEKEND_DAY = 7, 5
LONGEST_REST = 400
"""Days without a single working day among them mean that the calendar is wrong; the search stops there."""


class NoWorkingDay(ValueError):
    """The calendar holds no working day within reach."""


@dataclass(frozen=True)
class Calendar:
    """What departs from the week."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        if day.weekday() >= FIRST_WEEKEND_DAY:
            return day in self.workdays
        return day not in self.holidays


def calendar_of(days: Iterable[tuple[date, CalendarDayKind]]) -> Calendar:
    """The calendar of the days that were entered."""
    entered = list(days)
    return Calendar(
        frozenset(day for day, kind in entered if kind is CalendarDayKind.holiday),
        frozenset(day for day, kind in entered if kind is CalendarDayKind.workday),
    )


def next_working_day(calendar: Calendar, day: date) -> date:
    """The day itself when it is worked, or the next one that is."""
    return day if calendar.is_working(day) else _step(calendar, day, DAY)


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day`, or before it when negative; `day` itself does not count."""
    for _ in range(abs(count)):
        day = _step(calendar, day, DAY if count > 0 else -DAY)
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to `end` included; negative, from `end` to before `start`, when `end` is earlier.

    So `working_days_between(day, add_working_days(day, n)) == n`.
    """
    if end < start:
        return -working_days_between(calendar, end - DAY, start - DAY)
    weeks, rest = divmod((end - start).days, WEEK)
    weekdays = weeks * FIRST_WEEKEND_DAY
    weekdays += sum((start.weekday() + n) % WEEK < FIRST_WEEKEND_DAY for n in range(1, rest + 1))
    off = sum(start < day <= end and day.weekday() < FIRST_WEEKEND_DAY for day in calendar.holidays)
    worked = sum(start < day <= end and day.weekday() >= FIRST_WEEKEND_DAY for day in calendar.workdays)
    return weekdays - off + worked


def _step(calendar: Calendar, day: date, step: timedelta) -> date:
    """The nearest working day strictly after or before."""
    for _ in range(LONGEST_REST):
        day += step
        if calendar.is_working(day):
            return day
    raise NoWorkingDay

"""Working days with holidays and 调休, as tables and as laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.campaigns.calendar.rules import (
    DAY,
    Calendar,
    NoWorkingDay,
    add_working_days,
    calendar_of,
    next_working_day,
    working_days_between,
)
from backend.campaigns.rules import CalendarDayKind

OFF, ON = CalendarDayKind.holiday, CalendarDayKind.workday
AUTUMN = calendar_of(
    [
        *((date(2025, 10, day), OFF) for day in range(1, 9)),
        (date(2025, 9, 28), ON),
        (date(2025, 10, 11), ON),
    ]
)
"""国庆、中秋 2025: October 1–8 off, Sunday September 28 and Saturday October 11 worked instead."""


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2025, 9, 26), True),
        (date(2025, 9, 27), False),
        (date(2025, 9, 28), True),
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 4), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),
        (date(2025, 10, 12), False),
    ],
)
def test_it_works(day: date, is_working: bool) -> None:
    assert AUTUMN.is_working(day) is is_working


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 9, 30), 0, date(2025, 9, 30)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        (date(2025, 9, 30), 4, date(2025, 10, 13)),
        (date(2025, 9, 26), 1, date(2025, 9, 28)),
        (date(2025, 10, 5), 1, date(2025, 10, 9)),
        (date(2025, 10, 9), -1, date(2025, 9, 30)),
        (date(2025, 10, 13), -2, date(2025, 10, 10)),
        (date(2025, 12, 31), 1, date(2026, 1, 1)),
    ],
)
def test_days_are_added_over_holidays_and_days_worked_instead(start: date, count: int, end: date) -> None:
    assert add_working_days(AUTUMN, start, count) == end


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2025, 10, 1), date(2025, 10, 9)),
        (date(2025, 10, 5), date(2025, 10, 9)),
        (date(2025, 10, 9), date(2025, 10, 9)),
        (date(2025, 9, 27), date(2025, 9, 28)),
        (date(2025, 10, 12), date(2025, 10, 13)),
    ],
)
def test_a_day_off_gives_way_to_the_next_working_day(day: date, following: date) -> None:
    assert next_working_day(AUTUMN, day) == following


def test_a_calendar_without_working_days_is_an_error_and_no_endless_search() -> None:
    never = Calendar(frozenset(date(2026, 1, 1) + n * DAY for n in range(800)))
    with pytest.raises(NoWorkingDay):
        next_working_day(never, date(2026, 1, 3))
    with pytest.raises(NoWorkingDay):
        add_working_days(never, date(2026, 1, 3), 2)


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=60), st.frozensets(DAYS, max_size=60))


@given(CALENDARS, DAYS, st.integers(-60, 60))
def test_counting_undoes_adding(calendar: Calendar, day: date, count: int) -> None:
    assert working_days_between(calendar, day, add_working_days(calendar, day, count)) == count


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_what_is_added_ends_on_a_working_day(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.is_working(add_working_days(calendar, day, count))
    assert calendar.is_working(add_working_days(calendar, day, -count))


@given(CALENDARS, DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_twice_is_adding_the_sum(calendar: Calendar, day: date, first: int, second: int) -> None:
    once = add_working_days(calendar, day, first)
    assert add_working_days(calendar, once, second) == add_working_days(calendar, day, first + second)


@given(CALENDARS, DAYS, st.integers(0, 500))
def test_counting_by_weeks_is_counting_day_by_day(calendar: Calendar, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    one_by_one = sum(calendar.is_working(start + n * DAY) for n in range(1, length + 1))
    assert working_days_between(calendar, start, end) == one_by_one


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_stretches_add_up(calendar: Calendar, first: date, second: date, third: date) -> None:
    start, middle, end = sorted((first, second, third))
    parts = working_days_between(calendar, start, middle) + working_days_between(calendar, middle, end)
    assert parts == working_days_between(calendar, start, end)


@given(CALENDARS, DAYS)
def test_the_next_working_day_is_the_nearest(calendar: Calendar, day: date) -> None:
    following = next_working_day(calendar, day)
    assert following >= day
    assert calendar.is_working(following)
    assert not any(calendar.is_working(day + n * DAY) for n in range((following - day).days))

"""Lateness to the minute in Asia/Shanghai (handout.txt line 250: 6月22日下午下班以前)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.campaigns.deliverables.rules import campus_day, campus_instant, late_minutes, same_time_on

DUE = campus_instant(date(2026, 6, 22))


@pytest.mark.parametrize(
    ("clock", "minutes"),
    [
        ((16, 0, 0), 0),
        ((17, 30, 0), 0),
        ((17, 30, 59), 0),
        ((17, 31, 0), 1),
        ((17, 31, 59), 1),
        ((18, 30, 0), 60),
        ((23, 59, 59), 389),
    ],
)
def test_it_works(clock: tuple[int, int, int], minutes: int) -> None:
    handed_in = datetime.combine(date(2026, 6, 22), time(*clock), timezone(timedelta(hours=8)))
    assert late_minutes(handed_in, DUE) == minutes
    assert late_minutes(handed_in.astimezone(UTC), DUE) == minutes


def test_the_last_microsecond_of_the_due_minute_is_in_time() -> None:
    assert late_minutes(DUE + timedelta(seconds=59, microseconds=999_999), DUE) == 0
    assert late_minutes(DUE + timedelta(seconds=60), DUE) == 1


def test_closing_time_is_half_past_five_on_campus() -> None:
    assert DUE.astimezone(UTC) == datetime(2026, 6, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 9, 7, 15, 59, 59, tzinfo=UTC), date(2026, 9, 7)),
        (datetime(2026, 9, 7, 16, 0, tzinfo=UTC), date(2026, 9, 8)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_on_campus(instant: datetime, day: date) -> None:
    assert campus_day(instant) == day


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.times())
def test_campus_knows_no_summer_time(day: date, clock: time) -> None:
    """Every local time exists once, eight hours ahead of UTC; summer time ended in 1991."""
    instant = campus_instant(day, clock)
    assert instant.utcoffset() == timedelta(hours=8)
    assert campus_day(instant.astimezone(UTC)) == day


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_the_time_of_day_stays(day: date, other: date) -> None:
    due = campus_instant(day, time(9, 5)).astimezone(UTC)
    assert same_time_on(due, other) == campus_instant(other, time(9, 5))


@given(st.integers(0, 50_000_000), st.integers(-100_000, 100_000_000))
def test_lateness_is_the_difference_of_two_clocks(minute: int, milliseconds: int) -> None:
    due_at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    handed_in = due_at + timedelta(milliseconds=milliseconds)
    assert late_minutes(handed_in, due_at) == max(0, milliseconds // 60_000)

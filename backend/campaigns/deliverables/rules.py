"""Due instants and lateness, to the minute (handout.txt line 250: 6月22日下午下班以前). Pure."""

from datetime import date, datetime, time, timedelta

from backend.kit.table import CAMPUS_ZONE

MINUTE = timedelta(minutes=1)
CLOSING_TIME = time(17, 30)
"""下班: the end of the working day unless the office says otherwise."""


def campus_instant(day: date, at: time = CLOSING_TIME) -> datetime:
    """A time of day on campus as an instant."""
    return datetime.combine(day, at, CAMPUS_ZONE)


def minute_of(instant: datetime) -> datetime:
    """The minute a clock shows at this instant."""
    return instant.replace(second=0, microsecond=0)


def late_minutes(submitted_at: datetime, due_at: datetime) -> int:
    """Whole minutes after the due minute; the due minute itself is in time, to its last second."""
    return max(0, (minute_of(submitted_at) - minute_of(due_at)) // MINUTE)


def campus_day(instant: datetime) -> date:
    """The date on campus at this instant."""
    return instant.astimezone(CAMPUS_ZONE).date()


def same_time_on(instant: datetime, day: date) -> datetime:
    """The same time of day on campus, on another day."""
    return campus_instant(day, instant.astimezone(CAMPUS_ZONE).time())


def late_words(minutes: int) -> str:
    """`逾期 1 天 2 小时 5 分`, or 按时."""
    if minutes <= 0:
        return "按时"
    days, rest = divmod(minutes, 24 * 60)
    parts = ((days, "天"), (rest // 60, "小时"), (rest % 60, "分"))
    return "逾期 " + " ".join(f"{number} {unit}" for number, unit in parts if number)

"""A number of a workbook as Excel shows it: dates, percentages, decimals, words around the figure."""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of the built-in date formats, those of Chinese Excel among them."""
TIMES: Final = frozenset({*range(18, 22), *range(45, 48)})
ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
"""Hours that go on beyond a day."""
LEAP_DAY: Final = 60
BUILT_IN: Final[dict[int, str]] = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
QUIET: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
"""Words and conditions of a format, which its letters do not count in."""
WORDS: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
FIGURE: Final = re.compile(r"[#0?][#0?,.]*%?")
EPOCHS: Final = {False: datetime(1899, 12, 30, tzinfo=UTC), True: datetime(1904, 1, 1, tzinfo=UTC)}
"""Times of a workbook have no zone; any will do to count from."""
LAST_DAY: Final = 2_958_465
"""31 December 9999."""
DIGITS: Final = 15
WIDE: Final = Context(prec=400)
"""Room for the largest number a cell can hold with all its decimals; halves are rounded up, as Excel does."""


def plain_number(value: float) -> str:
    """15 digits, no exponent for codes, no trailing .0: what the format General shows in a wide column."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{DIGITS}g}"


def shown_number(text: str, format_id: int, code: str, is_1904: bool) -> str:
    """The text of a number cell. What is no number stays as it is."""
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return text
    code = code or BUILT_IN.get(format_id, "")
    if is_date(format_id, code):
        return _date(value, format_id, code, is_1904) or plain_number(value)
    return _figure(value, code)


@lru_cache(maxsize=256)
def is_date(format_id: int, code: str) -> bool:
    """Whether a format shows days or times."""
    if not code:
        return format_id in DATES
    first = code.partition(";")[0]
    bare = QUIET.sub("", first).lower()
    has_figure = "general" in bare or re.search(r"[0#]", bare.replace(".0", ""))
    return bool(re.search(r"[ymdhs]|aaa", bare) or ELAPSED.search(first)) and not has_figure


def is_time(format_id: int, code: str) -> bool:
    """Whether a format shows hours and no day."""
    return format_id in TIMES if not code else not re.search(r"[yd]|aaa", QUIET.sub("", code).lower())


def _date(value: float, format_id: int, code: str, is_1904: bool) -> str | None:
    if not 0 <= value <= LAST_DAY:
        return None
    seconds = round(value * 86_400)
    if ELAPSED.search(code):
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    if not is_1904 and value < LEAP_DAY:
        seconds += 86_400  # Excel counts a 29 February 1900, which never was
    moment = EPOCHS[is_1904] + timedelta(seconds=seconds)
    if value < 1 and (not is_1904 or is_time(format_id, code)):
        return moment.strftime("%H:%M:%S")
    if "年" in code:
        day = f"{moment.day}日" if "日" in code else ""
        month = f"{moment.month}月" if "月" in code else ""
        return f"{moment.year}年{month}{day}"
    if "月" in code and "日" in code:
        return f"{moment.month}月{moment.day}日"
    is_whole = moment.hour == moment.minute == moment.second == 0
    return moment.strftime("%Y-%m-%d" if is_whole else "%Y-%m-%d %H:%M:%S")


def _figure(value: float, code: str) -> str:
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 and sections[1] else sections[0]
    if value == 0 and len(sections) > 2:
        section = sections[2]
        if not FIGURE.search(QUIET.sub("", section)):
            return WORDS.sub(lambda found: found[1] or found[2] or "", section)
    bare = WORDS.sub(lambda found: "\0" * bool(found[1] or found[2]), section)
    figure = FIGURE.search(bare)
    if not figure or "E+" in section.upper() or "general" in bare.lower():
        return plain_number(value)
    worded = WORDS.sub(lambda found: found[1] or found[2] or "", section)
    before, _, after = worded.partition(figure[0])
    is_bracketed = value < 0 and len(sections) > 1
    return before + _digits(abs(value) if is_bracketed else value, figure[0]) + after


def _digits(value: float, pattern: str) -> str:
    is_percent = pattern.endswith("%")
    whole, _, decimals = pattern.rstrip("%").partition(".")
    places, width = sum(mark in "0#?" for mark in decimals), whole.count("0")
    group = "," if "," in whole else ""
    exact = Decimal(f"{value:.{DIGITS}g}") * (100 if is_percent else 1)
    step = Decimal(1).scaleb(-min(places, DIGITS))
    number = f"{exact.quantize(step, ROUND_HALF_UP, WIDE):{group}f}"
    if decimals and "0" not in decimals:
        number = number.rstrip("0").rstrip(".")
    head, dot, tail = number.partition(".")
    sign, head = ("-", head[1:]) if head.startswith("-") else ("", head)
    if not number.strip("-0.,"):
        sign = ""  # what is rounded to nothing has no sign
    return sign + head.rjust(width, "0") + dot + tail + "%" * is_percent

"""Child process of `sheets`: reads a workbook with calamine under hard limits, writes its rows as JSON lines.

Run as a script with the path of the workbook; with `--all` for every sheet and its merged areas. Calamine is fast,
but a hostile workbook can abort or starve the process it runs in; this one has no secrets in its environment, may not
write files, and dies alone.
"""

import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import orjson
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

MEMORY_BYTES, CPU_SECONDS = 2 * 1024**3, 60
BATCH = 1_000


def confine() -> None:
    """Before any stranger's byte is read."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))


def as_text(value: object) -> str:
    """A cell as Excel shows it: 15 digits, ISO dates, no trailing .0 and no exponent for codes."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def first_sheet(workbook: CalamineWorkbook) -> CalamineSheet | None:
    """The first worksheet a user sees."""
    for sheet in workbook.sheets_metadata:
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            return workbook.get_sheet_by_name(sheet.name)
    return None


def rows_of(sheet: CalamineSheet) -> Iterator[Any]:
    """`[line, cells]` for each row, from the first row of the sheet on."""
    if sheet.start is not None:
        left = sheet.start[1]
        for line, values in enumerate(sheet.iter_rows(), 1):  # from the first row, not from `start`
            yield [line, [""] * left + [as_text(value) for value in values]]


def first(workbook: CalamineWorkbook) -> Iterator[Any]:
    """The rows of the first visible sheet."""
    sheet = first_sheet(workbook)
    if sheet is not None:
        yield from rows_of(sheet)
    yield {"end": "complete" if sheet is not None else "no-sheet"}


def every(workbook: CalamineWorkbook) -> Iterator[Any]:
    """`{"sheet": name, "is_visible": …, "merges": [[top, left, bottom, right]]}` before the rows of each sheet."""
    for about in workbook.sheets_metadata:
        if about.typ is SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(about.name)
            merges = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
            is_visible = about.visible is SheetVisibleEnum.Visible
            yield {"sheet": about.name, "is_visible": is_visible, "merges": merges}
            yield from rows_of(sheet)
    yield {"end": "complete"}


def messages(path: str, is_every: bool = False) -> Iterator[Any]:
    """What is asked for; at last `{"end": code}`, with the code "complete" or why there is no more."""
    try:
        workbook = load_workbook(path)
        yield from every(workbook) if is_every else first(workbook)
    except PasswordError:
        yield {"end": "encrypted"}
    except MemoryError:
        yield {"end": "too-complex"}
    except Exception:  # whatever is wrong with the file, the answer to the user is the same
        yield {"end": "broken"}


def main() -> None:
    """Writes the messages to standard output."""
    confine()
    lines: list[bytes] = []
    for message in messages(sys.argv[1], "--all" in sys.argv[2:]):
        lines.append(orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE))
        if len(lines) == BATCH:
            sys.stdout.buffer.write(b"".join(lines))
            lines = []
    sys.stdout.buffer.write(b"".join(lines))


if __name__ == "__main__":
    main()

"""Which row became which, and what of it changed. Pure."""

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from backend.kit.terms import Term
from backend.reviews.rules import EDITABLE, ReviewState

T = TypeVar("T")


class ComparisonBase(Term):
    """What a sheet is laid beside."""

    last_submission = "last_submission", "上次提交"
    last_year = "last_year", "上年"


class RowChange(Term):
    """What became of a row."""

    added = "added", "新增"
    removed = "removed", "删去"
    changed = "changed", "已改"
    unchanged = "unchanged", "未改"


class BaseGap(Term):
    """Why there is nothing to lay a sheet beside."""

    first = "first", "这是第一次提交，没有上次提交的内容可以对照。"
    not_kept = "not_kept", "上次提交时的内容没有留存，不能对照。"
    no_sheet = "no_sheet", "以前年度没有已认定的表，没有可以对照的内容。"


_MARKS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Text without spaces and punctuation, which from one year to the next are no change."""
    return _MARKS.sub("", text)


def is_same(before: str, after: str) -> bool:
    """Whether two texts say the same but for spaces and punctuation; most are equal, and that is seen at once."""
    return before == after or plain(before) == plain(after)


def last_round(state: ReviewState, number: int, *, is_stale: bool) -> int:
    """The latest round that may be what came before: the one before the round that is being signed or was signed.

    While the sheet is being filled in, or was changed after its approval, that is the last round itself.
    """
    return number if is_stale or state in EDITABLE else number - 1


def pair(
    before: Sequence[T],
    after: Sequence[T],
    origins: Mapping[int, int],
    *,
    number: Callable[[T], int],
    key: Callable[[T], Hashable],
) -> Iterator[tuple[T | None, T | None]]:
    """Each row of both sides once: by what became what (`origins`: old id → new id), then by `key`.

    First the rows of `after` in their order, then those that are gone.
    """
    old = {number(row): row for row in before}
    known = {number(row) for row in after}
    found = {new: old.pop(was) for was, new in origins.items() if was in old and new in known}
    waiting: dict[Hashable, list[T]] = {}
    for row in old.values():
        waiting.setdefault(key(row), []).append(row)
    for row in after:
        if number(row) not in found and waiting.get(key(row)):
            same = waiting[key(row)].pop(0)
            found[number(row)] = old.pop(number(same))
    yield from ((found.get(number(row)), row) for row in after)
    yield from ((row, None) for row in old.values())


def changed_cells(before: Mapping[str, Any], after: Mapping[str, Any], *, exactly: bool) -> list[str]:
    """The cells of `after` that differ. Unless `exactly`, spaces and punctuation are no change."""
    return [cell for cell in after if not _same(before.get(cell), after[cell], exactly=exactly)]


def _same(before: Any, after: Any, *, exactly: bool) -> bool:
    if isinstance(after, str) and isinstance(before, str):
        return before.strip() == after.strip() if exactly else is_same(before, after)
    if isinstance(after, list):
        return _each_once(before) == _each_once(after)
    return bool((before or None) == (after or None))


def _each_once(values: Collection[Any] | None) -> frozenset[Any]:
    return frozenset(values or ())

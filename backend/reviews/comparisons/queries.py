"""Reads of what was handed in, and a sheet beside it, whatever its rows are. The rooms below say who may compare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.table import table_of
from backend.reviews.comparisons.rules import (
    BaseGap,
    ComparisonBase,
    RowChange,
    changed_cells,
    last_round,
    pair,
    plain,
)
from backend.reviews.models import ReviewCopy
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import ReviewState

COPIES = table_of(ReviewCopy)
Row = dict[str, Any]


class Found(NamedTuple):
    """What a sheet is laid beside, or why there is nothing; its rows; which of them became which."""

    base: Row | None
    gap: BaseGap | None
    rows: Sequence[Row]
    origins: Mapping[int, int]


@dataclass(frozen=True)
class RowKind:
    """How the rows of one kind of sheet are compared."""

    side: frozenset[str]
    """What of a row goes out."""
    cells: Callable[[Row, bool], Mapping[str, Any]]
    """What of a row is compared, by the name of the cell; `exactly` or from one year to the next."""
    key: Callable[[Row], str]
    """What tells two rows are the same where no number does."""


def nothing(gap: BaseGap) -> Found:
    """There is nothing to lay the sheet beside."""
    return Found(None, gap, [], {})


def last_submission(session: Session, review: Mapping[str, Any], subject: Row, rows: Sequence[Row]) -> Found:
    """The last round somebody decided on, and of it what was reconfirmed last; one that was taken back before that
    nobody has read. `review` has `review_id`, `state`, `round` and `is_stale`."""
    until = last_round(ReviewState(review["state"]), review["round"], is_stale=review["is_stale"])
    decided = sa.select(sa.func.max(DECISIONS.c.round)).where(
        DECISIONS.c.review_id == review["review_id"], DECISIONS.c.round <= until
    )
    number = session.execute(decided).scalar_one()
    if number is None:
        return nothing(BaseGap.first)
    kept = (
        sa.select(COPIES)
        .where(COPIES.c.review_id == review["review_id"], COPIES.c.round == number)
        .order_by(COPIES.c.edition.desc())
        .limit(1)
    )
    copy = session.execute(kept).mappings().one_or_none()
    if copy is None:
        return nothing(BaseGap.not_kept)
    base = {name: copy[name] for name in ("round", "submitted_at", "submitted_by_name", "note")}
    base |= {"subject_id": subject["id"], "year": subject["year"], "is_reconfirmed": copy["edition"] > 0}
    return Found(base, None, copy["rows"], {row["id"]: row["id"] for row in rows})


def year_base(subject_id: int, year: int, note: str) -> Row:
    """`ComparedBase` of an earlier year, which counts as it stands and not as some round of it."""
    base: Row = {"subject_id": subject_id, "year": year, "note": note, "is_reconfirmed": False}
    return base | dict.fromkeys(("round", "submitted_at", "submitted_by_name"))


def laid_beside(
    actor: Actor, subject: Row, found: Found, rows: Sequence[Row], kind: RowKind, against: ComparisonBase
) -> Row:
    """`Comparison` of a sheet with `id`, `year`, `round` and `note`, whose rows are `rows` now."""
    base = found.base
    if base and not actor.sees_personal_data:
        base = base | {"submitted_by_name": "" if base["submitted_by_name"] is not None else None}
    return {
        "subject_id": subject["id"],
        "against": against,
        "year": subject["year"],
        "round": subject["round"],
        "note": subject["note"],
        "base": base,
        "gap": found.gap,
        "rows": _compared(found, rows, kind, exactly=against is ComparisonBase.last_submission)
        if base
        else [],
    }


def _compared(found: Found, after: Sequence[Row], kind: RowKind, *, exactly: bool) -> list[Row]:
    pairs = pair(
        _numbered(found.rows),
        _numbered(after),
        found.origins,
        number=lambda row: int(row["id"]),
        key=lambda row: plain(kind.key(row)),
    )
    return [_row(old, new, kind, exactly=exactly) for old, new in pairs]


def _numbered(rows: Sequence[Row]) -> list[Row]:
    return [row | {"number": at} for at, row in enumerate(rows, 1)]


def _row(before: Row | None, after: Row | None, kind: RowKind, *, exactly: bool) -> Row:
    cells: list[str] = []
    if before and after:
        cells = changed_cells(kind.cells(before, exactly), kind.cells(after, exactly), exactly=exactly)
        change = RowChange.changed if cells else RowChange.unchanged
    else:
        change = RowChange.added if after else RowChange.removed
    return {"change": change, "cells": cells, "before": _side(before, kind), "after": _side(after, kind)}


def _side(row: Row | None, kind: RowKind) -> Row | None:
    """One side as it goes out; a copy of before a field existed has none."""
    return row and {name: row.get(name) for name in kind.side}

"""What is to be read for one package: for whom, how far, which year; and how whole lists are read."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Final, NamedTuple, TypeVar, cast

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.documents.rules import DocumentFormat
from backend.kit.files import Store
from backend.kit.paging import MAX_PAGE_SIZE, PageQuery
from backend.kit.table import CAMPUS_ZONE
from backend.organization.departments.queries import department_order
from backend.organization.history.queries import existed, unit_names
from backend.organization.queries import DEPARTMENTS, subtree, within
from backend.packages.paper.archive import in_steps

Found = dict[str, Any]
Q = TypeVar("Q", bound=PageQuery)
SPOOL: Final = 4 * 1024 * 1024
"""Bytes a document may take in memory before it goes to the disk."""


class Missing(Exception):
    """A stored file whose bytes are not there any more."""


class Unit(NamedTuple):
    """A department as it was called in the year."""

    id: int
    name: str


@dataclass
class Commission:
    """Everything is read in `session` through the clauses of `actor`: what he may not see is not in the package."""

    session: Session
    actor: Actor
    college: str
    store: Store
    year: int
    department_id: int
    campaign_id: int | None
    formats: tuple[DocumentFormat, ...]
    with_warnings: bool
    left_out: list[str] = field(default_factory=list)
    units: tuple[Unit, ...] = ()
    readings: list[Found] = field(default_factory=list)
    """Records of warnings that were read; each reading leaves a trace when the package is finished."""

    def __post_init__(self) -> None:
        self.units = units_of(self)

    @property
    def unit_ids(self) -> frozenset[int]:
        """The departments of the package."""
        return frozenset(unit.id for unit in self.units)

    @property
    def is_current(self) -> bool:
        """Whether today's powers and posts are those of the year."""
        return self.year == datetime.now(CAMPUS_ZONE).year

    def holds(self, permission: Permission) -> bool:
        """Whether the actor may read such records of departments at all; his own ones make no volume."""
        scope = self.actor.reach(permission)
        return scope.school or bool(scope.departments)

    def file(self, digest: str) -> Iterable[bytes]:
        """The bytes of an upload, in pieces. Raises Missing at once."""
        if not self.store.path(digest).is_file():
            raise Missing
        return self.store.read(digest)


def units_of(order: Commission) -> tuple[Unit, ...]:
    """The departments at and below the one asked for that existed in the year, in the college's order."""
    statement = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.id.in_(subtree([order.department_id])),
        within(order.actor.need(Permission.documents_read), DEPARTMENTS.c.id),
        existed(order.year),
        sa.or_(DEPARTMENTS.c.retired_on.is_(None), DEPARTMENTS.c.retired_on >= date(order.year, 1, 1)),
    )
    ids = list(order.session.execute(statement).scalars())
    rank, names = department_order(order.session), unit_names(order.session, ids, order.year)
    ordered = sorted(ids, key=lambda one: (rank.get(one, len(rank)), one))
    return tuple(Unit(one, names[one]) for one in ordered)


def everything(
    search: Callable[[Session, Actor, Any], tuple[list[Found], int]],
    order: Commission,
    query: type[Q],
    **filters: Any,
) -> Iterator[Found]:
    """Every row of a list of another room, page by page."""
    page = 1
    while True:
        asked = query(page=page, size=MAX_PAGE_SIZE, **filters)
        rows, _ = search(order.session, order.actor, asked)
        yield from rows
        if len(rows) < MAX_PAGE_SIZE:
            return
        page += 1


def poured(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What a writer that needs a file makes; it is written before the first piece is asked for."""
    with ExitStack() as stack:
        file = cast(BinaryIO, stack.enter_context(tempfile.SpooledTemporaryFile(max_size=SPOOL)))
        write(file)
        stack.pop_all()  # it is closed by who reads it to its end
    return in_steps(file)


def written_instant(instant: datetime | None) -> str:
    """`2026年9月28日 14:05` on campus."""
    if instant is None:
        return ""
    there = instant.astimezone(CAMPUS_ZONE)
    return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"


def short_instant(instant: datetime | None) -> str:
    """`2026-09-28 14:05` on campus, for the columns of a table."""
    return f"{instant.astimezone(CAMPUS_ZONE):%Y-%m-%d %H:%M}" if instant else ""


def day_of(value: date | datetime | None) -> str:
    """`2026-09-28` on campus, for the index."""
    if isinstance(value, datetime):
        value = value.astimezone(CAMPUS_ZONE).date()
    return value.isoformat() if value else ""


def in_year(instant: datetime | None, year: int) -> bool:
    """Whether it happened in the year on campus."""
    return instant is not None and instant.astimezone(CAMPUS_ZONE).year == year


def by_unit(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[Found]]:
    """Rows of departments, by department."""
    found: dict[int, list[Found]] = {}
    for row in rows:
        found.setdefault(row["department_id"], []).append(dict(row))
    return found

"""What differs from resource to resource in a bulk load, and how rows are stored unless a resource says otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Annotated, Any, NamedTuple, NotRequired

import sqlalchemy as sa
from pydantic import BaseModel, TypeAdapter
from sqlmodel import Session
from typing_extensions import TypedDict

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit import journal
from backend.kit.batches import among, dialect_of, insert_batch, reserve_ids, update_batch
from backend.kit.problems import FieldError
from backend.kit.table import now
from backend.organization.bulk.columns import Column
from backend.organization.bulk.reading import Given
from backend.organization.queries import DEPARTMENTS, within

Row = dict[str, Any]
CHUNK = 5_000
BULK = {"by": "bulk"}


_typed_dict: Any = TypedDict
_list_of: Any = list
"""A shape that is known at run time only is nothing a type checker can follow."""


class Change(NamedTuple):
    """An existing row and the values that differ."""

    before: Mapping[Any, Any]
    values: Row


def row_adapter(body: type[BaseModel]) -> TypeAdapter[list[Row]]:
    """Validates lists of rows as `body` would, into plain dicts of the given fields: twice as fast as into objects."""
    fields: dict[str, Any] = {}
    for name, field in body.model_fields.items():
        kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        fields[name] = kind if field.is_required() else NotRequired[kind]
    shape = _typed_dict("Row", fields)
    shape.__pydantic_config__ = body.model_config
    return TypeAdapter(_list_of[shape])


class Target:
    """One resource in one run. Rows are plain dicts: first the body's fields, after `resolve` the table's columns."""

    noun: str
    table: sa.Table
    columns: Sequence[Column]
    """The key column first."""
    body: type[BaseModel]
    renamed: Mapping[str, str] = {}
    """Fields of the body that `resolve` replaces by a column of the table."""
    guards: Sequence[str] = ()
    """Columns of an existing row that `refuse` looks at."""
    fresh: Mapping[str, Any] = {}
    """What a new row has besides its content, unless `complete` says otherwise."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor
        self.key = self.columns[0].name
        self.content = tuple(
            self.renamed.get(name, name) for name in self.body.model_fields if name != self.key
        )
        self.defaults = dict(self.fresh) | {
            name: field.get_default(call_default_factory=True)
            for name, field in self.body.model_fields.items()
            if not field.is_required()
        }

    def order(self, chunks: Iterator[list[Given]]) -> Iterator[list[Given]]:
        """The chunks in the order in which they are worked off."""
        return chunks

    def resolve(self, row: Row) -> list[FieldError]:
        """Replaces references in place; returns what is wrong, with pointers from the row."""
        raise NotImplementedError

    def refuse(self, before: Mapping[Any, Any]) -> FieldError | None:
        """Why an existing row may not be changed, or None."""
        return None

    def existing(self, keys: Sequence[str], *, lock: bool) -> Iterable[Mapping[Any, Any]]:
        """The stored rows with these keys: id, version, key, content, guards."""
        names = dict.fromkeys(("id", "version", self.key, *self.content, *self.guards))
        columns = (_plain(self.table.c[name]) for name in names)
        statement = sa.select(*columns).where(among(self.session, self.table.c[self.key], keys))
        if lock and dialect_of(self.session) == "postgresql":
            statement = statement.with_for_update()
        return self.session.execute(statement).mappings()

    def complete(self, rows: Sequence[Row]) -> None:
        """Fills in what new rows have besides their content, in place."""

    def insert(self, rows: Sequence[Row]) -> None:
        """Stores new rows and journals them."""
        instant = now()
        fixed = {"version": 1, "created_at": instant, "updated_at": instant}
        names = (self.key, *self.content, *self.fresh)
        pick, ids = itemgetter(*names), reserve_ids(self.session, self.table, len(rows))
        constant, whole = tuple(fixed.values()), [{**self.defaults, **row} for row in rows]
        self.complete(whole)
        stored = [(row_id, *constant, *pick(row)) for row_id, row in zip(ids, whole, strict=True)]
        insert_batch(self.session, self.table, ("id", *fixed, *names), stored)
        subjects = [
            journal.Subject(self.noun, row_id, 1, row["department_id"])
            for row_id, row in zip(ids, rows, strict=True)
        ]
        journal.record_many(self.session, f"{self.noun}.created", subjects, BULK)

    def update(self, changes: Sequence[Change]) -> None:
        """Stores changed rows and journals them; each set of changed columns is one statement."""
        groups: dict[tuple[str, ...], list[Change]] = {}
        for change in changes:
            groups.setdefault(tuple(sorted(change.values)), []).append(change)
        instant = now()
        for names, group in groups.items():
            rows = [
                (before["id"], before["version"] + 1, instant, *(values[name] for name in names))
                for before, values in group
            ]
            update_batch(self.session, self.table, ("id", "version", "updated_at", *names), rows)
            details = {**BULK, "fields": list(names)}
            subjects = [self._moved(before, values) for before, values in group]
            journal.record_many(self.session, f"{self.noun}.updated", subjects, details)

    def _moved(self, before: Mapping[Any, Any], values: Row) -> journal.Subject:
        former = before["department_id"]
        current = values.get("department_id", former)
        moved_from = former if current != former else None
        return journal.Subject(self.noun, before["id"], before["version"] + 1, current, moved_from)


def _plain(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Terms as their stored text: comparing needs no member, and making one costs more than reading the row."""
    if isinstance(column.type, sa.Enum):
        return sa.type_coerce(column, sa.String).label(column.name)
    return column


class Departments:
    """Departments by code, with what a load may do in them."""

    def __init__(self, session: Session, actor: Actor, permission: Permission) -> None:
        table = DEPARTMENTS
        covered = within(actor.reach(permission), table.c.id).label("is_covered")
        rows = session.execute(sa.select(table.c.code, table.c.id, table.c.retired_on, covered)).all()
        self._by_code = {
            code: (row_id, retired, bool(is_covered)) for code, row_id, retired, is_covered in rows
        }
        self.covered = {row_id for _, row_id, _, is_covered in rows if is_covered}

    def find(self, code: str, pointer: str) -> tuple[int | None, FieldError | None]:
        """The id of a live department within reach, or why not."""
        row_id, retired, is_covered = self._by_code.get(code, (None, None, False))
        if row_id is None:
            return None, FieldError(pointer, "unknown-department", f"没有编码为 {code} 的部门。")
        if retired is not None:
            return None, FieldError(pointer, "retired-department", f"编码为 {code} 的部门已经撤销。")
        if not is_covered:
            return None, FieldError(pointer, "out-of-reach", f"编码为 {code} 的部门不在您的办理范围内。")
        return row_id, None

"""Reads of mappings, and the file read with them."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.imports.entries.rules import sheets_of
from backend.imports.mappings.models import ImportMapping
from backend.imports.mappings.rules import (
    MappedPart,
    Meanings,
    for_reader,
    load,
    origin_of_column,
    origin_of_level,
    words_of,
)
from backend.imports.mappings.schemas import ImportMappingOut, ImportMappingQuery
from backend.imports.plans.rules import FINDINGS, SHEETS
from backend.imports.reader.forms import read_file
from backend.imports.reader.limits import Limits
from backend.imports.reader.parsed import ParsedFile, TableReading
from backend.kit.paging import fetch
from backend.kit.problems import forbidden, not_found
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, within

MAPPINGS = table_of(ImportMapping)
TABLES = TypeAdapter(tuple[TableReading, ...])
_SPECIAL: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "column": MAPPINGS.c.field.label("column"),
}
_COLUMNS = tuple(
    _SPECIAL[name] if name in _SPECIAL else MAPPINGS.c[name] for name in ImportMappingOut.model_fields
)
_SOURCE = sa.outerjoin(MAPPINGS, DEPARTMENTS, DEPARTMENTS.c.id == MAPPINGS.c.department_id)

Row = dict[str, Any]


def reach(actor: Actor, permission: Permission = Permission.imports_read) -> sa.ColumnElement[bool]:
    """The meanings of the departments a permission covers; those of no department are the whole school's."""
    return within(actor.need(permission), MAPPINGS.c.department_id)


def search_mappings(session: Session, actor: Actor, query: ImportMappingQuery) -> tuple[list[Row], int]:
    """One page of remembered meanings, the last used first, and the total."""
    order = (MAPPINGS.c.used_at.desc(), MAPPINGS.c.id.desc())
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(reach(actor)).order_by(*order)
    if query.department_id:
        statement = statement.where(MAPPINGS.c.department_id == query.department_id)
    if query.part:
        statement = statement.where(MAPPINGS.c.part == query.part)
    rows, total = fetch(session, statement, query)
    return [_shown(actor, row) for row in rows], total


def get_mapping(
    session: Session, actor: Actor, mapping_id: int, permission: Permission = Permission.imports_read
) -> Row:
    """One meaning; 404 when invisible, 403 when it may only be read."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(MAPPINGS.c.id == mapping_id)
    row = session.execute(statement.where(reach(actor))).mappings().one_or_none()
    if row is None:
        raise not_found("这条对应")
    covered = sa.select(MAPPINGS.c.id).where(MAPPINGS.c.id == mapping_id, reach(actor, permission))
    if session.execute(covered).first() is None:
        raise forbidden()
    return _shown(actor, dict(row))


def _shown(actor: Actor, row: Row) -> Row:
    return row if actor.sees_personal_data else row | {"used_by_name": None}


def of_department(department_id: int | None) -> sa.ColumnElement[bool]:
    """The meanings of exactly this department, or of the school's own uploads."""
    if department_id is None:
        return MAPPINGS.c.department_id.is_(None)
    return MAPPINGS.c.department_id == department_id


def remembered(session: Session, department_id: int | None) -> Meanings:
    """What was said about earlier files of the department."""
    columns = (MAPPINGS.c.part, MAPPINGS.c.words, MAPPINGS.c.field, MAPPINGS.c.level)
    statement = sa.select(*columns).where(of_department(department_id)).order_by(MAPPINGS.c.id)
    return {
        (part, words): (level if part is MappedPart.level else field, True)
        for part, words, field, level in session.execute(statement)
    }


def read_upload(data: bytes, name: str, meanings: Meanings, limits: Limits) -> tuple[Row, Meanings]:
    """What an import keeps of its file, and the meanings that were needed. Raises what the reader refuses."""
    parsed = read_file(data, name, for_reader(meanings), limits)
    needed = words_of(parsed.tables)
    used = {key: said for key, said in meanings.items() if key in needed}
    return _kept(parsed), used


def _kept(parsed: ParsedFile) -> Row:
    sheets = tuple(sheet for form in parsed.forms for sheet in sheets_of(form))
    orphans = (finding for form in parsed.forms if not sheets_of(form) for finding in form.findings)
    return {
        "forms_count": len(sheets),
        "sheets": SHEETS.dump_python(sheets, mode="json"),
        "findings": FINDINGS.dump_python((*parsed.findings, *orphans), mode="json"),
        "tables": TABLES.dump_python(parsed.tables, mode="json"),
    }


def tables_of(row: Mapping[str, Any]) -> tuple[TableReading, ...]:
    """How the tables of an import were understood."""
    return TABLES.validate_python(row["tables"])


def shown_tables(row: Mapping[str, Any]) -> list[Row]:
    """The same as `TableSeenOut`."""
    meanings = load(row["mapping"])
    return [_table(table, meanings) for table in tables_of(row)]


def _table(table: TableReading, meanings: Meanings) -> Row:
    columns: Iterable[Row] = (
        {"at": one.at, "text": one.text, "column": one.column, "origin": origin_of_column(one, meanings)}
        for one in table.columns
    )
    levels: Iterable[Row] = (
        {"word": one.word, "level": one.level, "origin": origin_of_level(one, meanings)}
        for one in table.levels
    )
    place = {"source": table.source, "sheet": table.sheet, "table": table.number, "kind": table.kind}
    return place | {"columns": list(columns), "levels": list(levels)}

"""Writes of the lists. Nothing is deleted: what went out of use stays readable in the rows that hold it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.risks.lists.queries import CATEGORIES, SCHEMES, WAYS, Row, find_entry, get_lists, shown
from backend.risks.lists.schemas import (
    FindingWayCreate,
    FindingWayUpdate,
    ListQuery,
    RiskCategoryCreate,
    RiskCategoryUpdate,
    RiskSchemeCreate,
    RiskSchemeUpdate,
)
from backend.risks.schemas import MAX_SCHEMES

NAMES = {WAYS: "finding_way", SCHEMES: "risk_scheme", CATEGORIES: "risk_category"}
STEP = 10
"""Between neighbours of a new scheme, so that something can be put between."""


def create_way(session: Session, body: FindingWayCreate) -> Row:
    """A new way of finding; 409 when the key is taken."""
    return shown(WAYS, _create(session, WAYS, body.model_dump(), WAYS.c.key == body.key))


def update_way(session: Session, way_id: int, body: FindingWayUpdate, expected: Expected) -> Row:
    """Changes the given fields; 409 when no way would be left."""
    before = find_entry(session, WAYS, way_id)
    changes = body.model_dump(exclude_unset=True)
    others = sa.select(WAYS.c.id).where(WAYS.c.is_active, WAYS.c.id != way_id).limit(1)
    if changes.get("is_active") is False and session.execute(others).first() is None:
        raise conflict("至少要保留一种查找方法。", "last-one")
    return shown(WAYS, _update(session, WAYS, before, changes, expected))


def create_scheme(session: Session, body: RiskSchemeCreate) -> Row:
    """A new scheme with its categories; 409 when the key is taken."""
    if session.execute(sa.select(sa.func.count()).select_from(SCHEMES)).scalar_one() >= MAX_SCHEMES:
        raise conflict(f"最多 {MAX_SCHEMES} 种分类法。", "too-many-schemes")
    values = body.model_dump(exclude={"categories"})
    scheme = _create(session, SCHEMES, values, SCHEMES.c.key == body.key)
    for place, one in enumerate(body.categories, 1):
        category = {"key": one.key, "label": one.label, "definition": one.definition}
        place_in = {"scheme_id": scheme["id"], "is_active": True, **_stamps()}
        parent_id = insert_row(session, CATEGORIES, category | place_in | {"sort": place * STEP})
        for rank, sub in enumerate(one.subcategories, 1):
            below = {"parent_id": parent_id, "sort": rank * STEP, **sub.model_dump()}
            insert_row(session, CATEGORIES, below | place_in | {"definition": ""})
    return _scheme(session, scheme["id"])


def update_scheme(session: Session, scheme_id: int, body: RiskSchemeUpdate, expected: Expected) -> Row:
    """Changes the given fields."""
    before = find_entry(session, SCHEMES, scheme_id)
    _update(session, SCHEMES, before, body.model_dump(exclude_unset=True), expected)
    return _scheme(session, scheme_id)


def _scheme(session: Session, scheme_id: int) -> Row:
    every = get_lists(session, ListQuery(include_inactive=True))["schemes"]
    found: Row = next(one for one in every if one["id"] == scheme_id)
    return found


def create_category(session: Session, scheme_id: int, body: RiskCategoryCreate) -> Row:
    """A new category, or a particular below one; 409 when the key is taken in the scheme. Returns the scheme."""
    find_entry(session, SCHEMES, scheme_id)
    if body.parent_id is not None:
        above = sa.select(CATEGORIES.c.id).where(
            CATEGORIES.c.id == body.parent_id,
            CATEGORIES.c.scheme_id == scheme_id,
            CATEGORIES.c.parent_id.is_(None),
        )
        if session.execute(above).first() is None:
            raise invalid("/parent_id", "unknown", "请选择这种分类法里的一个类别。")
    taken = sa.and_(CATEGORIES.c.scheme_id == scheme_id, CATEGORIES.c.key == body.key)
    _create(session, CATEGORIES, body.model_dump() | {"scheme_id": scheme_id}, taken)
    return _scheme(session, scheme_id)


def update_category(session: Session, category_id: int, body: RiskCategoryUpdate, expected: Expected) -> Row:
    """Changes the given fields of a category or a particular. Returns the scheme."""
    before = find_entry(session, CATEGORIES, category_id)
    _update(session, CATEGORIES, before, body.model_dump(exclude_unset=True), expected)
    return _scheme(session, before["scheme_id"])


def _stamps() -> Row:
    return {"version": 1, "created_at": now(), "updated_at": now()}


def _create(
    session: Session, table: sa.Table, values: Mapping[str, Any], taken: sa.ColumnElement[bool]
) -> Row:
    if session.execute(sa.select(table.c.id).where(taken)).first():
        raise conflict("这个标识已经用过了，请换一个。", "already-exists")
    row = {**values, "is_active": True, **_stamps()}
    row["id"] = insert_row(session, table, row)
    _record(session, table, "created", row, {"key": row["key"]})
    return row


def _update(
    session: Session, table: sa.Table, before: Row, changes: Mapping[str, Any], expected: Expected
) -> Row:
    expected.check(before["version"])
    changed = {name: value for name, value in changes.items() if value != before[name]}
    if not changed:
        return before
    claim_version(session, table, before, changed)
    after = before | changed | {"version": before["version"] + 1}
    _record(session, table, "updated", after, {"fields": sorted(changed)})
    return after


def _record(session: Session, table: sa.Table, verb: str, row: Row, details: Row) -> None:
    subject = journal.Subject(NAMES[table], row["id"], row["version"])
    journal.record(session, f"{NAMES[table]}.{verb}", subject, details)

"""Reads of the lists, and whether what a row is tagged with stands on them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.problems import FieldError, invalid, invalid_fields, not_found
from backend.kit.table import table_of
from backend.risks.lists.schemas import (
    FindingWayOut,
    ListQuery,
    RiskCategoryOut,
    RiskSchemeOut,
    RiskSubcategoryOut,
)
from backend.risks.models import FindingWay, RiskScheme, SchemeCategory
from backend.risks.rules import CategoryScheme, FindingOrigin, FindingSource, RiskCategory

WAYS, SCHEMES, CATEGORIES = (table_of(model) for model in (FindingWay, RiskScheme, SchemeCategory))
Row = dict[str, Any]
Change = tuple[str, Mapping[str, Any] | None, Mapping[str, Any]]
TAGS = ("found_by", "categories", "subcategories")
_BUILTIN: dict[sa.Table, dict[str, str]] = {
    WAYS: {one.value: one for one in FindingSource},
    SCHEMES: {one.value: one for one in CategoryScheme},
    CATEGORIES: {one.value: one for one in RiskCategory},
}


def get_lists(session: Session, query: ListQuery) -> Row:
    """All lists in their order (`RiskListsOut`)."""
    ways, schemes, categories = (_rows(session, table, query) for table in (WAYS, SCHEMES, CATEGORIES))
    below = [row for row in categories if row["parent_id"]]
    for row in categories:
        row["subcategories"] = [
            _out(RiskSubcategoryOut, one) for one in below if one["parent_id"] == row["id"]
        ]
    for scheme in schemes:
        scheme["categories"] = [
            _out(RiskCategoryOut, row)
            for row in categories
            if row["scheme_id"] == scheme["id"] and not row["parent_id"]
        ]
    return {
        "ways": [_out(FindingWayOut, way) for way in ways],
        "schemes": [_out(RiskSchemeOut, scheme) for scheme in schemes],
    }


def _rows(session: Session, table: sa.Table, query: ListQuery) -> list[Row]:
    statement = sa.select(table).order_by(table.c.sort, table.c.id)
    if not query.include_inactive:
        statement = statement.where(table.c.is_active)
    return [shown(table, dict(row)) for row in session.execute(statement).mappings()]


def shown(table: sa.Table, row: Row) -> Row:
    """The row with `builtin`."""
    return row | {"builtin": _BUILTIN[table].get(row["key"])}


def _out(model: Any, row: Row) -> Row:
    return {name: row[name] for name in model.model_fields}


def find_entry(session: Session, table: sa.Table, entry_id: int) -> Row:
    """One entry of a list, or 404."""
    row = session.execute(sa.select(table).where(table.c.id == entry_id)).mappings().one_or_none()
    if row is None:
        raise not_found("这一项")
    return dict(row)


class Tag(NamedTuple):
    """One category as a row may use it; `parent` is the key of the category above a particular."""

    parent: str | None
    is_active: bool


def way_of(session: Session, origin: FindingOrigin) -> list[str]:
    """What is recorded as the way of finding for a risk that came from there: the first such way in use, if any."""
    statement = (
        sa.select(WAYS.c.key)
        .where(WAYS.c.origin == origin, WAYS.c.is_active)
        .order_by(WAYS.c.sort, WAYS.c.id)
    )
    return list(session.execute(statement.limit(1)).scalars())


def in_use(session: Session, content: Mapping[str, Any]) -> Row:
    """The content of a risk without the categories and particulars that went out of use meanwhile."""
    tags = _tags(session)
    usable = {
        scheme: key
        for scheme, key in content["categories"].items()
        if (tag := tags.get((scheme, key))) and tag.parent is None and tag.is_active
    }
    particulars = {
        scheme: [key for key in keys if _belongs(tags, scheme, key, usable.get(scheme), may_rest=False)]
        for scheme, keys in content["subcategories"].items()
    }
    below = {scheme: keys for scheme, keys in particulars.items() if keys}
    return {**content, "categories": usable, "subcategories": below}


def require_way(session: Session, key: str) -> None:
    """422 for a way no list ever had."""
    if session.execute(sa.select(WAYS.c.id).where(WAYS.c.key == key)).first() is None:
        raise invalid("found_by", "unknown", "没有这种查找方法。")


def schemes_with(session: Session, category: str, scheme: str | None) -> tuple[str, ...]:
    """The schemes that have a category, inactive ones too; 422 when there is none."""
    statement = (
        sa.select(SCHEMES.c.key)
        .join(CATEGORIES, CATEGORIES.c.scheme_id == SCHEMES.c.id)
        .where(CATEGORIES.c.key == category, CATEGORIES.c.parent_id.is_(None))
        .order_by(SCHEMES.c.key)
    )
    found = [key for key in session.execute(statement).scalars() if scheme in (None, key)]
    if not found:
        raise invalid("category", "unknown", "这种分类法里没有这个类别。" if scheme else "没有这个风险类别。")
    return tuple(found)


def check_tags(session: Session, changes: Sequence[Change]) -> None:
    """422 unless what is newly chosen stands on the lists and is in use.

    `changes` are (pointer of the row, before, after). What stood before is not judged again, and a row carried from
    last year may keep what went out of use.
    """
    touched = [(at, old or {}, new) for at, old, new in changes if _is_touched(old or {}, new)]
    if not touched:
        return
    ways = dict(session.execute(sa.select(WAYS.c.key, WAYS.c.is_active)).all())
    tags = _tags(session)
    errors = [error for change in touched for error in _errors(ways, tags, change)]
    if errors:
        raise invalid_fields(errors)


def _is_touched(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return any((new.get(name) or None) != (old.get(name) or None) for name in TAGS)


def _tags(session: Session) -> dict[tuple[str, str], Tag]:
    above = CATEGORIES.alias("above")
    statement = (
        sa.select(
            SCHEMES.c.key,
            CATEGORIES.c.key,
            above.c.key,
            sa.and_(
                SCHEMES.c.is_active, CATEGORIES.c.is_active, sa.func.coalesce(above.c.is_active, sa.true())
            ),
        )
        .join(CATEGORIES, CATEGORIES.c.scheme_id == SCHEMES.c.id)
        .outerjoin(above, above.c.id == CATEGORIES.c.parent_id)
    )
    return {(scheme, key): Tag(parent, bool(on)) for scheme, key, parent, on in session.execute(statement)}


def _errors(
    ways: Mapping[str, bool],
    tags: Mapping[tuple[str, str], Tag],
    change: tuple[str, Mapping[str, Any], Mapping[str, Any]],
) -> Iterator[FieldError]:
    pointer, old, new = change
    is_carried = new.get("carried_from_id") is not None
    for number, key in enumerate(new.get("found_by") or ()):
        if key not in (old.get("found_by") or ()) and not (key in ways and (ways[key] or is_carried)):
            yield FieldError(f"{pointer}/found_by/{number}", "unknown", "没有这种查找方法，或它已经停用。")
    before, chosen = old.get("categories") or {}, new.get("categories") or {}
    for scheme, key in chosen.items():
        tag = tags.get((scheme, key))
        is_usable = tag is not None and tag.parent is None and (tag.is_active or is_carried)
        if before.get(scheme) != key and not is_usable:
            yield FieldError(
                f"{pointer}/categories/{scheme}", "unknown", "这种分类法里没有这个类别，或已经停用。"
            )
    for scheme, keys in (new.get("subcategories") or {}).items():
        was = (old.get("subcategories") or {}).get(scheme, ())
        if not all(
            _belongs(tags, scheme, key, chosen.get(scheme), may_rest=key in was or is_carried) for key in keys
        ):
            sentence = "具体情形要从所选类别下面选；改了类别，请一并改具体情形。"
            yield FieldError(f"{pointer}/subcategories/{scheme}", "unknown", sentence)


def _belongs(
    tags: Mapping[tuple[str, str], Tag], scheme: str, key: str, category: str | None, *, may_rest: bool
) -> bool:
    tag = tags.get((scheme, key))
    return (
        tag is not None and tag.parent is not None and tag.parent == category and (tag.is_active or may_rest)
    )

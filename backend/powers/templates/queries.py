"""Reads of templates. Whoever reads powers may read them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.organization.rules import KeyArea
from backend.powers.templates.models import FlowTemplate
from backend.powers.templates.rules import Starter, read_starters
from backend.powers.templates.schemas import FlowTemplateItem, FlowTemplateQuery, FlowTemplateSort

TEMPLATES = table_of(FlowTemplate)
STARTERS = Path(__file__).parent / "starters"
Found = dict[str, Any]
_ORDER = {
    FlowTemplateSort.by_name: (TEMPLATES.c.name, TEMPLATES.c.id),
    FlowTemplateSort.newest: (TEMPLATES.c.id.desc(),),
}


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    """The templates of the product, in the order of the key areas."""
    found = [
        starter
        for area in KeyArea
        for starter in read_starters(area, (STARTERS / f"{area}.txt").read_text("utf-8"))
    ]
    return tuple(found)


def list_starters(actor: Actor, key_area: KeyArea | None) -> list[Found]:
    """`FlowStarter`s of one key area or all."""
    actor.need(Permission.powers_read)
    return [one._asdict() for one in starters() if key_area in (None, one.key_area)]


def _selected(actor: Actor, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    actor.need(Permission.powers_read)
    names = [name for name in FlowTemplateItem.model_fields if name != "step_count"]
    count = sa.func.json_array_length(TEMPLATES.c.steps).label("step_count")
    return sa.select(*(TEMPLATES.c[name] for name in names), count, *columns)


def search_templates(session: Session, actor: Actor, query: FlowTemplateQuery) -> tuple[list[Found], int]:
    """One page of the college's own."""
    statement = _selected(actor).order_by(*_ORDER[query.sort])
    if not query.include_retired:
        statement = statement.where(TEMPLATES.c.retired_on.is_(None))
    if query.key_area:
        statement = statement.where(TEMPLATES.c.key_area == query.key_area)
    if query.q:
        statement = statement.where(contains(query.q, TEMPLATES.c.name, TEMPLATES.c.note))
    return fetch(session, statement, query)


def get_template(session: Session, actor: Actor, template_id: int) -> Found:
    """The whole template (`FlowTemplateOut`), or 404."""
    statement = _selected(actor, TEMPLATES.c.steps).where(TEMPLATES.c.id == template_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这个流程模板")
    return dict(row)

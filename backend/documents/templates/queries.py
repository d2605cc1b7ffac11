"""Reads of templates, and which one fills a form."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.documents.checker.names import CELLS, HEADS, TAGS, Name, Shape
from backend.documents.checker.package import clean_package
from backend.documents.rules import DocumentFormat, DocumentKind
from backend.documents.templates.models import DocumentTemplate, TemplateAdoption
from backend.documents.templates.rules import MACHINE, SHOWN, TemplateAction, TemplateState
from backend.documents.templates.schemas import (
    DocumentTemplateOut,
    DocumentTemplateQuery,
    DocumentTemplateSort,
    TemplateAdoptionOut,
)
from backend.documents.writer.filler import Template
from backend.kit.files import Store
from backend.kit.paging import fetch
from backend.kit.problems import Problem, not_found
from backend.kit.table import table_of
from backend.powers.queries import CATALOGUES
from backend.risks.queries import INVENTORIES

TEMPLATES, ADOPTIONS = table_of(DocumentTemplate), table_of(TemplateAdoption)
READ, WRITE = Permission.documents_read, Permission.templates_write
COMPILED: Final = 32
"""Templates kept ready in a process: more than the kinds there are, for closed years."""

_LATEST = (
    sa.select(sa.func.max(ADOPTIONS.c.id))
    .where(ADOPTIONS.c.template_id == TEMPLATES.c.id)
    .correlate(TEMPLATES)
    .scalar_subquery()
)
_COMPUTED: dict[str, sa.ColumnElement[Any]] = {
    "adopted_at": ADOPTIONS.c.adopted_at,
    "ended_at": ADOPTIONS.c.ended_at,
    "remarks_count": TEMPLATES.c.remarks,
}
_ITEM = tuple(
    _COMPUTED[name].label(name) if name in _COMPUTED else TEMPLATES.c[name]
    for name in DocumentTemplateOut.model_fields
)
_ORDER = {
    DocumentTemplateSort.newest: (TEMPLATES.c.id.desc(),),
    DocumentTemplateSort.by_kind: (TEMPLATES.c.kind, TEMPLATES.c.edition.desc(), TEMPLATES.c.id),
}
_COMPILING: Final = Lock()
Row = dict[str, Any]


def visible_templates(actor: Actor) -> sa.ColumnElement[bool]:
    """What has filled forms, for whoever has them; drafts only for who makes them."""
    actor.need(READ)
    return sa.true() if actor.reach(WRITE) else TEMPLATES.c.state.in_(SHOWN)


def _select(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*columns).join_from(TEMPLATES, ADOPTIONS, ADOPTIONS.c.id == _LATEST, isouter=True)


def search_templates(
    session: Session, actor: Actor, query: DocumentTemplateQuery
) -> tuple[list[Row], int]:
    """One page of the versions."""
    statement = _select(*_ITEM).where(visible_templates(actor)).order_by(*_ORDER[query.sort])
    if query.kind:
        statement = statement.where(TEMPLATES.c.kind.in_(query.kind))
    if query.state:
        statement = statement.where(TEMPLATES.c.state.in_(query.state))
    rows, total = fetch(session, statement, query)
    return [row | {"remarks_count": len(row["remarks_count"])} for row in rows], total


def get_template(session: Session, actor: Actor, template_id: int) -> Row:
    """One version (`DocumentTemplateDetail` but for `has_pdf_preview`, `digest` besides), or 404."""
    statement = _select(*_ITEM, TEMPLATES.c.remarks, TEMPLATES.c.digest)
    found = session.execute(statement.where(TEMPLATES.c.id == template_id, visible_templates(actor)))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这个模板")
    return dict(row) | {
        "remarks_count": len(row["remarks"]),
        "adoptions": _adoptions(session, template_id),
        "allowed_actions": [
            step.action
            for step in MACHINE.actions(TemplateState(row["state"]))
            if step.action != TemplateAction.supersede and actor.reach(Permission(step.permission))
        ],
    }


def _adoptions(session: Session, template_id: int) -> list[Row]:
    columns = (ADOPTIONS.c[name] for name in TemplateAdoptionOut.model_fields)
    statement = sa.select(*columns).where(ADOPTIONS.c.template_id == template_id)
    return [dict(row) for row in session.execute(statement.order_by(ADOPTIONS.c.id.desc())).mappings()]


def list_kinds(session: Session, actor: Actor) -> list[Row]:
    """The seven kinds in their order, each with what fills it now (`TemplateKindOut`)."""
    actor.need(READ)
    statement = sa.select(
        ADOPTIONS.c.kind,
        ADOPTIONS.c.template_id,
        TEMPLATES.c.edition,
        ADOPTIONS.c.adopted_at,
        ADOPTIONS.c.adopted_by_name,
    ).join(TEMPLATES, TEMPLATES.c.id == ADOPTIONS.c.template_id)
    rows = session.execute(statement.where(ADOPTIONS.c.ended_at.is_(None))).mappings()
    in_use = {row["kind"]: dict(row) for row in rows}
    nothing = dict.fromkeys(("template_id", "edition", "adopted_at", "adopted_by_name"))
    waiting = _waiting(session) if actor.reach(WRITE) else {}
    return [
        {"kind": kind, **nothing, **in_use.get(kind, {}), "waiting_count": waiting.get(kind, 0)}
        for kind in DocumentKind
    ]


def _waiting(session: Session) -> dict[str, int]:
    statement = sa.select(TEMPLATES.c.kind, sa.func.count()).group_by(TEMPLATES.c.kind)
    found = session.execute(statement.where(TEMPLATES.c.state == TemplateState.checked)).all()
    return {str(kind): int(count) for kind, count in found}


def guide(actor: Actor, kind: DocumentKind) -> Row:
    """Every name and tag of a kind (`TemplateGuideOut`)."""
    actor.need(READ)
    return {
        "kind": kind,
        "names": [*_names(HEADS[kind], is_in_row=False), *_names(CELLS[kind], is_in_row=True)],
        "tags": [{"tag": tag, "meaning": meaning} for tag, meaning in TAGS],
    }


def _names(names: Sequence[Name], *, is_in_row: bool) -> list[Row]:
    tags = {
        Shape.rows: "{{%tr for r in {} %}}",
        Shape.blanks: "{{%tr for b in {} %}}",
        Shape.mark: "{{%bm {} %}}",
        Shape.flag: "{{%vm {} %}}",
        Shape.lines: "{{{{ {}|numbered }}}}",
    }
    full = [f"r.{one.name}" if is_in_row else one.name for one in names]
    return [
        {
            "name": name,
            "label": one.label,
            "tag": tags.get(one.shape, "{{{{ {} }}}}").format(name),
            "is_required": one.must,
            "is_in_row": is_in_row,
        }
        for name, one in zip(full, names, strict=True)
    ]


def own_template(
    session: Session, store: Store, kind: DocumentKind, year: int | None = None
) -> Template | None:
    """The college's own template that fills a form of this kind, ready to use; None for the product's own.

    Forms of a closed year look as they did on the day it was closed.
    """
    moment = _closed_at(session, year) if year is not None else None
    lasting: sa.ColumnElement[bool] = ADOPTIONS.c.ended_at.is_(None)
    if moment is not None:
        lasting = sa.and_(
            ADOPTIONS.c.adopted_at <= moment, sa.or_(lasting, ADOPTIONS.c.ended_at > moment)
        )
    statement = sa.select(TEMPLATES.c.digest).join(ADOPTIONS, ADOPTIONS.c.template_id == TEMPLATES.c.id)
    digest = session.execute(statement.where(ADOPTIONS.c.kind == kind, lasting)).scalars().first()
    return compiled(store, digest) if digest is not None else None


def template_for(
    session: Session, store: Store, kind: DocumentKind, as_format: DocumentFormat, year: int | None = None
) -> Template | None:
    """The same for an answer in this format: workbooks and pages keep the product's layout."""
    if as_format is not DocumentFormat.docx:
        return None
    return own_template(session, store, kind, year)


def sheet_year(session: Session, inventory_id: int) -> int:
    """The year of a sheet the caller has read."""
    return int(session.execute(sa.select(INVENTORIES.c.year).where(INVENTORIES.c.id == inventory_id)).scalar_one())


def catalogue_year(session: Session, catalogue_id: int | None) -> int | None:
    """The year of a catalogue the caller has read; None for the powers of today."""
    if catalogue_id is None:
        return None
    return int(session.execute(sa.select(CATALOGUES.c.year).where(CATALOGUES.c.id == catalogue_id)).scalar_one())


def _closed_at(session: Session, year: int) -> datetime | None:
    statement = sa.select(WORK_YEARS.c.closed_at).where(WORK_YEARS.c.year == year)
    return session.execute(statement).scalar_one_or_none()


def compiled(store: Store, digest: str) -> Template:
    """A kept template, compiled once in a process for each content. Raises a 503 problem when its file is gone."""
    with _COMPILING:
        return _compiled(store.path(digest))


@lru_cache(COMPILED)
def _compiled(path: Path) -> Template:
    return Template(clean_package(_read(path)))


def kept(store: Store, digest: str) -> bytes:
    """A template as it was uploaded. Raises a 503 problem when its file is gone."""
    return _read(store.path(digest))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        detail = "本校模板的文件不在服务器上。请防控办公室在“表格模板”页面撤下它，或重新上传。"
        raise Problem("template-missing", "模板文件不在了", 503, detail) from error

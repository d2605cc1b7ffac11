"""Ctrl+K: a few hits of each kind, each through the clause of its own room."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.programmes.queries import search_campaigns
from backend.campaigns.programmes.schemas import CampaignQuery
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, visible_campaigns
from backend.communications.knowledge.queries import search_knowledge
from backend.communications.knowledge.schemas import KnowledgeQuery
from backend.communications.meetings.queries import search_meetings
from backend.communications.meetings.schemas import MeetingQuery
from backend.communications.notices.queries import search_notices
from backend.communications.notices.schemas import NoticeQuery
from backend.communications.questions.queries import search_questions
from backend.communications.questions.schemas import QuestionQuery
from backend.kit.rows import contains
from backend.kit.table import table_of
from backend.measures.controls.queries import search_measures
from backend.measures.controls.schemas import MeasureQuery
from backend.organization.queries import (
    DEPARTMENTS,
    NAMES,
    POSITIONS,
    POST_NAMES,
    own_positions,
    within,
)
from backend.powers.models import Power
from backend.regulations.queries import search_regulations
from backend.regulations.schemas import RegulationQuery
from backend.risks.queries import POINTS, visible_points

POWERS = table_of(Power)
EACH = 6
Hits = sa.Select[Any]
Found = list[dict[str, Any]]


def _former(text: str, names: sa.Table, key: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """The latest former name of a row that has the words."""
    said = sa.select(names.c.name).where(key, contains(text, names.c.name))
    return said.order_by(names.c.ended_on.desc()).limit(1).scalar_subquery()


def _called(
    table: sa.Table, names: sa.Table, key: sa.ColumnElement[Any], text: str
) -> tuple[tuple[sa.ColumnElement[Any], ...], sa.ColumnElement[bool]]:
    """Columns of a thing by its name, and whether it has the words in its name, its code or a name it bore before."""
    former, now = _former(text, names, key), contains(text, table.c.name, table.c.code)
    columns = (
        table.c.id,
        table.c.name.label("title"),
        sa.case((now, sa.null()), else_=former).label("former"),
        table.c.retired_on.is_not(None).label("is_gone"),
    )
    return columns, sa.or_(now, former.is_not(None))


def _departments(actor: Actor, text: str) -> Hits:
    columns, has = _called(DEPARTMENTS, NAMES, NAMES.c.department_id == DEPARTMENTS.c.id, text)
    clause = within(actor.reach(Permission.organization_read), DEPARTMENTS.c.id)
    return (
        sa.select(*columns, DEPARTMENTS.c.code.label("subtitle"))
        .where(clause, has)
        .order_by(DEPARTMENTS.c.retired_on.is_not(None), DEPARTMENTS.c.sort, DEPARTMENTS.c.id)
    )


def _positions(actor: Actor, text: str) -> Hits:
    columns, has = _called(POSITIONS, POST_NAMES, POST_NAMES.c.position_id == POSITIONS.c.id, text)
    clause = within(actor.reach(Permission.organization_read), POSITIONS.c.department_id)
    return (
        sa.select(*columns, DEPARTMENTS.c.name.label("subtitle"))
        .join_from(POSITIONS, DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .where(clause, has)
        .order_by(POSITIONS.c.retired_on.is_not(None), POSITIONS.c.id)
    )


def _hit(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """A hit; what is found by a former name bears it beside the present one, and what is gone says so."""
    found = row | {"kind": kind}
    former, is_gone = found.pop("former", None), found.pop("is_gone", False)
    marks = [f"原名 {former}"] if former else []
    marks += ["已撤销"] if is_gone else []
    return found | {"title": f"{found['title']}（{'，'.join(marks)}）" if marks else found["title"]}


def _powers(actor: Actor, text: str) -> Hits:
    own = POWERS.c.position_id.in_(own_positions(actor.user_id))
    clause = within(actor.reach(Permission.powers_read), POWERS.c.department_id, own)
    return (
        sa.select(POWERS.c.id, POWERS.c.name.label("title"), DEPARTMENTS.c.name.label("subtitle"))
        .join_from(POWERS, DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .where(clause, POWERS.c.retired_on.is_(None), contains(text, POWERS.c.name, POWERS.c.content))
    )


def _points(actor: Actor, text: str) -> Hits:
    return (
        sa.select(POINTS.c.id, POINTS.c.name.label("title"), DEPARTMENTS.c.name.label("subtitle"))
        .join_from(POINTS, DEPARTMENTS, DEPARTMENTS.c.id == POINTS.c.department_id)
        .where(
            visible_points(actor),
            POINTS.c.retired_at.is_(None),
            contains(text, POINTS.c.name, POINTS.c.manifestation),
        )
    )


def _deliverables(actor: Actor, text: str) -> Hits:
    return (
        sa.select(DELIVERABLES.c.id, DELIVERABLES.c.name.label("title"), CAMPAIGNS.c.name.label("subtitle"))
        .join_from(DELIVERABLES, CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id)
        .where(
            visible_campaigns(actor),
            DELIVERABLES.c.retired_on.is_(None),
            contains(text, DELIVERABLES.c.name),
        )
    )


def _campaigns(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_campaigns(session, actor, CampaignQuery(q=text, size=EACH))


def _regulations(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_regulations(session, actor, RegulationQuery(q=text, size=EACH))


def _meetings(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_meetings(session, actor, MeetingQuery(q=text, size=EACH))


def _notices(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_notices(session, actor, NoticeQuery(q=text, size=EACH))


def _questions(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_questions(session, actor, QuestionQuery(q=text, size=EACH))


def _knowledge(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_knowledge(session, actor, KnowledgeQuery(q=text, size=EACH))


def _measures(session: Session, actor: Actor, text: str) -> tuple[Found, int]:
    return search_measures(session, actor, MeasureQuery(q=text, size=EACH))


SOURCES = (
    ("department", Permission.organization_read, _departments),
    ("position", Permission.organization_read, _positions),
    ("power", Permission.powers_read, _powers),
    ("risk_point", Permission.risks_read, _points),
    ("deliverable", Permission.campaigns_read, _deliverables),
)
Lister = Callable[[Session, Actor, str], tuple[Found, int]]
LISTS: tuple[tuple[str, Permission, Lister, str], ...] = (
    ("campaign", Permission.campaigns_read, _campaigns, "name"),
    ("regulation", Permission.regulations_read, _regulations, "title"),
    ("meeting", Permission.meetings_read, _meetings, "title"),
    ("notice", Permission.notices_read, _notices, "title"),
    ("question", Permission.questions_read, _questions, "title"),
    ("knowledge", Permission.notices_read, _knowledge, "title"),
    ("measure", Permission.measures_read, _measures, "title"),
)
"""Kinds whose own room searches: kind, permission, its list, the field that is the title."""
SUBTITLES = ("department_name", "document_number", "number")


def _listed(kind: str, title: str, rows: Found) -> Found:
    """Hits from the rows of a room's own list."""
    return [
        {
            "kind": kind,
            "id": row["id"],
            "title": row[title],
            "subtitle": next((row[name] for name in SUBTITLES if row.get(name)), ""),
        }
        for row in rows
    ]


def search(session: Session, actor: Actor, text: str) -> Found:
    """At most six hits of each kind the caller may read."""
    hits: Found = []
    for kind, permission, build in SOURCES:
        if actor.reach(permission):
            rows = session.execute(build(actor, text).limit(EACH)).mappings()
            hits += [_hit(kind, dict(row)) for row in rows]
    for kind, permission, lister, title in LISTS:
        if actor.reach(permission):
            hits += _listed(kind, title, lister(session, actor, text)[0])
    return hits

"""What the self-check tables are filled with: duties, powers and risk points of a post or a department.

Without a year it is what stands today. A past year bears the names of then, the powers its approved catalogue lists,
its own risk points, and the duties these were found under (opinion.txt line 77: contents change from year to year).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.documents.queries import POWERS, campus_date, closed_on, heading, live_powers, name_of
from backend.documents.rules import DocumentKind
from backend.documents.schemas import SelfCheckForm, SelfCheckLine
from backend.organization.departments.queries import get_department
from backend.organization.history.queries import as_then, is_past, last_day
from backend.organization.positions.queries import get_position, holders_of
from backend.organization.queries import officers_of
from backend.organization.rules import OfficerKind
from backend.powers.catalogues.queries import visible_catalogues
from backend.powers.queries import CATALOGUES
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from backend.risks.queries import POINTS, visible_points

Found = Mapping[str, Any]


def position_self_check(
    session: Session, actor: Actor, college_name: str, position_id: int, year: int | None = None
) -> SelfCheckForm:
    """讲义附件1 of a position, today or in a year; 404 or 403 for a position out of reach."""
    kind = DocumentKind.position_self_check
    post = dict(get_position(session, actor, position_id, Permission.documents_read))
    (then,) = as_then(session, [post | {"position_id": position_id, "year": year, "position_name": post["name"]}])
    points = _points(session, actor, POINTS.c.position_id == position_id, year)
    powers = _powers(session, actor, then["department_id"], position_id, year)
    day = last_day(year) if year is not None and is_past(year) else None
    return SelfCheckForm(
        heading(kind, college_name, str(position_id), post["version"]),
        kind,
        (closed_on(session, year) if year is not None else None) or campus_date(post["updated_at"]),
        (_line(position_id, then["position_name"], post, points, powers, year),),
        then["department_name"],
        name_of(holders_of(session, actor, position_id, day)),
    )


def department_self_check(
    session: Session, actor: Actor, college_name: str, department_id: int, year: int | None = None
) -> SelfCheckForm:
    """讲义附件2 of a department, today or in a year; 404 or 403 for a department out of reach."""
    kind = DocumentKind.department_self_check
    unit = dict(get_department(session, actor, department_id, Permission.documents_read))
    named = unit | {"department_id": department_id, "year": year, "department_name": unit["name"]}
    (then,) = as_then(session, [named])
    found = sa.and_(POINTS.c.department_id == department_id, POINTS.c.position_id.is_(None))
    points = _points(session, actor, found, year)
    powers = _powers(session, actor, department_id, None, year)
    liaisons = [] if is_past(year) else officers_of(session, actor, OfficerKind.liaison, department_id)
    return SelfCheckForm(
        heading(kind, college_name, str(department_id), unit["version"]),
        kind,
        (closed_on(session, year) if year is not None else None) or campus_date(unit["updated_at"]),
        (_line(department_id, then["department_name"], unit, points, powers, year),),
        then["department_name"],
        filler_name=name_of(liaisons),
    )


def _line(
    row_id: int,
    name: str,
    unit: Found,
    points: Iterable[Found],
    powers: Iterable[str],
    year: int | None,
) -> SelfCheckLine:
    """Duties are kept for today only: those of a past year are the ones its risk points stand under."""
    rows = list(points)
    written = dict.fromkeys(row["duty"] for row in rows if row["duty"])
    duties = tuple(written) if is_past(year) and written else tuple(unit["duties"])
    risks = tuple(dict.fromkeys(row["name"] for row in rows if row["name"]))
    return SelfCheckLine(str(row_id), name, duties, tuple(powers), risks)


def _points(
    session: Session, actor: Actor, where: sa.ColumnElement[bool], year: int | None
) -> list[Found]:
    """The live risk points of a year, or of the newest there is."""
    live = sa.and_(where, visible_points(actor), POINTS.c.retired_at.is_(None))
    newest = sa.select(sa.func.max(POINTS.c.year)).where(live).scalar_subquery()
    statement = sa.select(POINTS.c.name, POINTS.c.duty).where(
        live, POINTS.c.year == (newest if year is None else year)
    )
    rows = session.execute(statement.order_by(POINTS.c.ordinal, POINTS.c.id)).mappings()
    return [dict(row) for row in rows]


def _powers(
    session: Session, actor: Actor, department_id: int, position_id: int | None, year: int | None
) -> list[str]:
    """Names of the powers of a post, or of the department's own, today or as a past year's catalogue was signed."""
    if is_past(year):
        content = _signed(session, actor, department_id, year)
        return [row["name"] for row in content if row["position_id"] == position_id]
    is_ours = POWERS.c.position_id.is_(None) if position_id is None else POWERS.c.position_id == position_id
    which = sa.and_(POWERS.c.department_id == department_id, is_ours) if position_id is None else is_ours
    return [row["name"] for row in live_powers(session, actor, which)]


def _signed(session: Session, actor: Actor, department_id: int, year: int | None) -> list[Found]:
    """What a department's approved catalogue of a year lists; nothing when there is none the actor sees."""
    statement = visible_catalogues(actor, CATALOGUES.c.content).where(
        CATALOGUES.c.department_id == department_id,
        CATALOGUES.c.year == year,
        REVIEWS.c.state == ReviewState.approved,
    )
    row = session.execute(statement.order_by(CATALOGUES.c.id.desc()).limit(1)).mappings().first()
    return list(row["content"]) if row else []

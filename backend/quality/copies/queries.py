"""Reads of what others wrote, in bounded time: by fingerprints and marks, never row by row."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit.batches import among
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.quality.models import SheetWording, WordingBand
from backend.quality.wording import bands, digest, normalized
from backend.reviews.rules import EDITABLE
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, visible_points
from backend.risks.rules import InventoryKind

WORDINGS, MARKS = table_of(SheetWording), table_of(WordingBand)
ELSEWHERE = 3_000
"""Rows of other posts a sheet is compared with: those of its department, newest first."""
CANDIDATES = 60
"""Rows of other departments that share a mark and are read to be compared: where more do, it is one text many have."""
Found = dict[str, Any]


def is_departments(sheet: Found) -> bool:
    """Whether it is 附件二."""
    return bool(sheet["kind"] != InventoryKind.position)


def elsewhere_of(session: Session, sheet: Found, own_name: str) -> dict[str, str]:
    """Rows of differently named posts of the department this year. Holders of like posts may share their wording.

    附件二 of a department sums up what its posts found, so it is compared with none of them, only with 附件二 of others
    (`abroad_of`).
    """
    if is_departments(sheet):
        return {}
    statement = (
        sa.select(POINTS.c.name, POINTS.c.manifestation, POSITIONS.c.name.label("post"))
        .join_from(POINTS, POSITIONS, POSITIONS.c.id == POINTS.c.position_id)
        .where(
            POINTS.c.department_id == sheet["department_id"],
            POINTS.c.year == sheet["year"],
            POINTS.c.retired_at.is_(None),
            POINTS.c.inventory_id != sheet["id"],
            POSITIONS.c.name != own_name,
        )
        .order_by(POINTS.c.id.desc())
        .limit(ELSEWHERE)
    )
    return {normalized(f"{name} {shown}"): post for name, shown, post in session.execute(statement)}


def abroad_of(session: Session, sheet: Found, own_name: str, rows: Sequence[Found]) -> frozenset[str]:
    """Which rows of the sheet other departments handed in word for word this year, and before it did: 附件二 is
    compared with 附件二, a post with differently named posts. Departments that are no more are left out: what they
    found goes on in another.
    """
    digests = {digest(row["name"], row["manifestation"]) for row in rows} - {None}
    if not digests:
        return frozenset()
    own = WORDINGS.alias("own")
    said_first = sa.select(own.c.id).where(
        own.c.inventory_id == sheet["id"], own.c.digest == WORDINGS.c.digest, own.c.id < WORDINGS.c.id
    )
    statement = (
        sa.select(WORDINGS.c.digest)
        .join_from(WORDINGS, INVENTORIES, INVENTORIES.c.id == WORDINGS.c.inventory_id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == INVENTORIES.c.department_id)
        .where(
            WORDINGS.c.digest.in_(digests),
            WORDINGS.c.year == sheet["year"],
            INVENTORIES.c.kind == sheet["kind"],
            INVENTORIES.c.department_id != sheet["department_id"],
            INVENTORIES.c.retired_on.is_(None),
            DEPARTMENTS.c.retired_on.is_(None),
            REVIEWS.c.state.not_in(EDITABLE),
            ~said_first.exists(),
        )
        .distinct()
    )
    if not is_departments(sheet):
        named = sa.and_(POSITIONS.c.id == INVENTORIES.c.position_id, POSITIONS.c.name != own_name)
        statement = statement.join(POSITIONS, named)
    return frozenset(session.execute(statement).scalars())


def alike_of(
    session: Session, actor: Actor | None, sheet: Found, own_name: str, rows: Sequence[Found]
) -> dict[str, str]:
    """Texts of rows other departments handed in before, which share a mark with a row of the sheet → department and
    post, or nothing where the actor may not see them. Compared as `abroad_of` compares."""
    marks = {band for row in rows for band in bands(row["name"], row["manifestation"])}
    if not marks:
        return {}
    own = MARKS.alias("own")
    said_first = sa.select(own.c.id).where(
        own.c.inventory_id == sheet["id"], own.c.band == MARKS.c.band, own.c.id < MARKS.c.id
    )
    seen = visible_points(actor) if actor else sa.false()
    statement = (
        sa.select(
            POINTS.c.id,
            POINTS.c.name,
            POINTS.c.manifestation,
            DEPARTMENTS.c.name.label("unit"),
            POSITIONS.c.name.label("post"),
            seen.label("is_seen"),
        )
        .select_from(MARKS)
        .join(POINTS, POINTS.c.id == MARKS.c.risk_point_id)
        .join(INVENTORIES, INVENTORIES.c.id == MARKS.c.inventory_id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == INVENTORIES.c.department_id)
        .outerjoin(POSITIONS, POSITIONS.c.id == INVENTORIES.c.position_id)
        .where(
            among(session, MARKS.c.band, sorted(marks)),
            MARKS.c.year == sheet["year"],
            INVENTORIES.c.kind == sheet["kind"],
            INVENTORIES.c.department_id != sheet["department_id"],
            INVENTORIES.c.retired_on.is_(None),
            POINTS.c.retired_at.is_(None),
            DEPARTMENTS.c.retired_on.is_(None),
            REVIEWS.c.state.not_in(EDITABLE),
            sa.or_(POSITIONS.c.id.is_(None), POSITIONS.c.name != own_name),
            ~said_first.exists(),
        )
        .distinct()
        .limit(CANDIDATES)
    )
    found = session.execute(statement).mappings().all()
    unit = session.execute(sa.select(DEPARTMENTS.c.name).where(DEPARTMENTS.c.id == sheet["department_id"]))
    like = own_name.removeprefix(unit.scalar_one())
    return {
        normalized(f"{row['name']} {row['manifestation']}"): _whose(row)
        for row in found
        # 教务处负责人 and 财务处负责人 are like posts, which may share their wording.
        if row["post"] is None or row["post"].removeprefix(row["unit"]) != like
    }


def _whose(row: sa.RowMapping) -> str:
    return f"{row['unit']}{row['post'] or ''}" if row["is_seen"] else ""

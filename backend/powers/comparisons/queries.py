"""Reads of 附件一 beside what it was. Whoever may read the catalogue may compare it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.organization.queries import absorbed
from backend.powers.catalogues.queries import find_catalogue, live_rows, visible_catalogues
from backend.powers.comparisons.schemas import ComparedPower
from backend.powers.queries import CATALOGUES
from backend.powers.rules import SIGNED
from backend.reviews.comparisons.queries import (
    Found,
    RowKind,
    laid_beside,
    last_submission,
    nothing,
    year_base,
)
from backend.reviews.comparisons.rules import BaseGap, ComparisonBase
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import EDITABLE, ReviewState

Row = dict[str, Any]


def compare_catalogue(session: Session, actor: Actor, catalogue_id: int, against: ComparisonBase) -> Row:
    """`Comparison` of a catalogue the actor may see, or 404: of what its signers have before them."""
    catalogue = find_catalogue(session, actor, catalogue_id) | {"note": ""}
    is_open = catalogue["state"] in EDITABLE or catalogue["is_stale"]
    is_live = is_open and not catalogue["is_gone"]
    rows = live_rows(session, catalogue["department_id"]) if is_live else catalogue["content"]
    if against is ComparisonBase.last_year:
        found = _last_year(session, actor, catalogue, rows)
    else:
        found = last_submission(session, catalogue, catalogue, rows)
    return laid_beside(actor, catalogue, found, rows, _POWERS, against)


def _last_year(session: Session, actor: Actor, catalogue: Row, rows: Sequence[Row]) -> Found:
    """The newest approved one before, of the department and of what became part of it: a power keeps its number."""
    unit = catalogue["department_id"]
    earlier = (
        visible_catalogues(actor, CATALOGUES.c.content)
        .where(
            CATALOGUES.c.department_id.in_([unit, *absorbed(session, unit)]),
            CATALOGUES.c.year < catalogue["year"],
            REVIEWS.c.state == ReviewState.approved,
        )
        .order_by(CATALOGUES.c.year.desc(), CATALOGUES.c.department_id != unit, CATALOGUES.c.id)
    )
    former = session.execute(earlier).mappings().all()
    if not former:
        return nothing(BaseGap.no_sheet)
    first = former[0]
    before = [row for one in former if one["year"] == first["year"] for row in one["content"]]
    return Found(
        year_base(first["id"], first["year"], ""), None, before, {row["id"]: row["id"] for row in rows}
    )


def _cells(row: Row, exactly: bool) -> Row:
    """The rules without their titles: a correction of a title changes no power."""
    bases = [f"{one['regulation_id']} {one['clause']}" for one in row["bases"]]
    return {name: row.get(name) for name in SIGNED} | {"bases": bases}


_POWERS = RowKind(frozenset(ComparedPower.model_fields), _cells, lambda row: str(row["name"]))

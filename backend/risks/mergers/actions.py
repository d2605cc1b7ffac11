"""After a merger the open work goes on in the new department; what was signed stays as it was signed.

附件三 goes where its post went. 附件二 goes over as it is, or its rows join the new department's own; while that one is
under review nobody may add to it, so they join when the signing is over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.years.queries import closed_years
from backend.kit import journal
from backend.kit.rows import claim_version
from backend.kit.table import today
from backend.organization.actions import move_rows
from backend.organization.queries import POSITIONS, absorbed
from backend.reviews.actions import close, follow_unit, note_content
from backend.reviews.rules import EDITABLE, SIGNING_ENDS, ReviewState, ReviewSubject
from backend.risks.actions import cell_of, shift_tally
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, live_rows, sheet_state
from backend.risks.rules import GAP, InventoryKind, SuggestionState, content_hash
from backend.risks.schemas import MAX_ROWS
from backend.risks.suggestions.queries import SUGGESTIONS

Row = dict[str, Any]
JOINED = "部门合并，内容并入新部门的排查表"


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Open sheets and suggestions of a merged department go along; rows that had to wait join after the signing."""
    for item in happenings:
        is_sheet = item.details.get("subject_kind") == ReviewSubject.risk_inventory
        if item.action == "department.merged":
            _take_over(session, item.subject.id, item.details["into_id"])
        elif is_sheet and item.action in SIGNING_ENDS and item.subject.department_id:
            _join_sheets(session, item.subject.department_id)


def _take_over(session: Session, from_id: int, into_id: int) -> None:
    closed = closed_years(session)
    for sheet in _unsigned(session, [from_id], InventoryKind.position, closed):
        if sheet["home_id"] == into_id:
            _move_sheet(session, sheet, into_id)
    moved_posts = sa.select(POSITIONS.c.id).where(POSITIONS.c.department_id == into_id)
    open_here = sa.and_(
        SUGGESTIONS.c.state == SuggestionState.open,
        SUGGESTIONS.c.year.not_in(closed),
        sa.or_(SUGGESTIONS.c.position_id.is_(None), SUGGESTIONS.c.position_id.in_(moved_posts)),
    )
    move_rows(session, "risk_suggestion", SUGGESTIONS, open_here, from_id, into_id)
    _join_sheets(session, into_id)


def _unsigned(
    session: Session, department_ids: Sequence[int], kind: InventoryKind, closed: frozenset[int]
) -> list[Row]:
    """Live sheets of open years that are not approved, with `state` and `home_id`, where the post is now."""
    statement = (
        sa.select(INVENTORIES, sheet_state.label("state"), POSITIONS.c.department_id.label("home_id"))
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id, isouter=True)
        .outerjoin(POSITIONS, POSITIONS.c.id == INVENTORIES.c.position_id)
        .where(
            INVENTORIES.c.department_id.in_(department_ids),
            INVENTORIES.c.kind == kind,
            INVENTORIES.c.retired_on.is_(None),
            INVENTORIES.c.year.not_in(closed),
            sheet_state != ReviewState.approved,
        )
        .order_by(INVENTORIES.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _move_sheet(session: Session, sheet: Row, into_id: int) -> None:
    """The whole sheet with its rows; what is under review is signed on as it reads now."""
    claim_version(session, INVENTORIES, sheet, {"department_id": into_id})
    subject = journal.Subject(
        "risk_inventory", sheet["id"], sheet["version"] + 1, into_id, sheet["department_id"]
    )
    details = {"fields": ["department_id"], "by": "merger"}
    journal.record(session, "risk_inventory.updated", subject, details)
    _move_points(session, _rows_of(session, sheet["id"]), {"department_id": into_id})
    if sheet["review_id"] is not None:
        signed = content_hash(sheet | {"department_id": into_id}, live_rows(session, sheet["id"]))
        follow_unit(session, sheet["review_id"], into_id, signed)


def _rows_of(session: Session, inventory_id: int) -> list[Row]:
    """All rows of a sheet, those taken out as well."""
    statement = sa.select(POINTS).where(POINTS.c.inventory_id == inventory_id).order_by(POINTS.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


def _move_points(session: Session, rows: Sequence[Row], place: Mapping[str, Any], last: int = 0) -> None:
    """Points at another place, counted there; `last` is the ordinal after which they stand when they change sheets."""
    deltas = Counter[Any]()
    for number, row in enumerate(rows, 1):
        ordinal = {"ordinal": last + GAP * number} if "inventory_id" in place else {}
        claim_version(session, POINTS, row, {**place, **ordinal})
        if row["retired_at"] is None:
            deltas[cell_of(row)] -= 1
            deltas[cell_of(row | dict(place))] += 1
        subject = journal.Subject(
            "risk_point", row["id"], row["version"] + 1, place["department_id"], row["department_id"]
        )
        journal.record(session, "risk_point.updated", subject, {"fields": sorted(place), "by": "merger"})
    shift_tally(session, deltas)


def _join_sheets(session: Session, department_id: int) -> None:
    """Every 附件二 still waiting in a department that became part of this one."""
    merged = absorbed(session, department_id)
    closed = closed_years(session) if merged else frozenset[int]()
    for sheet in _unsigned(session, merged, InventoryKind.department, closed) if merged else ():
        own = _own_sheet(session, department_id, sheet["year"])
        if own is None:
            _move_sheet(session, sheet, department_id)
        elif own["state"] in (*EDITABLE, ReviewState.approved):
            _join(session, sheet, own)


def _own_sheet(session: Session, department_id: int, year: int) -> Row | None:
    statement = (
        sa.select(INVENTORIES, sheet_state.label("state"))
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id, isouter=True)
        .where(
            INVENTORIES.c.department_id == department_id,
            INVENTORIES.c.kind == InventoryKind.department,
            INVENTORIES.c.year == year,
            INVENTORIES.c.retired_on.is_(None),
        )
    )
    row = session.execute(statement).mappings().one_or_none()
    return dict(row) if row else None


def _join(session: Session, sheet: Row, own: Row) -> None:
    """Rows go to the end of the other sheet and the old one ends; an approval they were not part of goes stale."""
    rows, there = live_rows(session, sheet["id"]), live_rows(session, own["id"])
    if len(rows) + len(there) > MAX_ROWS:
        return
    place = {"inventory_id": own["id"], "department_id": own["department_id"]}
    _move_points(session, rows, place, max((row["ordinal"] for row in there), default=0))
    claim_version(session, INVENTORIES, own, {})
    subject = journal.Subject("risk_inventory", own["id"], own["version"] + 1, own["department_id"])
    details = {"from_id": sheet["id"], "from_department_id": sheet["department_id"], "points": len(rows)}
    journal.record(session, "risk_inventory.joined", subject, details)
    claim_version(session, INVENTORIES, sheet, {"retired_on": today()})
    ended = journal.Subject("risk_inventory", sheet["id"], sheet["version"] + 1, sheet["department_id"])
    journal.record(session, "risk_inventory.retired", ended, {"reason": JOINED})
    if sheet["review_id"] is not None:
        close(session, sheet["review_id"])
    note_content(session, own["review_id"], content_hash(own, live_rows(session, own["id"])))

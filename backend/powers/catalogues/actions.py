"""Writes of catalogues, and what follows from changes of powers, departments and reviews."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.campaigns.years.queries import closed_years, refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import DEPARTMENTS, live_department, reaches
from backend.powers.actions import move_powers
from backend.powers.catalogues import queries
from backend.powers.catalogues.queries import WRITE
from backend.powers.catalogues.rules import content_hash
from backend.powers.catalogues.schemas import PowerCatalogueCreate
from backend.powers.queries import CATALOGUES
from backend.reviews import actions as reviews
from backend.reviews.comparisons.actions import keep_copy, keep_reconfirmed
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewChain, ReviewState, ReviewSubject

APPROVALS = frozenset({"review.approved", "review.reconfirmed"})


def _record(session: Session, action: str, row: dict[str, Any]) -> None:
    subject = journal.Subject("power_catalogue", row["id"], row["version"], row["department_id"])
    details = {"year": row["year"], "state": row["state"], "round": row["round"]}
    journal.record(session, f"power_catalogue.{action}", subject, details)


def create_catalogue(session: Session, actor: Actor, body: PowerCatalogueCreate) -> dict[str, Any]:
    """Opens a catalogue and its review. 403 beyond one's reach, 409 when there is one or the year is closed."""
    department = live_department(session, actor, WRITE, body.department_id)
    refuse_closed(session, body.year)
    years = sa.select(CATALOGUES.c.year, CATALOGUES.c.id).where(
        CATALOGUES.c.department_id == body.department_id
    )
    known: dict[int, int] = dict(session.execute(years).all())
    if body.year in known:
        raise conflict(f"{department['name']} {body.year} 年的职权目录已经有了。", "already-exists")
    former = max((year for year in known if year < body.year), default=None)
    values = body.model_dump() | {
        "content": [],
        "carried_from_id": known[former] if former is not None else None,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    catalogue_id = insert_row(session, CATALOGUES, values)
    review = reviews.open_review(
        session,
        actor,
        subject_kind=ReviewSubject.power_catalogue,
        subject_id=catalogue_id,
        title=f"{department['name']}职权目录（{body.year} 年）",
        department_id=body.department_id,
        chain=ReviewChain.catalogue,
        owner_id=None,
        year=body.year,
    )
    session.execute(
        sa.update(CATALOGUES).where(CATALOGUES.c.id == catalogue_id).values(review_id=review["id"])
    )
    _keep_former(session, body.department_id, body.year)
    row = queries.get_catalogue(session, actor, catalogue_id)
    _record(session, "created", row)
    return row


def _writable(session: Session, actor: Actor, catalogue_id: int, expected: Expected) -> dict[str, Any]:
    """The catalogue, locked, if the actor keeps it: 404, 403, 412, 409 in a closed year."""
    row = queries.find_catalogue(session, actor, catalogue_id, to_write=True)
    if not reaches(session, actor, WRITE, row["department_id"]):
        raise forbidden("职权目录由本部门联络员提交，您只能查看。")
    expected.check(row["version"])
    refuse_closed(session, row["year"])
    if row["is_ended"] or row["is_gone"]:
        raise conflict("这份职权目录已随部门撤并结束，只能查看。", "ended")
    return row


def submit_catalogue(session: Session, actor: Actor, catalogue_id: int, expected: Expected) -> dict[str, Any]:
    """Hands the powers of today in. 422 names every power that is not confirmed yet."""
    before = _writable(session, actor, catalogue_id, expected)
    if queries.signs_first(session, actor, before):
        raise forbidden("您是这份目录的第一位审核人，请由联络员提交，再由您审核。")
    rows = queries.live_rows(session, before["department_id"])
    if not rows:
        raise invalid("/rows", "empty", "目录里还没有职权，请至少清理出一项再提交。")
    errors = [
        FieldError(f"/rows/{at}", "unconfirmed", f"职权“{row['name']}”还没有逐项确认。")
        for at, row in enumerate(rows)
        if not row["is_confirmed"]
    ]
    if errors:
        raise invalid_fields(errors)
    signed = content_hash(before["department_id"], before["year"], rows)
    review = reviews.submit(session, actor, before["review_id"], signed)
    keep_copy(session, actor, review, rows, "")
    claim_version(session, CATALOGUES, before, {"content": rows})
    row = queries.get_catalogue(session, actor, catalogue_id)
    _record(session, "submitted", row)
    return row


def withdraw_catalogue(
    session: Session, actor: Actor, catalogue_id: int, expected: Expected
) -> dict[str, Any]:
    """Takes the catalogue back before anybody has signed."""
    before = _writable(session, actor, catalogue_id, expected)
    reviews.withdraw(session, actor, before["review_id"])
    claim_version(session, CATALOGUES, before, {})
    row = queries.get_catalogue(session, actor, catalogue_id)
    _record(session, "withdrawn", row)
    return row


def follow(session: Session, happenings: Sequence[journal.Happening]) -> None:
    """Powers go where their department goes; an approval of what the powers no longer say turns stale."""
    touched = set[int]()
    for item in happenings:
        subject = item.subject
        if item.action == "department.merged":
            move_powers(session, subject.id, item.details["into_id"])
            _end_unsigned(session, subject.id)
        elif subject.kind == "power":
            touched |= {where for where in (subject.department_id, subject.former_department_id) if where}
        elif item.details.get("subject_kind") == ReviewSubject.power_catalogue and item.action in APPROVALS:
            _settle(session, subject.id, is_anew=item.action == "review.reconfirmed")
    _note_changes(session, touched)


def _end_unsigned(session: Session, department_id: int) -> None:
    """The new department's catalogue lists the powers from now on; what was signed stays as it was signed."""
    statement = (
        sa.select(REVIEWS.c.id)
        .join(CATALOGUES, CATALOGUES.c.review_id == REVIEWS.c.id)
        .where(
            CATALOGUES.c.department_id == department_id,
            CATALOGUES.c.year.not_in(closed_years(session)),
            REVIEWS.c.state != ReviewState.approved,
            REVIEWS.c.retired_on.is_(None),
        )
        .order_by(REVIEWS.c.id)
    )
    for review_id in session.execute(statement).scalars().all():
        reviews.close(session, review_id)


def _settle(session: Session, review_id: int, *, is_anew: bool) -> None:
    """Reconfirmed are the powers as they stand; approved is what was handed in, and meanwhile something may differ.

    A catalogue of former years keeps the content its approval has when the powers have gone on since: those of today
    are not that year's.
    """
    statement = (
        sa.select(CATALOGUES, REVIEWS.c.content_hash, _is_current().label("is_current"))
        .join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
        .where(REVIEWS.c.id == review_id)
    )
    for row in [dict(one) for one in session.execute(statement).mappings()]:
        live = queries.live_rows(session, row["department_id"])
        current = content_hash(row["department_id"], row["year"], live)
        if not row["is_current"] and not (is_anew and current == row["content_hash"]):
            _keep(session, row)
            continue
        if is_anew:
            claim_version(session, CATALOGUES, row, {"content": live})
            keep_reconfirmed(session, review_id, live, "")
        reviews.note_content(session, review_id, current)


def _keep(session: Session, catalogue: dict[str, Any]) -> None:
    """Its approval stays one of what was handed in, whatever the powers say since."""
    signed = content_hash(catalogue["department_id"], catalogue["year"], catalogue["content"])
    reviews.settle(session, catalogue["review_id"], signed)


def _keep_former(session: Session, department_id: int, year: int) -> None:
    """With the next year's catalogue begun, nobody is asked any more about those of former years that are open."""
    statement = (
        sa.select(CATALOGUES)
        .join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
        .where(
            CATALOGUES.c.department_id == department_id,
            CATALOGUES.c.year < year,
            CATALOGUES.c.year.not_in(closed_years(session)),
            REVIEWS.c.is_stale,
            REVIEWS.c.retired_on.is_(None),
        )
        .order_by(CATALOGUES.c.id)
    )
    for row in [dict(one) for one in session.execute(statement).mappings()]:
        _keep(session, row)


def _is_current() -> sa.ColumnElement[bool]:
    """A catalogue of the powers of today: its year is neither over nor closed, and no later one is begun."""
    later = CATALOGUES.alias("later")
    newer = sa.select(later.c.id).where(
        later.c.department_id == CATALOGUES.c.department_id, later.c.year > CATALOGUES.c.year
    )
    closed = sa.select(WORK_YEARS.c.year).where(WORK_YEARS.c.state == YearState.closed)
    return sa.and_(CATALOGUES.c.year >= today().year, CATALOGUES.c.year.not_in(closed), ~newer.exists())


def _note_changes(session: Session, department_ids: Collection[int]) -> None:
    """Tells the current catalogue of each department; those of former or closed years and of retired units stay."""
    if not department_ids:
        return
    statement = (
        sa.select(CATALOGUES.c.department_id, CATALOGUES.c.year, CATALOGUES.c.review_id)
        .join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == CATALOGUES.c.department_id)
        .where(
            DEPARTMENTS.c.retired_on.is_(None),
            CATALOGUES.c.department_id.in_(sorted(department_ids)),
            REVIEWS.c.state == ReviewState.approved,
            _is_current(),
        )
    )
    for row in session.execute(statement).all():
        live = queries.live_rows(session, row.department_id)
        reviews.note_content(session, row.review_id, content_hash(row.department_id, row.year, live))

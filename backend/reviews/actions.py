"""Writes of reviews: what the rooms below report of their sheets. Signatures are written in decisions."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.machine import Transition
from backend.kit.problems import conflict, forbidden
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.reviews import queries
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import (
    CHAINS,
    EDITABLE,
    ReviewAction,
    ReviewChain,
    ReviewState,
    ReviewSubject,
)

SETTLED = {"is_stale": False, "current_hash": None, "redo_due_on": None}
"""What a review no longer says once it was handed in anew or decided."""


def record(session: Session, action: str, row: dict[str, Any]) -> None:
    """Journals what happened to a review."""
    subject = journal.Subject("review", row["id"], row["version"], row["department_id"])
    kept = ("subject_kind", "subject_id", "chain", "state", "round")
    journal.record(session, f"review.{action}", subject, {name: row[name] for name in kept})


def open_review(
    session: Session,
    actor: Actor,
    *,
    subject_kind: ReviewSubject,
    subject_id: int,
    title: str,
    department_id: int,
    chain: ReviewChain,
    owner_id: int | None,
    year: int,
) -> dict[str, Any]:
    """A draft review of a new sheet. `owner_id` is the person the sheet speaks for; 409 when it already has one.

    Nothing can be done with it any more once `year` is closed.

    The caller has checked that `actor` may write the sheet.
    """
    actor.need(CHAINS[chain].write)
    refuse_closed(session, year)
    taken = sa.select(REVIEWS.c.id).where(
        REVIEWS.c.subject_kind == subject_kind, REVIEWS.c.subject_id == subject_id
    )
    if session.execute(taken).first():
        raise conflict("这张表已经有审核记录。", "already-open")
    values = {
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "title": title[:200],
        "department_id": department_id,
        "chain": chain,
        "owner_id": owner_id,
        "year": year,
        "state": ReviewState.draft,
        "round": 0,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = values | {"id": insert_row(session, REVIEWS, values)}
    record(session, "created", row)
    return row


def submit(
    session: Session, actor: Actor, review_id: int, content_hash: str, chain: ReviewChain | None = None
) -> dict[str, Any]:
    """Hands the sheet in: the round rises and `content_hash` (sha-256, 64 hex) freezes what will be signed.

    `chain` replaces the one chosen when the sheet was opened: its owner may have become the head since then, and
    would wait for himself. 404 when invisible, 403 when not the caller's to hand in, 409 when not being filled in.
    """
    before = queries.find_review(session, actor, review_id)
    chain = chain or before["chain"]
    step = _step(session, before, ReviewAction.submit, chain)
    changes = {
        "chain": chain,
        "state": step.target,
        "round": before["round"] + 1,
        "content_hash": content_hash,
        "submitted_by_id": actor.require_user(),
        "submitted_at": now(),
        "decided_at": None,
        **SETTLED,
    }
    return _move(session, actor, before, changes, "submitted")


def withdraw(session: Session, actor: Actor, review_id: int) -> dict[str, Any]:
    """Takes the sheet back before anybody has signed this round; the round's number stays used."""
    before = queries.find_review(session, actor, review_id)
    step = _step(session, before, ReviewAction.withdraw, before["chain"])
    return _move(session, actor, before, {"state": step.target, "content_hash": None}, "withdrawn")


def retire(session: Session, actor: Actor, review_id: int) -> None:
    """Ends the passage of a sheet that is dropped: it leaves the lists and stays readable (requirements D23).

    The caller has checked that `actor` may drop the sheet.
    """
    before = queries.find_review(session, actor, review_id)
    _move(session, actor, before, {"retired_on": today()}, "retired")


def note_content(session: Session, review_id: int | None, content_hash: str) -> bool:
    """Tells a review what its sheet holds now; an approval of something else turns 已变更，需复核 (`is_stale`).

    Called by the rooms below after every write that may touch approved content; does nothing in other states, and
    for a sheet that was never handed in (`None`). Returns whether the approval is stale now.
    """
    if review_id is None:
        return False
    row = dict(session.execute(sa.select(REVIEWS).where(REVIEWS.c.id == review_id)).mappings().one())
    if row["state"] != ReviewState.approved or row["retired_on"]:
        return False
    is_stale = bool(row["content_hash"] != content_hash)
    if is_stale == row["is_stale"] and (not is_stale or row["current_hash"] == content_hash):
        return is_stale
    changes = {"is_stale": is_stale, "current_hash": content_hash if is_stale else None}
    claim_version(session, REVIEWS, row, changes)
    if is_stale != row["is_stale"]:
        after = {**row, **changes, "version": row["version"] + 1}
        record(session, "gone_stale" if is_stale else "restored", after)
    return is_stale


def settle(session: Session, review_id: int, content_hash: str) -> None:
    """The sheet became history: its approval says `content_hash`, and nothing is asked about it any more."""
    row = dict(session.execute(sa.select(REVIEWS).where(REVIEWS.c.id == review_id)).mappings().one())
    if row["content_hash"] == content_hash and not row["is_stale"]:
        return
    changes = {"is_stale": False, "current_hash": None, "content_hash": content_hash}
    claim_version(session, REVIEWS, row, changes)
    record(session, "restored", {**row, **changes, "version": row["version"] + 1})


def follow_unit(session: Session, review_id: int, department_id: int, content_hash: str) -> None:
    """The sheet went to another unit, which it names in what is signed: whoever signs there goes on where it stands."""
    row = dict(session.execute(sa.select(REVIEWS).where(REVIEWS.c.id == review_id)).mappings().one())
    is_waiting = row["state"] not in EDITABLE
    changes = {"department_id": department_id, "current_hash": content_hash if is_waiting else None}
    claim_version(session, REVIEWS, row, changes)
    subject = journal.Subject("review", review_id, row["version"] + 1, department_id, row["department_id"])
    journal.record(session, "review.moved", subject, {"subject_kind": row["subject_kind"]})


def close(session: Session, review_id: int) -> None:
    """Ends the passage of a sheet that went up in another: it leaves the lists and stays readable."""
    row = dict(session.execute(sa.select(REVIEWS).where(REVIEWS.c.id == review_id)).mappings().one())
    claim_version(session, REVIEWS, row, {"retired_on": today()})
    record(session, "retired", {**row, "version": row["version"] + 1})


def _step(
    session: Session, review: dict[str, Any], action: ReviewAction, chain: ReviewChain
) -> Transition[ReviewState]:
    """The transition of `chain`, or why not: 409, also in a closed year, and 403."""
    refuse_closed_year(session, review)
    step = CHAINS[chain].find(ReviewState(review["state"]), action, is_stale=review["is_stale"])
    if action not in review["allowed_actions"]:
        raise forbidden()
    return step


def refuse_closed_year(session: Session, review: dict[str, Any]) -> None:
    """409 `year-closed` when the sheet's year is closed."""
    if review["year"] is not None:
        refuse_closed(session, review["year"])


def _move(
    session: Session, actor: Actor, before: dict[str, Any], changes: dict[str, Any], event: str
) -> dict[str, Any]:
    refuse_closed_year(session, before)
    claim_version(session, REVIEWS, before, changes)
    row = queries.find_review(session, actor, before["id"])
    record(session, event, row)
    return row

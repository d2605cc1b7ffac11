"""Writes of reviews. `decide` is the only writer of decisions; the rooms below call the others for their sheets."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.years.queries import refuse_closed
from backend.communications.meetings.queries import named_meeting
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.machine import IllegalTransition, Transition
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import reaches
from backend.reviews import queries
from backend.reviews.queries import DECISIONS, REVIEWS
from backend.reviews.rules import (
    CHAINS,
    EDITABLE,
    Decision,
    ReviewAction,
    ReviewChain,
    ReviewState,
    ReviewSubject,
)
from backend.reviews.schemas import DecisionCreate

_SETTLED = {"is_stale": False, "current_hash": None, "redo_due_on": None}
"""What a review no longer says once it was handed in anew or decided."""
OWN_SHEET = "这是您本人的表，不能由本人审核；请由上一级领导审核。"
HANDED_IN = "这张表是您提交的，不能由您本人审核；请撤回后由联络员提交，或由其他审核人办理。"


def _record(session: Session, action: str, row: dict[str, Any]) -> None:
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
    _record(session, "created", row)
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
    step = _step(before, ReviewAction.submit, chain)
    changes = {
        "chain": chain,
        "state": step.target,
        "round": before["round"] + 1,
        "content_hash": content_hash,
        "submitted_by_id": actor.require_user(),
        "submitted_at": now(),
        "decided_at": None,
        **_SETTLED,
    }
    return _move(session, actor, before, changes, "submitted")


def withdraw(session: Session, actor: Actor, review_id: int) -> dict[str, Any]:
    """Takes the sheet back before anybody has signed this round; the round's number stays used."""
    before = queries.find_review(session, actor, review_id)
    step = _step(before, ReviewAction.withdraw, before["chain"])
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
        _record(session, "gone_stale" if is_stale else "restored", after)
    return is_stale


def settle(session: Session, review_id: int, content_hash: str) -> None:
    """The sheet became history: its approval says `content_hash`, and nothing is asked about it any more."""
    row = dict(session.execute(sa.select(REVIEWS).where(REVIEWS.c.id == review_id)).mappings().one())
    if row["content_hash"] == content_hash and not row["is_stale"]:
        return
    changes = {"is_stale": False, "current_hash": None, "content_hash": content_hash}
    claim_version(session, REVIEWS, row, changes)
    _record(session, "restored", {**row, **changes, "version": row["version"] + 1})


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
    _record(session, "retired", {**row, "version": row["version"] + 1})


def _step(review: dict[str, Any], action: ReviewAction, chain: ReviewChain) -> Transition[ReviewState]:
    """The transition of `chain`, or why not: 409, 403."""
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
    _record(session, event, row)
    return row


def decide(
    session: Session, actor: Actor, review_id: int, body: DecisionCreate, expected: Expected
) -> dict[str, Any]:
    """Signs: the decision keeps the hash of exactly what was signed. Returns the review with its decisions.

    403 for one's own sheet or another's step, 412 when stale, 409 when it does not wait for a decision or somebody
    signed in the same instant; of two simultaneous signatures exactly one is written. 422 without the meeting a step
    of the leadership needs.
    """
    signing = prepare(session, actor, review_id, body, expected)
    write(session, actor, body, signing)
    return queries.get_review(session, actor, review_id)


class Signing(NamedTuple):
    """A decision that may be written: the review as it was read, and where it goes."""

    review: dict[str, Any]
    target: ReviewState


def prepare(
    session: Session, actor: Actor, review_id: int, body: DecisionCreate, expected: Expected
) -> Signing:
    """Everything `decide` refuses, before anything is written."""
    actor.require_user()
    before = queries.find_review(session, actor, review_id)
    _refuse_strangers(session, actor, before)
    refuse_closed_year(session, before)
    expected.check(before["version"])
    step = _decision_step(before, body.decision)
    if body.decision not in before["allowed_actions"]:
        raise forbidden("现在这一步不由您审核。")
    if body.redo_due_on and body.redo_due_on < today():
        raise invalid("/redo_due_on", "past", "重新提交的期限不能早于今天。")
    if body.meeting_id is not None:
        named_meeting(session, actor, body.meeting_id, decides=before["needs_meeting"])
    elif before["needs_meeting"]:
        raise invalid("/meeting_id", "missing", "这一步由领导班子集体研究认定，请选择作出决定的班子会议。")
    return Signing(before, step.target)


def write(session: Session, actor: Actor, body: DecisionCreate, signing: Signing) -> None:
    """Writes a prepared decision, or 409 when somebody was faster."""
    before, instant = signing.review, now()
    signed = before["current_hash"] or before["content_hash"]
    is_sent_back = body.decision is Decision.send_back
    changes = _SETTLED | {
        "state": signing.target,
        "content_hash": signed,
        "decided_at": instant,
        "redo_due_on": body.redo_due_on,
        "redo_count": before["redo_count"] + is_sent_back,
    }
    claim_version(session, REVIEWS, before, changes)
    insert_row(
        session,
        DECISIONS,
        body.model_dump(mode="json", exclude={"redo_due_on"})
        | {
            "review_id": before["id"],
            "round": before["round"],
            "state": before["state"],
            "decision": body.decision,
            "redo_due_on": body.redo_due_on,
            "content_hash": signed,
            "decided_by_id": actor.require_user(),
            "decided_by_name": actor.principal.label,
            "decided_at": instant,
        },
    )
    after = {**before, **changes, "version": before["version"] + 1}
    _record(session, _event_of(body.decision, signing.target), after)


def _refuse_strangers(session: Session, actor: Actor, review: dict[str, Any]) -> None:
    """Nobody decides on his own sheet, and nobody outside the chain on any."""
    if review["is_own"]:
        raise forbidden(OWN_SHEET if review["owner_id"] else HANDED_IN)
    deciders = CHAINS[review["chain"]].permissions
    if not any(reaches(session, actor, permission, review["department_id"]) for permission in deciders):
        raise forbidden("这张表不由您审核；它由表上所列的审核人办理。")


def _decision_step(review: dict[str, Any], decision: Decision) -> Transition[ReviewState]:
    try:
        state = ReviewState(review["state"])
        return CHAINS[review["chain"]].find(state, decision, is_stale=review["is_stale"])
    except IllegalTransition as error:
        label = ReviewState(review["state"]).label
        raise IllegalTransition(
            review["state"], decision, f"这张表现在是“{label}”，不在等待审核；请刷新后再看。"
        ) from error


def _event_of(decision: Decision, target: ReviewState) -> str:
    if decision is Decision.send_back:
        return "sent_back"
    if decision is Decision.reconfirm:
        return "reconfirmed"
    return "approved" if target is ReviewState.approved else "advanced"

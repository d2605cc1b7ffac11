"""Signatures: the only writer of decisions."""

from typing import Any, NamedTuple

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.calendar.queries import load_calendar, shifted
from backend.communications.meetings.actions import rest_on
from backend.communications.meetings.queries import named_meeting
from backend.kit.etag import Expected
from backend.kit.machine import IllegalTransition, Transition
from backend.kit.problems import Problem, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.queries import reaches
from backend.reviews import queries
from backend.reviews.actions import SETTLED, record, refuse_closed_year
from backend.reviews.decisions.queries import get_review
from backend.reviews.queries import DECISIONS, REVIEWS
from backend.reviews.rules import CHAINS, REDO_WORKING_DAYS, Decision, ReviewState
from backend.reviews.schemas import DecisionCreate

OWN_SHEET = "这是您本人的表，不能由本人审核；请由上一级领导审核。"
HANDED_IN = "这张表是您提交的，不能由您本人审核；请撤回后由联络员提交，或由其他审核人办理。"
SIGNED = "这一轮您已经审核过前面的一步；同一个人不能审两步，请由这一步的其他审核人办理，没有的请防控办公室另行指定。"


def decide(
    session: Session, actor: Actor, review_id: int, body: DecisionCreate, expected: Expected
) -> dict[str, Any]:
    """Signs: the decision keeps the hash of exactly what was signed. Returns the review with its decisions.

    403 for one's own sheet, another's step or a second step of the same round, 412 when stale, 409 when it does not
    wait for a decision or somebody signed in the same instant; of two simultaneous signatures exactly one is written.
    422 without the meeting a step of the leadership needs.
    """
    body = with_deadline(session, body)
    signing = prepare(session, actor, review_id, body, expected)
    write(session, actor, body, signing)
    return get_review(session, actor, review_id)


def with_deadline(session: Session, body: DecisionCreate) -> DecisionCreate:
    """Every redo has a deadline (opinion.txt line 55): some working days from today when the reviewer names none."""
    if body.decision is not Decision.send_back or body.redo_due_on:
        return body
    due = shifted(load_calendar(session), today(), REDO_WORKING_DAYS, "/redo_due_on")
    return body.model_copy(update={"redo_due_on": due})


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
        raise _not_callers(before)
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
    changes = SETTLED | {
        "state": signing.target,
        "content_hash": signed,
        "decided_at": instant,
        "redo_due_on": body.redo_due_on,
        "redo_count": before["redo_count"] + is_sent_back,
    }
    claim_version(session, REVIEWS, before, changes)
    if before["needs_meeting"] and body.meeting_id is not None:
        rest_on(session, body.meeting_id)
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
    record(session, _event_of(body.decision, signing.target), after)


def _refuse_strangers(session: Session, actor: Actor, review: dict[str, Any]) -> None:
    """Nobody decides on his own sheet, and nobody outside the chain on any."""
    if review["is_own"]:
        raise forbidden(OWN_SHEET if review["owner_id"] else HANDED_IN)
    deciders = CHAINS[review["chain"]].permissions
    if not any(reaches(session, actor, permission, review["department_id"]) for permission in deciders):
        raise forbidden("这张表不由您审核；它由表上所列的审核人办理。")


def _not_callers(review: dict[str, Any]) -> Problem:
    """Why the caller does not decide so now; whoever signed last sees that the approval stands meanwhile."""
    if review["state"] == ReviewState.approved and not review["is_stale"]:
        return IllegalTransition(
            review["state"],
            Decision.send_back,
            "这张表已认定，不在等待审核；确需重新查找、评估的，由防控办公室或院领导退回。",
        )
    return forbidden(SIGNED if review["has_signed"] else "现在这一步不由您审核。")


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

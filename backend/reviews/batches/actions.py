"""Decides many sheets in one transaction: every sheet is checked before the first is written."""

from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.kit import etag
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, Problem, invalid_fields
from backend.reviews.batches.schemas import BatchItem, BatchMode, DecisionBatch
from backend.reviews.decisions.actions import Signing, prepare, with_deadline, write
from backend.reviews.schemas import DecisionCreate

_OF_BATCH = frozenset({"items", "mode"})


def decide_many(session: Session, actor: Actor, body: DecisionBatch) -> dict[str, Any]:
    """One decision on each sheet. All or none: 422 that names every sheet in the way, and nothing is written.

    Best effort: what a single decision would refuse is reported with its reason, the rest is signed. Sheets are written
    in the order of their ids, so that two batches never wait for each other.
    """
    decision = DecisionCreate.model_validate(body.model_dump(exclude=set(_OF_BATCH)))
    decision = with_deadline(session, decision)
    prepared = [_prepare(session, actor, decision, item) for item in body.items]
    problems = [(number, one) for number, one in enumerate(prepared) if isinstance(one, Problem)]
    if problems and body.mode is BatchMode.all_or_none:
        raise _refused(problems)
    results = list(prepared)
    for number in sorted(range(len(prepared)), key=lambda index: body.items[index].review_id):
        results[number] = _write(session, actor, decision, prepared[number])
    lost = [(number, one) for number, one in enumerate(results) if isinstance(one, Problem)]
    if lost and body.mode is BatchMode.all_or_none:
        raise _refused(lost)
    return _answer(body, results)


def _prepare(session: Session, actor: Actor, decision: DecisionCreate, item: BatchItem) -> Signing | Problem:
    try:
        expected = Expected(frozenset({etag.tag(item.version)}))
        return prepare(session, actor, item.review_id, decision, expected)
    except Problem as problem:
        return problem


def _write(
    session: Session, actor: Actor, decision: DecisionCreate, prepared: Signing | Problem
) -> Signing | Problem:
    """A sheet somebody signed a moment ago is refused before anything of it is written, so the others stand."""
    if isinstance(prepared, Problem):
        return prepared
    try:
        write(session, actor, decision, prepared)
    except Problem as problem:
        return problem
    return prepared


def _refused(problems: list[tuple[int, Problem]]) -> Problem:
    """422 with a pointer for each sheet in the way; nothing is written, because the error ends the transaction."""
    errors = [
        FieldError(f"/items/{number}", problem.slug, problem.detail or problem.title)
        for number, problem in problems
    ]
    return invalid_fields(errors)


def _answer(body: DecisionBatch, results: list[Signing | Problem]) -> dict[str, Any]:
    rows = [_row(item, result) for item, result in zip(body.items, results, strict=True)]
    decided = sum(row["is_decided"] for row in rows)
    return {"decided": decided, "refused": len(rows) - decided, "results": rows}


def _row(item: BatchItem, result: Signing | Problem) -> dict[str, Any]:
    if isinstance(result, Problem):
        return {
            "review_id": item.review_id,
            "is_decided": False,
            "state": None,
            "version": None,
            "status": result.status,
            "problem": f"/problems/{result.slug}",
            "detail": result.detail or result.title,
        }
    return {
        "review_id": item.review_id,
        "is_decided": True,
        "state": result.target,
        "version": item.version + 1,
        "status": 201,
        "problem": None,
        "detail": None,
    }

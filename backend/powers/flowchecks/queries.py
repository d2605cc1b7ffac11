"""Reads of flow reviews. A concluded one is seen by whoever sees the power, a draft only by those who review."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains, rows_of
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, reaches, subtree, within
from backend.powers.checklists.queries import CHECKLISTS, CHECKS, criteria_of
from backend.powers.flowchecks.rules import (
    MACHINE,
    CriterionVerdict,
    FlowCheckAction,
    FlowCheckState,
    FlowRemedy,
)
from backend.powers.flowchecks.schemas import FlowCheckItem, FlowCheckOut, FlowCheckQuery, FlowDefectOut
from backend.powers.hints.queries import told
from backend.powers.hints.rules import remedies_of
from backend.powers.models import FlowDefect, FlowRedesign, FlowVerdict
from backend.powers.queries import POWERS, REVISIONS, reach
from backend.powers.schemas import StepBody

VERDICTS, DEFECTS, REDESIGNS = (table_of(model) for model in (FlowVerdict, FlowDefect, FlowRedesign))
Found = dict[str, Any]
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "power_name": POWERS.c.name.label("power_name"),
    "department_id": POWERS.c.department_id,
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "flow_version": POWERS.c.flow_version,
    "checklist_title": CHECKLISTS.c.title.label("checklist_title"),
    "unmet_count": sa.select(sa.func.count())
    .where(VERDICTS.c.check_id == CHECKS.c.id, VERDICTS.c.verdict == CriterionVerdict.unmet)
    .scalar_subquery()
    .label("unmet_count"),
    "defects_count": sa.select(sa.func.count())
    .where(DEFECTS.c.check_id == CHECKS.c.id)
    .scalar_subquery()
    .label("defects_count"),
    "redesign_id": REDESIGNS.c.id.label("redesign_id"),
}
_ADDED = frozenset({"criteria", "defects", "hints", "steps", "allowed_actions"})
_ASKED = ("must_publish", "is_concentrated", "discretion")
"""Attributes of the power that ask something of its flow."""


def seen(actor: Actor) -> sa.ColumnElement[bool]:
    """The clause for lists and single rows alike."""
    reviewers = within(actor.reach(Permission.flow_checks_write), POWERS.c.department_id)
    return sa.and_(reach(actor), sa.or_(CHECKS.c.state == FlowCheckState.concluded, reviewers))


def _visible(actor: Actor, out: type[FlowCheckItem]) -> sa.Select[Any]:
    names = [name for name in out.model_fields if name not in _ADDED]
    return (
        sa.select(*(_JOINED[name] if name in _JOINED else CHECKS.c[name] for name in names))
        .join_from(CHECKS, POWERS, POWERS.c.id == CHECKS.c.power_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .join(CHECKLISTS, CHECKLISTS.c.id == CHECKS.c.checklist_id)
        .outerjoin(REDESIGNS, REDESIGNS.c.check_id == CHECKS.c.id)
        .where(seen(actor))
    )


def _filters(query: FlowCheckQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.power_id:
        yield CHECKS.c.power_id == query.power_id
    if query.department_id:
        yield POWERS.c.department_id.in_(subtree([query.department_id]))
    if query.state:
        yield CHECKS.c.state == query.state
    if query.has_defects is not None:
        listed = sa.select(DEFECTS.c.id).where(DEFECTS.c.check_id == CHECKS.c.id).exists()
        yield listed if query.has_defects else ~listed
    if query.q:
        yield contains(query.q, POWERS.c.name)


def search_checks(session: Session, actor: Actor, query: FlowCheckQuery) -> tuple[list[Found], int]:
    """One page of reviews, the newest first."""
    statement = _visible(actor, FlowCheckItem).where(*_filters(query)).order_by(CHECKS.c.id.desc())
    return fetch(session, statement, query)


def get_check(session: Session, actor: Actor, check_id: int) -> Found:
    """The whole review, or 404."""
    asked = [POWERS.c[name].label(f"power_{name}") for name in _ASKED]
    statement = _visible(actor, FlowCheckOut).add_columns(*asked).where(CHECKS.c.id == check_id)
    found = session.execute(statement).mappings().one_or_none()
    if found is None:
        raise not_found("这次流程审查")
    row = dict(found)
    power = {name: row.pop(f"power_{name}") for name in _ASKED}
    steps = steps_at(session, row["power_id"], row["revision"])
    return row | {
        "criteria": _criteria(session, row),
        "remedies": _remedies(power, steps, row["remedies"]),
        "defects": rows_of(session, DEFECTS, FlowDefectOut, DEFECTS.c.check_id == check_id),
        "hints": told(power, steps),
        "steps": steps,
        "allowed_actions": _allowed(session, actor, row),
    }


def steps_at(session: Session, power_id: int, revision: int) -> list[Found]:
    """The steps of one version (`StepBody`s)."""
    statement = sa.select(REVISIONS.c.steps).where(
        REVISIONS.c.power_id == power_id, REVISIONS.c.number == revision
    )
    steps = session.execute(statement).scalar_one()
    return [StepBody.model_validate(step).model_dump(mode="json") for step in steps]


def _criteria(session: Session, check: Found) -> list[Found]:
    statement = sa.select(VERDICTS).where(VERDICTS.c.check_id == check["id"])
    given = {row["criterion_id"]: row for row in session.execute(statement).mappings()}
    found = []
    for one in criteria_of(session, check["checklist_id"]):
        criterion_id = one.pop("id")
        said = given.get(criterion_id)
        verdict = {
            "verdict": said and said["verdict"],
            "note": said["note"] if said else "",
            "step_key": said and said["step_key"],
        }
        found.append(one | {"criterion_id": criterion_id} | verdict)
    return found


def _remedies(power: Found, steps: Sequence[Found], given: Sequence[Found]) -> list[Found]:
    """What is asked today, and what was said of what was asked when the review was written."""
    said = {FlowRemedy(one["remedy"]): one for one in given}
    asked = remedies_of(power, steps)
    return [
        {
            "remedy": remedy,
            "reason": asked.get(remedy, ""),
            "verdict": said[remedy]["verdict"] if remedy in said else None,
            "note": said[remedy]["note"] if remedy in said else "",
        }
        for remedy in FlowRemedy
        if remedy in asked or remedy in said
    ]


def _allowed(session: Session, actor: Actor, check: Found) -> list[FlowCheckAction]:
    steps = MACHINE.actions(FlowCheckState(check["state"]))
    if not steps or not reviews(session, actor, check["department_id"]):
        return []
    is_outdated = check["flow_version"] != check["revision"]
    may = {
        FlowCheckAction.renew: is_outdated,
        FlowCheckAction.conclude: not drew(session, actor, check["power_id"], check["revision"]),
    }
    actions = (FlowCheckAction(step.action) for step in steps)
    return [action for action in actions if may.get(action, True)]


def reviews(session: Session, actor: Actor, department_id: int) -> bool:
    """Whether the actor reviews flows of the department: in reach, and not one who keeps its powers."""
    return reaches(session, actor, Permission.flow_checks_write, department_id) and not keeps(
        session, actor, department_id
    )


def keeps(session: Session, actor: Actor, department_id: int) -> bool:
    """Whether the actor has the department's powers in charge; a reach over the school is nobody's own charge."""
    charge = Scope(departments=actor.reach(Permission.powers_write).departments)
    found = sa.select(DEPARTMENTS.c.id).where(
        DEPARTMENTS.c.id == department_id, within(charge, DEPARTMENTS.c.id)
    )
    return session.execute(found).first() is not None


def drew(session: Session, actor: Actor, power_id: int, revision: int, since: int | None = None) -> bool:
    """Whether the actor saved a version up to this one that nobody has reviewed before."""
    if since is None:
        last = sa.select(sa.func.coalesce(sa.func.max(CHECKS.c.revision), 0)).where(
            CHECKS.c.power_id == power_id,
            CHECKS.c.state == FlowCheckState.concluded,
            CHECKS.c.revision < revision,
        )
        since = session.execute(last).scalar_one()
    # Versions of former days know only the name.
    by_name = sa.and_(REVISIONS.c.saved_by_id.is_(None), REVISIONS.c.saved_by_name == actor.principal.label)
    saved = sa.select(REVISIONS.c.id).where(
        REVISIONS.c.power_id == power_id,
        REVISIONS.c.number > since,
        REVISIONS.c.number <= revision,
        sa.or_(REVISIONS.c.saved_by_id == (actor.user_id or 0), by_name),
    )
    return session.execute(saved.limit(1)).first() is not None

"""Reads of assessments, and who may make which."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.levels.queries import POWERS, unite
from backend.assessments.models import Assessment
from backend.assessments.rules import LEVEL_LINES, RULE_VERSION, STEP_RANK, AssessmentStep, assess, hints
from backend.assessments.schemas import AssessmentOut, AssessmentQuery, FactorSide
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, POSITIONS, subtree, within
from backend.organization.rules import RiskLevel
from backend.reviews.rules import EDITABLE, ReviewState
from backend.risks.queries import (
    INVENTORIES,
    POINTS,
    REVIEWS,
    SHEETS,
    covers,
    fills_now,
    is_filler,
    own_sheets,
    peer_sheets,
    readable_points,
    sheet_state,
)
from backend.risks.rules import Consequence, Likelihood

ASSESSMENTS = table_of(Assessment)
_RANKS = {step.value: rank for step, rank in STEP_RANK.items()}
Row = dict[str, Any]


def place_of(judgements: sa.FromClause) -> sa.ColumnElement[int]:
    """`rules.place` of each row of a table of judgements."""
    return judgements.c.round * len(_RANKS) + sa.case(_RANKS, value=judgements.c.step)


def _standing() -> sa.ScalarSelect[Any]:
    """The judgement that stands: the newest of the furthest step in the latest round that has one."""
    other = ASSESSMENTS.alias("other")
    return (
        sa.select(other.c.id)
        .where(other.c.risk_point_id == ASSESSMENTS.c.risk_point_id)
        .order_by(place_of(other).desc(), other.c.id.desc())
        .limit(1)
        .correlate(ASSESSMENTS)
        .scalar_subquery()
    )


_STANDS = (ASSESSMENTS.c.id == _standing()).label("stands")
_COLUMNS = tuple(_STANDS if name == "stands" else ASSESSMENTS.c[name] for name in AssessmentOut.model_fields)


def assessments_within(actor: Actor) -> sa.ColumnElement[bool]:
    """The clause of the actor's reach over judgements."""
    own = sa.select(POINTS.c.id).where(POINTS.c.inventory_id.in_(own_sheets(actor.user_id)))
    # Of a colleague's point one sees what one wrote oneself in 互相查, not what others said of it.
    written = sa.and_(
        ASSESSMENTS.c.step == AssessmentStep.peer_check, ASSESSMENTS.c.assessed_by_id == actor.user_id
    )
    scope, is_own = actor.need(Permission.assessments_read), ASSESSMENTS.c.risk_point_id.in_(own)
    return within(scope, ASSESSMENTS.c.department_id, sa.or_(is_own, written))


def visible_assessments(actor: Actor) -> sa.Select[Any]:
    """The judgements the actor may see, newest first."""
    return sa.select(*_COLUMNS).where(assessments_within(actor)).order_by(ASSESSMENTS.c.id.desc())


def shown(actor: Actor, rows: list[Row]) -> list[Row]:
    """The rows as they go out: names only to whoever may see personal data."""
    for row in rows:
        row["stands"] = bool(row["stands"])
        if not actor.sees_personal_data:
            row["assessed_by_name"] = ""
    return rows


def search_assessments(session: Session, actor: Actor, query: AssessmentQuery) -> tuple[list[Row], int]:
    """One page of judgements and the total."""
    statement = visible_assessments(actor)
    for name in ("risk_point_id", "step", "level"):
        if getattr(query, name) is not None:
            statement = statement.where(ASSESSMENTS.c[name] == getattr(query, name))
    if query.department_id:
        statement = statement.where(ASSESSMENTS.c.department_id.in_(subtree([query.department_id])))
    if query.mine:
        statement = statement.where(ASSESSMENTS.c.assessed_by_id == actor.user_id)
    rows, total = fetch(session, statement, query)
    return shown(actor, rows), total


def read_assessments(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Row]:
    """Judgements by id."""
    statement = visible_assessments(actor).where(ASSESSMENTS.c.id.in_(ids))
    rows = [dict(row) for row in session.execute(statement).mappings()]
    return {row["id"]: row for row in shown(actor, rows)}


def get_assessment(session: Session, actor: Actor, assessment_id: int) -> Row:
    """One judgement, or 404."""
    found = read_assessments(session, actor, [assessment_id])
    if assessment_id not in found:
        raise not_found("这次评估")
    return found[assessment_id]


def find_points(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Row]:
    """The live points among `ids` the actor may see, with what decides who may judge them and how."""
    statement = (
        sa.select(
            POINTS.c.id,
            POINTS.c.version,
            POINTS.c.department_id,
            POINTS.c.position_id,
            POINTS.c.power_id,
            POINTS.c.inventory_id,
            POINTS.c.year,
            POINTS.c.level,
            DEPARTMENTS.c.path,
            sheet_state.label("state"),
            (sa.func.coalesce(REVIEWS.c.redo_count, 0) + 1).label("round"),
            INVENTORIES.c.version.label("inventory_version"),
            fills_now(actor.user_id).label("fills_now"),
            is_filler(actor.user_id).label("is_filler"),
            INVENTORIES.c.id.in_(peer_sheets(actor.user_id)).label("is_peers"),
        )
        .select_from(SHEETS.join(POINTS, POINTS.c.inventory_id == INVENTORIES.c.id))
        .where(
            POINTS.c.id.in_(ids),
            POINTS.c.retired_at.is_(None),
            readable_points(actor.need(Permission.risks_read), actor.user_id),
        )
    )
    return {row["id"]: dict(row) for row in session.execute(statement).mappings()}


def may_judge(actor: Actor, step: AssessmentStep, point: Mapping[str, Any]) -> bool:
    """Whether the step is the actor's to take (opinion.txt line 55). Beyond 个人找 nobody judges his own sheet.

    互相查 is the colleagues': 在部门内部进行互评、查漏补缺.
    班子定 is nobody's to take here: it comes with the meeting it was decided in.
    """
    scope = actor.reach(Permission.assessments_write)
    covered = covers(scope, point["path"])
    if step is AssessmentStep.self_check:
        is_departments = point["position_id"] is None
        return covered if is_departments else scope.own and bool(point["fills_now"])
    if point["is_filler"]:
        return False
    if step is AssessmentStep.peer_check and scope.own and point["is_peers"]:
        return True
    if not covered:
        return False
    if step is AssessmentStep.department_review:
        reviewers = actor.reach(Permission.reviews_department) | actor.reach(Permission.reviews_supervising)
        return covers(reviewers, point["path"])
    return step is not AssessmentStep.leadership_decision


def is_due(step: AssessmentStep, state: ReviewState) -> bool:
    """Whether a sheet in this state has come to the step (opinion.txt line 55 names the steps in their order).

    Who fills it in judges it until he hands it in, others help him from then on, the leadership settles what has been
    approved.
    """
    if step is AssessmentStep.self_check:
        return state in EDITABLE
    if step is AssessmentStep.leadership_decision:
        return state == ReviewState.approved
    return state not in EDITABLE


def allowed_steps(actor: Actor, point: Mapping[str, Any]) -> list[AssessmentStep]:
    """The steps the actor may take now."""
    if actor.user_id is None:
        return []
    return [step for step in AssessmentStep if may_judge(actor, step, point) and is_due(step, point["state"])]


def hints_for(
    session: Session, points: Sequence[tuple[Mapping[str, Any], RiskLevel | None]]
) -> list[list[str]]:
    """For each (point of `find_points`, level) what its position and power make one look at again."""
    positions = _by_id(session, POSITIONS, {point["position_id"] for point, _ in points})
    powers = _by_id(session, POWERS, {point["power_id"] for point, _ in points})
    found: list[list[str]] = []
    for point, level in points:
        position, power = positions.get(point["position_id"]), powers.get(point["power_id"])
        if level is None or position is None:
            found.append([])
            continue
        found.append(hints(level, unite(position, [power] if power else [])))
    return found


def _by_id(session: Session, table: sa.Table, ids: set[int | None]) -> dict[int | None, Row]:
    known = sorted(one for one in ids if one is not None)
    if not known:
        return {}
    statement = sa.select(table).where(table.c.id.in_(known))
    return {row["id"]: dict(row) for row in session.execute(statement).mappings()}


def changed_levels(*clauses: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Live points of approved sheets whose level is another now than when the sheet was approved, or its approval
    confirmed: `risk_point_id`, `name`, `before` and `after`, in the order of the sheet.

    A level is not signed with the sheet, and 班子定 comes after it (opinion.txt lines 46–55); so the approval stands,
    and whoever relies on it is told. What was not assessed yet then has not changed.
    """
    then = ASSESSMENTS.alias("then")
    before = (
        sa.select(then.c.level)
        .where(then.c.risk_point_id == POINTS.c.id, then.c.assessed_at <= REVIEWS.c.decided_at)
        .order_by(place_of(then).desc(), then.c.id.desc())
        .limit(1)
        .correlate(POINTS, REVIEWS)
        .scalar_subquery()
    )
    named = (
        POINTS.c.id.label("risk_point_id"),
        POINTS.c.name,
        before.label("before"),
        POINTS.c.level.label("after"),
    )
    return (
        sa.select(*named)
        .select_from(SHEETS.join(POINTS, POINTS.c.inventory_id == INVENTORIES.c.id))
        .where(
            sheet_state == ReviewState.approved,
            POINTS.c.retired_at.is_(None),
            before != POINTS.c.level,
            *clauses,
        )
        .order_by(POINTS.c.ordinal, POINTS.c.id)
    )


def point_assessments(session: Session, actor: Actor, point_id: int) -> Row:
    """`PointAssessmentsOut` of a point the actor may see, or 404."""
    point = find_points(session, actor, [point_id]).get(point_id)
    if point is None:
        raise not_found("这个风险点")
    statement = visible_assessments(actor).where(ASSESSMENTS.c.risk_point_id == point_id)
    items = shown(actor, [dict(row) for row in session.execute(statement).mappings()])
    opens_sheet = not point["is_peers"] or covers(actor.need(Permission.risks_read), point["path"])
    changed = session.execute(changed_levels(POINTS.c.id == point_id)).mappings().one_or_none()
    return {
        "items": items,
        "total": len(items),
        "round": point["round"],
        "approved_level": changed["before"] if changed and opens_sheet else None,
        "allowed_steps": allowed_steps(actor, point),
        "opens_sheet": opens_sheet,
        "hints": hints_for(session, [(point, point["level"])])[0],
    }


def level_rule() -> Row:
    """`LevelRuleOut`: the rule as a table, so that no client has to know it."""
    return {
        "version": RULE_VERSION,
        "lines": [
            {name: getattr(line, name) for name in ("level", "likelihood", "consequence", "clause", "anchor")}
            for line in LEVEL_LINES
        ],
        "cells": [_cell(*factors) for factors in product(Likelihood, Consequence)],
    }


def _cell(likelihood: Likelihood, consequence: Consequence) -> Row:
    finding = assess(likelihood, consequence)
    line = next(line for line in LEVEL_LINES if line.level is finding.level)
    sides = {
        (True, True): FactorSide.both,
        (True, False): FactorSide.likelihood,
        (False, True): FactorSide.consequence,
    }
    decided_by = sides[line.likelihood is likelihood, line.consequence is consequence]
    return {
        "likelihood": likelihood,
        "consequence": consequence,
        "level": finding.level,
        "decided_by": decided_by,
        "explanation": finding.explanation,
    }

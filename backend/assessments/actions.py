"""Writes of assessments, and the follower that keeps position levels."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.assessments import queries
from backend.assessments.levels.actions import affected, level_newborn, relevel
from backend.assessments.queries import ASSESSMENTS
from backend.assessments.rules import RULE_VERSION, AssessmentStep, assess, place
from backend.assessments.schemas import AssessmentCreate, Judgement
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.journal import Happening
from backend.kit.problems import conflict, forbidden, invalid, not_found
from backend.kit.table import now
from backend.risks.actions import Verdict, record_level
from backend.risks.queries import POINTS

Row = dict[str, Any]
REFUSED = {
    AssessmentStep.self_check: "“个人找”由填表的现任岗位人员自己评估。",
    AssessmentStep.peer_check: "“互相查”由本部门同事进行，不能评估本人的表。",
    AssessmentStep.department_review: "“部门审”由部门负责人办理；负责人本人的表由分管领导办理。",
    AssessmentStep.public_comment: "“群众评”由本部门或防控办公室登记，不能评估本人的表。",
}


def create_assessments(
    session: Session, actor: Actor, bodies: Sequence[AssessmentCreate], pointer: str = "/items/{}/step"
) -> list[Row]:
    """Stores judgements with their computed levels, all or none, and puts the standing ones on their points.

    404 for a point out of sight, 403 when a step is not the actor's, 409 for 个人找 on a sheet that is handed in, for
    a later step on one that is not, and for a closed year, 422 for 班子定, which comes with the meeting it was decided
    in.
    """
    points = queries.find_points(session, actor, [body.risk_point_id for body in bodies])
    for at, body in enumerate(bodies):
        if body.step is AssessmentStep.leadership_decision:
            raise invalid(pointer.format(at), "needs-meeting", "“班子定”请按班子会议登记班子决定。")
        _refuse(actor, body, points.get(body.risk_point_id))
    refuse_closed_years(session, points)
    ids = store_assessments(session, actor, [(body.step, body) for body in bodies], points)
    return _results(session, actor, ids)


def store_assessments(
    session: Session,
    actor: Actor,
    judgements: Sequence[tuple[AssessmentStep, Judgement]],
    points: Mapping[int, Mapping[str, Any]],
    source: Mapping[str, int] | None = None,
) -> list[int]:
    """Writes judgements that were found allowed; `source` names the decision and the meeting of 班子定."""
    author = {"assessed_by_id": actor.require_user(), "assessed_by_name": actor.principal.label}
    shared = {"assessed_at": now()} | author | dict(source or {})
    rows = [_row(body, points[body.risk_point_id]) | {"step": step} | shared for step, body in judgements]
    reached = _reached_places(session, {row["risk_point_id"]: row for row in rows})
    statement = sa.insert(ASSESSMENTS).returning(ASSESSMENTS.c.id, sort_by_parameter_order=True)
    ids = [int(assessment_id) for assessment_id in session.execute(statement, rows).scalars()]
    record_level(session, _standing_verdicts(rows, reached))
    for assessment_id, row in zip(ids, rows, strict=True):
        subject = journal.Subject("assessment", assessment_id, None, row["department_id"])
        kept = {name: row[name] for name in ("risk_point_id", "step", "level")}
        journal.record(session, "assessment.created", subject, kept)
    return ids


def refuse_closed_years(session: Session, points: Mapping[int, Mapping[str, Any]]) -> None:
    """409 when any of the points belongs to a closed year."""
    for year in sorted({point["year"] for point in points.values()}):
        refuse_closed(session, year)


def _refuse(actor: Actor, body: AssessmentCreate, point: Mapping[str, Any] | None) -> None:
    if point is None:
        raise not_found("这个风险点")
    if not queries.may_judge(actor, body.step, point):
        raise forbidden(REFUSED[body.step])
    if queries.is_due(body.step, point["state"]):
        return
    if body.step is AssessmentStep.self_check:
        raise conflict("表已提交，不能再改“个人找”的评估；需要时请先撤回。", "not-editable")
    raise conflict(
        f"排查表还没有提交（或已退回），不能进行“{body.step.label}”；请等填表人提交后再评估。",
        "not-submitted",
    )


def _row(body: Judgement, point: Mapping[str, Any]) -> Row:
    finding = assess(body.likelihood, body.consequence)
    return body.model_dump(mode="json") | {
        "department_id": point["department_id"],
        "round": point["round"],
        "level": finding.level,
        "rule_version": RULE_VERSION,
        "explanation": finding.explanation,
    }


def _reached_places(session: Session, ids: Mapping[int, Any]) -> dict[int, int]:
    """Point → how far somebody has gone; the points stay locked, so that nobody goes further now."""
    held = sa.select(POINTS.c.id).where(POINTS.c.id.in_(ids)).order_by(POINTS.c.id)
    session.execute(held.with_for_update(key_share=True))
    statement = (
        sa.select(ASSESSMENTS.c.risk_point_id, sa.func.max(queries.place_of(ASSESSMENTS)))
        .where(ASSESSMENTS.c.risk_point_id.in_(ids))
        .group_by(ASSESSMENTS.c.risk_point_id)
    )
    return dict(session.execute(statement).all())


def _standing_verdicts(rows: Sequence[Row], reached: dict[int, int]) -> list[Verdict]:
    """The newest judgement of the furthest step of the latest round stands; `reached` rises as the rows go by."""
    verdicts: list[Verdict] = []
    for row in rows:
        point_id, at = row["risk_point_id"], place(row["round"], row["step"])
        if at < reached.get(point_id, 0):
            continue
        reached[point_id] = at
        verdicts.append(
            Verdict(
                point_id,
                row["likelihood"],
                row["consequence"],
                row["level"],
                row["explanation"],
                row["rule_version"],
            )
        )
    return verdicts


def _results(session: Session, actor: Actor, ids: Sequence[int]) -> list[Row]:
    stored = queries.read_assessments(session, actor, ids)
    rows = [stored[assessment_id] for assessment_id in ids]
    points = queries.find_points(session, actor, [row["risk_point_id"] for row in rows])
    looked = queries.hints_for(session, [(points[row["risk_point_id"]], row["level"]) for row in rows])
    return [
        row
        | {
            "point_version": points[row["risk_point_id"]]["version"],
            "inventory_id": points[row["risk_point_id"]]["inventory_id"],
            "inventory_version": points[row["risk_point_id"]]["inventory_version"],
            "hints": found,
        }
        for row, found in zip(rows, looked, strict=True)
    ]


def follow(session: Session, happenings: Sequence[Happening]) -> None:
    """Keeps the levels of the positions concerned, in the transaction of what happened; one batch for each call."""
    positions, newborn = affected(session, happenings)
    relevel(session, positions)
    level_newborn(session, newborn)

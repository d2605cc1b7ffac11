"""HTTP of assessments."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.assessments import actions, queries
from backend.assessments.approvals.routes import router as approvals
from backend.assessments.decisions.routes import ROUTERS as DECISIONS
from backend.assessments.drives.routes import ROUTERS as DRIVES
from backend.assessments.forms.routes import ROUTERS as FORMS
from backend.assessments.levels.routes import router as levels
from backend.assessments.opinions.routes import ROUTERS as OPINIONS
from backend.assessments.progress.routes import ROUTERS as PROGRESS
from backend.assessments.scales.routes import ROUTERS as SCALES
from backend.assessments.schemas import (
    AssessmentBatch,
    AssessmentCreate,
    AssessmentOut,
    AssessmentQuery,
    AssessmentResult,
    AssessmentResults,
    LevelRuleOut,
    PointAssessmentsOut,
)
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

assessments = room_router("/assessments", "assessments")
points = room_router("/risk-points", "assessments")
Reader = Annotated[Actor, may(Permission.assessments_read)]
Writer = Annotated[Actor, may(Permission.assessments_write)]


@assessments.get("", response_model=Page[AssessmentOut], summary="评估列表")
def list_assessments(session: Db, actor: Reader, query: Annotated[AssessmentQuery, Query()]) -> Response:
    """Judgements the caller may see, newest first."""
    return page_response(*queries.search_assessments(session, actor, query))


@assessments.post("", response_model=AssessmentResult, status_code=201, summary="评估一个风险点")
def create_assessment(session: Db, actor: Writer, body: AssessmentCreate) -> dict[str, Any]:
    """Likelihood and consequence in, level and reason out."""
    return actions.create_assessments(session, actor, [body], "/step")[0]


@assessments.post("/batch", response_model=AssessmentResults, status_code=201, summary="成批评估")
@takes_long
def create_assessments(session: Db, actor: Writer, body: AssessmentBatch) -> dict[str, Any]:
    """A whole sheet at once, all or none."""
    return {"items": actions.create_assessments(session, actor, body.items)}


@assessments.get("/rule", response_model=LevelRuleOut, summary="风险点定级规则")
def get_level_rule(actor: Reader) -> dict[str, Any]:
    """The rule as lines and as a matrix, each cell with its reason."""
    return queries.level_rule()


@assessments.get("/{assessment_id}", response_model=AssessmentOut, summary="一次评估")
def get_assessment(session: Db, actor: Reader, assessment_id: RowId) -> dict[str, Any]:
    """One judgement."""
    return queries.get_assessment(session, actor, assessment_id)


@points.get("/{point_id}/assessments", response_model=PointAssessmentsOut, summary="一个风险点的全部评估")
def list_risk_point_assessments(session: Db, actor: Reader, point_id: RowId) -> dict[str, Any]:
    """Newest first, with what the caller may add and what to look at again."""
    return queries.point_assessments(session, actor, point_id)


ROUTERS = (assessments, points, approvals, levels, *SCALES, *DECISIONS, *DRIVES, *OPINIONS, *FORMS, *PROGRESS)

"""HTTP of quality checks: shown while writing, to reviewers, and as numbers to the office."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.quality import queries
from backend.quality.plans.queries import plan_report
from backend.quality.plans.schemas import PlanQualityReport
from backend.quality.schemas import QualityQuery, QualityReport, QualitySummary

router = room_router("/quality", "quality")
Reader = Annotated[Actor, may(Permission.quality_read)]


@router.get("/risk-inventories/{inventory_id}", response_model=QualityReport, summary="一张排查表的质量检查")
def get_quality_report(session: Db, actor: Reader, inventory_id: RowId) -> Response:
    """What the checks doubt about the sheet as it stands now."""
    return json_response(queries.report(session, actor, inventory_id))


@router.get(
    "/measure-plans/{plan_id}", response_model=PlanQualityReport, summary="一份防控措施方案的质量检查"
)
def get_plan_quality_report(session: Db, actor: Reader, plan_id: RowId) -> Response:
    """What the checks doubt about the measures of the plan as they stand now."""
    return json_response(plan_report(session, actor, plan_id))


@router.get("/summary", response_model=QualitySummary, summary="质量检查汇总")
def get_quality_summary(session: Db, actor: Reader, query: Annotated[QualityQuery, Query()]) -> Response:
    """The sheets handed in, in numbers, departments with the most doubts first."""
    return json_response(queries.summary(session, actor, query))


ROUTERS = (router,)

"""HTTP of samples."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import answered
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.risks.points.schemas import RiskPointDetail
from backend.risks.samples import actions, queries
from backend.risks.samples.schemas import RiskSampleAdoption, RiskSampleOut, RiskSampleQuery

samples = room_router("/risk-samples", "risks")
adoptions = room_router("/risk-inventories", "risks")
Reader = Annotated[Actor, may(Permission.risks_read)]
Writer = Annotated[Actor, may(Permission.risks_write)]


@samples.get("", response_model=list[RiskSampleOut], summary="风险点样例")
def list_risk_samples(
    session: Db, actor: Reader, query: Annotated[RiskSampleQuery, Query()]
) -> list[dict[str, Any]]:
    """Three for every kind of post; with `inventory_id` those that suit a sheet."""
    return queries.search_samples(session, actor, query)


@adoptions.post(
    "/{inventory_id}/samples", response_model=RiskPointDetail, status_code=201, summary="采用样例"
)
def adopt_risk_sample(session: Db, actor: Writer, inventory_id: RowId, body: RiskSampleAdoption) -> Response:
    """Adds a row made from a sample; fields given in the body replace those of the sample."""
    return answered(actions.adopt_sample(session, actor, inventory_id, body), 201)


ROUTERS = (samples, adoptions)

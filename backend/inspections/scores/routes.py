"""HTTP of the yearly inspection."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.scores import actions, queries
from backend.inspections.scores.schemas import (
    InspectionConfirmationCreate,
    InspectionCounts,
    InspectionFilter,
    InspectionItem,
    InspectionObjectionCreate,
    InspectionOut,
    InspectionQuery,
    InspectionReturnCreate,
    ObjectionReplyCreate,
    PublicAppraisalUpdate,
    ReopeningCreate,
    ScoresUpdate,
    SelfScoresUpdate,
    WaiverCreate,
)
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/inspections", "inspections")
Reader = Annotated[Actor, may(Permission.inspections_read)]
Writer = Annotated[Actor, may(Permission.inspections_write)]
Own = Annotated[Actor, may(Permission.inspections_self)]


@router.get("", response_model=Page[InspectionItem], summary="年度检查考核")
def list_inspections(session: Db, actor: Reader, query: Annotated[InspectionQuery, Query()]) -> Response:
    """The year's departments by rank; a department sees its own."""
    return page_response(*queries.search_inspections(session, actor, query))


@router.get("/counts", response_model=InspectionCounts, summary="年度检查考核的进度")
def get_inspection_counts(
    session: Db, actor: Reader, query: Annotated[InspectionFilter, Query()]
) -> dict[str, int]:
    """How many stand where."""
    return queries.count_inspections(session, actor, query)


@router.get("/{inspection_id}", response_model=InspectionOut, summary="一个部门的检查考核")
def get_inspection(session: Db, actor: Reader, inspection_id: RowId) -> Response:
    """With its items, scores and what the product knows about them."""
    return answered(queries.get_inspection(session, actor, inspection_id))


@router.put("/{inspection_id}/self-scores", response_model=InspectionOut, summary="填写自评")
def save_self_scores(
    session: Db, actor: Own, inspection_id: RowId, body: SelfScoresUpdate, expected: IfMatch
) -> Response:
    """Kept as it is so far; handed in by `submit_self_scores`."""
    return answered(actions.save_self(session, actor, inspection_id, body, expected))


@router.post(
    "/{inspection_id}/self-submission", response_model=InspectionOut, status_code=201, summary="提交自评"
)
@requires_key
def submit_self_scores(session: Db, actor: Own, inspection_id: RowId, expected: IfMatch) -> Response:
    """Once every item is filled in."""
    return answered(actions.submit_self(session, actor, inspection_id, expected), 201)


@router.post("/{inspection_id}/waiver", response_model=InspectionOut, status_code=201, summary="免自评")
@requires_key
def waive_self_scores(
    session: Db, actor: Writer, inspection_id: RowId, body: WaiverCreate, expected: IfMatch
) -> Response:
    """Goes on without the department's own score."""
    return answered(actions.waive_self(session, actor, inspection_id, body, expected), 201)


@router.post("/{inspection_id}/return", response_model=InspectionOut, status_code=201, summary="退回自评")
@requires_key
def return_self_scores(
    session: Db, actor: Writer, inspection_id: RowId, body: InspectionReturnCreate, expected: IfMatch
) -> Response:
    """With a reason and a new day."""
    return answered(actions.return_self(session, actor, inspection_id, body, expected), 201)


@router.put("/{inspection_id}/scores", response_model=InspectionOut, summary="打分")
def save_scores(
    session: Db, actor: Writer, inspection_id: RowId, body: ScoresUpdate, expected: IfMatch
) -> Response:
    """The inspectors' own until they are published."""
    return answered(actions.save_scores(session, actor, inspection_id, body, expected))


@router.post(
    "/{inspection_id}/publication", response_model=InspectionOut, status_code=201, summary="公布得分"
)
@requires_key
def publish_scores(session: Db, actor: Writer, inspection_id: RowId, expected: IfMatch) -> Response:
    """To the department, which may object."""
    return answered(actions.publish_scores(session, actor, inspection_id, expected), 201)


@router.put("/{inspection_id}/public-appraisal", response_model=InspectionOut, summary="登记社会评议")
def record_public_appraisal(
    session: Db, actor: Writer, inspection_id: RowId, body: PublicAppraisalUpdate, expected: IfMatch
) -> Response:
    """The votes of a questionnaire or meeting (opinion.txt line 95)."""
    return answered(actions.record_appraisal(session, actor, inspection_id, body, expected))


@router.post("/{inspection_id}/objections", response_model=InspectionOut, status_code=201, summary="提出异议")
@requires_key
def object_to_inspection(
    session: Db, actor: Own, inspection_id: RowId, body: InspectionObjectionCreate, expected: IfMatch
) -> Response:
    """Once, before the result is confirmed."""
    return answered(actions.object_to_result(session, actor, inspection_id, body, expected), 201)


@router.post(
    "/{inspection_id}/objection-replies", response_model=InspectionOut, status_code=201, summary="答复异议"
)
@requires_key
def reply_to_objection(
    session: Db, actor: Writer, inspection_id: RowId, body: ObjectionReplyCreate, expected: IfMatch
) -> Response:
    """The score stays as it is."""
    return answered(actions.reply_to_objection(session, actor, inspection_id, body, expected), 201)


@router.post("/{inspection_id}/reopening", response_model=InspectionOut, status_code=201, summary="重新打分")
@requires_key
def reopen_scores(
    session: Db, actor: Writer, inspection_id: RowId, body: ReopeningCreate, expected: IfMatch
) -> Response:
    """Before the result is confirmed."""
    return answered(actions.reopen_scores(session, actor, inspection_id, body, expected), 201)


@router.post(
    "/{inspection_id}/confirmation", response_model=InspectionOut, status_code=201, summary="确认考核结果"
)
@requires_key
def confirm_inspection(
    session: Db, actor: Writer, inspection_id: RowId, body: InspectionConfirmationCreate, expected: IfMatch
) -> Response:
    """From then on the result stands; the leadership's meeting where there was one."""
    return answered(actions.confirm_inspection(session, actor, inspection_id, body, expected), 201)


@router.post("/{inspection_id}/revocation", response_model=InspectionOut, status_code=201, summary="撤销确认")
@requires_key
def revoke_confirmation(
    session: Db, actor: Writer, inspection_id: RowId, body: ReopeningCreate, expected: IfMatch
) -> Response:
    """When a mistake is found after all; not in a closed year."""
    return answered(actions.revoke_confirmation(session, actor, inspection_id, body, expected), 201)

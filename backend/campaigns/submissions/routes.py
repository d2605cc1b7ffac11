"""HTTP of submissions."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.submissions import actions, queries
from backend.campaigns.submissions.schemas import (
    SubmissionCreate,
    SubmissionDetail,
    SubmissionOut,
    SubmissionQuery,
    SubmissionReturn,
    SubmissionUpdate,
)
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/submissions", "campaigns")
Reader = Annotated[Actor, may(Permission.submissions_read)]
Writer = Annotated[Actor, may(Permission.submissions_write)]
Receiver = Annotated[Actor, may(Permission.submissions_receive)]


def _answer(row: dict[str, Any], response: Response) -> dict[str, Any]:
    etag.stamp(response, row["version"], row)
    return row


@router.get("", response_model=Page[SubmissionOut], summary="报送列表")
def list_submissions(session: Db, actor: Reader, query: Annotated[SubmissionQuery, Query()]) -> Response:
    """What the departments in reach prepared or handed in; also found by the code on a receipt."""
    return page_response(*queries.search_submissions(session, actor, query))


@router.post("", response_model=SubmissionDetail, status_code=201, summary="开始准备一项材料")
def create_submission(
    session: Db, actor: Writer, body: SubmissionCreate, response: Response
) -> dict[str, Any]:
    """One for each deliverable and department."""
    return _answer(actions.create_submission(session, actor, body), response)


@router.get("/{submission_id}", response_model=SubmissionDetail, summary="一次报送")
def get_submission(session: Db, actor: Reader, submission_id: RowId, response: Response) -> dict[str, Any]:
    """Files, what lacks, receipts and everything handed in before."""
    return _answer(queries.get_submission(session, actor, submission_id), response)


@router.patch("/{submission_id}", response_model=SubmissionDetail, summary="修改报送说明")
def update_submission(
    session: Db,
    actor: Writer,
    submission_id: RowId,
    body: SubmissionUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Before it is handed in."""
    return _answer(actions.update_submission(session, actor, submission_id, body, expected), response)


@router.post("/{submission_id}/delivery", response_model=SubmissionDetail, summary="报送")
@requires_key
def submit_submission(
    session: Db, actor: Writer, submission_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Freezes the files as a version and gives a receipt; lateness is counted to the minute."""
    return _answer(actions.submit_submission(session, actor, submission_id, expected), response)


@router.post("/{submission_id}/withdrawal", response_model=SubmissionDetail, summary="撤回")
@requires_key
def withdraw_submission(
    session: Db, actor: Writer, submission_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Before it is received."""
    return _answer(actions.withdraw_submission(session, actor, submission_id, expected), response)


@router.post("/{submission_id}/receipt", response_model=SubmissionDetail, summary="接收")
@requires_key
def receive_submission(
    session: Db, actor: Receiver, submission_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """By somebody else than who handed it in."""
    return _answer(actions.receive_submission(session, actor, submission_id, expected), response)


@router.post("/{submission_id}/return", response_model=SubmissionDetail, summary="退回")
@requires_key
def return_submission(
    session: Db,
    actor: Receiver,
    submission_id: RowId,
    body: SubmissionReturn,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """With a reason, and a new due instant if need be."""
    return _answer(actions.return_submission(session, actor, submission_id, body, expected), response)

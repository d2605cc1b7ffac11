"""HTTP of warnings. Reading is a write here: each read is journaled in its own transaction."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db, writes
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.warnings import actions, queries
from backend.warnings.schemas import (
    DispositionCreate,
    PromiseCreate,
    ReaderCreate,
    ReaderOut,
    WarningClosureCreate,
    WarningCreate,
    WarningItem,
    WarningOut,
    WarningQuery,
    WarningUpdate,
)

router = room_router("/warnings", "warnings")
Reader = Annotated[Actor, may(Permission.warnings_read)]
Writer = Annotated[Actor, may(Permission.warnings_write)]
Replier = Annotated[Actor, may(Permission.warnings_reply)]


def _answer(case: dict[str, Any], response: Response) -> dict[str, Any]:
    etag.stamp(response, case["version"])
    return case


@router.get("", response_model=Page[WarningItem], summary="预警记录列表")
@writes
def list_warnings(session: Db, actor: Reader, query: Annotated[WarningQuery, Query()]) -> Response:
    """Only the cases the caller need know."""
    rows, total = queries.search_warnings(session, actor, query)
    actions.record_listing(session, rows)
    return page_response(rows, total)


@router.post("", response_model=WarningOut, status_code=201, summary="新建预警记录（附件四）")
def create_warning(session: Db, actor: Writer, body: WarningCreate, response: Response) -> dict[str, Any]:
    """Opens a draft."""
    return _answer(actions.create_warning(session, actor, body), response)


@router.get("/{warning_id}", response_model=WarningOut, summary="一份预警记录")
@writes
def get_warning(session: Db, actor: Reader, warning_id: RowId, response: Response) -> dict[str, Any]:
    """The whole sheet."""
    case = queries.get_warning(session, actor, warning_id)
    actions.record_reading(session, case)
    return _answer(case, response)


@router.patch("/{warning_id}", response_model=WarningOut, summary="修改拟办的预警记录")
def update_warning(
    session: Db, actor: Writer, warning_id: RowId, body: WarningUpdate, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Only while it is a draft."""
    return _answer(actions.update_warning(session, actor, warning_id, body, expected), response)


@router.post(
    "/{warning_id}/disposition", response_model=WarningOut, summary="处置：督导、提醒、纠错、诫勉谈话"
)
@requires_key
def dispose_warning(
    session: Db,
    actor: Writer,
    warning_id: RowId,
    body: DispositionCreate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Issues the warning to its subject."""
    return _answer(actions.dispose_warning(session, actor, warning_id, body, expected), response)


@router.post("/{warning_id}/promise", response_model=WarningOut, summary="本人承诺整改")
@requires_key
def promise_rectification(
    session: Db, actor: Replier, warning_id: RowId, body: PromiseCreate, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Only the warned person can write it."""
    return _answer(actions.promise_rectification(session, actor, warning_id, body, expected), response)


@router.post("/{warning_id}/closure", response_model=WarningOut, summary="办结")
@requires_key
def close_warning(
    session: Db,
    actor: Writer,
    warning_id: RowId,
    body: WarningClosureCreate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """After the promise."""
    return _answer(actions.close_warning(session, actor, warning_id, body, expected), response)


@router.post("/{warning_id}/cancellation", response_model=WarningOut, summary="撤销")
@requires_key
def cancel_warning(
    session: Db,
    actor: Writer,
    warning_id: RowId,
    body: WarningClosureCreate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """With the reason kept."""
    return _answer(actions.cancel_warning(session, actor, warning_id, body, expected), response)


@router.post("/{warning_id}/readers", response_model=list[ReaderOut], status_code=201, summary="增加知情人")
def admit_warning_reader(
    session: Db, actor: Writer, warning_id: RowId, body: ReaderCreate
) -> list[dict[str, Any]]:
    """Need to know, with a reason."""
    return actions.admit_reader(session, actor, warning_id, body)


@router.delete("/{warning_id}/readers/{user_id}", status_code=204, summary="取消知情人")
def dismiss_warning_reader(session: Db, actor: Writer, warning_id: RowId, user_id: RowId) -> None:
    """Ends the access."""
    actions.dismiss_reader(session, actor, warning_id, user_id)


ROUTERS = (router,)

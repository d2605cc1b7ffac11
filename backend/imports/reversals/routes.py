"""HTTP of taking an import back."""

from typing import Annotated, Any

from fastapi import Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.imports.reversals import actions, queries
from backend.imports.reversals.schemas import ImportReversal, ReversalOut
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.etag import IfMatch
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

router = room_router("/imports", "imports")
Reader = Annotated[Actor, may(Permission.imports_read)]
Writer = Annotated[Actor, may(Permission.imports_write)]


def _answer(detail: dict[str, Any]) -> Response:
    """What can be taken back depends on what happened since, so the tag does too."""
    response = json_response(detail)
    etag.stamp(response, detail["version"], detail["entries"])
    return response


@router.get("/{import_id}/reversal", response_model=ReversalOut, summary="撤销导入会怎样")
@takes_long
def get_import_reversal(session: Db, actor: Reader, import_id: RowId) -> Response:
    """What taking the import back would do now, entry by entry; once it was done, what came of it."""
    return _answer(queries.get_reversal(session, actor, import_id))


@router.post("/{import_id}/reversal", response_model=ReversalOut, summary="撤销导入")
@takes_long
def reverse_import(
    session: Db, actor: Writer, import_id: RowId, body: ImportReversal, expected: IfMatch
) -> Response:
    """Takes the import back in one transaction, once. What was worked on since stays, if `is_partial` says so."""
    return _answer(actions.reverse_import(session, actor, import_id, body, expected))

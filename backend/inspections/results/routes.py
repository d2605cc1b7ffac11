"""HTTP of the result."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.inspections.results import queries
from backend.inspections.results.schemas import ResultQuery
from backend.inspections.scores.rules import ResultFormat
from backend.kit.db import Db
from backend.kit.files import MEDIA_TYPES, FileKind, content_disposition
from backend.kit.problems import MEDIA_TYPE
from backend.kit.routing import room_router

router = room_router("/inspection-results", "inspections")
Reader = Annotated[Actor, may(Permission.inspections_read)]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "考核结果",
        "content": {MEDIA_TYPES[FileKind.xlsx]: _BINARY, "text/csv": {"schema": {"type": "string"}}},
    },
    404: {
        "description": "这一年度还没有确认的结果",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    },
}


@router.get("", response_class=Response, responses=FILE, summary="导出考核结果")
def get_inspection_results(session: Db, actor: Reader, query: Annotated[ResultQuery, Query()]) -> Response:
    """Confirmed results only, converted to the weight they have in the other assessment."""
    headings, lines = queries.result_table(session, actor, query)
    is_csv = query.format is ResultFormat.csv
    data = queries.as_csv(headings, lines) if is_csv else queries.as_xlsx(query, headings, lines)
    name = f"{queries.title_of(query)}.{query.format}"
    headers = {"Content-Disposition": content_disposition(name)}
    media = MEDIA_TYPES[FileKind.csv if is_csv else FileKind.xlsx]
    return Response(data, headers=headers, media_type=media)

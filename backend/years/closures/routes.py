"""HTTP of closing a year."""

from typing import Annotated

from fastapi import Request, Response
from starlette.responses import FileResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch
from backend.kit.files import content_disposition
from backend.kit.paging import NDJSON, json_response
from backend.kit.problems import not_found
from backend.kit.routing import requires_key, room_router
from backend.years.closures import actions, queries
from backend.years.closures.schemas import ArchiveOut, ReadinessOut, YearClosureCreate, YearVerificationOut
from backend.years.schemas import YearNumber

router = room_router("/years", "years")
Keeper = Annotated[Actor, may(Permission.years_write)]


@router.get("/{year}/readiness", response_model=ReadinessOut, summary="年度能否封存")
def get_year_readiness(session: Db, actor: Keeper, year: YearNumber) -> Response:
    """What is unfinished."""
    return json_response(queries.readiness(session, actor, year))


@router.post("/{year}/closure", response_model=ArchiveOut, status_code=201, summary="封存年度")
@requires_key
@takes_long
def close_year(
    request: Request, session: Db, actor: Keeper, year: YearNumber, body: YearClosureCreate, expected: IfMatch
) -> Response:
    """Freezes the year; it cannot be opened again."""
    return json_response(actions.close_year(session, actor, store_of(request), year, body, expected), 201)


@router.get("/{year}/archive", response_model=ArchiveOut, summary="年度归档")
@takes_long
def get_year_archive(session: Db, actor: Keeper, year: YearNumber) -> Response:
    """What the archive of a closed year is."""
    return json_response(queries.get_archive(session, actor, year))


@router.get(
    "/{year}/archive/file",
    response_class=FileResponse,
    summary="下载年度归档",
    responses={200: {"content": {NDJSON: {"schema": {"type": "string"}}}}},
)
@takes_long
def download_year_archive(request: Request, session: Db, actor: Keeper, year: YearNumber) -> Response:
    """The file: NDJSON, one object a line."""
    archive = queries.get_archive(session, actor, year)
    path = store_of(request).path(archive["digest"])
    if not path.is_file():
        raise not_found("归档文件")
    headers = {"Content-Disposition": content_disposition(f"{year}年度归档.ndjson.txt")}
    return FileResponse(path, media_type=NDJSON, headers=headers)


@router.get("/{year}/verification", response_model=YearVerificationOut, summary="核验年度归档")
@takes_long
def verify_year(request: Request, session: Db, actor: Keeper, year: YearNumber) -> Response:
    """Hashes file and database anew."""
    return json_response(actions.verify(session, actor, store_of(request), year))

"""HTTP of mappings: of one import, and those that are remembered."""

from typing import Annotated

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.imports.mappings import actions, queries
from backend.imports.mappings.schemas import (
    ImportMappingCreate,
    ImportMappingOut,
    ImportMappingQuery,
    ImportMappingUpdate,
)
from backend.imports.reader.limits import limits_of
from backend.imports.schemas import ImportDetail
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId

of_import = room_router("/imports", "imports")
kept = room_router("/import-mappings", "imports")
Reader = Annotated[Actor, may(Permission.imports_read)]
Writer = Annotated[Actor, may(Permission.imports_write)]


@of_import.put("/{import_id}/mapping", response_model=ImportDetail, summary="改列和等级的对应")
@takes_long
def update_import_mapping(
    request: Request,
    session: Db,
    actor: Writer,
    import_id: RowId,
    body: ImportMappingUpdate,
    expected: IfMatch,
) -> Response:
    """Says what headers and level words mean; the file is read again. All meanings are given at once."""
    limits = limits_of(request.app.state.settings)
    detail = actions.update_mapping(session, actor, store_of(request), limits, import_id, body, expected)
    response = json_response(detail)
    etag.stamp(response, detail["version"], detail["forms"])
    return response


@kept.get("", response_model=Page[ImportMappingOut], summary="记住的对应")
def list_import_mappings(
    session: Db, actor: Reader, query: Annotated[ImportMappingQuery, Query()]
) -> Response:
    """What the departments' own words mean, as people said it in earlier imports."""
    return page_response(*queries.search_mappings(session, actor, query))


@kept.post("", response_model=ImportMappingOut, status_code=201, summary="记住一条对应")
def create_import_mapping(session: Db, actor: Writer, body: ImportMappingCreate) -> Response:
    """Remembers what a word means; a word that has a meaning already gets this one instead."""
    return json_response(actions.create_mapping(session, actor, body), 201)


@kept.delete("/{mapping_id}", status_code=204, summary="不再沿用这条对应")
def remove_import_mapping(session: Db, actor: Writer, mapping_id: RowId) -> None:
    """Forgets it: the next file is understood by the usual words."""
    actions.remove_mapping(session, actor, mapping_id)

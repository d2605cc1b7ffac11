"""HTTP of packages."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from starlette.responses import FileResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db, writes
from backend.kit.deadlines import takes_long
from backend.kit.etag import IfMatch
from backend.kit.files import MEDIA_TYPES, FileKind, Store, content_disposition
from backend.kit.paging import Page, json_response, page_response
from backend.kit.problems import not_found
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.packages import actions, queries
from backend.packages.rules import FOLDER
from backend.packages.schemas import PackageCreate, PackageOut, PackageQuery

router = room_router("/packages", "packages")
Reader = Annotated[Actor, may(Permission.packages_read)]
Builder = Annotated[Actor, may(Permission.packages_build)]
Keeper = Annotated[Actor, may(Permission.packages_write)]
ZIP = MEDIA_TYPES[FileKind.zip]


def _store(request: Request) -> Store:
    return Store(request.app.state.settings.data_dir / FOLDER)


def _answer(row: dict[str, Any], status: int = 200) -> Response:
    """The tag changes with the progress too; If-Match compares the version alone."""
    response = json_response(row, status)
    etag.stamp(response, row["version"], [row["state"], row["done"], row["total"], row["label"]])
    return response


@router.get("", response_model=Page[PackageOut], summary="材料包列表")
def list_packages(session: Db, actor: Reader, query: Annotated[PackageQuery, Query()]) -> Response:
    """The caller's own packages; the office sees all."""
    return page_response(*queries.search_packages(session, actor, query))


@router.post(
    "",
    response_model=PackageOut,
    status_code=201,
    responses={200: {"model": PackageOut, "description": "同样的材料包正在生成"}},
    summary="生成材料包",
)
def create_package(session: Db, actor: Builder, body: PackageCreate) -> Response:
    """Puts the wish in the queue; a worker builds it in the background with the caller's rights of that moment."""
    row, is_new = actions.request_package(session, actor, body)
    return _answer(row, 201 if is_new else 200)


@router.get("/{package_id}", response_model=PackageOut, summary="一个材料包")
def get_package(session: Db, actor: Reader, package_id: RowId) -> Response:
    """How far it is; poll it with `If-None-Match`."""
    return _answer(queries.get_package(session, actor, package_id))


@router.post("/{package_id}/cancellation", response_model=PackageOut, summary="取消生成")
def cancel_package(session: Db, actor: Keeper, package_id: RowId, expected: IfMatch) -> Response:
    """Whoever works on it stops within seconds."""
    return _answer(actions.cancel_package(session, actor, package_id, expected))


@router.post("/{package_id}/retry", response_model=PackageOut, summary="重新生成")
def retry_package(session: Db, actor: Keeper, package_id: RowId, expected: IfMatch) -> Response:
    """After a failure, a cancellation, or when the file has been cleared away."""
    return _answer(actions.retry_package(session, actor, package_id, expected))


@router.post("/{package_id}/discard", response_model=PackageOut, summary="删除材料包的文件")
def discard_package(
    request: Request, session: Db, actor: Keeper, package_id: RowId, expected: IfMatch
) -> Response:
    """Removes the file before its time; the record and its hash stay."""
    return _answer(actions.discard_package(session, actor, _store(request), package_id, expected))


@router.get(
    "/{package_id}/file",
    response_class=FileResponse,
    summary="下载材料包",
    responses={
        200: {"description": "压缩包", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
@writes
@takes_long
def download_package(request: Request, session: Db, actor: Reader, package_id: RowId) -> Response:
    """The zip file, whole or by ranges."""
    row = actions.download_package(session, actor, package_id)
    path = _store(request).path(row["digest"])
    if not path.is_file():
        raise not_found("材料包的文件")
    headers = {"Content-Disposition": content_disposition(row["file_name"]), "ETag": f'"{row["digest"]}"'}
    return FileResponse(path, headers=headers, media_type=ZIP)


ROUTERS = (router,)

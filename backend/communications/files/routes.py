"""How files come in and go out over HTTP; the addresses belong to meetings, notices and questions."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import File, Request, Response, UploadFile
from starlette.responses import FileResponse

from backend.kit.files import MEDIA_TYPES, Store, content_disposition
from backend.kit.problems import not_found

Upload = Annotated[UploadFile, File(description="Word、Excel、PDF、图片、文本或压缩包，最多 20 MB")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件内容",
        "content": {media.partition(";")[0]: _BINARY for media in MEDIA_TYPES.values()},
    }
}


def store_of(request: Request) -> Store:
    """Where the bytes lie."""
    return Store(request.app.state.settings.data_dir / "files")


def file_response(request: Request, row: Mapping[str, Any]) -> Response:
    """The bytes, always as an attachment; the tag is the digest. 404 when they are gone from the disk."""
    path = store_of(request).path(row["digest"])
    if not path.is_file():
        raise not_found("这个附件的内容")
    headers = {"Content-Disposition": content_disposition(row["name"]), "ETag": f'"{row["digest"]}"'}
    return FileResponse(path, headers=headers, media_type=row["media_type"])

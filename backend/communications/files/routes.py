"""How files come in and go out over HTTP; the addresses belong to meetings, notices and questions."""

from typing import Annotated, Any

from fastapi import File, UploadFile

from backend.kit.files import MEDIA_TYPES

Upload = Annotated[UploadFile, File(description="Word、Excel、PDF、图片、文本或压缩包，最多 20 MB")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件内容",
        "content": {media.partition(";")[0]: _BINARY for media in MEDIA_TYPES.values()},
    }
}


"""Files as answers: what the API's description says of them, and how they are sent."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from os import SEEK_END
from typing import Any, BinaryIO

from fastapi import Request, Response
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, StreamingResponse

from backend.kit.files import CHUNK, MEDIA_TYPES, FileKind, Store, content_disposition, uploads
from backend.kit.problems import MEDIA_TYPE, not_found

Answers = dict[int | str, dict[str, Any]]
BINARY = {"schema": {"type": "string", "format": "binary"}}


def file_answer(kinds: Iterable[FileKind], missing: str = "") -> Answers:
    """The 200 of a download in one of these kinds; `missing` says when it answers 404, for addresses whose row is
    named by a parameter."""
    offered = list(kinds)
    words = "、".join(kind.label for kind in offered)
    answers: Answers = {
        200: {"description": words, "content": {MEDIA_TYPES[kind]: BINARY for kind in offered}}
    }
    if missing:
        schema = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
        answers[404] = {"description": missing, "content": {MEDIA_TYPE: schema}}
    return answers


def file_response(data: bytes, name: str, kind: FileKind) -> Response:
    """A file that is there as a whole; `name` has its extension."""
    headers = {"Content-Disposition": content_disposition(name)}
    return Response(data, headers=headers, media_type=MEDIA_TYPES[kind])


def poured_response(pour: Callable[[BinaryIO], None], name: str, kind: FileKind) -> StreamingResponse:
    """A long file, written to disk first: bounded memory, and an error in the middle is an error and no torn file."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        pour(file)
        kept = stack.pop_all()
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return StreamingResponse(
        iter(lambda: file.read(CHUNK), b""),
        headers={"Content-Disposition": content_disposition(name), "Content-Length": str(size)},
        media_type=MEDIA_TYPES[kind],
        background=BackgroundTask(kept.close),
    )


def store_of(request: Request) -> Store:
    """Where the bytes of uploads lie."""
    return uploads(request.app.state.settings.data_dir)


def stored_response(request: Request, row: Mapping[str, Any]) -> Response:
    """The bytes of an upload (`name`, `media_type`, `digest`), always as an attachment; the tag is the digest.

    404 when they are gone from the disk.
    """
    path = store_of(request).path(row["digest"])
    if not path.is_file():
        raise not_found("这个附件的内容")
    headers = {"Content-Disposition": content_disposition(row["name"]), "ETag": f'"{row["digest"]}"'}
    return FileResponse(path, headers=headers, media_type=row["media_type"])

"""The uploaded file with its remarks in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.imports.annotator import docx, xlsx
from backend.imports.annotator.notes import Note
from backend.imports.queries import get_import
from backend.imports.reader.package import refuse, sniff
from backend.imports.returns.rules import notes_of
from backend.kit.files import MEDIA_TYPES, FileKind, Store
from backend.kit.problems import Problem

SUFFIX: Final = "（批注）"
Writer = Callable[[bytes, Sequence[Note]], bytes]
WRITERS: Final[Mapping[str, tuple[FileKind, Writer]]] = {
    "docx": (FileKind.docx, docx.annotate),
    "xlsx": (FileKind.xlsx, xlsx.annotate),
}


class Returned(NamedTuple):
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


def annotated_file(session: Session, actor: Actor, store: Store, import_id: int) -> Returned:
    """The file of an import, each finding and refusal a comment in its cell. 404 when invisible, 410 when not kept."""
    detail = get_import(session, actor, import_id)
    try:
        with store.open(detail["file_digest"]) as file:
            data = file.read()
    except FileNotFoundError:
        raise Problem(
            "file-gone",
            "上传的文件已不在",
            410,
            "系统没有保存这次上传的原文件，不能写批注；请重新上传，或下载问题清单。",
        ) from None
    return returned(detail["file_name"], data, notes_of(detail))


def returned(name: str, data: bytes, notes: Sequence[Note]) -> Returned:
    """`排查表.docx` → `排查表（批注）.docx`, its content with the remarks. Raises BadFile."""
    kind = sniff(data)
    if kind not in WRITERS:
        raise refuse(kind)
    file_kind, annotate = WRITERS[kind]
    stem = name.rpartition(".")[0] or name
    return Returned(f"{stem}{SUFFIX}.{file_kind.value}", MEDIA_TYPES[file_kind], annotate(data, notes))


def media_types() -> list[str]:
    """What an answer may be."""
    return [MEDIA_TYPES[kind] for kind, _ in WRITERS.values()]

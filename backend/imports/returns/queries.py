"""The uploaded file with its remarks in it."""

from typing import Final

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.imports.annotator.files import Annotated, annotate_file
from backend.imports.queries import get_import
from backend.imports.reader.limits import Limits
from backend.imports.records.rules import FOLDER
from backend.imports.returns.rules import notes_of
from backend.imports.rules import ImportState
from backend.kit.files import FileKind, Store
from backend.kit.problems import Problem

KINDS: Final = (FileKind.docx, FileKind.xlsx, FileKind.zip)
"""What an answer may be."""


def annotated_import(
    session: Session, actor: Actor, store: Store, import_id: int, limits: Limits
) -> Annotated:
    """The file of an import, each finding and refusal a comment in its cell. 404 when invisible, 410 when not kept."""
    detail = get_import(session, actor, import_id)
    if detail["is_restricted"]:
        store = store.beside(FOLDER)
    if detail["is_restricted"] and detail["state"] != ImportState.ready:
        raise _gone("预警处置记录单写入后不再保留原文件，内容请看“预警处置”里的记录。")
    try:
        with store.open(detail["file_digest"]) as file:
            data = file.read()
    except FileNotFoundError:
        raise _gone("系统没有保存这次上传的原文件，不能写批注；请重新上传，或下载问题清单。") from None
    return annotate_file(detail["file_name"], data, notes_of(detail), limits)


def _gone(detail: str) -> Problem:
    return Problem("file-gone", "上传的文件已不在", 410, detail)

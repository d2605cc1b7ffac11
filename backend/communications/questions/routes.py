"""HTTP of questions."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.communications.files.queries import find_file
from backend.communications.files.routes import CONTENT, Upload
from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.questions import actions, queries
from backend.communications.questions.schemas import (
    MessageCreate,
    QuestionCreate,
    QuestionItem,
    QuestionOut,
    QuestionQuery,
)
from backend.kit.db import Db
from backend.kit.downloads import store_of, stored_response
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/questions", "communications")
Reader = Annotated[Actor, may(Permission.questions_read)]
Writer = Annotated[Actor, may(Permission.questions_write)]
Answerer = Annotated[Actor, may(Permission.questions_answer)]


@router.get("", response_model=Page[QuestionItem], summary="咨询与情况反映列表")
def list_questions(session: Db, actor: Reader, query: Annotated[QuestionQuery, Query()]) -> Response:
    """Threads of the caller's departments."""
    return page_response(*queries.search_questions(session, actor, query))


@router.post("", response_model=QuestionOut, status_code=201, summary="提出咨询、反映情况或报送经验做法")
def create_question(session: Db, actor: Writer, body: QuestionCreate) -> Response:
    """Opens a thread with the office."""
    return answered(actions.create_question(session, actor, body), 201)


@router.get("/{question_id}", response_model=QuestionOut, summary="一条咨询")
def get_question(session: Db, actor: Reader, question_id: RowId) -> Response:
    """The whole thread."""
    return answered(queries.get_question(session, actor, question_id))


@router.post("/{question_id}/messages", response_model=QuestionOut, status_code=201, summary="补充或追问")
def ask_again(
    session: Db, actor: Writer, question_id: RowId, body: MessageCreate, expected: IfMatch
) -> Response:
    """Opens an answered or closed thread again."""
    return answered(actions.ask_again(session, actor, question_id, body, expected), 201)


@router.post("/{question_id}/answers", response_model=QuestionOut, status_code=201, summary="答复")
def answer_question(
    session: Db, actor: Answerer, question_id: RowId, body: MessageCreate, expected: IfMatch
) -> Response:
    """By the office."""
    return answered(actions.answer_question(session, actor, question_id, body, expected), 201)


@router.post("/{question_id}/closure", response_model=QuestionOut, summary="办结咨询")
@requires_key
def close_question(session: Db, actor: Writer, question_id: RowId, expected: IfMatch) -> Response:
    """By the department that asked, or the office."""
    return answered(actions.close_question(session, actor, question_id, expected))


@router.post(
    "/{question_id}/files", response_model=CommunicationFileOut, status_code=201, summary="上传咨询附件"
)
def attach_question_file(
    request: Request, session: Db, actor: Writer, question_id: RowId, file: Upload
) -> dict[str, Any]:
    """While the thread is not closed."""
    data = file.file.read()
    return actions.attach_file(session, actor, question_id, store_of(request), file.filename or "", data)


@router.get(
    "/{question_id}/files/{file_id}", response_class=Response, responses=CONTENT, summary="下载咨询附件"
)
def get_question_file(
    request: Request, session: Db, actor: Reader, question_id: RowId, file_id: RowId
) -> Response:
    """For everybody who may see the thread."""
    queries.get_question(session, actor, question_id)
    return stored_response(request, find_file(session, "question_id", question_id, file_id))

"""Questions and shared knowledge in the permission matrix."""

from sqlmodel import Session

from backend.access.policy import Permission
from backend.communications.questions.queries import KNOWLEDGE, QUESTIONS
from backend.communications.questions.rules import QuestionKind, QuestionState, QuestionTopic
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.access.matrix import Operation, Scene
from tests.communications.attachments import add_file, upload

READ = Permission.questions_read
MESSAGE = {"body": "兼任两个岗位的人，自查表是填一份还是两份？"}


def add_question(session: Session, scene: Scene) -> int:
    """A thread of the department that waits for its first answer."""
    row = {
        "department_id": scene.department_id,
        "kind": QuestionKind.question,
        "topic": QuestionTopic.risks,
        "title": "兼岗怎样填表",
        "state": QuestionState.open,
        "asked_by_id": scene.user_id,
        "asked_by_name": "联络员",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, QUESTIONS, row)


def add_question_file(session: Session, scene: Scene) -> tuple[int, int]:
    """A file of a thread."""
    return add_file(session, scene, "question_id", add_question(session, scene))


def add_knowledge(session: Session, _: Scene) -> int:
    """An entry for everybody."""
    row = {
        "kind": QuestionKind.question,
        "topic": QuestionTopic.risks,
        "title": "兼岗怎样填表",
        "question": "",
        "answer": "按岗位填，一岗一表。",
        "shared_by_name": "纪委办",
        "shared_at": now(),
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, KNOWLEDGE, row)


QUESTION_OPERATIONS = (
    Operation("list_questions", "/questions", arrange=add_question, lists="target_id"),
    Operation(
        "create_question",
        "/questions",
        body=lambda scene: MESSAGE | {"department_id": scene.department_id, "title": "兼岗怎样填表"},
        outside=422,
    ),
    Operation("get_question", "/questions/{target_id}", arrange=add_question),
    Operation(
        "ask_again",
        "/questions/{target_id}/messages",
        arrange=add_question,
        body=lambda _: MESSAGE,
        sees=READ,
    ),
    Operation(
        "answer_question",
        "/questions/{target_id}/answers",
        arrange=add_question,
        body=lambda _: MESSAGE,
        sees=READ,
    ),
    Operation("close_question", "/questions/{target_id}/closure", arrange=add_question, sees=READ),
    Operation(
        "attach_question_file",
        "/questions/{target_id}/files",
        arrange=add_question,
        request=upload,
        sees=READ,
    ),
    Operation("get_question_file", "/questions/{container_id}/files/{target_id}", arrange=add_question_file),
    Operation("list_knowledge", "/knowledge", is_about_row=False),
    Operation(
        "share_knowledge",
        "/knowledge",
        body=lambda _: {"topic": "risks", "title": "兼岗怎样填表", "answer": "按岗位填，一岗一表。"},
        is_about_row=False,
    ),
    Operation("get_knowledge", "/knowledge/{target_id}", arrange=add_knowledge, is_about_row=False),
    Operation(
        "update_knowledge",
        "/knowledge/{target_id}",
        arrange=add_knowledge,
        body=lambda _: {"title": "兼任两岗怎样填表"},
        is_about_row=False,
    ),
    Operation(
        "withdraw_knowledge",
        "/knowledge/{target_id}/withdrawal",
        arrange=add_knowledge,
        body=lambda _: {"reason": "已有新的说明"},
        is_about_row=False,
    ),
)

"""Writes of templates: upload and check, adopt, withdraw, give up."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.documents.checker.check import ReadBack, check_template
from backend.documents.checker.remarks import UnfitTemplate
from backend.documents.rules import DocumentKind
from backend.documents.templates import queries
from backend.documents.templates.queries import ADOPTIONS, TEMPLATES, WRITE, Row
from backend.documents.templates.rules import FILE_LIMIT, MACHINE, TemplateAction, TemplateState
from backend.documents.templates.schemas import TemplateAdoptionCreate, TemplateWithdrawalCreate
from backend.kit.courses import Course
from backend.kit.etag import Expected
from backend.kit.files import FileKind, Store, accept
from backend.kit.problems import FieldError, Problem, conflict
from backend.kit.rows import insert_row, next_edition
from backend.kit.table import now

COURSE = Course[Actor, TemplateState](
    subject="document_template",
    table=TEMPLATES,
    machine=MACHINE,
    states=TemplateState,
    read=queries.get_template,
    noted=("kind", "edition"),
)

def upload_template(
    session: Session,
    actor: Actor,
    store: Store,
    kind: DocumentKind,
    filename: str,
    data: bytes,
    note: str,
    college_name: str,
    read_back: ReadBack,
) -> Row:
    """Keeps a template that has been tried and can be used; nothing is filled with it yet.

    422 `bad-template` names every fault with its place. 409 for the content that is kept already.
    """
    actor.need(WRITE)
    file = accept(filename, data, {FileKind.docx}, FILE_LIMIT)
    try:
        remarks = check_template(kind, data, college_name, read_back)
    except UnfitTemplate as error:
        raise _unfit(error) from error
    _refuse_same(session, kind, file.digest)
    store.put(data)
    values = {
        "kind": kind,
        "edition": next_edition(session, TEMPLATES.c.edition, TEMPLATES.c.kind == kind),
        "file_name": file.name,
        "digest": file.digest,
        "size": file.size,
        "note": note,
        "remarks": [remark._asdict() for remark in remarks],
        "state": TemplateState.checked,
        "uploaded_by_name": actor.principal.label,
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_template(session, actor, insert_row(session, TEMPLATES, values))
    COURSE.record(session, "uploaded", row, {"digest": file.digest})
    return row


def _unfit(error: UnfitTemplate) -> Problem:
    errors = [FieldError("/file", remark.code, remark.sentence) for remark in error.remarks]
    detail = errors[0].detail if len(errors) == 1 else f"共有 {len(errors)} 处要改，改好后请重新上传。"
    return Problem("bad-template", "模板不能使用", 422, detail, errors)


def _refuse_same(session: Session, kind: DocumentKind, digest: str) -> None:
    same = sa.select(TEMPLATES.c.edition).where(
        TEMPLATES.c.kind == kind, TEMPLATES.c.digest == digest, TEMPLATES.c.state != TemplateState.discarded
    )
    edition = session.execute(same).scalars().first()
    if edition is not None:
        raise conflict(f"这个文件与第 {edition} 版完全相同，不必再上传。", "already-exists")


def adopt_template(
    session: Session, actor: Actor, template_id: int, body: TemplateAdoptionCreate, expected: Expected
) -> Row:
    """Forms of this kind are filled with it from now on; the one before is replaced. 409 when two do so at once."""
    before, target = COURSE.start(session, actor, template_id, TemplateAction.adopt, expected)
    _replace(session, actor, before)
    insert_row(
        session,
        ADOPTIONS,
        {
            "template_id": template_id,
            "kind": before["kind"],
            "adopted_at": now(),
            "adopted_by_name": actor.principal.label,
            "reason": body.reason,
            "ended_by_name": "",
            "end_reason": "",
        },
    )
    return COURSE.finish(session, actor, before, {"state": target}, "adopted", {"reason": body.reason})


def _replace(session: Session, actor: Actor, successor: Row) -> None:
    in_use = sa.select(TEMPLATES).where(
        TEMPLATES.c.kind == successor["kind"], TEMPLATES.c.state == TemplateState.adopted
    )
    for former in _rows(session, in_use):
        target = MACHINE.find(TemplateState(former["state"]), TemplateAction.supersede).target
        _close(session, actor, former["id"], f"由第 {successor['edition']} 版替换")
        COURSE.finish(session, actor, former, {"state": target}, "replaced", {"by_edition": successor["edition"]})


def _rows(session: Session, statement: sa.Select[Any]) -> Sequence[Row]:
    return [dict(row) for row in session.execute(statement).mappings()]


def _close(session: Session, actor: Actor, template_id: int, reason: str) -> None:
    values = {"ended_at": now(), "ended_by_name": actor.principal.label, "end_reason": reason}
    lasting = sa.and_(ADOPTIONS.c.template_id == template_id, ADOPTIONS.c.ended_at.is_(None))
    session.execute(sa.update(ADOPTIONS).where(lasting).values(**values))


def withdraw_template(
    session: Session, actor: Actor, template_id: int, body: TemplateWithdrawalCreate, expected: Expected
) -> Row:
    """Forms of this kind are filled with the product's own template again."""
    before, target = COURSE.start(session, actor, template_id, TemplateAction.withdraw, expected)
    _close(session, actor, template_id, body.reason)
    return COURSE.finish(session, actor, before, {"state": target}, "withdrawn", {"reason": body.reason})


def discard_template(session: Session, actor: Actor, template_id: int, expected: Expected) -> Row:
    """Gives up one that was never used."""
    before, target = COURSE.start(session, actor, template_id, TemplateAction.discard, expected)
    return COURSE.finish(session, actor, before, {"state": target}, "discarded")


def restore_template(session: Session, actor: Actor, template_id: int, expected: Expected) -> Row:
    """Takes up one that was given up."""
    before, target = COURSE.start(session, actor, template_id, TemplateAction.restore, expected)
    return COURSE.finish(session, actor, before, {"state": target}, "restored")

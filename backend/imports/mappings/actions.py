"""Writes of mappings: say what words mean in a file, remember it, use it again, forget it."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.imports.mappings import queries
from backend.imports.mappings.queries import MAPPINGS, of_department, read_upload, remembered, tables_of
from backend.imports.mappings.rules import CHOICES, MappedPart, Meanings, Words, dump, load, words_of
from backend.imports.mappings.schemas import ImportMappingCreate, ImportMappingUpdate
from backend.imports.plans.rules import SHEETS
from backend.imports.queries import IMPORTS, find_import, get_import, legal
from backend.imports.reader.limits import Limits
from backend.imports.reader.parsed import TableReading
from backend.imports.records.rules import is_confidential
from backend.imports.rules import FormKind, ImportAction, squeeze
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.files import Store
from backend.kit.problems import FieldError, conflict, forbidden, invalid, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.queries import live_department

WRITE = Permission.imports_write
Row = dict[str, Any]


def _record(session: Session, action: str, row: Row) -> None:
    subject = journal.Subject("import_mapping", row["id"], row["version"], row["department_id"])
    details = {"part": row["part"], "text": row["text"], "column": row["column"], "level": row["level"]}
    journal.record(session, f"import_mapping.{action}", subject, details)


def update_mapping(
    session: Session,
    actor: Actor,
    store: Store,
    limits: Limits,
    import_id: int,
    body: ImportMappingUpdate,
    expected: Expected,
) -> Row:
    """Reads the file again with these meanings; unless told otherwise they are remembered for its department.

    409 once applied or when the file is not there any more, 412 when stale, 422 for words the file does not have.
    """
    row = find_import(session, actor, import_id, WRITE)
    legal(row, ImportAction.update)
    expected.check(row["version"])
    if row["is_restricted"]:
        raise conflict("预警处置记录单的栏目是固定的，不需要对应。", "fixed-columns")
    former = load(row["mapping"])
    wanted = _meanings(body, former, words_of(tables_of(row)))
    tables = tables_of(row)
    if wanted != former:
        try:
            with store.open(row["file_digest"]) as file:
                data = file.read()
        except FileNotFoundError:
            raise conflict("原来的文件已经不在，不能按新的对应再读一遍，请重新上传。", "file-gone") from None
        kept, _ = read_upload(data, row["file_name"], wanted, limits)
        is_confidential(kept, "", may_handle=False)
        changes = kept | {"mapping": dump(wanted), "choices": _still_valid(row, kept)}
        claim_version(session, IMPORTS, row, changes)
        tables = tables_of(kept)
        subject = journal.Subject("import", import_id, row["version"] + 1, row["department_id"])
        journal.record(session, "import.mapped", subject, {"words": len(wanted)})
    if body.is_remembered:
        dropped = former.keys() - wanted.keys()
        _remember(session, actor, row["department_id"], body, words_of(tables), dropped)
    return get_import(session, actor, import_id)


def _meanings(body: ImportMappingUpdate, former: Meanings, there: dict[Words, TableReading]) -> Meanings:
    """What the body says, checked; what was remembered before and stays is still that."""
    given: list[tuple[str, Words, str | None]] = [
        (f"/columns/{at}", (MappedPart.column, squeeze(one.text)), one.column)
        for at, one in enumerate(body.columns)
    ]
    given += [
        (f"/levels/{at}", (MappedPart.level, squeeze(one.word)), one.level)
        for at, one in enumerate(body.levels)
    ]
    errors: list[FieldError] = []
    found: Meanings = {}
    for pointer, words, meaning in given:
        if words in found:
            errors.append(FieldError(pointer, "duplicate", f"“{words[1]}”写了两次，请只留一个。"))
        elif words not in there:
            errors.append(FieldError(pointer, "unknown", f"文件里没有“{words[1]}”，请刷新后再选。"))
        elif words[0] is MappedPart.column and meaning is not None and meaning not in CHOICES:
            errors.append(FieldError(f"{pointer}/column", "not-a-column", "这个栏目不在表格里，请另选。"))
        kept = former.get(words)
        found[words] = (meaning, bool(kept and kept[1] and kept[0] == meaning))
    if errors:
        raise invalid_fields(errors)
    return found


def _still_valid(row: Row, kept: Row) -> dict[str, Row]:
    """The choices for forms that are the same after the file was read anew; others are asked about again."""
    before, after = (SHEETS.validate_python(sheets) for sheets in (row["sheets"], kept["sheets"]))
    found = {}
    for index, choice in row["choices"].items():
        at = int(index)
        if at < len(before) and at < len(after) and before[at].place == after[at].place:
            found[index] = choice
    return found


def _remember(
    session: Session,
    actor: Actor,
    department_id: int | None,
    body: ImportMappingUpdate,
    there: dict[Words, TableReading],
    dropped: Iterable[Words],
) -> None:
    """Keeps what was said now, with the form it was said about, and forgets what was taken back."""
    given: list[tuple[MappedPart, str, str | None]] = [
        *((MappedPart.column, one.text, one.column) for one in body.columns),
        *((MappedPart.level, one.word, one.level) for one in body.levels),
    ]
    for part, text, meaning in given:
        table = there.get((part, squeeze(text)))
        _keep(session, actor, department_id, part, text, meaning, table.kind if table else None)
    for part, words in dropped:
        stored = _stored(session, department_id, part, words)
        if stored is not None:
            _forget(session, actor, stored)


def _stored(session: Session, department_id: int | None, part: MappedPart, words: str) -> Row | None:
    statement = sa.select(MAPPINGS).where(
        of_department(department_id), MAPPINGS.c.part == part, MAPPINGS.c.words == words
    )
    found = session.execute(statement).mappings().one_or_none()
    return dict(found) if found else None


def _keep(
    session: Session,
    actor: Actor,
    department_id: int | None,
    part: MappedPart,
    text: str,
    meaning: str | None,
    kind: FormKind | None,
) -> int:
    """Stores one meaning, or changes the one that was stored; what is equal stays."""
    field, level = (meaning, None) if part is MappedPart.column else (None, meaning)
    stored = _stored(session, department_id, part, squeeze(text))
    if stored and (stored["field"], stored["level"]) == (field, level):
        return int(stored["id"])
    instant = now()
    who = {"used_at": instant, "used_by_id": actor.require_user(), "used_by_name": actor.principal.label}
    if stored:
        claim_version(session, MAPPINGS, stored, {"field": field, "level": level, **who})
        mapping_id = int(stored["id"])
    else:
        values: Row = {"department_id": department_id, "part": part, "words": squeeze(text), "text": text}
        values |= {"kind": kind, "field": field, "level": level, "uses_count": 0, "version": 1}
        values |= {"created_at": instant, "updated_at": instant, **who}
        mapping_id = insert_row(session, MAPPINGS, values)
    _record(session, "updated" if stored else "created", queries.get_mapping(session, actor, mapping_id))
    return mapping_id


def create_mapping(session: Session, actor: Actor, body: ImportMappingCreate) -> Row:
    """Remembers one meaning, or changes the one that is there. 422 for half a meaning."""
    if body.department_id is not None:
        live_department(session, actor, WRITE, body.department_id)
    elif not actor.need(WRITE).school:
        raise forbidden("您只能为自己的部门记住对应，请选择部门。")
    is_level = body.part is MappedPart.level
    if is_level and (body.level is None or body.column is not None):
        raise invalid("/level", "missing", "请选择这个写法对应高、中、低哪一级。")
    if not is_level and body.level is not None:
        raise invalid("/level", "unknown", "列的对应不带等级。")
    if body.column is not None and body.column not in CHOICES:
        raise invalid("/column", "not-a-column", "这个栏目不在表格里，请另选。")
    meaning = body.level if is_level else body.column
    mapping_id = _keep(session, actor, body.department_id, body.part, body.text, meaning, body.kind)
    return queries.get_mapping(session, actor, mapping_id)


def remove_mapping(session: Session, actor: Actor, mapping_id: int) -> None:
    """Forgets one meaning; imports that were read with it stay as they are."""
    _forget(session, actor, queries.get_mapping(session, actor, mapping_id, WRITE))


def _forget(session: Session, actor: Actor, stored: Row) -> None:
    shown = queries.get_mapping(session, actor, stored["id"])
    session.execute(sa.delete(MAPPINGS).where(MAPPINGS.c.id == stored["id"]))
    _record(session, "removed", shown)


def recall(
    session: Session, actor: Actor, department_id: int | None, data: bytes, name: str, limits: Limits
) -> Row:
    """Reads a new file with what the department said about earlier ones; notes which of it was used."""
    kept, used = read_upload(data, name, remembered(session, department_id), limits)
    _note_use(session, actor, department_id, list(used))
    return kept | {"mapping": dump(used)}


def _note_use(session: Session, actor: Actor, department_id: int | None, used: Sequence[Words]) -> None:
    who = {"used_at": now(), "used_by_id": actor.require_user(), "used_by_name": actor.principal.label}
    for part, words in used:
        session.execute(
            sa.update(MAPPINGS)
            .where(of_department(department_id), MAPPINGS.c.part == part, MAPPINGS.c.words == words)
            .values(**who, uses_count=MAPPINGS.c.uses_count + 1)
        )

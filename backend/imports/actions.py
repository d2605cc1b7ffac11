"""Writes of imports: read a file, choose where its forms go, apply it once."""

from collections.abc import Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.imports import queries
from backend.imports.mappings.actions import recall
from backend.imports.models import FormImport
from backend.imports.plans.actions import apply_sheet
from backend.imports.plans.queries import choice_of, plan_sheet
from backend.imports.plans.rules import PlannedSheet
from backend.imports.queries import APPLICABLE, IMPORTS, find_import, legal, plan_of, shown
from backend.imports.reader.forms import USUAL
from backend.imports.reader.limits import Limits
from backend.imports.records.actions import note_reading
from backend.imports.records.rules import FOLDER, is_confidential, nameless, without_texts
from backend.imports.reversals.queries import with_versions
from backend.imports.reversals.rules import EFFECTS, Effect, with_confirmations
from backend.imports.rules import ImportAction, ImportState, ItemKind, ItemStatus
from backend.imports.schemas import ImportUpdate
from backend.imports.targets.queries import Finder
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.files import Store, clean_name
from backend.kit.problems import FieldError, Problem, conflict, invalid
from backend.kit.rows import claim_version
from backend.kit.table import now
from backend.organization.queries import live_department
from backend.powers.confirmations.queries import confirmations_of

WRITE = Permission.imports_write
Row = dict[str, Any]


def _record(session: Session, action: str, row: Row, details: Row | None = None) -> None:
    subject = journal.Subject("import", row["id"], row["version"], row["department_id"])
    journal.record(session, f"import.{action}", subject, details)


def create_import(
    session: Session,
    actor: Actor,
    store: Store,
    filename: str,
    data: bytes,
    department_id: int | None,
    limits: Limits = USUAL,
) -> Row:
    """Reads a file with what its department said about earlier ones; nothing is applied.

    422 for a file that is not accepted.
    """
    place = _place(session, actor, department_id)
    name = clean_name(filename)
    read = recall(session, actor, place, data, name, limits)
    is_restricted = is_confidential(read, name, may_handle=bool(actor.reach(Permission.warnings_write)))
    row = FormImport(
        file_name=name,
        file_digest=(store.beside(FOLDER) if is_restricted else store).put(data),
        file_size=len(data),
        owner_id=actor.require_user(),
        department_id=None if is_restricted else place,
        is_restricted=is_restricted,
        **read,
    )
    session.add(row)
    session.flush()
    detail = read_import(session, actor, row.id)
    _record(session, "created", detail, {"forms": row.forms_count})
    return detail


def read_import(session: Session, actor: Actor, import_id: int) -> Row:
    """One import as `ImportDetail`. Comparing a 附件四 shows what is stored of a warning, which is noted."""
    detail = queries.get_import(session, actor, import_id)
    if detail["is_restricted"]:
        note_reading(session, actor, detail["forms"])
    return detail


def discard_import(session: Session, actor: Actor, import_id: int) -> None:
    """Ends an upload of 附件四 that was not applied, with all that was read from it; its file goes within the hour.

    404 when invisible, 409 once applied and for other imports, which stay as a record of what was handed in.
    """
    row = find_import(session, actor, import_id, WRITE)
    legal(row, ImportAction.update)
    if not row["is_restricted"]:
        raise conflict("只有预警处置记录单的上传可以删除，其他导入留作记录。", "not-discardable")
    seen = (IMPORTS.c.id == import_id, IMPORTS.c.version == row["version"])
    if not getattr(session.execute(sa.delete(IMPORTS).where(*seen)), "rowcount", 0):
        raise conflict("这次上传刚刚改过或已经导入，请刷新后再看。", "raced")
    _record(session, "discarded", row)


def _place(session: Session, actor: Actor, department_id: int | None) -> int | None:
    """The department of the upload: given, or the only one the caller imports for; the school as a whole is None."""
    scope = actor.need(WRITE)
    if department_id is not None:
        return int(live_department(session, actor, WRITE, department_id)["id"])
    if scope.school:
        return None
    if len(scope.departments) != 1:
        raise invalid("/department_id", "missing", "您可以为几个部门导入，请选择是哪个部门的表。")
    return next(iter(scope.departments))


def _open(session: Session, actor: Actor, import_id: int, action: ImportAction, expected: Expected) -> Row:
    row = find_import(session, actor, import_id, WRITE)
    legal(row, action)
    expected.check(row["version"])
    return row


def update_import(
    session: Session, actor: Actor, import_id: int, body: ImportUpdate, expected: Expected
) -> Row:
    """Notes the choices; what is left out stays. 409 once applied, 412 when stale, 422 for a form that is not there."""
    row = _open(session, actor, import_id, ImportAction.update, expected)
    choices: dict[str, Row] = dict(row["choices"])
    for at, choice in enumerate(body.forms):
        if choice.index >= len(row["sheets"]):
            raise invalid(f"/forms/{at}/index", "unknown", "文件里没有这张表。")
        given = choice.model_dump(mode="json", exclude_unset=True, exclude={"index"})
        choices[str(choice.index)] = choices.get(str(choice.index), {}) | given
    if choices != row["choices"]:
        claim_version(session, IMPORTS, row, {"choices": choices})
        _record(session, "updated", row | {"version": row["version"] + 1})
    return read_import(session, actor, import_id)


def apply_import(session: Session, actor: Actor, import_id: int, expected: Expected) -> Row:
    """Carries the plan out: all of it or, on any problem, nothing. 409 the second time, 422 while choices are open."""
    row = _open(session, actor, import_id, ImportAction.apply, expected)
    plan = plan_of(session, actor, row)
    _refuse_open_choices(plan)
    claim_version(session, IMPORTS, row, {"state": ImportState.applied, "applied_at": now()})
    changed = (item.stored_id for one in plan for item in one.wanted(ItemKind.power, ItemStatus.changed))
    held = confirmations_of(session, [power_id for power_id in changed if power_id is not None])
    outcome, effects = _carry_out(session, actor, row, plan)
    effects = with_versions(session, with_confirmations(effects, held))
    noted = EFFECTS.dump_python(tuple(effects), mode="json")
    written = {"outcome": outcome, "effects": noted}
    if row["is_restricted"]:
        numbers = {one.form: one.name for one in effects}
        written |= {"outcome": without_texts(outcome, numbers), "file_name": nameless(row["file_name"])}
        written |= {"sheets": [], "findings": [], "tables": []}
    session.execute(sa.update(IMPORTS).where(IMPORTS.c.id == import_id).values(written))
    detail = queries.get_import(session, actor, import_id)
    _record(session, "applied", detail, {"counts": detail["counts"]})
    return detail


def _refuse_open_choices(plan: Sequence[PlannedSheet]) -> None:
    errors = [
        FieldError(f"/forms/{planned.index}", "open-choice", blocker)
        for planned in plan
        for blocker in planned.blockers
    ]
    if errors:
        raise Problem("import-not-ready", "还有没选好的去向", 422, errors[0].detail, errors)
    if not any(item.status in APPLICABLE for planned in plan for item in planned.items):
        raise conflict("没有可以导入的内容：文件里没有认出条目，或都不能导入。", "nothing-to-apply")


def _carry_out(
    session: Session, actor: Actor, row: Row, shown_plan: Sequence[PlannedSheet]
) -> tuple[list[Row], list[Effect]]:
    """Each form is planned anew just before it is written, since the one before may have made its department.

    What the plan of the whole file promised and a form then cannot keep is a conflict: nothing is half applied.
    """
    finder = Finder(session, actor, row["department_id"])
    outcome: list[Row] = []
    effects: list[Effect] = []
    for promised in shown_plan:
        planned = plan_sheet(
            finder, promised.index, promised.sheet, choice_of(row["choices"], promised.index)
        )
        if refused(planned) - refused(promised) or planned.blockers:
            raise conflict(
                f"第 {planned.index + 1} 张表与前面的表合在一起就不能导入了，请分成几个文件。",
                "forms-collide",
            )
        effects += apply_sheet(session, actor, finder, planned)
        outcome.append(orjson.loads(orjson.dumps(shown(planned), default=str)))
    return outcome, effects


def refused(planned: PlannedSheet) -> set[str]:
    """Keys of the entries that cannot be applied."""
    return {item.item.key for item in planned.items if item.status is ItemStatus.refused}

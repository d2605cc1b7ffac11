"""Reads of imports: the list, and one import with its dry run."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.models import User
from backend.access.policy import Permission
from backend.imports.mappings.queries import shown_tables
from backend.imports.models import FormImport
from backend.imports.plans.queries import PENDING, plan_sheets
from backend.imports.plans.rules import SHEETS, PlannedItem, PlannedSheet
from backend.imports.rules import MACHINE, ImportAction, ImportState, ItemStatus
from backend.imports.schemas import ImportOut, ImportQuery
from backend.imports.targets.queries import Finder
from backend.kit.paging import fetch
from backend.kit.problems import conflict, forbidden, not_found
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, subtree, within

IMPORTS, USERS = table_of(FormImport), table_of(User)
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "owner_name": USERS.c.display_name.label("owner_name"),
    "department_name": DEPARTMENTS.c.name.label("department_name"),
}
_COLUMNS = tuple(_JOINED[name] if name in _JOINED else IMPORTS.c[name] for name in ImportOut.model_fields)
_CONTENT = tuple(
    IMPORTS.c[name]
    for name in (
        *("sheets", "findings", "choices", "tables", "mapping"),
        *("outcome", "effects", "reversal", "reversed_by_id"),
    )
)
_SOURCE = sa.join(IMPORTS, USERS, USERS.c.id == IMPORTS.c.owner_id).outerjoin(
    DEPARTMENTS, DEPARTMENTS.c.id == IMPORTS.c.department_id
)
APPLICABLE = (*PENDING, ItemStatus.unchanged)
"""Applying what is there already is allowed and changes nothing, so that a retry with a new upload succeeds."""

Row = dict[str, Any]


def reach(actor: Actor, permission: Permission = Permission.imports_read) -> sa.ColumnElement[bool]:
    """The imports of the departments a permission covers; one of 附件四 is its owner's, while he handles warnings."""
    shared = sa.and_(sa.not_(IMPORTS.c.is_restricted), within(actor.need(permission), IMPORTS.c.department_id))
    if not actor.reach(Permission.warnings_write):
        return shared
    return sa.or_(shared, sa.and_(IMPORTS.c.is_restricted, IMPORTS.c.owner_id == actor.user_id))


def search_imports(session: Session, actor: Actor, query: ImportQuery) -> tuple[list[Row], int]:
    """One page of imports, the newest first, and the total."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(reach(actor)).order_by(IMPORTS.c.id.desc())
    if query.state:
        statement = statement.where(IMPORTS.c.state == query.state)
    if query.department_id:
        statement = statement.where(IMPORTS.c.department_id.in_(subtree([query.department_id])))
    if query.mine:
        statement = statement.where(IMPORTS.c.owner_id == actor.user_id)
    return fetch(session, statement, query)


def find_import(
    session: Session, actor: Actor, import_id: int, permission: Permission = Permission.imports_read
) -> Row:
    """One import with what was read from its file; 404 when invisible, 403 when it may only be read."""
    statement = sa.select(*_COLUMNS, *_CONTENT).select_from(_SOURCE).where(IMPORTS.c.id == import_id)
    row = session.execute(statement.where(reach(actor))).mappings().one_or_none()
    if row is None:
        raise not_found("这次导入")
    covered = sa.select(IMPORTS.c.id).where(IMPORTS.c.id == import_id, reach(actor, permission))
    if session.execute(covered).first() is None:
        raise forbidden()
    return dict(row)


def get_import(session: Session, actor: Actor, import_id: int) -> Row:
    """One import as `ImportDetail`: the plan against what is stored now, or what was done."""
    row = find_import(session, actor, import_id)
    forms = row["outcome"]
    if forms is None:
        forms = [shown(planned) for planned in plan_of(session, actor, row)]
    detail = {name: row[name] for name in ImportOut.model_fields}
    detail |= {"forms": forms, "findings": row["findings"], "counts": total(form["counts"] for form in forms)}
    detail["tables"] = [] if row["is_restricted"] else shown_tables(row)
    return detail | {"allowed_actions": allowed_actions(actor, row, forms)}


def plan_of(session: Session, actor: Actor, row: Row) -> list[PlannedSheet]:
    """The plan of an import as the caller would carry it out."""
    finder = Finder(session, actor, row["department_id"])
    return plan_sheets(finder, SHEETS.validate_python(row["sheets"]), row["choices"])


def allowed_actions(actor: Actor, row: Row, forms: list[Row]) -> list[ImportAction]:
    """What the caller may do with it now; how much of an application can be taken back, its reversal says."""
    offered = [step.action for step in MACHINE.actions(row["state"]) if actor.reach(Permission(step.permission))]
    counts = total(form["counts"] for form in forms)
    is_ready = any(counts[status] for status in APPLICABLE) and not any(form["blockers"] for form in forms)
    shut = {ImportAction.apply: not is_ready, ImportAction.reverse: not row["effects"]}
    shut[ImportAction.reverse_partly] = True
    if row["is_restricted"] and ImportAction.update in offered:
        offered.append(ImportAction.discard)
    return [action for action in ImportAction if action in offered and not shut.get(action)]


REFUSALS = {
    ImportState.ready: "这次导入还没有写入，没有可以撤销的内容。",
    ImportState.applied: "这次导入已经完成，不能再次导入；如需补充，请重新上传文件。",
    ImportState.reversed: "这次导入已经撤销，不能再办理；如需再导入，请重新上传文件。",
    ImportState.partly_reversed: "这次导入已经撤销过，不能再办理；如需再导入，请重新上传文件。",
}


def legal(row: Row, action: ImportAction) -> ImportState:
    """Where the action leads, or 409 in words about imports."""
    state = ImportState(row["state"])
    for step in MACHINE.actions(state):
        if step.action == action:
            return step.target
    slug = "not-applied" if state is ImportState.ready else f"already-{state.partition('_')[2] or state}"
    raise conflict(REFUSALS[state], slug)


def shown(planned: PlannedSheet) -> Row:
    """A planned form as `ImportFormOut`."""
    sheet = planned.sheet
    return {
        "index": planned.index,
        "kind": sheet.kind,
        "title": sheet.title,
        "source": sheet.source,
        "sheet": sheet.sheet,
        "table": sheet.table,
        "written_department": sheet.department,
        "written_subject": sheet.subject,
        "written_person": sheet.person_name,
        "written_job_title": sheet.job_title,
        "filled_on": sheet.filled_on,
        "year": planned.year,
        "is_skipped": planned.is_skipped,
        "department": _target(planned.department),
        "position": _target(planned.position),
        "position_tier": planned.tier,
        "filler": _target(planned.filler),
        "inventory": _target(planned.inventory),
        "subject": _target(planned.subject),
        "handler": _target(planned.handler),
        "warning_source": planned.given.get("source"),
        "disposition": planned.given.get("disposition"),
        "items": [_item(item) for item in planned.items],
        "counts": {
            status.value: sum(item.status is status for item in planned.items) for status in ItemStatus
        },
        "findings": [asdict(finding) for finding in (*sheet.findings, *planned.remarks)],
        "blockers": planned.blockers,
    }


def _target(target: Any) -> Row | None:
    return target and {name: getattr(target, name) for name in ("action", "id", "name", "reason")}


def _item(planned: PlannedItem) -> Row:
    item = planned.item
    changes = [{"field": name, "before": old, "after": new} for name, (old, new) in planned.changes.items()]
    return {
        "key": item.key,
        "kind": item.kind,
        "table": item.table,
        "row": item.cell[0] if item.cell else item.row,
        "column": item.cell[1] if item.cell else None,
        "entry": item.row,
        "values": item.values,
        "status": planned.status,
        "would_be": planned.would_be,
        "stored_id": planned.stored_id,
        "changes": changes,
        "reason": planned.reason,
    }


def total(counts: Iterable[Row]) -> Row:
    """Sums over the forms."""
    found: Row = dict.fromkeys((status.value for status in ItemStatus), 0)
    for one in counts:
        for status, number in one.items():
            found[str(status)] += number
    return found

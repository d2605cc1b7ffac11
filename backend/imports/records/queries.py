"""Plans of 附件四: whom it is about, which warning it is, and what it would change there."""

from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from backend.imports.plans.rules import Item, PlannedItem, PlannedSheet, Sheet, Target, same
from backend.imports.reader.parsed import Finding
from backend.imports.records.rules import changes_of, remark
from backend.imports.rules import Column, ItemStatus, Severity, TargetAction, squeeze
from backend.imports.schemas import FormChoice
from backend.imports.targets.queries import Finder
from backend.kit.messages import explain
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS, PEOPLE, person_of
from backend.warnings.queries import CASES, find_warnings
from backend.warnings.rules import DispositionKind, WarningSource, WarningState
from backend.warnings.schemas import WarningCreate, WarningUpdate

MATCH, MISSING = TargetAction.match, TargetAction.missing
Row = dict[str, Any]


def plan_record(finder: Finder, index: int, sheet: Sheet, choice: FormChoice) -> PlannedSheet:
    """One record: the warning it is, if it is there, else a new draft about the person it names."""
    (item,) = sheet.items
    case = _own_case(finder, sheet, choice)
    is_ours = case is not None
    subject = Target(MATCH, case["subject_id"], case["subject_name"]) if case else _subject(finder, sheet, choice)
    case = case or _same_case(finder, subject, item)
    unit = _unit(finder, subject)
    planned = PlannedSheet(index, sheet, choice.is_skipped, today().year, unit, None, None, None, [], [])
    planned.subject, planned.handler = subject, _handler(finder, case, item, choice)
    planned.given = _given(case, choice)
    found = _compared(finder, planned, item, case, is_ours=is_ours)
    found.would_be = found.status
    if choice.is_skipped or item.key in choice.excluded:
        found.status = ItemStatus.excluded
    planned.items = [found]
    planned.blockers = _blockers(planned, found)
    return planned


# -- who and which ------------------------------------------------------------------------------------


def _own_case(finder: Finder, sheet: Sheet, choice: FormChoice) -> Row | None:
    """The warning whose identity the file carries, if the name on it still agrees."""
    form_id = sheet.form_id or ""
    if not form_id.isdecimal() or len(form_id) > 15 or choice.subject_id:
        return None
    found = find_warnings(finder.session, finder.actor, CASES.c.id == int(form_id))
    return found[0] if found and same(found[0]["subject_name"], sheet.person_name) else None


def _same_case(finder: Finder, subject: Target, item: Item) -> Row | None:
    """A warning of the same person with the same words about what happened: the same file a second time."""
    if subject.id is None:
        return None
    where = (CASES.c.subject_id == subject.id, CASES.c.state != WarningState.cancelled)
    written = squeeze(item.values["circumstances"])
    found = find_warnings(finder.session, finder.actor, *where)
    return next((case for case in found if squeeze(case["circumstances"]) == written), None)


def _people(finder: Finder, *where: sa.ColumnElement[bool]) -> list[Row]:
    """People with their departments, those who left apart."""
    columns = (PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.job_title, DEPARTMENTS.c.name.label("department"))
    statement = (
        sa.select(*columns)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == PEOPLE.c.department_id)
        .where(PEOPLE.c.left_on.is_(None), *where)
        .order_by(PEOPLE.c.id)
    )
    return [dict(row) for row in finder.session.execute(statement).mappings()]


def _named(finder: Finder, name: str, job_title: str, department: str) -> list[Row]:
    """Those of that name; of several the ones whose department and title are as written."""
    found = _people(finder, PEOPLE.c.name == name) if name else []
    for field, written in (("department", department), ("job_title", job_title)):
        nearer = [row for row in found if written and same(row[field], written)]
        found = nearer or found
    return found


def _subject(finder: Finder, sheet: Sheet, choice: FormChoice) -> Target:
    name = sheet.person_name
    if choice.subject_id is not None:
        found = _people(finder, PEOPLE.c.id == choice.subject_id)
        return _chosen(found, "没有这个人员，或已离职，请重新选择。")
    found = _named(finder, name, sheet.job_title, sheet.department)
    if len(found) == 1:
        doubts = (
            f"表上写的{what}是“{written}”，系统里是“{found[0][field]}”。"
            for what, field, written in (
                ("部门", "department", sheet.department),
                ("职务", "job_title", sheet.job_title),
            )
            if written and not same(written, found[0][field])
        )
        return Target(MATCH, found[0]["id"], found[0]["name"], "".join(doubts))
    if found:
        return Target(MISSING, name=name, reason=f"有 {len(found)} 个人叫“{name}”，请选择预警对象。")
    return Target(MISSING, name=name, reason="名册里没有找到预警对象，请选择；还没有登记的人请先在“人员”中登记。")


def _handler(finder: Finder, case: Row | None, item: Item, choice: FormChoice) -> Target | None:
    """Who carried it out. It may stay open in a draft, so that a name nobody bears is a doubt and stops nothing."""
    name = item.values["handler_name"]
    if choice.handler_id is not None:
        return _chosen(_people(finder, PEOPLE.c.id == choice.handler_id), "没有这个人员，或已离职，请重新选择。")
    if case and (not name or same(name, case["handler_name"])):
        return Target(MATCH, case["handler_id"], case["handler_name"]) if case["handler_id"] else None
    if not name:
        return None
    found = _named(finder, name, "", "")
    if len(found) == 1:
        return Target(MATCH, found[0]["id"], found[0]["name"])
    why = f"有 {len(found)} 个人叫“{name}”" if found else f"名册里没有“{name}”"
    return Target(MISSING, name=name, reason=f"{why}，可在这里选择；不选就先空着，发出前再填。")


def _chosen(found: list[Row], otherwise: str) -> Target:
    return Target(MATCH, found[0]["id"], found[0]["name"]) if found else Target(MISSING, reason=otherwise)


def _unit(finder: Finder, subject: Target) -> Target:
    """The department of the warned person; nobody chooses it."""
    statement = sa.select(DEPARTMENTS.c.id, DEPARTMENTS.c.name).join(
        PEOPLE, PEOPLE.c.department_id == DEPARTMENTS.c.id
    )
    row = finder.session.execute(statement.where(PEOPLE.c.id == subject.id)).one_or_none()
    return Target(MATCH, row[0], row[1]) if row else Target(MISSING)


def _given(case: Row | None, choice: FormChoice) -> Row:
    """Source and disposition, which 附件四 has no place for."""
    source = choice.warning_source or (case and case["source"])
    disposition = choice.disposition or (case and case["disposition"])
    return {"source": source, "disposition": disposition}


# -- what it would do ---------------------------------------------------------------------------------


def _compared(
    finder: Finder, planned: PlannedSheet, item: Item, case: Row | None, *, is_ours: bool
) -> PlannedItem:
    found = PlannedItem(item, ItemStatus.new)
    _note_promise(planned, item, case)
    if case is None:
        if item.values["filler_name"] and not same(item.values["filler_name"], finder.actor.principal.label):
            planned.remarks.append(_remark(planned, "filler-not-taken", Column.filler_name, item.values["filler_name"]))
        found.reason = _refusal(finder, planned) or _fault(planned)
    else:
        found.stored_id = case["id"]
        found.changes = changes_of(case, item.values, is_ours=is_ours)
        handler = planned.handler
        if handler and handler.id and handler.id != case["handler_id"]:
            found.changes["handler_name"] = (case["handler_name"], handler.name)
        found.status = ItemStatus.changed if found.changes else ItemStatus.unchanged
        found.reason = _late(finder, case) or _unfit(planned, found) if found.changes else ""
    if found.reason:
        found.status = ItemStatus.refused
    return found


def _note_promise(planned: PlannedSheet, item: Item, case: Row | None) -> None:
    """The promise is the warned person's own word, which no file can give."""
    written = item.values["rectification"]
    if written and not same(written, case["rectification"] if case else ""):
        planned.remarks.append(_remark(planned, "promise-not-taken", Column.rectification, written))


def _remark(planned: PlannedSheet, code: str, column: Column, raw: str) -> Finding:
    """At the cell of the field, else at the record's heading."""
    (item,) = planned.sheet.items
    row, number = item.cells.get(column.value, (None, None))
    place = Finding(
        item.table,
        row,
        number,
        column,
        code,
        Severity.note,
        "",
        "",
        planned.sheet.source,
        planned.sheet.sheet,
        item.row if row else None,
    )
    return remark(code, column, raw, place)


def _refusal(finder: Finder, planned: PlannedSheet) -> str:
    """Why a new one cannot be: what was read is wrong, or it is about oneself."""
    errors = [one.message for one in planned.sheet.findings if one.severity is Severity.error]
    if errors:
        return errors[0]
    subject, handler = planned.subject, planned.handler
    if subject and subject.id and subject.id == person_of(finder.session, finder.actor.user_id):
        return "不能为自己办理预警，请由其他同事办理。"
    if subject and handler and subject.id and subject.id == handler.id:
        return "预警处置实施人不能是预警对象本人，请另选一位。"
    return ""


def _fault(planned: PlannedSheet) -> str:
    """What the API would refuse about a new one's text."""
    stand_in = {"subject_id": 1, "source": WarningSource.other, "disposition": DispositionKind.supervision}
    try:
        WarningCreate.model_validate(create_values(planned) | stand_in)
    except ValidationError as error:
        return explain(error.errors()[0])
    return ""


def create_values(planned: PlannedSheet) -> Row:
    """The body of a new warning."""
    (item,) = planned.sheet.items
    names = ("circumstances", "measures_taken", "remark", "handled_on")
    people = {
        "subject_id": planned.subject.id if planned.subject else None,
        "handler_id": planned.handler.id if planned.handler else None,
    }
    return {name: item.values[name] for name in names} | people | planned.given


def _late(finder: Finder, case: Row) -> str:
    """Only a draft takes anything over, and never from whom it is about."""
    if "edit" in case["allowed_actions"]:
        return ""
    if case["subject_id"] == person_of(finder.session, finder.actor.user_id):
        return "不能办理针对自己的预警。"
    label = WarningState(case["state"]).label
    return f"预警 {case['number']} 现在是“{label}”，不能再用文件改动，请在“预警处置”中办理。"


def _unfit(planned: PlannedSheet, found: PlannedItem) -> str:
    """What the API would refuse about the change."""
    try:
        WarningUpdate.model_validate(after(planned, found))
    except ValidationError as error:
        return explain(error.errors()[0])
    return ""


def after(planned: PlannedSheet, found: PlannedItem) -> Row:
    """The fields as they would be, as the API takes them."""
    fields = {name: then for name, (_, then) in found.changes.items()}
    if "handler_name" in fields and planned.handler:
        fields["handler_id"] = planned.handler.id
        del fields["handler_name"]
    return fields


def _blockers(planned: PlannedSheet, found: PlannedItem) -> list[str]:
    """What has to be chosen before a new draft can be made."""
    if found.status is not ItemStatus.new or planned.subject is None:
        return []
    reasons = [planned.subject.reason] if planned.subject.action is MISSING else []
    if not planned.given["source"]:
        reasons.append("请选择预警来源（附件四上没有这一栏）。")
    if not planned.given["disposition"]:
        reasons.append("请选择处置方式（附件四上没有这一栏）。")
    return reasons



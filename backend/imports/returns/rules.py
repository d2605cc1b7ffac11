"""What to write into the file: every finding, and everything the plan refuses or doubts. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from backend.imports.annotator.notes import Note
from backend.imports.rules import Column, ItemKind, ItemStatus, Severity, TargetAction

Row = Mapping[str, Any]

ADVICE: Final = {
    Severity.error: "请改正后重新上传。",
    Severity.warning: "请核对。",
    Severity.note: "如与本意不符，请改正。",
}
"""For messages that do not say themselves what to do."""
SAYS_WHAT_TO_DO: Final = re.compile("请|可在|可以")
FIELDS: Final = {
    ItemKind.duty: (Column.duties,),
    ItemKind.power: (Column.power_name, Column.powers),
    ItemKind.risk: (Column.risk_point,),
    ItemKind.warning: (Column.subject_name,),
}
TARGETS: Final = {
    "department": "written_department",
    "position": "written_subject",
    "filler": "written_person",
    "subject": "written_person",
    "handler": "written_person",
}
"""Targets of a form, and what the form says of them."""


def notes_of(detail: Row) -> list[Note]:
    """All remarks on an import, given as `ImportDetail`, in reading order. Forms that are left out have none."""
    notes = [_of_finding(finding) for finding in detail["findings"]]
    for form in detail["forms"]:
        if not form["is_skipped"]:
            notes += _of_form(form)
    return notes


def advised(severity: Severity, message: str) -> str:
    """What is wrong, and what to do."""
    return message if SAYS_WHAT_TO_DO.search(message) else f"{message}{ADVICE[severity]}"


def _of_finding(finding: Row, form: Row | None = None) -> Note:
    """A finding without a place belongs to its form's heading."""
    severity = Severity(finding["severity"])
    table = finding["table"] or (form["table"] if form else None)
    return Note(
        severity,
        advised(severity, finding["message"]),
        table,
        finding["row"],
        finding["column"],
        raw=finding["raw"],
        sheet=_said("sheet", finding, form),
        source=_said("source", finding, form),
    )


def _said(name: str, row: Row, form: Row | None) -> str:
    """The sheet, or the file inside a zip, of an entry or finding; where it says none, that of its form."""
    return row.get(name) or (form.get(name) if form else None) or ""


def _of_form(form: Row) -> Iterator[Note]:
    yield from _of_targets(form)
    yield from (_of_finding(finding, form) for finding in form["findings"])
    yield from _of_items(form)


def _entry(row: Row) -> int | None:
    """Which entry a finding or item is about; rows of imports before sideways tables say it by their place."""
    entry: int | None = row.get("entry")
    return row["row"] if entry is None else entry


def _of_targets(form: Row) -> Iterator[Note]:
    """Where the form goes: what is missing is an error, what was found under another name a doubt."""
    said = set[str]()
    for name, written in TARGETS.items():
        target = form.get(name)
        if not target or not target["reason"]:
            continue
        severity = Severity.error if target["action"] == TargetAction.missing else Severity.warning
        said.add(target["reason"])
        yield _of_heading(severity, target["reason"], form, form[written])
    for blocker in form["blockers"]:
        if blocker not in said:
            yield _of_heading(Severity.error, blocker, form)


def _of_heading(severity: Severity, message: str, form: Row, raw: str = "") -> Note:
    return Note(
        severity,
        advised(severity, message),
        form["table"],
        raw=raw,
        sheet=_said("sheet", form, None),
        source=_said("source", form, None),
    )


def _of_items(form: Row) -> Iterator[Note]:
    """Refused entries; a reason that several share is said once, beside the first of them."""
    said = {(finding["table"], _entry(finding), finding["message"]) for finding in form["findings"]}
    refused: dict[tuple[str, str], list[Row]] = {}
    for item in form["items"]:
        is_new = (item["table"], _entry(item), item["reason"]) not in said
        if item["status"] == ItemStatus.refused and is_new:
            refused.setdefault((item["kind"], item["reason"]), []).append(item)
    for (kind, reason), items in refused.items():
        first, others = items[0], len(items) - 1
        more = f"这张表还有 {others} 条同样如此。" if others else ""
        yield Note(
            Severity.error,
            f"{ItemKind(kind).label}不能导入：{advised(Severity.error, reason)}{more}",
            first["table"],
            first["row"],
            first.get("column"),
            fields=FIELDS[ItemKind(kind)],
            raw=str(first["values"].get("name", "")),
            sheet=_said("sheet", first, form),
            source=_said("source", first, form),
        )

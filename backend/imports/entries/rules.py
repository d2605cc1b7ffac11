"""What was read, as sheets of entries: one sheet for each department, position or record it is about. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from backend.imports.plans.rules import POWER_FIELDS, RISK_FIELDS, SELF_CHECKS, Item, Sheet, Values
from backend.imports.reader.parsed import ParsedForm, ParsedRow, PowerRow, RiskRow, SelfCheckRow, WarningRow
from backend.imports.rules import Column, FormKind, ItemKind

RECORD_FIELDS: Final = ("circumstances", "measures_taken", "rectification", "handler_name", "remark")


def sheets_of(form: ParsedForm) -> list[Sheet]:
    """One sheet for each department or position the form is about."""
    if form.kind in SELF_CHECKS:
        rows = [row for row in form.rows if isinstance(row, SelfCheckRow)]
        return [_sheet(form, row.subject, [row], len(rows) == 1) for row in rows]
    if form.kind is FormKind.warning_record:
        return [_record(form, row) for row in form.rows if isinstance(row, WarningRow)]
    return [_sheet(form, "", form.rows, True)] if form.rows else []


def _sheet(form: ParsedForm, subject: str, rows: Sequence[ParsedRow], is_whole: bool) -> Sheet:
    places = {(row.table, row.row) for row in rows}
    findings = (
        finding
        for finding in form.findings
        if is_whole or finding.about in places or not finding.row
    )
    return Sheet(
        form.kind,
        form.title,
        rows[0].table,
        form.form_id,
        form.meta.department,
        subject,
        form.meta.person_name,
        form.meta.job_title,
        form.meta.filled_on,
        tuple(_keyed(item for row in rows for item in _items(row))),
        tuple(findings),
        form.source,
        form.sheet,
    )


def _record(form: ParsedForm, row: WarningRow) -> Sheet:
    """附件四: the warned person stands where other forms name who fills them in."""
    texts = {column.value: text for column, text in row.texts.items()}
    values: Values = {name: texts.get(name, "") for name in RECORD_FIELDS}
    values |= {"name": texts.get(Column.subject_name, ""), "filler_name": form.meta.filler_name}
    values["handled_on"] = row.handled_on.isoformat() if row.handled_on else None
    cells = {column.value: place for column, place in row.cells.items()}
    item = Item(f"warning-{row.table}-{row.row}", ItemKind.warning, row.table, row.row, None, values, None, cells)
    return Sheet(
        form.kind,
        form.title,
        row.table,
        form.form_id,
        form.meta.department,
        "",
        texts.get(Column.subject_name, ""),
        texts.get(Column.subject_job_title, ""),
        None,
        (item,),
        form.findings,
        form.source,
        form.sheet,
    )


def _items(row: ParsedRow) -> Iterable[Item]:
    if isinstance(row, SelfCheckRow):
        lists = ((ItemKind.duty, row.duties), (ItemKind.power, row.powers), (ItemKind.risk, row.risks))
        return [
            Item("", kind, row.table, row.row, None, {"name": text}, row.cell)
            for kind, texts in lists
            for text in texts
        ]
    if isinstance(row, PowerRow):
        values = {name: getattr(row, name) for name in POWER_FIELDS}
        return [Item("", ItemKind.power, row.table, row.row, row.row_id, values, row.cell)]
    if isinstance(row, WarningRow):
        return []
    return [Item("", ItemKind.risk, row.table, row.row, row.row_id, _risk_values(row), row.cell)]


def _keyed(items: Iterable[Item]) -> Iterable[Item]:
    """Keys by place, so that they stay the same as long as the file does."""
    counts: Counter[str] = Counter()
    for item in items:
        place = f"{item.kind}-{item.table}-{item.row}"
        counts[place] += 1
        yield replace(item, key=f"{place}-{counts[place]}")


def _risk_values(row: RiskRow) -> Values:
    texts = {"duty": "\n".join(row.duties), "name": row.risk_point}
    texts |= {name: getattr(row, name) for name in RISK_FIELDS if name not in texts}
    return texts | {"declared_level": row.level.value if row.level else None}

"""Forms as entries to be applied, and how an entry differs from what is stored. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter

from backend.imports.reader.parsed import Finding
from backend.imports.rules import (
    CONTROL,
    FormKind,
    ItemKind,
    ItemStatus,
    Severity,
    TargetAction,
    squeeze,
)
from backend.organization.rules import DepartmentKind, PositionTier
from backend.risks.rules import CauseKind

POWER_FIELDS: Final = ("name", "content", "handling_body", "basis")
RISK_FIELDS: Final = ("duty", "name", "manifestation", "causes", "measures", "remark")
POSITION_KINDS: Final = frozenset({FormKind.position_self_check, FormKind.position_inventory})
SELF_CHECKS: Final = frozenset({FormKind.position_self_check, FormKind.department_self_check})
CAUSE_WORDS: Final[dict[CauseKind, tuple[str, ...]]] = {
    CauseKind.rule_defect: ("制度", "漏洞"),
    CauseKind.weak_supervision: ("监管", "监督"),
    CauseKind.external: ("外部", "环境"),
    CauseKind.self_discipline: ("自律",),
    CauseKind.competence: ("业务素质", "业务能力"),
}
"""Notes under 附件二 and 附件三 (opinion.txt lines 256 and 346)."""
TIER_WORDS: Final = (
    (PositionTier.leadership, ("书记", "院长", "校长")),
    (PositionTier.middle, ("处长", "科长", "主任", "部长", "馆长", "所长")),
)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One duty, power, risk point or warning as written; `values` are fields of its table.

    `row` counts entries where `cell` says in which row and column the entry begins (sideways tables); `cells` are the
    places of single fields in a box (附件四).
    """

    key: str
    kind: ItemKind
    table: int
    row: int
    row_id: str | None
    values: Values
    cell: tuple[int, int] | None = None
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of one department or position; a self-check with several rows makes several."""

    kind: FormKind
    title: str
    table: int
    form_id: str | None
    department: str
    subject: str
    person_name: str
    job_title: str
    filled_on: date | None
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    source: str = ""
    sheet: str = ""

    @property
    def place(self) -> tuple[str, str, int, FormKind, str, str, str]:
        """What stays the same when the file is read anew and the form is still the same one."""
        about = (self.department, self.subject, self.person_name)
        return self.source, self.sheet, self.table, self.kind, *about


SHEETS: Final = TypeAdapter(tuple[Sheet, ...])
FINDINGS: Final = TypeAdapter(tuple[Finding, ...])


@dataclass(slots=True)
class Target:
    """A department, position, filler or sheet the content goes to. `reason` says why it is missing, or a doubt."""

    action: TargetAction
    id: int | None = None
    name: str = ""
    reason: str = ""
    parent_id: int | None = None


@dataclass(slots=True)
class PlannedItem:
    """`changes`: field → (before, after). `would_be` is the status if nobody left the entry out."""

    item: Item
    status: ItemStatus
    stored_id: int | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    would_be: ItemStatus = ItemStatus.new


@dataclass(slots=True)
class PlannedSheet:
    """One sheet with where it goes and what it does there. Blockers stop the whole application."""

    index: int
    sheet: Sheet
    is_skipped: bool
    year: int
    department: Target
    position: Target | None
    filler: Target | None
    inventory: Target | None
    items: list[PlannedItem]
    blockers: list[str]
    tier: PositionTier = PositionTier.general
    subject: Target | None = None
    handler: Target | None = None
    given: Values = field(default_factory=dict)
    """What a person added that the form does not say, as the API takes it."""
    remarks: list[Finding] = field(default_factory=list)
    """What comparing found, beside the reader's own findings."""

    def wanted(self, kind: ItemKind, *statuses: ItemStatus) -> list[PlannedItem]:
        """The items of a kind that applying has to deal with."""
        return [item for item in self.items if item.item.kind is kind and item.status in statuses]


def cause_kinds(causes: str) -> list[str]:
    """The typed causes a text names, in the words of the forms' notes."""
    return [kind.value for kind, words in CAUSE_WORDS.items() if any(word in causes for word in words)]


def tier_of(name: str) -> PositionTier:
    """The tier a post's name suggests; the reader of the report can choose another."""
    return next(
        (tier for tier, words in TIER_WORDS if any(word in name for word in words)), PositionTier.general
    )


def same(first: str, second: str) -> bool:
    """Equal but for spaces, widths and invisible characters."""
    return squeeze(first) == squeeze(second)


LINE_ENDS: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")


def on_paper(text: str) -> str:
    """What a document can carry of a text: what it had to leave out is no change when the form comes back."""
    return CONTROL.sub("", LINE_ENDS.sub("\n", text)).strip()


def differences(
    stored: Mapping[str, Any], values: Values, fields: Sequence[str], *, is_ours: bool
) -> dict[str, tuple[Any, Any]]:
    """field → (before, after). An empty cell only clears a field in a document we wrote ourselves."""
    return {
        name: (stored[name], values[name])
        for name in fields
        if name in values
        and on_paper(values[name]) != on_paper(stored[name])
        and (values[name] or is_ours)
    }


def faulty_rows(findings: Iterable[Finding]) -> dict[tuple[int | None, int | None], str]:
    """Rows with an error, and its sentence: what stands there is not applied."""
    return {
        finding.about: finding.message
        for finding in findings
        if finding.severity is Severity.error and finding.row is not None
    }


def compare_duties(items: Iterable[Item], stored: Sequence[str]) -> list[PlannedItem]:
    """A duty is there or it is not; none is ever taken away."""
    known = {squeeze(text) for text in stored}
    planned = []
    for item in items:
        key = squeeze(item.values["name"])
        planned.append(PlannedItem(item, ItemStatus.unchanged if key in known else ItemStatus.new))
        known.add(key)
    return planned


def compare_rows(
    items: Sequence[Item], stored: Sequence[Mapping[str, Any]], fields: Sequence[str], *, is_ours: bool
) -> list[PlannedItem]:
    """Rows meet by the identity our documents carry, else by name; each stored row once."""
    free = {int(row["id"]): row for row in stored}
    pairs: dict[str, Mapping[str, Any]] = {}
    for find in (_by_identity, _by_name) if is_ours else (_by_name,):
        for item in items:
            row = None if item.key in pairs else find(item, free)
            if row is not None:
                pairs[item.key] = free.pop(int(row["id"]))
    return [_compared(item, pairs.get(item.key), fields, is_ours=is_ours) for item in items]


def _compared(
    item: Item, row: Mapping[str, Any] | None, fields: Sequence[str], *, is_ours: bool
) -> PlannedItem:
    if row is None:
        return PlannedItem(item, ItemStatus.new)
    changes = differences(row, item.values, fields, is_ours=is_ours)
    return PlannedItem(item, ItemStatus.changed if changes else ItemStatus.unchanged, int(row["id"]), changes)


def _by_identity(item: Item, free: Mapping[int, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return free.get(int(item.row_id)) if item.row_id and item.row_id.isdecimal() else None


def _by_name(item: Item, free: Mapping[int, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    named = [row for row in free.values() if same(row["name"], item.values["name"])]
    duty = item.values.get("duty", "")
    return next((row for row in named if same(row.get("duty", ""), duty)), next(iter(named), None))


KIND_ENDINGS: Final = (
    ("处", DepartmentKind.office),
    ("办公室", DepartmentKind.office),
    ("部", DepartmentKind.faculty),
    ("系", DepartmentKind.faculty),
    ("中心", DepartmentKind.centre),
    ("馆", DepartmentKind.library),
    ("科", DepartmentKind.section),
    ("所", DepartmentKind.institute),
)


def department_kind(name: str) -> DepartmentKind:
    """The kind a unit's name suggests; the office can change it."""
    return next((kind for ending, kind in KIND_ENDINGS if name.endswith(ending)), DepartmentKind.other)

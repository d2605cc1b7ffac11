"""Reads of reversals: what stands now of what an import did, and why some of it has to stay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.years.queries import closed_years
from backend.imports.queries import USERS, find_import
from backend.imports.reversals.rules import (
    CONFIRMED_AGAIN,
    EFFECTS,
    UNCONFIRMED,
    USES,
    Effect,
    EffectKind,
    Entry,
    ReversalOutcome,
)
from backend.imports.rules import ImportAction, ImportState
from backend.kit.problems import conflict
from backend.kit.table import CAMPUS_ZONE
from backend.organization.queries import DEPARTMENTS, POSITIONS, reaches
from backend.powers.queries import CATALOGUES, POWERS
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import EDITABLE, ReviewState
from backend.risks.queries import INVENTORIES, POINTS, SHEETS, sheet_state
from backend.warnings.queries import CASES
from backend.warnings.rules import WarningState

K = EffectKind
TABLES = {
    K.department: DEPARTMENTS,
    K.position: POSITIONS,
    K.power: POWERS,
    K.risk: POINTS,
    K.inventory: INVENTORIES,
    K.warning: CASES,
}
"""Points before their sheets, which are read with them."""
WRITES = {
    K.department: Permission.organization_write,
    K.position: Permission.positions_write,
    K.power: Permission.powers_write,
    K.inventory: Permission.risks_write,
    K.risk: Permission.risks_write,
    K.warning: Permission.warnings_write,
}
INWARD = (K.warning, K.risk, K.inventory, K.power, K.duty, K.position, K.department)
"""From what is held to what holds it: a post can go when everything in it goes."""
SELF_MADE = frozenset(
    {"risk_tally", "review", "sheet_quality", "sheet_wording", "wording_band", "form_import", "import_mapping"}
)
"""Tables that follow the content by themselves; that they mention it is nobody's work."""
CHUNK = 500

Row = dict[str, Any]


def some(ids: Iterable[int]) -> Iterator[list[int]]:
    """The distinct ids in lists short enough for any database."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def with_versions(session: Session, effects: Sequence[Effect]) -> list[Effect]:
    """The effects with the versions their rows have now, once the whole file is written."""
    wanted: dict[EffectKind, list[int]] = defaultdict(list)
    for effect in effects:
        kind, row_id = effect.place
        wanted[kind].append(row_id)
    versions: dict[tuple[EffectKind, int], int] = {}
    for kind, ids in wanted.items():
        table = TABLES[kind]
        for part in some(ids):
            found = session.execute(sa.select(table.c.id, table.c.version).where(table.c.id.in_(part)))
            versions |= {(kind, row_id): version for row_id, version in found.all()}
    return [replace(effect, version=versions[effect.place]) for effect in effects]


@dataclass
class _Judge:
    """Looks at every effect as it stands now. `rows` are the touched rows, of sheets with their `state`."""

    session: Session
    actor: Actor
    applied_at: datetime
    entries: list[Entry]
    rows: dict[tuple[EffectKind, int], Row] = field(default_factory=dict)
    memory: dict[tuple[Permission, int], bool] = field(default_factory=dict)

    def judge(self) -> None:
        self.load()
        self.closed = closed_years(self.session)
        for kind in INWARD:
            own = [entry for entry in self.entries if entry.effect.kind is kind]
            for entry in own:
                self.look_at(entry)
            made = [entry for entry in own if entry.effect.former is None and entry.is_taken_back]
            if kind is not K.duty and made:
                self.keep_used(kind, made)
        for entry in self.entries:
            self.say_confirmation(entry)

    def load(self) -> None:
        for kind, table in TABLES.items():
            ids = [row_id for where, row_id in (one.effect.place for one in self.entries) if where is kind]
            statement = sa.select(table)
            if kind is K.inventory:
                ids += [row["inventory_id"] for (where, _), row in self.rows.items() if where is K.risk]
                statement = sa.select(*table.c, sheet_state.label("state")).select_from(SHEETS)
            for part in some(ids):
                found = self.session.execute(statement.where(table.c.id.in_(part))).mappings()
                self.rows |= {(kind, row["id"]): dict(row) for row in found}

    def look_at(self, entry: Entry) -> None:
        """Whether this one is as the import left it, and the caller may change it."""
        effect, (kind, row_id) = entry.effect, entry.effect.place
        row = self.rows.get((kind, row_id))
        if row is None or row.get("retired_on") or row.get("retired_at"):
            return entry.miss("导入以后已经删去或停用。")
        if kind is K.warning and row["state"] == WarningState.cancelled:
            return entry.miss("导入以后已经撤销。")
        if not self.may(WRITES[kind], row["id"] if kind is K.department else row["department_id"]):
            entry.leave("您不能修改这部分内容，请由防控办公室撤销。")
        if effect.kind is K.duty:
            if effect.name not in row["duties"]:
                entry.miss("这条职责后来改过，或已经删去。")
            return None
        if effect.kind is not K.inventory and row["version"] != effect.version:
            entry.leave("导入以后又有人改过，保留现在的内容。")
        if kind in (K.risk, K.inventory):
            self.look_at_sheet(entry, self.rows[K.inventory, row["inventory_id"]] if kind is K.risk else row)
        elif kind is K.power:
            self.look_at_catalogue(entry, row["department_id"])
        # Of a warning only that it was changed: its text is read in its own room, where every reading is noted.
        changed = () if kind is K.warning else (effect.former or {}).items()
        entry.changes = {name: (row[name], former) for name, former in changed}
        return None

    def look_at_sheet(self, entry: Entry, sheet: Row) -> None:
        if sheet["year"] in self.closed:
            entry.leave(f"{sheet['year']} 年度已经封存。")
        if sheet["state"] not in EDITABLE:
            label = ReviewState(sheet["state"]).label
            entry.leave(f"所在的排查表已经提交审核，现在是“{label}”。")

    def look_at_catalogue(self, entry: Entry, department_id: int) -> None:
        """A power that was handed in with its catalogue since is the signers' business too."""
        handed_in = sa.and_(
            REVIEWS.c.state.not_in(sorted(EDITABLE)),
            sa.or_(REVIEWS.c.state != ReviewState.approved, REVIEWS.c.submitted_at >= self.applied_at),
        )
        statement = (
            sa.select(REVIEWS.c.state)
            .join(CATALOGUES, CATALOGUES.c.review_id == REVIEWS.c.id)
            .where(CATALOGUES.c.department_id == department_id, handed_in)
        )
        state = self.session.execute(statement.limit(1)).scalar_one_or_none()
        if state is not None:
            entry.leave(f"职权目录已经提交审核，现在是“{ReviewState(state).label}”。")

    def say_confirmation(self, entry: Entry) -> None:
        """What becomes of the confirmation a power lost; nothing of one that somebody has confirmed since."""
        lost, row = entry.effect.confirmation, self.rows.get(entry.effect.place)
        if lost is None or row is None or row["confirmed_at"] or entry.outcome is ReversalOutcome.gone:
            return
        words = CONFIRMED_AGAIN if entry.is_taken_back else UNCONFIRMED
        entry.reason += words.format(name=lost.by_name, day=lost.at.astimezone(CAMPUS_ZONE).date())

    def may(self, permission: Permission, department_id: int) -> bool:
        key = (permission, department_id)
        if key not in self.memory:
            self.memory[key] = reaches(self.session, self.actor, permission, department_id)
        return self.memory[key]

    def keep_used(self, kind: EffectKind, made: Sequence[Entry]) -> None:
        """What something else rests on stays; what goes along with it does not count."""
        spared: dict[str, set[int]] = defaultdict(set)
        for entry in self.entries:
            if entry.is_taken_back and entry.effect.kind is not K.duty and entry.effect.former is None:
                spared[TABLES[entry.effect.kind].name].add(entry.effect.id)
        users = _users(self.session, TABLES[kind], [entry.effect.id for entry in made], spared)
        for entry in made:
            if entry.effect.id in users:
                entry.leave(f"导入以后已有{users[entry.effect.id]}用到它。")


def _users(
    session: Session, table: sa.Table, ids: Sequence[int], spared: Mapping[str, set[int]]
) -> dict[int, str]:
    """Row → what kind of thing refers to it, whatever room that belongs to."""
    found: dict[int, str] = {}
    for column in _references(table.name):
        other = column.table
        alive = [other.c[name].is_(None) for name in ("retired_on", "retired_at") if name in other.c]
        for part in some(ids):
            rows = session.execute(sa.select(column, other.c.id).where(column.in_(part), *alive)).all()
            for row_id, user_id in rows:
                if user_id not in spared.get(other.name, ()):
                    found.setdefault(row_id, USES.get(other.name, "其他业务"))
    return found


@cache
def _references(name: str) -> tuple[sa.Column[Any], ...]:
    """Every column of the product that points at this table."""
    return tuple(
        key.parent
        for table in SQLModel.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if key.column.table.name == name and table.name not in SELF_MADE
    )


def plan_reversal(session: Session, actor: Actor, row: Row) -> list[Entry]:
    """What taking this import back would do now, in the order it was done."""
    entries = [Entry(effect) for effect in EFFECTS.validate_python(row["effects"] or ())]
    _Judge(session, actor, row["applied_at"], entries).judge()
    return entries


def get_reversal(session: Session, actor: Actor, import_id: int) -> Row:
    """The preview, or what was done, as `ReversalOut`. 409 for an import that was not applied."""
    row = find_import(session, actor, import_id)
    if row["state"] == ImportState.ready:
        raise conflict("这次导入还没有写入，没有可以撤销的内容。", "not-applied")
    entries = row["reversal"]
    if entries is None:
        entries = [shown(entry) for entry in plan_reversal(session, actor, row)]
    return detail(session, actor, row, entries)


def detail(session: Session, actor: Actor, row: Row, entries: Sequence[Row]) -> Row:
    """The answer around the entries."""
    counts = {outcome.value: 0 for outcome in ReversalOutcome}
    for entry in entries:
        counts[entry["outcome"]] += 1
    who = sa.select(USERS.c.display_name).where(USERS.c.id == row["reversed_by_id"])
    return {
        "import_id": row["id"],
        "version": row["version"],
        "state": row["state"],
        "file_name": row["file_name"],
        "entries": entries,
        "counts": counts,
        "is_noted": row["effects"] is not None,
        "reversed_at": row["reversed_at"],
        "reversed_by_name": session.execute(who).scalar_one_or_none(),
        "allowed_actions": _allowed(actor, row, counts),
    }


def _allowed(actor: Actor, row: Row, counts: Mapping[str, int]) -> list[ImportAction]:
    is_open = row["state"] == ImportState.applied and actor.reach(Permission.imports_write)
    if not is_open or not counts[ReversalOutcome.taken_back]:
        return []
    return [ImportAction.reverse_partly if counts[ReversalOutcome.left] else ImportAction.reverse]


def shown(entry: Entry) -> Row:
    """One entry as `ReversalEntryOut`."""
    effect = entry.effect
    return {
        "form": effect.form,
        "kind": effect.kind,
        "id": effect.id,
        "holder": effect.holder,
        "name": effect.name,
        "is_new": effect.former is None,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "changes": [
            {"field": name, "before": now, "after": then} for name, (now, then) in entry.changes.items()
        ],
    }

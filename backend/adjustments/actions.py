"""Opens tasks for exactly what depends on a change, in the transaction of the change."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from backend.adjustments import queries
from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.adjustments.rules import (
    AUTHORITY_FIELDS,
    DUE_DAYS,
    POST_FIELDS,
    UNIT_FIELDS,
    Node,
    RecheckState,
    Trigger,
)
from backend.kit import journal
from backend.kit.journal import Happening
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.measures.queries import MEASURES
from backend.organization.actions import move_rows
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.powers.models import Power
from backend.regulations.models import Regulation
from backend.warnings.models import WarningCase

POWERS, REGULATIONS, CASES = table_of(Power), table_of(Regulation), table_of(WarningCase)
Found = dict[str, Any]


def open_adjustment(
    session: Session, values: Mapping[str, Any], nodes: set[Node], due_on: date | None = None
) -> int | None:
    """Records a change and opens its tasks; None, and nothing recorded, when nothing depends on it.

    What already waits to be looked at keeps its first task.
    """
    rows = queries.described(session, nodes)
    if not rows:
        return None
    instant = now()
    stamps = {"version": 1, "created_at": instant, "updated_at": instant}
    who = session.info.get("principal", journal.SYSTEM).label
    adjustment_id = insert_row(session, ADJUSTMENTS, {**values, **stamps, "opened_by_name": who})
    due = due_on or today() + timedelta(days=DUE_DAYS)
    fresh = {"adjustment_id": adjustment_id, "state": RecheckState.open, "due_on": due, "note": ""}
    fresh |= {"resolved_by_name": "", **stamps}
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(RECHECKS).on_conflict_do_nothing(
        index_elements=["kind", "object_id"], index_where=RECHECKS.c.state == sa.literal_column("'open'")
    )
    session.execute(statement, [row | fresh for row in rows])
    opened = sa.select(RECHECKS.c.id, RECHECKS.c.department_id).where(
        RECHECKS.c.adjustment_id == adjustment_id
    )
    for recheck_id, department_id in session.execute(opened):
        subject = journal.Subject("recheck", recheck_id, 1, department_id)
        journal.record(session, "recheck.opened", subject, {"adjustment_id": adjustment_id})
    subject = journal.Subject("adjustment", adjustment_id, 1)
    journal.record(session, "adjustment.opened", subject, {"trigger": values["trigger"]})
    return adjustment_id


def follow(session: Session, happenings: Sequence[Happening]) -> None:
    """Rules and authority that change, measures that fail, warnings that are closed, departments that merge."""
    for item in happenings:
        react = REACTIONS.get(item.action)
        if react is not None:
            react(session, item)


def _named(session: Session, table: sa.Table, column: str, identity: int) -> str:
    return str(session.execute(sa.select(table.c[column]).where(table.c.id == identity)).scalar_one())


def _values(trigger: Trigger, title: str, kind: str, identity: int, day: date | None = None) -> Found:
    return {
        "trigger": trigger,
        "title": title[:200],
        "description": "",
        "effective_on": day or today(),
        "source_kind": kind,
        "source_id": identity,
        "filing_note": "",
    }


def _rule_changed(session: Session, item: Happening) -> None:
    name = _named(session, REGULATIONS, "title", item.subject.id)
    what = "已废止" if item.action == "regulation.repealed" else "已修订"
    text = item.details.get("effective_on")
    day = date.fromisoformat(text) if text and text != "None" else None
    values = _values(Trigger.rule_revised, f"《{name}》{what}", "regulation", item.subject.id, day)
    open_adjustment(session, values, queries.resting_on_rule(session, item.subject.id))


def _power_changed(session: Session, item: Happening) -> None:
    fields = set(item.details.get("fields", AUTHORITY_FIELDS))
    if not fields & AUTHORITY_FIELDS:
        return
    name = _named(session, POWERS, "name", item.subject.id)
    what = "流程已调整" if item.action == "power.flow_saved" else "职责权限已调整"
    values = _values(Trigger.authority_changed, f"“{name}”{what}", "power", item.subject.id)
    open_adjustment(session, values, queries.depending_on_powers(session, [item.subject.id]))


def _bases_changed(session: Session, item: Happening) -> None:
    """Rules that came to others or went. Another clause of the same rule moves nothing, nor does entering the first."""
    added, removed = item.details["added"], item.details["removed"]
    if not removed and not (added and queries.rests_on_others(session, item.subject.id, added)):
        return
    name = _named(session, POWERS, "name", item.subject.id)
    values = _values(Trigger.authority_changed, f"“{name}”制度依据已调整", "power", item.subject.id)
    open_adjustment(session, values, queries.depending_on_powers(session, [item.subject.id]))


def _post_changed(session: Session, item: Happening) -> None:
    if not POST_FIELDS & set(item.details.get("fields", ())):
        return
    name = _named(session, POSITIONS, "name", item.subject.id)
    values = _values(Trigger.authority_changed, f"“{name}”职责权限已调整", "position", item.subject.id)
    open_adjustment(session, values, queries.at_positions(session, [item.subject.id]))


def _unit_changed(session: Session, item: Happening) -> None:
    if not UNIT_FIELDS & set(item.details.get("fields", ())):
        return
    name = _named(session, DEPARTMENTS, "name", item.subject.id)
    values = _values(Trigger.authority_changed, f"“{name}”职责已调整", "department", item.subject.id)
    open_adjustment(session, values, queries.of_department(session, item.subject.id))


def _measure_failed(session: Session, item: Happening) -> None:
    name = _named(session, MEASURES, "title", item.subject.id)
    values = _values(Trigger.measure_failed, f"“{name}”未见成效", "measure", item.subject.id)
    open_adjustment(session, values, queries.answered_by_measure(session, item.subject.id))


def _incident(session: Session, item: Happening) -> None:
    """Names the post only: a task must not tell that somebody was warned (requirements D15)."""
    statement = sa.select(CASES.c.position_id).where(CASES.c.id == item.subject.id)
    position_id = session.execute(statement).scalar_one_or_none()
    if position_id is None:
        return
    values = _values(Trigger.incident, "防控办公室要求重新核对本岗位的风险点", "", 0) | {"source_id": None}
    open_adjustment(session, values, queries.at_positions(session, [position_id]))


def _unit_merged(session: Session, item: Happening) -> None:
    """What waits to be looked at again waits in the department that took the work over."""
    waiting = RECHECKS.c.state == RecheckState.open
    move_rows(session, "recheck", RECHECKS, waiting, item.subject.id, item.details["into_id"])


REACTIONS: Mapping[str, Callable[[Session, Happening], None]] = MappingProxyType(
    {
        "regulation.revised": _rule_changed,
        "regulation.repealed": _rule_changed,
        "power.updated": _power_changed,
        "power.retired": _power_changed,
        "power.flow_saved": _power_changed,
        "power.bases_saved": _bases_changed,
        "position.updated": _post_changed,
        "department.updated": _unit_changed,
        "measure.failed": _measure_failed,
        "warning.closed": _incident,
        "department.merged": _unit_merged,
    }
)
"""Event → what follows from it."""

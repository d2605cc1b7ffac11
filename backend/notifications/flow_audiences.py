"""Who is told of redesigns of flows."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.notifications.recipients import (
    Audience,
    Event,
    Message,
    holders_of_post,
    holders_over,
    officers,
)
from backend.notifications.rules import NotificationKind
from backend.powers.flowchecks.queries import REDESIGNS
from backend.powers.queries import POWERS
from backend.powers.redesigns.rules import WAITING, RedesignState

_TASK = sa.select(
    REDESIGNS, POWERS.c.name.label("power_name"), POWERS.c.department_id.label("department_id")
).join_from(REDESIGNS, POWERS, POWERS.c.id == REDESIGNS.c.power_id)
Due = tuple[tuple[str, int], int, date, str, str, set[int]]
"""The fields of a `Reminder`."""


def _row(session: Session, event: Event) -> Event | None:
    row = session.execute(_TASK.where(REDESIGNS.c.id == event["subject_id"])).mappings().one_or_none()
    return dict(row) if row else None


def _drawers(session: Session, row: Event | sa.RowMapping) -> set[int]:
    """The department's officers, and who holds the responsible post."""
    return officers(session, [row["department_id"]]) | holders_of_post(session, row["position_id"])


def _wanted(session: Session, event: Event) -> Message | None:
    row = _row(session, event)
    if row is None or row["state"] not in WAITING:
        return None
    word = "新流程被退回" if row["state"] == RedesignState.returned else "请重新设计流程"
    day = row["due_on"]
    body = f"编号 {row['number']}，请按审查意见在{day.month}月{day.day}日前保存新的流程并提交。"
    users = frozenset(_drawers(session, row))
    return Message(NotificationKind.review, f"{word}：{row['power_name']}", body, users)


def _answered(session: Session, event: Event) -> Message | None:
    """Whoever ordered it while he may still judge it, else the office."""
    row = _row(session, event)
    if row is None or row["state"] != RedesignState.redesigned:
        return None
    department = row["department_id"]
    reviewers = frozenset(holders_over(session, Permission.flow_checks_write, department))
    users = reviewers & {row["ordered_by_id"]}
    users = users or frozenset(holders_over(session, Permission.flow_checklists_write, department))
    body = f"编号 {row['number']}，请对照缺陷审查后认可或退回。"
    return Message(NotificationKind.review, f"新流程待认可：{row['power_name']}", body, users)


def _settled(session: Session, event: Event) -> Message | None:
    row = _row(session, event)
    if row is None:
        return None
    word = "新流程已认可" if row["state"] == RedesignState.accepted else "流程再造任务已撤回"
    users = frozenset(_drawers(session, row) | {row["ordered_by_id"]})
    return Message(
        NotificationKind.review, f"{word}：{row['power_name']}", f"编号 {row['number']}。", users
    )


def redesigns_due(session: Session, day: date) -> list[Due]:
    """Tasks for which the department has not presented a new flow."""
    near = _TASK.where(
        REDESIGNS.c.state.in_(WAITING), REDESIGNS.c.due_on.between(day, day + timedelta(days=3))
    )
    return [
        (
            ("flow_redesign", row["id"]),
            row["department_id"],
            row["due_on"],
            f"重新设计“{row['power_name']}”的流程",
            "请保存新的流程，并写明怎样调整后提交。",
            _drawers(session, row),
        )
        for row in session.execute(near).mappings()
    ]


FLOW_AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "flow_redesign.ordered": _wanted,
        "flow_redesign.returned": _wanted,
        "flow_redesign.answered": _answered,
        "flow_redesign.accepted": _settled,
        "flow_redesign.withdrawn": _settled,
    }
)
"""Event → whom to tell."""

"""Reads of opinion drives."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.drives.rules import MACHINE, DriveState
from backend.assessments.drives.schemas import (
    DriveSort,
    OpinionDriveItem,
    OpinionDriveOut,
    OpinionDriveQuery,
)
from backend.assessments.models import Opinion, OpinionDrive
from backend.assessments.opinions.rules import OpinionState, RespondentKind
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import now, table_of
from backend.organization.history.queries import as_then
from backend.organization.queries import DEPARTMENTS, reaches, subtree, within

DRIVES, OPINIONS = table_of(OpinionDrive), table_of(Opinion)
_COUNT = sa.select(sa.func.count()).where(OPINIONS.c.drive_id == DRIVES.c.id)
_PENDING = _COUNT.where(OPINIONS.c.state == OpinionState.pending)
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "opinions_count": _COUNT.scalar_subquery().label("opinions_count"),
    "pending_count": _PENDING.scalar_subquery().label("pending_count"),
}
_ADDED = frozenset({"is_open", "link", "allowed_actions"})
_ORDER = {
    DriveSort.newest: (DRIVES.c.id.desc(),),
    DriveSort.closing: (DRIVES.c.closes_at, DRIVES.c.id),
}


def link_of(origin: str, token: str | None) -> str | None:
    """The address people open, by hand or with a QR code."""
    return f"{origin}/opinions/{token}" if token else None


def is_open(row: Any) -> bool:
    """Whether the public may answer now."""
    return bool(row["state"] == DriveState.open and row["opens_at"] <= now() < row["closes_at"])


def _visible(actor: Actor, out: type[OpinionDriveItem]) -> sa.Select[Any]:
    names = (name for name in out.model_fields if name not in _ADDED)
    columns = (_JOINED[name] if name in _JOINED else DRIVES.c[name] for name in names)
    return (
        sa.select(*columns)
        .join_from(DRIVES, DEPARTMENTS, DEPARTMENTS.c.id == DRIVES.c.department_id)
        .where(within(actor.need(Permission.opinions_read), DRIVES.c.department_id))
    )


def search_drives(
    session: Session, actor: Actor, query: OpinionDriveQuery
) -> tuple[list[dict[str, Any]], int]:
    """One page of drives and the total."""
    statement = _visible(actor, OpinionDriveItem).order_by(*_ORDER[query.sort])
    if query.department_id:
        statement = statement.where(DRIVES.c.department_id.in_(subtree([query.department_id])))
    for name in ("year", "form", "state"):
        if (wanted := getattr(query, name)) is not None:
            statement = statement.where(DRIVES.c[name] == wanted)
    if query.q:
        statement = statement.where(contains(query.q, DRIVES.c.title))
    rows, total = fetch(session, statement, query)
    return [row | {"is_open": is_open(row)} for row in as_then(session, rows)], total


def get_drive(session: Session, actor: Actor, drive_id: int, origin: str) -> dict[str, Any]:
    """The whole drive with its link, or 404."""
    statement = _visible(actor, OpinionDriveOut).where(DRIVES.c.id == drive_id)
    row = session.execute(statement.add_columns(DRIVES.c.token)).mappings().one_or_none()
    if row is None:
        raise not_found("这次征求意见")
    (drive,) = as_then(session, [dict(row)])
    return drive | {
        "is_open": is_open(drive),
        "link": link_of(origin, drive.pop("token")),
        "allowed_actions": _allowed_actions(session, actor, drive),
    }


def _allowed_actions(session: Session, actor: Actor, drive: dict[str, Any]) -> list[str]:
    if not reaches(session, actor, Permission.opinions_write, drive["department_id"]):
        return []
    found = [row.action for row in MACHINE.actions(drive["state"])]
    return found if drive["form"] == "questionnaire" else [name for name in found if name != "renew_link"]


def summarize(session: Session, drive: dict[str, Any]) -> dict[str, Any]:
    """`DriveSummaryOut` of a drive as `get_drive` gives it."""
    columns = (OPINIONS.c.state, OPINIONS.c.respondent, OPINIONS.c.answers)
    rows = session.execute(sa.select(*columns).where(OPINIONS.c.drive_id == drive["id"])).all()
    states, respondents = Counter(row.state for row in rows), Counter(row.respondent for row in rows)
    answered: Counter[int] = Counter()
    chosen: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for answer in row.answers:
            answered[answer["question"]] += 1
            chosen.update((answer["question"], option) for option in answer["options"])
    return {
        "total": len(rows),
        "states": [{"state": state, "count": states[state]} for state in OpinionState],
        "respondents": [{"respondent": kind, "count": respondents[kind]} for kind in RespondentKind],
        "questions": [
            {
                "kind": question["kind"],
                "text": question["text"],
                "answered_count": answered[number],
                "options": [
                    {"text": text, "count": chosen[number, at]}
                    for at, text in enumerate(question["options"], 1)
                ],
            }
            for number, question in enumerate(drive["questions"], 1)
        ],
    }

"""The caller's to-dos, most urgent kind first."""

from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.table import table_of, today
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PERSON,
    POSITIONS,
    USER,
    current,
    person_of,
    within,
)
from backend.organization.rules import LEVEL_RANK
from backend.overview.department_todos.queries import department_todos
from backend.overview.flow_todos.queries import flow_todos
from backend.overview.inspection_todos.queries import inspection_todos
from backend.overview.own_todos.queries import own_todos
from backend.overview.queries import INVENTORIES, POINTS, REVIEWS, own_sheets
from backend.overview.rules import TodoKind, todo
from backend.reviews.queries import DECISIONS, waiting_reviews
from backend.reviews.rules import ReviewState
from backend.risks.queries import is_year_closed
from backend.risks.rules import InventoryKind
from backend.warnings.models import WarningCase
from backend.warnings.rules import WarningState

CASES = table_of(WarningCase)
MOST = 50
DAYS = 2
"""Statements are kept for a day or a year, and for the one after."""
UNASSESSED: sa.ColumnElement[int] = sa.literal_column(str(LEVEL_RANK[None]), sa.Integer)
"""Written out, because a partial index does not serve a parameter."""
SHEET_TODOS = {
    ReviewState.sent_back: (TodoKind.mend_sheet, "按退回意见修改后重新提交"),
    ReviewState.draft: (TodoKind.submit_sheet, "填好后提交审核"),
}


def find_todos(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """At most 50: decisions and corrections first, then writing, then what departments and the office have to do."""
    person = person_of(session, actor.user_id)
    found = [
        *_warnings(session, actor, person),
        *_sheets(session, actor),
        *_decisions(session, actor),
        *own_todos(session, actor, person),
        *inspection_todos(session, actor),
        *flow_todos(session, actor),
        *_missing_sheets(session, actor, person),
        *department_todos(session, actor),
        *_assessments(session, actor),
    ]
    return found[:MOST]


def _warnings(session: Session, actor: Actor, person: int | None) -> list[dict[str, Any]]:
    """Answering a warning, and closing one; the title never names anybody (requirements D15)."""
    found = []
    statement = sa.select(CASES.c.id, CASES.c.number, CASES.c.rectification_due_on, CASES.c.issued_at)
    if actor.reach(Permission.warnings_reply) and person is not None:
        mine = statement.where(CASES.c.subject_id == person, CASES.c.state == WarningState.issued).limit(MOST)
        for row in session.execute(mine).mappings():
            title, detail = f"预警记录 {row['number']}", "请写明整改承诺"
            target = ("warning", row["id"])
            more = {"due_on": row["rectification_due_on"], "since": row["issued_at"]}
            found.append(todo(TodoKind.promise_rectification, title, detail, target, **more))
    if actor.reach(Permission.warnings_write):
        ready = statement.where(
            CASES.c.state == WarningState.rectifying,
            CASES.c.subject_id.is_distinct_from(person),
            within(actor.reach(Permission.warnings_write), CASES.c.department_id),
        )
        for row in session.execute(ready.order_by(CASES.c.id).limit(MOST)).mappings():
            title, target = f"预警记录 {row['number']}", ("warning", row["id"])
            found.append(
                todo(
                    TodoKind.close_warning,
                    title,
                    "核实整改后办结",
                    target,
                    due_on=row["rectification_due_on"],
                )
            )
    return found


def _sheets(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Own sheets sent back or not yet submitted, this year's."""
    if not actor.reach(Permission.risks_write):
        return []
    found = []
    for row in session.execute(_own_sheets(today()), {"user_id": actor.user_id}).mappings():
        entry = SHEET_TODOS.get(ReviewState(row["state"]))
        if entry is not None:
            title = f"{InventoryKind(row['kind']).label}（{row['name'] or '部门'}）"
            target = ("risk_inventory", row["id"])
            is_sent_back = entry[0] is TodoKind.mend_sheet
            due = row["redo_due_on"] if is_sent_back else None
            found.append(todo(entry[0], title, entry[1], target, since=row["updated_at"], due_on=due))
    return sorted(found, key=lambda todo: todo["kind"] != TodoKind.mend_sheet)


@lru_cache(maxsize=DAYS)
def _own_sheets(day: date) -> sa.Select[Any]:
    state = sa.func.coalesce(REVIEWS.c.state, ReviewState.draft).label("state")
    columns = (INVENTORIES.c.id, INVENTORIES.c.kind, state, POSITIONS.c.name, INVENTORIES.c.updated_at)
    return (
        sa.select(*columns, _redo_due())
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id, isouter=True)
        .outerjoin(POSITIONS, POSITIONS.c.id == INVENTORIES.c.position_id)
        .where(
            INVENTORIES.c.retired_on.is_(None),
            INVENTORIES.c.year == day.year,
            sa.not_(is_year_closed(INVENTORIES.c.year)),
            own_sheets(USER),
        )
        .order_by(INVENTORIES.c.id)
        .limit(MOST)
    )


def _redo_due() -> sa.Label[Any]:
    """Until when a sheet that was sent back is wanted again, by its newest decision."""
    newest = sa.select(DECISIONS.c.redo_due_on).where(DECISIONS.c.review_id == REVIEWS.c.id)
    return (
        newest.order_by(DECISIONS.c.id.desc())
        .limit(1)
        .correlate(REVIEWS)
        .scalar_subquery()
        .label("redo_due_on")
    )


def _decisions(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Sheets that wait for the caller's signature."""
    if actor.user_id is None or not actor.reach(Permission.reviews_read):
        return []
    return [_decision(row) for row in waiting_reviews(session, actor, MOST)]


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    target, title = ("review", row["id"]), row["title"]
    if row["is_stale"]:
        detail = f"{row['department_name']}：已变更，请复核"
        return todo(TodoKind.reconfirm_review, title, detail, target)
    detail = f"{row['department_name']}提交，请审核"
    return todo(TodoKind.decide_review, title, detail, target, since=row["submitted_at"])


def _missing_sheets(session: Session, actor: Actor, person: int | None) -> list[dict[str, Any]]:
    """Posts the caller holds without a sheet this year."""
    if person is None or not actor.reach(Permission.risks_write):
        return []
    return [
        todo(
            TodoKind.fill_sheet,
            f"{today().year} 年个人岗位廉政风险排查表（{row['name']}）",
            f"{row['department_name']}，一般 10 分钟可以填完",
            ("position", row["id"]),
        )
        for row in session.execute(_unfilled_posts(today()), {"person_id": person}).mappings()
    ]


@lru_cache(maxsize=DAYS)
def _unfilled_posts(day: date) -> sa.Select[Any]:
    sheet = sa.exists().where(
        INVENTORIES.c.position_id == POSITIONS.c.id,
        INVENTORIES.c.filler_id == PERSON,
        INVENTORIES.c.year == day.year,
        INVENTORIES.c.retired_on.is_(None),
    )
    return (
        sa.select(POSITIONS.c.id, POSITIONS.c.name, DEPARTMENTS.c.name.label("department_name"))
        .join_from(APPOINTMENTS, POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POSITIONS.c.department_id)
        .where(
            APPOINTMENTS.c.person_id == PERSON,
            current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on, day),
            POSITIONS.c.retired_on.is_(None),
            sa.not_(sheet),
            # Nothing is opened any more in a closed year.
            sa.not_(is_year_closed(sa.literal(day.year))),
        )
    )


def _assessments(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """For the office: points of approved sheets that nobody assessed yet, as one line."""
    scope = actor.reach(Permission.assessments_write)
    if not scope.school:
        return []
    count = session.execute(_unassessed(today().year)).scalar_one()
    if not count:
        return []
    title = (
        f"{count} 个已认定的风险点还没有评估等级" if count < 1000 else "1000 多个已认定的风险点还没有评估等级"
    )
    return [todo(TodoKind.assess_risks, title, "评估发生机率和危害程度", ("risk_point", None))]


@lru_cache(maxsize=DAYS)
def _unassessed(year: int) -> sa.Select[int]:
    waiting = (
        sa.select(POINTS.c.id)
        .join(INVENTORIES, INVENTORIES.c.id == POINTS.c.inventory_id)
        .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            POINTS.c.level_rank == UNASSESSED,
            POINTS.c.retired_at.is_(None),
            # The sheet's year, which is the point's: asked for the latter, SQLite walks all points of the year.
            INVENTORIES.c.year == year,
            sa.not_(is_year_closed(INVENTORIES.c.year)),
            REVIEWS.c.state == ReviewState.approved,
        )
        .limit(1000)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(waiting)

"""To-dos of flows: those a department has to draw anew, and new ones that wait to be judged."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS
from backend.overview.rules import TodoKind, todo
from backend.powers.flowchecks.queries import REDESIGNS
from backend.powers.queries import POWERS
from backend.powers.redesigns.queries import waits_for
from backend.powers.redesigns.rules import RedesignState

EACH = 20
Found = list[dict[str, Any]]


def flow_todos(session: Session, actor: Actor) -> Found:
    """What redesigns ask of the caller, the first due first."""
    if not (actor.reach(Permission.powers_write) or actor.reach(Permission.flow_checks_write)):
        return []
    columns = [REDESIGNS.c[name] for name in ("id", "state", "due_on", "updated_at")]
    statement = (
        sa.select(*columns, POWERS.c.name, DEPARTMENTS.c.name.label("department_name"))
        .join_from(REDESIGNS, POWERS, POWERS.c.id == REDESIGNS.c.power_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .where(waits_for(actor))
        .order_by(REDESIGNS.c.due_on, REDESIGNS.c.id)
        .limit(EACH)
    )
    return [_redesign(row) for row in session.execute(statement).mappings()]


def _redesign(row: sa.RowMapping) -> dict[str, Any]:
    title, target, since = (
        f"{row['name']}权力运行流程",
        ("flow_redesign", row["id"]),
        row["updated_at"],
    )
    if row["state"] == RedesignState.redesigned:
        detail = f"{row['department_name']}已提交新流程，请认可或退回"
        return todo(TodoKind.judge_redesign, title, detail, target, since=since)
    if row["due_on"] < today():
        said = "已经逾期，请尽快重新设计并提交"
    elif row["state"] == RedesignState.returned:
        said = "新流程被退回，请按意见修改后重新提交"
    else:
        said = "请按审查意见重新设计并提交"
    detail = f"{row['department_name']}：{said}"
    return todo(TodoKind.redraw_flow, title, detail, target, due_on=row["due_on"], since=since)

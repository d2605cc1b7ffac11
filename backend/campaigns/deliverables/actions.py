"""Writes of deliverables."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.actions import next_sort, open_campaign, record
from backend.campaigns.deliverables import queries
from backend.campaigns.deliverables.schemas import DeliverableCreate, DeliverableUpdate
from backend.campaigns.queries import DELIVERABLES, OWED_BY, STAGES, SUBMISSIONS
from backend.campaigns.rules import CampaignState
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.rules import DepartmentKind
from backend.organization.schemas import Retirement

Row = dict[str, Any]


def create_deliverable(session: Session, actor: Actor, body: DeliverableCreate) -> Row:
    """Adds something to hand in. 422 for a stage of another campaign."""
    open_campaign(session, actor, body.campaign_id)
    _check_stage(session, body.campaign_id, body.stage_id)
    values = body.model_dump(exclude={"department_kinds"})
    if values["sort"] is None:
        values["sort"] = next_sort(session, DELIVERABLES, body.campaign_id)
    values |= {"version": 1, "created_at": now(), "updated_at": now()}
    row_id = insert_row(session, DELIVERABLES, values)
    set_kinds(session, row_id, body.department_kinds)
    row = queries.get_deliverable(session, actor, row_id)
    record(session, "deliverable", "created", row, {"campaign_id": body.campaign_id})
    return row


def _check_stage(session: Session, campaign_id: int, stage_id: int | None) -> None:
    if stage_id is None:
        return
    statement = sa.select(STAGES.c.id).where(
        STAGES.c.id == stage_id, STAGES.c.campaign_id == campaign_id, STAGES.c.retired_on.is_(None)
    )
    if session.execute(statement).first() is None:
        raise invalid("/stage_id", "unknown", "这项活动里没有这个阶段，请重新选择。")


def set_kinds(session: Session, deliverable_id: int, kinds: Sequence[DepartmentKind]) -> None:
    """Says anew which kinds of department owe a deliverable."""
    session.execute(sa.delete(OWED_BY).where(OWED_BY.c.deliverable_id == deliverable_id))
    rows = [{"deliverable_id": deliverable_id, "department_kind": kind} for kind in dict.fromkeys(kinds)]
    session.execute(sa.insert(OWED_BY), rows)


def update_deliverable(
    session: Session, actor: Actor, deliverable_id: int, body: DeliverableUpdate, expected: Expected
) -> Row:
    """Changes the given fields. 409 for another due instant once the campaign runs, or for what is in use."""
    before, campaign = _live(session, actor, deliverable_id)
    expected.check(before["version"])
    changes = body.model_dump(include=body.model_fields_set)
    _check_stage(session, before["campaign_id"], changes.get("stage_id"))
    moved = changes.get("due_at", before["due_at"]) != before["due_at"]
    if moved and campaign["state"] != CampaignState.draft:
        raise conflict("活动开始后不能直接改截止时间，请用“延期”，并写明理由。", "due-fixed")
    _refuse_taking_away(session, before, changes)
    kinds = changes.pop("department_kinds", None)
    claim_version(session, DELIVERABLES, before, changes)
    if kinds is not None:
        set_kinds(session, deliverable_id, kinds)
    row = queries.get_deliverable(session, actor, deliverable_id)
    record(session, "deliverable", "updated", row, {"fields": sorted(body.model_fields_set)})
    return row


def _refuse_taking_away(session: Session, before: Row, changes: Row) -> None:
    """Once a department has begun, parts and kinds of department may be added but not removed."""
    kept = {part["key"] for part in changes.get("parts") or before["parts"]}
    lost = {part["key"] for part in before["parts"]} - kept
    gone = set(before["department_kinds"]) - set(
        changes.get("department_kinds") or before["department_kinds"]
    )
    if (lost or gone) and _is_begun(session, before["id"]):
        raise conflict("已有部门开始报送，只能增加、不能去掉要交的部分和部门类别。", "deliverable-in-use")


def _is_begun(session: Session, deliverable_id: int) -> bool:
    begun = sa.select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.deliverable_id == deliverable_id)
    return session.execute(begun.limit(1)).first() is not None


def retire_deliverable(
    session: Session, actor: Actor, deliverable_id: int, body: Retirement, expected: Expected
) -> Row:
    """Nobody owes it any more. 409 once a department has begun."""
    before, _ = _live(session, actor, deliverable_id)
    expected.check(before["version"])
    if _is_begun(session, deliverable_id):
        raise conflict("已有部门开始报送，不能取消这项材料。", "deliverable-in-use")
    claim_version(session, DELIVERABLES, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_deliverable(session, actor, deliverable_id)
    record(session, "deliverable", "retired", row)
    return row


def _live(session: Session, actor: Actor, deliverable_id: int) -> tuple[Row, Row]:
    """A deliverable that may be changed, and its campaign."""
    row = queries.get_deliverable(session, actor, deliverable_id)
    campaign = open_campaign(session, actor, row["campaign_id"])
    if row["retired_on"] is not None:
        raise conflict("这项材料已经取消，不能再修改。", "retired")
    return row, campaign

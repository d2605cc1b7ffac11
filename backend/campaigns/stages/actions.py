"""Writes of stages."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.actions import next_sort, open_campaign, record
from backend.campaigns.queries import DELIVERABLES, STAGES
from backend.campaigns.stages import queries
from backend.campaigns.stages.schemas import StageCreate, StageUpdate
from backend.kit.etag import Expected
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now, today
from backend.organization.schemas import Retirement


def create_stage(session: Session, actor: Actor, body: StageCreate) -> dict[str, Any]:
    """Adds a stage to a campaign. 422 for a window that ends before it starts."""
    open_campaign(session, actor, body.campaign_id)
    return _insert(session, actor, body.model_dump(mode="json") | _days(body.starts_on, body.ends_on))


def _insert(session: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    if values["sort"] is None:
        values["sort"] = next_sort(session, STAGES, values["campaign_id"])
    row_id = insert_row(session, STAGES, values | {"version": 1, "created_at": now(), "updated_at": now()})
    row = queries.get_stage(session, actor, row_id)
    record(session, "campaign_stage", "created", row, {"campaign_id": row["campaign_id"]})
    return row


def _days(starts_on: date | None, ends_on: date | None) -> dict[str, date | None]:
    if starts_on and ends_on and ends_on < starts_on:
        raise invalid("/ends_on", "order", "结束日期不能早于开始日期。")
    return {"starts_on": starts_on, "ends_on": ends_on}


def update_stage(
    session: Session, actor: Actor, stage_id: int, body: StageUpdate, expected: Expected
) -> dict[str, Any]:
    """Changes the given fields; the window stays in order."""
    before = _live(session, actor, stage_id)
    expected.check(before["version"])
    changes = body.model_dump(exclude_unset=True)
    _days(changes.get("starts_on", before["starts_on"]), changes.get("ends_on", before["ends_on"]))
    claim_version(session, STAGES, before, changes)
    row = queries.get_stage(session, actor, stage_id)
    record(session, "campaign_stage", "updated", row, {"fields": sorted(changes)})
    return row


def retire_stage(
    session: Session, actor: Actor, stage_id: int, body: Retirement, expected: Expected
) -> dict[str, Any]:
    """Takes a stage out of the programme. 409 while something is to be handed in in it."""
    before = _live(session, actor, stage_id)
    expected.check(before["version"])
    owed = sa.select(DELIVERABLES.c.id).where(
        DELIVERABLES.c.stage_id == stage_id, DELIVERABLES.c.retired_on.is_(None)
    )
    if session.execute(owed.limit(1)).first():
        raise conflict("这个阶段还有要报送的材料，请先把材料移到别的阶段或取消。", "stage-in-use")
    claim_version(session, STAGES, before, {"retired_on": today(), "retire_reason": body.reason})
    row = queries.get_stage(session, actor, stage_id)
    record(session, "campaign_stage", "retired", row)
    return row


def _live(session: Session, actor: Actor, stage_id: int) -> dict[str, Any]:
    row = queries.get_stage(session, actor, stage_id)
    open_campaign(session, actor, row["campaign_id"])
    if row["retired_on"] is not None:
        raise conflict("这个阶段已经取消，不能再修改。", "retired")
    return row

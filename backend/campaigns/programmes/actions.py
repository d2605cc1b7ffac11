"""Writes of campaigns."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.actions import open_campaign, record
from backend.campaigns.calendar.queries import load_calendar
from backend.campaigns.calendar.rules import Calendar, next_working_day
from backend.campaigns.deliverables.actions import create_deliverable
from backend.campaigns.deliverables.rules import campus_instant
from backend.campaigns.deliverables.schemas import DeliverableCreate, Part
from backend.campaigns.programmes import queries
from backend.campaigns.programmes.rules import PROGRAMMES, DeliverablePlan, Programme, day_in
from backend.campaigns.programmes.schemas import (
    CampaignBasesUpdate,
    CampaignCreate,
    CampaignEnding,
    CampaignUpdate,
)
from backend.campaigns.queries import BASES, CAMPAIGNS, STAGES
from backend.campaigns.rules import CampaignState
from backend.campaigns.stages.actions import create_stage
from backend.campaigns.stages.schemas import StageCreate
from backend.campaigns.years.actions import open_year
from backend.campaigns.years.queries import refuse_closed
from backend.kit.etag import Expected
from backend.kit.files import Accepted, FileKind, Store, accept
from backend.kit.problems import conflict, invalid_fields
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.regulations.queries import uncitable

Row = dict[str, Any]
DOCUMENT_KINDS = frozenset({FileKind.docx, FileKind.ole2, FileKind.pdf, FileKind.png, FileKind.jpeg})


def create_campaign(session: Session, actor: Actor, body: CampaignCreate) -> Row:
    """Makes a whole campaign from a template and opens its year. 409 for a second one of the same name in a year."""
    actor.need(Permission.campaigns_write)
    refuse_closed(session, body.year)
    programme = PROGRAMMES[body.template]
    name = body.name or programme.name.format(year=body.year)
    _refuse_same_name(session, body.year, name)
    open_year(session, actor, body.year)
    values = body.model_dump(exclude={"department_kinds", "closing_time", "moves_to_working_day"})
    values |= {
        "name": name,
        "state": CampaignState.draft,
        "end_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    campaign_id = insert_row(session, CAMPAIGNS, values)
    stages = _create_stages(session, actor, campaign_id, programme, body.year)
    for at, plan in enumerate(programme.deliverables, 1):
        create_deliverable(session, actor, _deliverable(session, campaign_id, stages, plan, body, at))
    row = queries.get_campaign(session, actor, campaign_id)
    record(session, "campaign", "created", row, {"year": body.year, "template": body.template})
    return row


def _refuse_same_name(session: Session, year: int, name: str, but: int | None = None) -> None:
    same = sa.select(CAMPAIGNS.c.id).where(CAMPAIGNS.c.year == year, CAMPAIGNS.c.name == name)
    found = session.execute(same).scalar_one_or_none()
    if found is not None and found != but:
        raise conflict(f"{year} 年已经有一项叫这个名称的活动，请换一个名称。", "already-exists")


def _create_stages(
    session: Session, actor: Actor, campaign_id: int, programme: Programme, year: int
) -> list[int]:
    return [
        create_stage(
            session,
            actor,
            StageCreate(
                campaign_id=campaign_id,
                kind=plan.kind,
                name=plan.name,
                instructions=plan.instructions,
                steps=list(plan.steps),
                starts_on=day_in(year, plan.starts),
                ends_on=day_in(year, plan.ends),
                sort=at,
            ),
        )["id"]
        for at, plan in enumerate(programme.stages, 1)
    ]


def _deliverable(
    session: Session,
    campaign_id: int,
    stages: Sequence[int],
    plan: DeliverablePlan,
    body: CampaignCreate,
    sort: int,
) -> DeliverableCreate:
    calendar = load_calendar(session) if body.moves_to_working_day else None
    return DeliverableCreate(
        campaign_id=campaign_id,
        stage_id=stages[plan.stage],
        kind=plan.kind,
        name=plan.name,
        instructions=plan.instructions,
        parts=[Part(key=part.key, name=part.name) for part in plan.parts],
        department_kinds=body.department_kinds,
        due_at=_due(calendar, plan, body),
        needs_seal=plan.needs_seal,
        paper_copies=plan.paper_copies,
        sort=sort,
    )


def _due(calendar: Calendar | None, plan: DeliverablePlan, body: CampaignCreate) -> datetime:
    """The template's due day at the end of the working day; a day off gives way to the next working day."""
    day = day_in(body.year, plan.due)
    assert day is not None
    if calendar is not None:
        day = next_working_day(calendar, day)
    return campus_instant(day, time.fromisoformat(body.closing_time))


def _change(
    session: Session, actor: Actor, campaign_id: int, expected: Expected, action: str, changes: Row
) -> Row:
    """Runs one row of the state table."""
    before = open_campaign(session, actor, campaign_id, action)
    expected.check(before["version"])
    claim_version(session, CAMPAIGNS, before, changes)
    return queries.get_campaign(session, actor, campaign_id)


def update_campaign(
    session: Session, actor: Actor, campaign_id: int, body: CampaignUpdate, expected: Expected
) -> Row:
    """Changes name and governing document."""
    before = open_campaign(session, actor, campaign_id)
    changes = body.model_dump(exclude_unset=True)
    if "name" in changes:
        _refuse_same_name(session, before["year"], changes["name"], campaign_id)
    row = _change(session, actor, campaign_id, expected, "edit", changes)
    record(session, "campaign", "updated", row, {"fields": sorted(changes)})
    return row


def set_bases(
    session: Session, actor: Actor, campaign_id: int, body: CampaignBasesUpdate, expected: Expected
) -> Row:
    """Says anew which rules the campaign rests on. 422 for newly named ones that are unknown or not in force."""
    open_campaign(session, actor, campaign_id)
    before = {row["regulation_id"] for row in queries.bases_of(session, campaign_id)}
    ids = [basis.regulation_id for basis in body.bases]
    fresh = {f"/bases/{at}/regulation_id" for at, one in enumerate(ids) if one not in before}
    errors = [error for error in uncitable(session, ids, "/bases/{}/regulation_id") if error.pointer in fresh]
    if errors:
        raise invalid_fields(errors)
    _change(session, actor, campaign_id, expected, "edit", {})
    session.execute(sa.delete(BASES).where(BASES.c.campaign_id == campaign_id))
    if body.bases:
        rows = [basis.model_dump() | {"campaign_id": campaign_id} for basis in body.bases]
        session.execute(sa.insert(BASES), rows)
    row = queries.get_campaign(session, actor, campaign_id)
    record(session, "campaign", "updated", row, {"fields": ["bases"], "regulation_ids": ids})
    return row


def start_campaign(session: Session, actor: Actor, campaign_id: int, expected: Expected) -> Row:
    """Announces the campaign: from now on everybody sees it and due instants are fixed. 409 without a stage."""
    stage = sa.select(STAGES.c.id).where(STAGES.c.campaign_id == campaign_id, STAGES.c.retired_on.is_(None))
    open_campaign(session, actor, campaign_id, "start")
    if session.execute(stage.limit(1)).first() is None:
        raise conflict("这项活动还没有阶段，请先安排阶段再开始。", "no-stage")
    changes = {"state": CampaignState.running, "started_at": now()}
    row = _change(session, actor, campaign_id, expected, "start", changes)
    record(session, "campaign", "started", row, {"year": row["year"]})
    return row


def end_campaign(
    session: Session, actor: Actor, campaign_id: int, body: CampaignEnding, expected: Expected
) -> Row:
    """Ends a campaign, or drops one that never started; nothing can be handed in any more."""
    changes = {"state": CampaignState.ended, "ended_at": now(), "end_reason": body.reason}
    row = _change(session, actor, campaign_id, expected, "end", changes)
    record(session, "campaign", "ended", row, {"year": row["year"]})
    return row


def attach_document(
    session: Session,
    actor: Actor,
    campaign_id: int,
    store: Store,
    filename: str,
    data: bytes,
    expected: Expected,
) -> Row:
    """Keeps the signed and printed governing document. 422 for a file that is not accepted."""
    open_campaign(session, actor, campaign_id)
    file = accept(filename, data, DOCUMENT_KINDS)
    store.put(data)
    row = _change(session, actor, campaign_id, expected, "edit", {"document_file": _kept(file)})
    record(session, "campaign", "document_attached", row, {"digest": file.digest})
    return row


def _kept(file: Accepted) -> Row:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "digest": file.digest,
        "uploaded_at": now().isoformat(),
    }

"""Reads that several resources of the room share."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.models import (
    CalendarDay,
    Campaign,
    CampaignBasis,
    CampaignStage,
    CustodyRecord,
    Deliverable,
    DeliverableExtension,
    DeliverableKindLink,
    Submission,
    SubmissionFile,
    SubmissionVersion,
    WorkCalendar,
    WorkYear,
)
from backend.campaigns.rules import CAMPAIGN_MACHINE, CampaignState
from backend.kit.problems import not_found
from backend.kit.table import table_of

WORK_YEARS, WORK_CALENDARS, CALENDAR_DAYS = (
    table_of(model) for model in (WorkYear, WorkCalendar, CalendarDay)
)
CAMPAIGNS, BASES, STAGES, DELIVERABLES, OWED_BY, EXTENSIONS = (
    table_of(model)
    for model in (
        Campaign,
        CampaignBasis,
        CampaignStage,
        Deliverable,
        DeliverableKindLink,
        DeliverableExtension,
    )
)
SUBMISSIONS, FILES, VERSIONS, CUSTODY = (
    table_of(model) for model in (Submission, SubmissionFile, SubmissionVersion, CustodyRecord)
)
Row = dict[str, Any]


def visible_campaigns(actor: Actor) -> sa.ColumnElement[bool]:
    """Everybody sees what runs or ran; what is being prepared only those who prepare it."""
    actor.need(Permission.campaigns_read)
    if actor.reach(Permission.campaigns_write):
        return sa.true()
    return CAMPAIGNS.c.state != CampaignState.draft


def find_campaign(session: Session, actor: Actor, campaign_id: int) -> Row:
    """One campaign with its columns, or 404."""
    statement = sa.select(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign_id, visible_campaigns(actor))
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这项活动")
    return dict(row)


def campaign_actions(actor: Actor, state: CampaignState) -> list[str]:
    """What the actor may do with a campaign now."""
    rows = CAMPAIGN_MACHINE.actions(state)
    return [row.action for row in rows if actor.reach(Permission(row.permission))]


def extended_due(department: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """The latest extension of DELIVERABLES' row for a department, or for all; NULL without one."""
    return (
        sa.select(sa.func.max(EXTENSIONS.c.due_at))
        .where(
            EXTENSIONS.c.deliverable_id == DELIVERABLES.c.id,
            EXTENSIONS.c.revoked_at.is_(None),
            sa.or_(EXTENSIONS.c.department_id.is_(None), EXTENSIONS.c.department_id == department),
        )
        .correlate_except(EXTENSIONS)
        .scalar_subquery()
    )


def effective_due(department: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Until when a department has time; an extension is always later than what it extends."""
    return sa.func.coalesce(extended_due(department), DELIVERABLES.c.due_at)


def due_of(session: Session, deliverable_id: int, department_id: int | None) -> datetime:
    """Until when one department, or (None) whoever has no extension of its own, has time for a deliverable."""
    wanted = sa.literal(department_id, sa.BigInteger)
    statement = sa.select(effective_due(wanted)).where(DELIVERABLES.c.id == deliverable_id)
    due: datetime = session.execute(statement).scalar_one()
    return due

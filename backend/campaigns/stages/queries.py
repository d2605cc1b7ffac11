"""Reads of stages."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.queries import CAMPAIGNS, STAGES, Row, visible_campaigns
from backend.campaigns.stages.schemas import StageOut, StageQuery
from backend.kit.paging import fetch
from backend.kit.problems import not_found

_COLUMNS = tuple(STAGES.c[name] for name in StageOut.model_fields)
_SOURCE = sa.join(STAGES, CAMPAIGNS, CAMPAIGNS.c.id == STAGES.c.campaign_id)


def search_stages(session: Session, actor: Actor, query: StageQuery) -> tuple[list[Row], int]:
    """One page of stages in the order of their campaigns."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE).where(visible_campaigns(actor))
    if query.campaign_id:
        statement = statement.where(STAGES.c.campaign_id == query.campaign_id)
    if query.kind:
        statement = statement.where(STAGES.c.kind == query.kind)
    if query.on:
        statement = statement.where(
            sa.or_(STAGES.c.starts_on.is_(None), STAGES.c.starts_on <= query.on),
            sa.or_(STAGES.c.ends_on.is_(None), STAGES.c.ends_on >= query.on),
        )
    if not query.include_retired:
        statement = statement.where(STAGES.c.retired_on.is_(None))
    ordered = statement.order_by(STAGES.c.campaign_id.desc(), STAGES.c.sort, STAGES.c.id)
    return fetch(session, ordered, query)


def stages_of(session: Session, campaign_id: int) -> list[Row]:
    """The stages of one campaign, in order."""
    statement = (
        sa.select(*_COLUMNS)
        .where(STAGES.c.campaign_id == campaign_id, STAGES.c.retired_on.is_(None))
        .order_by(STAGES.c.sort, STAGES.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def get_stage(session: Session, actor: Actor, stage_id: int) -> Row:
    """One stage, or 404."""
    statement = sa.select(*_COLUMNS).select_from(_SOURCE)
    found = session.execute(statement.where(STAGES.c.id == stage_id, visible_campaigns(actor)))
    row = found.mappings().one_or_none()
    if row is None:
        raise not_found("这个阶段")
    return dict(row)

"""Reads of campaigns."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.deliverables.queries import deliverables_of
from backend.campaigns.programmes.schemas import CampaignOut, CampaignQuery, CampaignSort
from backend.campaigns.queries import (
    BASES,
    CAMPAIGNS,
    Row,
    campaign_actions,
    find_campaign,
    visible_campaigns,
)
from backend.campaigns.rules import CampaignState
from backend.campaigns.stages.queries import stages_of
from backend.kit.paging import fetch
from backend.kit.rows import contains
from backend.regulations.queries import REGULATIONS

_COLUMNS = tuple(CAMPAIGNS.c[name] for name in CampaignOut.model_fields)
_ORDER = {
    CampaignSort.newest: (CAMPAIGNS.c.year.desc(), CAMPAIGNS.c.id.desc()),
    CampaignSort.oldest: (CAMPAIGNS.c.year, CAMPAIGNS.c.id),
}


def search_campaigns(session: Session, actor: Actor, query: CampaignQuery) -> tuple[list[Row], int]:
    """One page of campaigns."""
    statement = sa.select(*_COLUMNS).where(visible_campaigns(actor)).order_by(*_ORDER[query.sort])
    for column in (CAMPAIGNS.c.year, CAMPAIGNS.c.state, CAMPAIGNS.c.template):
        wanted = getattr(query, column.name)
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.regulation_id:
        resting = sa.select(BASES.c.campaign_id).where(BASES.c.regulation_id == query.regulation_id)
        statement = statement.where(CAMPAIGNS.c.id.in_(resting))
    if query.q:
        texts = (CAMPAIGNS.c.name, CAMPAIGNS.c.document_number, CAMPAIGNS.c.document_title)
        statement = statement.where(contains(query.q, *texts))
    return fetch(session, statement, query)


def get_campaign(session: Session, actor: Actor, campaign_id: int) -> Row:
    """One campaign with its stages and deliverables (`CampaignDetail`), or 404."""
    row = find_campaign(session, actor, campaign_id)
    return row | {
        "bases": bases_of(session, campaign_id),
        "stages": stages_of(session, campaign_id),
        "deliverables": deliverables_of(session, campaign_id),
        "allowed_actions": campaign_actions(actor, CampaignState(row["state"])),
    }


def bases_of(session: Session, campaign_id: int) -> list[Row]:
    """The rules a campaign rests on, in the order they were given."""
    columns = (REGULATIONS.c.title, REGULATIONS.c.number, REGULATIONS.c.status)
    statement = (
        sa.select(BASES.c.regulation_id, *columns, BASES.c.clause)
        .join(REGULATIONS, REGULATIONS.c.id == BASES.c.regulation_id)
        .where(BASES.c.campaign_id == campaign_id)
    )
    return [dict(row) for row in session.execute(statement.order_by(BASES.c.id)).mappings()]

"""Timeline for readers of a department, audit for the audit administrator only."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.adjustments.queries import RECHECKS
from backend.announcements.queries import ANNOUNCEMENTS, OBJECTIONS, meant_for
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, STAGES, visible_campaigns
from backend.communications.meetings.queries import ATTENDEES
from backend.communications.notices.queries import NOTICES, UNITS, addressed_to, published_by
from backend.communications.notices.rules import NoticeState
from backend.communications.nudges import queries as nudges
from backend.education.pledges.queries import PLEDGES
from backend.handovers.queries import HANDOVERS, is_own
from backend.kit.journal import Event
from backend.kit.paging import fetch
from backend.kit.table import table_of
from backend.measures.queries import MEASURES, PLANS, visible_measures, visible_plans
from backend.organization.queries import own_positions, person_of, subtree, within
from backend.overview.queries import INVENTORIES, POINTS, own_sheets
from backend.overview.schemas import AuditOut, AuditQuery, EventOut, TimelineQuery, VerificationQuery
from backend.powers.models import Power
from backend.reviews.models import Review
from backend.reviews.rules import ReviewSubject
from backend.risks.suggestions.queries import SUGGESTIONS

EVENTS, POWERS, REVIEWS = table_of(Event), table_of(Power), table_of(Review)
TIMELINE: dict[str, Permission] = {
    "department": Permission.organization_read,
    "position": Permission.organization_read,
    "group": Permission.groups_read,
    "regulation": Permission.regulations_read,
    "work_year": Permission.campaigns_read,
    "campaign": Permission.campaigns_read,
    "campaign_stage": Permission.campaigns_read,
    "deliverable": Permission.campaigns_read,
    "extension": Permission.submissions_read,
    "submission": Permission.submissions_read,
    "custody_record": Permission.submissions_read,
    "meeting": Permission.meetings_read,
    "notice": Permission.notices_read,
    "question": Permission.questions_read,
    "nudge": Permission.nudges_read,
    "power": Permission.powers_read,
    "power_catalogue": Permission.powers_read,
    "flow_redesign": Permission.powers_read,
    "risk_inventory": Permission.risks_read,
    "risk_point": Permission.risks_read,
    "review": Permission.reviews_read,
    "risk_suggestion": Permission.suggestions_read,
    "announcement": Permission.announcements_read,
    "objection": Permission.objections_read,
    "assessment": Permission.assessments_read,
    "level_override": Permission.assessments_read,
    "opinion_drive": Permission.opinions_read,
    "opinion": Permission.opinions_read,
    "recheck": Permission.rechecks_read,
    "measure_plan": Permission.measures_read,
    "measure": Permission.measures_read,
    "handover": Permission.handovers_read,
    "finding": Permission.findings_read,
    "inspection": Permission.inspections_read,
    "pledge": Permission.pledges_read,
}
"""Kinds with a timeline; warnings and accounts have none."""
_TOLD = ("notice.published", "notice.withdrawn")
"""What those a notice went to learn of its history; who has read and signed elsewhere is not theirs to know."""


def _own(session: Session, actor: Actor, kind: str) -> sa.ColumnElement[bool] | None:
    """Events of one kind that are about the caller's own."""
    sheets = sa.select(INVENTORIES.c.id).where(own_sheets(actor.user_id))
    posts = own_positions(actor.user_id)
    own: dict[str, Callable[[], sa.Select[Any]]] = {
        "position": lambda: posts,
        "power": lambda: sa.select(POWERS.c.id).where(POWERS.c.position_id.in_(posts)),
        "risk_inventory": lambda: sheets,
        "risk_point": lambda: sa.select(POINTS.c.id).where(POINTS.c.inventory_id.in_(sheets)),
        "review": lambda: sa.select(REVIEWS.c.id).where(
            REVIEWS.c.subject_kind == ReviewSubject.risk_inventory, REVIEWS.c.subject_id.in_(sheets)
        ),
        "measure": lambda: sa.select(MEASURES.c.id).where(visible_measures(actor)),
        "measure_plan": lambda: sa.select(PLANS.c.id).where(visible_plans(actor)),
        "risk_suggestion": lambda: sa.select(SUGGESTIONS.c.id).where(
            sa.or_(SUGGESTIONS.c.position_id.in_(posts), SUGGESTIONS.c.suggested_by_id == actor.user_id)
        ),
        "announcement": lambda: sa.select(ANNOUNCEMENTS.c.id).where(meant_for(actor.user_id)),
        "objection": lambda: sa.select(OBJECTIONS.c.id).where(OBJECTIONS.c.raised_by_id == actor.user_id),
        "recheck": lambda: sa.select(RECHECKS.c.id).where(RECHECKS.c.position_id.in_(posts)),
        "handover": lambda: sa.select(HANDOVERS.c.id).where(is_own(actor)),
        "pledge": lambda: sa.select(PLEDGES.c.id).where(
            PLEDGES.c.person_id == person_of(session, actor.user_id)
        ),
        "nudge": lambda: sa.select(nudges.NUDGES.c.id).where(
            nudges.addressed_to(person_of(session, actor.user_id))
        ),
        "meeting": lambda: sa.select(ATTENDEES.c.meeting_id).where(
            ATTENDEES.c.person_id == person_of(session, actor.user_id)
        ),
    }
    if kind not in own:
        return None
    return EVENTS.c.subject_id.in_(own[kind]())


def _beyond(actor: Actor, kind: str) -> sa.ColumnElement[bool]:
    """Events of no department in reach that are for the caller all the same."""
    if kind == "extension":  # one that names no department holds for all of them
        return EVENTS.c.department_id.is_(None)
    if kind == "notice":
        scope = actor.reach(Permission.notices_read)
        sent = sa.select(UNITS.c.notice_id).where(UNITS.c.department_id.in_(subtree(scope.departments)))
        reached = NOTICES.c.id.in_(sent) if scope.departments else sa.false()
        went = sa.select(NOTICES.c.id).where(sa.or_(reached, addressed_to(actor.user_id)))
        return sa.and_(EVENTS.c.subject_id.in_(went), EVENTS.c.action.in_(_TOLD))
    return sa.false()


def _narrowed(actor: Actor, kind: str) -> sa.ColumnElement[bool]:
    """What a reach alone does not say: drafts are for those who write them, readings for those who publish."""
    shown = visible_campaigns(actor) if kind in _PLANNED else sa.true()
    if kind == "campaign":
        return EVENTS.c.subject_id.in_(sa.select(CAMPAIGNS.c.id).where(shown))
    if kind in _PLANNED:
        table = _PLANNED[kind]
        join = CAMPAIGNS.c.id == table.c.campaign_id
        return EVENTS.c.subject_id.in_(sa.select(table.c.id).join(CAMPAIGNS, join).where(shown))
    if kind == "notice":
        publishes = published_by(actor)
        out = sa.or_(NOTICES.c.state != NoticeState.draft, publishes)
        published = sa.select(NOTICES.c.id).where(publishes)
        return sa.and_(
            EVENTS.c.subject_id.in_(sa.select(NOTICES.c.id).where(out)),
            sa.or_(EVENTS.c.action != "notice.read", EVENTS.c.subject_id.in_(published)),
        )
    return sa.true()


_PLANNED: dict[str, sa.Table] = {
    "campaign": CAMPAIGNS,
    "campaign_stage": STAGES,
    "deliverable": DELIVERABLES,
}


def timeline(session: Session, actor: Actor, query: TimelineQuery) -> tuple[list[dict[str, Any]], int]:
    """Who did what when to one thing, newest first; empty for what the caller may not see."""
    permission = TIMELINE.get(query.subject_kind)
    if permission is None or not actor.reach(permission):
        return [], 0
    kind = query.subject_kind
    clause = within(actor.reach(permission), EVENTS.c.department_id, _own(session, actor, kind))
    statement = (
        sa.select(*(EVENTS.c[name] for name in EventOut.model_fields))
        .where(EVENTS.c.subject_kind == kind, EVENTS.c.subject_id == query.subject_id)
        .where(sa.or_(clause, _beyond(actor, kind)), _narrowed(actor, kind))
        .order_by(EVENTS.c.id.desc())
    )
    return fetch(session, statement, query)


def audit(session: Session, query: AuditQuery) -> tuple[list[dict[str, Any]], int]:
    """The audit trail, newest first."""
    statement = sa.select(*(EVENTS.c[name] for name in AuditOut.model_fields)).order_by(EVENTS.c.id.desc())
    if query.action:
        statement = statement.where(EVENTS.c.action.startswith(query.action, autoescape=True))
    if query.since:
        statement = statement.where(EVENTS.c.occurred_at >= query.since)
    if query.until:
        statement = statement.where(EVENTS.c.occurred_at < query.until)
    for column in (EVENTS.c.subject_kind, EVENTS.c.subject_id, EVENTS.c.actor_id):
        wanted = getattr(query, column.name)
        if wanted is not None:
            statement = statement.where(column == wanted)
    return fetch(session, statement, query)


def numbered_events(session: Session, query: VerificationQuery) -> tuple[str, list[sa.RowMapping]]:
    """The hash just before the stretch, and the stretch's events in order."""
    before = session.execute(
        sa.select(EVENTS.c.hash).where(EVENTS.c.seq == query.after_seq)
    ).scalar_one_or_none()
    statement = (
        sa.select(EVENTS).where(EVENTS.c.seq > query.after_seq).order_by(EVENTS.c.seq).limit(query.limit)
    )
    return before or "", list(session.execute(statement).mappings())

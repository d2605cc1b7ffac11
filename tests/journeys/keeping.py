"""What holds whatever anybody tries; read from the database and the pages after each step that changed something."""

from collections import Counter
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from hypothesis.stateful import invariant
from sqlmodel import Session

from backend.assessments.drives.queries import DRIVES
from backend.assessments.levels.queries import OVERRIDES
from backend.campaigns.deliverables.rules import campus_instant, late_minutes
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, VERSIONS
from backend.campaigns.queries import SUBMISSIONS as SUBMISSION_ROWS
from backend.handovers.queries import HANDOVERS
from backend.handovers.rules import HandoverState
from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of, today
from backend.measures.queries import MEASURES as MEASURE_ROWS
from backend.measures.queries import PLANS as PLAN_ROWS
from backend.measures.queries import live_measures
from backend.measures.rules import content_hash
from backend.notifications.models import Notification
from backend.notifications.reminders import remind_at
from backend.notifications.rules import NotificationKind
from backend.organization.queries import APPOINTMENTS, PEOPLE, POSITIONS
from backend.powers.catalogues.queries import live_rows as live_powers
from backend.powers.catalogues.rules import content_hash as content_of_catalogue
from backend.powers.queries import CATALOGUES
from backend.reviews.queries import DECISIONS
from backend.reviews.rules import Decision, ReviewState
from backend.risks.actions import cell_of
from backend.risks.queries import INVENTORIES, POINTS, REVIEWS, TALLY, live_rows
from backend.risks.rules import SuggestionState
from backend.risks.rules import content_hash as content_of_sheet
from backend.risks.suggestions.queries import SUGGESTIONS
from backend.years.contents.queries import content_digest
from backend.years.rules import LAYOUT
from tests.journeys.desks import YEAR, Desks

EVENTS, TOLD = table_of(Event), table_of(Notification)
MORNING = campus_instant(today(), time(9))
ASKED = ("wang", "li", "chen", "lin", "dean", "office", "outsider")
YEAR_OF = {
    "review": sa.select(REVIEWS.c.id, REVIEWS.c.year),
    "risk_inventory": sa.select(INVENTORIES.c.id, INVENTORIES.c.year),
    "risk_suggestion": sa.select(SUGGESTIONS.c.id, SUGGESTIONS.c.year),
    "power_catalogue": sa.select(CATALOGUES.c.id, CATALOGUES.c.year),
    "opinion_drive": sa.select(DRIVES.c.id, DRIVES.c.year),
    "measure": sa.select(MEASURE_ROWS.c.id, MEASURE_ROWS.c.year),
    "measure_plan": sa.select(PLAN_ROWS.c.id, PLAN_ROWS.c.year),
    "deliverable": sa.select(DELIVERABLES.c.id, CAMPAIGNS.c.year).join(
        CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id
    ),
    "submission": sa.select(SUBMISSION_ROWS.c.id, CAMPAIGNS.c.year)
    .join(DELIVERABLES, DELIVERABLES.c.id == SUBMISSION_ROWS.c.deliverable_id)
    .join(CAMPAIGNS, CAMPAIGNS.c.id == DELIVERABLES.c.campaign_id),
}
"""What a to-do or a reminder leads to → the years such things are of."""
OF_THIS_YEAR = frozenset({"position", "risk_point"})
"""A post without its sheet, and risks nobody has assessed: always this year's."""
OF_NO_YEAR = frozenset({"handover", "recheck", "adjustment", "notice", "nudge", "question", "warning"})
AT = {"own_sheets": "deliverable"}
"""Reminders that name their target otherwise."""


class Keeping(Desks):
    """A refusal journals nothing and changes nothing, so only news is looked at."""

    def __init__(self, database: Database | None = None) -> None:
        super().__init__(database)
        self.seen = 0

    @invariant()
    def what_must_hold_holds(self) -> None:
        newest = self.ids(sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.id), 0)))[0]
        if newest == self.seen:
            return
        self.seen = newest
        with self.database.open(read_only=True) as session:
            self.the_tally_is_the_register_counted(session)
            self.a_closed_year_stays_as_it_was(session)
            self.an_approved_sheet_is_what_was_signed_or_says_it_is_stale(session)
            self.an_approved_plan_is_what_was_signed_or_says_it_is_stale(session)
            self.the_catalogue_of_today_is_what_was_signed_or_says_it_is_stale(session)
        self.nobody_signs_his_own()
        self.nobody_signs_twice()
        self.what_the_leadership_set_stands()
        self.what_was_adopted_is_in_a_sheet()
        self.no_signature_is_ahead_of_its_sheet()
        self.only_who_is_in_the_post_is_handed_anything_over()
        self.what_was_handed_in_stays_and_is_late_to_the_minute()
        self.the_workbench_adds_up()
        self.nothing_is_due_in_a_closed_year()

    def the_tally_is_the_register_counted(self, session: Session) -> None:
        points = session.execute(sa.select(POINTS).where(POINTS.c.retired_at.is_(None))).mappings()
        counted = Counter(cell_of(dict(row)) for row in points)
        stored = session.execute(sa.select(TALLY).where(TALLY.c.points != 0)).mappings()
        assert {cell_of(dict(row)): row["points"] for row in stored} == dict(counted)

    def a_closed_year_stays_as_it_was(self, session: Session) -> None:
        for year, digest in self.closed.items():
            assert content_digest(session, year, LAYOUT) == digest

    def an_approved_plan_is_what_was_signed_or_says_it_is_stale(self, session: Session) -> None:
        statement = (
            sa.select(PLAN_ROWS, REVIEWS.c.content_hash, REVIEWS.c.is_stale)
            .join(REVIEWS, REVIEWS.c.id == PLAN_ROWS.c.review_id)
            .where(REVIEWS.c.state == ReviewState.approved, REVIEWS.c.retired_on.is_(None))
        )
        for plan in session.execute(statement).mappings().all():
            stands = content_hash(dict(plan), live_measures(session, plan["id"]))
            assert plan["is_stale"] == (stands != plan["content_hash"])

    def an_approved_sheet_is_what_was_signed_or_says_it_is_stale(self, session: Session) -> None:
        statement = (
            sa.select(INVENTORIES, REVIEWS.c.content_hash, REVIEWS.c.is_stale)
            .join(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
            .where(REVIEWS.c.state == ReviewState.approved, INVENTORIES.c.retired_on.is_(None))
        )
        for sheet in session.execute(statement).mappings().all():
            stands = content_of_sheet(dict(sheet), live_rows(session, sheet["id"]))
            assert sheet["is_stale"] == (stands != sheet["content_hash"])

    def the_catalogue_of_today_is_what_was_signed_or_says_it_is_stale(self, session: Session) -> None:
        """The newest of a department; what it signed in former years stays as it was handed in."""
        statement = (
            sa.select(CATALOGUES, REVIEWS.c.content_hash, REVIEWS.c.is_stale)
            .join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
            .where(REVIEWS.c.state == ReviewState.approved, REVIEWS.c.retired_on.is_(None))
        )
        newest = sa.select(sa.func.max(CATALOGUES.c.year))
        for row in session.execute(statement).mappings().all():
            unit, year = row["department_id"], row["year"]
            latest = session.execute(newest.where(CATALOGUES.c.department_id == unit)).scalar_one()
            if year in self.closed or latest != year:
                continue
            stands = content_of_catalogue(unit, year, live_powers(session, unit))
            assert row["is_stale"] == (stands != row["content_hash"])

    def nobody_signs_his_own(self) -> None:
        statement = (
            sa.select(DECISIONS.c.id)
            .join(REVIEWS, REVIEWS.c.id == DECISIONS.c.review_id)
            .join(PEOPLE, PEOPLE.c.id == REVIEWS.c.owner_id)
            .where(PEOPLE.c.user_id == DECISIONS.c.decided_by_id)
        )
        assert self.ids(statement) == []

    def nobody_signs_twice(self) -> None:
        """Of one round; a meeting's decision is nobody's signature, whoever writes it down."""
        signed = (DECISIONS.c.review_id, DECISIONS.c.round, DECISIONS.c.decided_by_id)
        statement = (
            sa.select(sa.func.count(sa.distinct(DECISIONS.c.state)))
            .where(DECISIONS.c.decision == Decision.approve, DECISIONS.c.meeting_id.is_(None))
            .group_by(*signed)
        )
        assert {count for count in self.ids(statement) if count > 1} == set()

    def what_the_leadership_set_stands(self) -> None:
        """Whatever is judged afterwards (opinion.txt line 55)."""
        statement = (
            sa.select(OVERRIDES.c.level, POSITIONS.c.risk_level)
            .join(POSITIONS, POSITIONS.c.id == OVERRIDES.c.position_id)
            .where(OVERRIDES.c.ended_at.is_(None))
        )
        assert all(row["level"] == row["risk_level"] for row in self.rows(statement))

    def what_was_adopted_is_in_a_sheet(self) -> None:
        """Of the same post and year, dropped rows included."""
        adopted = SUGGESTIONS.c.state == SuggestionState.adopted
        same = sa.and_(
            POINTS.c.id == SUGGESTIONS.c.risk_point_id,
            POINTS.c.position_id == SUGGESTIONS.c.position_id,
            POINTS.c.year == SUGGESTIONS.c.year,
        )
        lost = sa.select(SUGGESTIONS.c.id).join(POINTS, same, isouter=True)
        assert self.ids(lost.where(adopted, POINTS.c.id.is_(None))) == []

    def no_signature_is_ahead_of_its_sheet(self) -> None:
        ahead = sa.select(DECISIONS.c.id).join(REVIEWS, REVIEWS.c.id == DECISIONS.c.review_id)
        assert self.ids(ahead.where(DECISIONS.c.round > REVIEWS.c.round)) == []

    def only_who_is_in_the_post_is_handed_anything_over(self) -> None:
        left = (
            sa.select(HANDOVERS.c.id)
            .join(APPOINTMENTS, APPOINTMENTS.c.id == HANDOVERS.c.appointment_id)
            .where(HANDOVERS.c.state == HandoverState.waiting, APPOINTMENTS.c.ended_on < today())
        )
        assert self.ids(left) == []

    def what_was_handed_in_stays_and_is_late_to_the_minute(self) -> None:
        """One version with its receipt for each round (opinion.txt line 97)."""
        versions = self.rows(sa.select(VERSIONS))
        for version in versions:
            assert version["late_minutes"] == late_minutes(version["submitted_at"], version["due_at"])
        assert len({version["receipt_code"] for version in versions}) == len(versions)
        rounds = Counter(version["submission_id"] for version in versions)
        for submission in self.rows(sa.select(SUBMISSION_ROWS)):
            assert rounds[submission["id"]] == submission["round"]

    def the_workbench_adds_up(self) -> None:
        """The sums of a year are the rows of its list, for whoever asks."""
        for who, year in (("office", YEAR - 1), ("office", YEAR), ("chen", YEAR)):
            bench = self.look(who, "/overview/workbench", year=year)
            rows = self.look(who, "/risk-points", year=year, size=200)["items"]
            levels = Counter(row["level"] or "unassessed" for row in rows)
            assert bench["levels"].pop("total") == len(rows)
            assert {name: number for name, number in bench["levels"].items() if number} == levels
            factors = Counter((row["likelihood"], row["consequence"]) for row in rows if row["likelihood"])
            cells = {(cell["likelihood"], cell["consequence"]): cell["count"] for cell in bench["matrix"]}
            assert {key: number for key, number in cells.items() if number} == factors
            bars = [
                sum(bar[name] for name in ("high", "medium", "low", "unassessed"))
                for bar in bench["departments"]
            ]
            assert sum(bars) == len(rows)

    def nothing_is_due_in_a_closed_year(self) -> None:
        """Neither as a to-do nor as a reminder: nothing could be done about it."""
        if not self.closed:
            return
        for who in ASKED:
            for todo in self.look(who, "/todos")["items"]:
                assert self._is_open(todo["target_kind"], todo["target_id"]), todo
        for target in self._reminders(MORNING):
            assert self._is_open(target["target_kind"], target["target_id"]), target

    def _is_open(self, kind: str, target_id: int | None) -> bool:
        kind = AT.get(kind, kind)
        if kind in OF_NO_YEAR:
            return True
        if kind in OF_THIS_YEAR:
            return YEAR not in self.closed
        things = YEAR_OF[kind].subquery()
        (year,) = self.ids(sa.select(things.c.year).where(things.c.id == target_id))
        return year not in self.closed

    def _reminders(self, instant: datetime) -> list[dict[str, Any]]:
        """What would be told at this instant; nobody is."""
        with self.database.open(read_only=False) as session:
            remind_at(session, instant)
            due = sa.select(TOLD.c.target_kind, TOLD.c.target_id)
            found = session.execute(due.where(TOLD.c.kind == NotificationKind.deadline)).mappings().all()
            session.rollback()
        return [dict(row) for row in found]

"""The objects other systems may hold: which columns leave, and where each object belongs."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from backend.campaigns.queries import WORK_YEARS
from backend.integration.rules import FeedKind
from backend.kit.table import table_of
from backend.measures.queries import MEASURES
from backend.organization.queries import APPOINTMENTS, DEPARTMENTS, PEOPLE, POSITIONS
from backend.powers.models import Power
from backend.powers.queries import CATALOGUES
from backend.regulations.queries import REGULATIONS
from backend.reviews.models import Review
from backend.risks.models import RiskInventory, RiskPoint

POWERS, INVENTORIES, POINTS, REVIEWS = (
    table_of(model) for model in (Power, RiskInventory, RiskPoint, Review)
)
NOWHERE = sa.cast(sa.null(), sa.Integer)
"""The department of what belongs to the college as a whole."""


@dataclass(frozen=True)
class Source:
    """How one kind is read: columns that leave, its department, and the column that marks a tombstone.

    `leaves` holds back what is not for others yet; what stops leaving is `left_scope`.
    """

    table: sa.Table
    columns: tuple[sa.ColumnElement[Any], ...]
    department: sa.ColumnElement[Any]
    gone: sa.ColumnElement[Any]
    joins: sa.FromClause
    leaves: sa.ColumnElement[bool] | None = None

    def select(self) -> sa.Select[Any]:
        """Id, tombstone flag, then what leaves."""
        return sa.select(self.table.c.id, self.gone.is_not(None).label("_gone"), *self.columns).select_from(
            self.joins
        )


def _columns(table: sa.Table, names: str) -> tuple[sa.ColumnElement[Any], ...]:
    return tuple(table.c[name] for name in names.split())


SOURCES: dict[FeedKind, Source] = {
    FeedKind.work_year: Source(
        WORK_YEARS,
        _columns(WORK_YEARS, "year state closed_at digest version updated_at"),
        NOWHERE,
        sa.null(),
        WORK_YEARS,
    ),
    FeedKind.department: Source(
        DEPARTMENTS,
        _columns(DEPARTMENTS, "code name kind parent_id path sort duties version updated_at"),
        DEPARTMENTS.c.id,
        DEPARTMENTS.c.retired_on,
        DEPARTMENTS,
    ),
    FeedKind.regulation: Source(
        REGULATIONS,
        _columns(
            REGULATIONS,
            "kind title number issuer department_id status issued_on effective_on edition repealed_on replaced_by_id"
            " version updated_at",
        ),
        REGULATIONS.c.department_id,
        sa.null(),
        REGULATIONS,
    ),
    FeedKind.person: Source(
        PEOPLE,
        _columns(PEOPLE, "staff_no name department_id job_title version updated_at"),
        PEOPLE.c.department_id,
        PEOPLE.c.left_on,
        PEOPLE,
    ),
    FeedKind.position: Source(
        POSITIONS,
        _columns(
            POSITIONS,
            "code name department_id tier duties controls_people controls_money controls_assets key_area"
            " major_matters discretion is_key risk_level level_explanation version updated_at",
        ),
        POSITIONS.c.department_id,
        POSITIONS.c.retired_on,
        POSITIONS,
    ),
    FeedKind.appointment: Source(
        APPOINTMENTS,
        _columns(APPOINTMENTS, "person_id position_id is_primary started_on ended_on version updated_at"),
        POSITIONS.c.department_id,
        sa.null(),
        APPOINTMENTS.join(POSITIONS, POSITIONS.c.id == APPOINTMENTS.c.position_id),
    ),
    FeedKind.power: Source(
        POWERS,
        _columns(
            POWERS,
            "code department_id position_id name content handling_body basis kind key_area major_matters"
            " discretion flow_version version updated_at",
        ),
        POWERS.c.department_id,
        POWERS.c.retired_on,
        POWERS,
    ),
    FeedKind.power_catalogue: Source(
        CATALOGUES,
        (
            *_columns(CATALOGUES, "year department_id content carried_from_id version updated_at"),
            *_columns(REVIEWS, "state is_stale"),
        ),
        CATALOGUES.c.department_id,
        sa.null(),
        CATALOGUES.outerjoin(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id),
    ),
    FeedKind.risk_inventory: Source(
        INVENTORIES,
        (
            *_columns(INVENTORIES, "kind year department_id position_id filled_on version updated_at"),
            REVIEWS.c.state.label("state"),
        ),
        INVENTORIES.c.department_id,
        INVENTORIES.c.retired_on,
        INVENTORIES.outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id),
    ),
    FeedKind.risk_point: Source(
        POINTS,
        _columns(
            POINTS,
            "inventory_id department_id position_id year ordinal duty name manifestation cause_kinds causes"
            " likelihood consequence level level_explanation measures categories found_by power_id step_id"
            " version updated_at",
        ),
        POINTS.c.department_id,
        POINTS.c.retired_at,
        POINTS,
    ),
    FeedKind.measure: Source(
        MEASURES,
        _columns(
            MEASURES,
            "plan_id department_id year ordinal kind title content line_of_defence treatment position_id due_on"
            " evidence indicator power_id flow_revision rule_action regulation_id rule_title state percent"
            " approved_at finished_at checked_at version updated_at",
        ),
        MEASURES.c.department_id,
        MEASURES.c.retired_at,
        MEASURES,
        leaves=MEASURES.c.approved_at.is_not(None),
    ),
}

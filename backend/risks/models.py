"""Tables of risks. A risk belongs to a department or a position, never to a person (handout.txt line 234)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, document, instant, ref, term
from backend.organization.rules import RiskLevel
from backend.risks.rules import Consequence, FindingOrigin, InventoryKind, Likelihood, SuggestionState


class RiskInventory(Entity, table=True):
    """One sheet of one year: 附件二 for a department, 附件三 for a position.

    `filler_*` freeze who filled it, so that an old form still prints the old holder. `no_risk_reason` explains a sheet
    without rows; `carried_from_id` is last year's sheet.
    """

    __tablename__ = "risk_inventory"
    __table_args__ = (
        sa.Index("ix_risk_inventory_department_id_year", "department_id", "year"),
        sa.Index(
            "uq_risk_inventory_department",
            "department_id",
            "year",
            unique=True,
            sqlite_where=sa.text("kind = 'department' AND retired_on IS NULL"),
            postgresql_where=sa.text("kind = 'department' AND retired_on IS NULL"),
        ),
        sa.Index(
            "uq_risk_inventory_position",
            "position_id",
            "filler_id",
            "year",
            unique=True,
            sqlite_where=sa.text("kind = 'position' AND retired_on IS NULL"),
            postgresql_where=sa.text("kind = 'position' AND retired_on IS NULL"),
        ),
        sa.CheckConstraint(
            "(kind = 'position') = (position_id IS NOT NULL)", name="position_sheet_has_position"
        ),
    )

    kind: InventoryKind = term(InventoryKind)
    year: int
    department_id: int = ref("department.id")
    position_id: int | None = ref("position.id", default=None, index=True)
    filler_id: int | None = ref("person.id", default=None, index=True)
    filler_name: str = Field(default="", max_length=100)
    filler_job_title: str = Field(default="", max_length=100)
    filled_on: date | None = None
    review_id: int | None = ref("review.id", default=None, unique=True)
    retired_on: date | None = None
    no_risk_reason: str = Field(default="", max_length=2000)
    carried_from_id: int | None = ref("risk_inventory.id", default=None, index=True)


class RiskPoint(Entity, table=True):
    """One row of a sheet. Level and factors are written by assessments only; `declared_level` is what the form said.

    `department_id`, `position_id` and `year` repeat the sheet's, and `level_rank` the level's, so that the register
    filters and sorts by one index each.
    """

    __tablename__ = "risk_point"
    __table_args__ = (
        sa.Index("ix_risk_point_department_id", "department_id", "id"),
        sa.Index("ix_risk_point_level_rank", "level_rank", "id"),
        sa.Index("ix_risk_point_likelihood", "likelihood", "consequence", "id"),
        sa.Index("ix_risk_point_consequence", "consequence", "id"),
        sa.Index("ix_risk_point_year", "year", "id"),
        sa.Index("ix_risk_point_updated_at", "updated_at", "id"),
        sa.Index("ix_risk_point_inventory_id", "inventory_id", "ordinal"),
        sa.Index(
            "ix_risk_point_unassessed",
            "year",
            "inventory_id",
            sqlite_where=sa.text("level_rank = 0 AND retired_at IS NULL"),
            postgresql_where=sa.text("level_rank = 0 AND retired_at IS NULL"),
        ),
        sa.Index(
            "ix_risk_point_tags",
            sa.literal_column("(found_by::jsonb)").label("found"),
            sa.literal_column("(categories::jsonb)").label("tags"),
            postgresql_using="gin",
            postgresql_ops={"found": "jsonb_path_ops", "tags": "jsonb_path_ops"},
        ).ddl_if(dialect="postgresql"),
    )

    inventory_id: int = ref("risk_inventory.id")
    department_id: int = ref("department.id")
    position_id: int | None = ref("position.id", default=None, index=True)
    year: int
    ordinal: int
    duty: str = Field(default="", max_length=2000)
    name: str = Field(default="", max_length=1000)
    manifestation: str = Field(default="", max_length=4000)
    cause_kinds: list[str] = document(default_factory=list)
    causes: str = Field(default="", max_length=4000)
    declared_level: RiskLevel | None = term(RiskLevel, "declared_level", default=None)
    likelihood: Likelihood | None = term(Likelihood, default=None)
    consequence: Consequence | None = term(Consequence, default=None)
    level: RiskLevel | None = term(RiskLevel, "level", default=None)
    level_rank: int = 0
    level_explanation: str = Field(default="", max_length=1000)
    level_rule: str = Field(default="", max_length=40)
    measures: str = Field(default="", max_length=4000)
    remark: str = Field(default="", max_length=1000)
    categories: dict[str, str] = document(default_factory=dict)
    found_by: list[str] = document(default_factory=list)
    location: str = Field(default="", max_length=500)
    power_id: int | None = ref("power.id", default=None, index=True)
    step_id: int | None = ref("flow_step.id", default=None, index=True)
    public_wording: str = Field(default="", max_length=1000)
    retired_at: datetime | None = instant(default=None)
    retire_reason: str | None = Field(default=None, max_length=500)
    subcategories: dict[str, list[str]] = document(default_factory=dict)
    carried_from_id: int | None = ref("risk_point.id", default=None, index=True)


class RiskTally(Row, table=True):
    """How many live risk points stand in each cell; kept with every write, so totals never scan the register.

    Empty factors are stored as the empty string, because NULLs are distinct in a unique index.
    """

    __tablename__ = "risk_tally"
    __table_args__ = (sa.UniqueConstraint("department_id", "year", "level", "likelihood", "consequence"),)

    department_id: int = ref("department.id")
    year: int
    level: str = Field(max_length=20)
    likelihood: str = Field(max_length=20)
    consequence: str = Field(max_length=20)
    points: int = 0


class FindingWay(Entity, table=True):
    """One way of finding risks as the college calls it (requirements S71–S72). Keys never change: rows hold them."""

    __tablename__ = "finding_way"

    key: str = Field(max_length=40, unique=True)
    label: str = Field(max_length=60)
    hint: str = Field(default="", max_length=500)
    origin: FindingOrigin = term(FindingOrigin)
    sort: int = 0
    is_active: bool = True


class RiskScheme(Entity, table=True):
    """One way to classify risks (requirement S81). `kind` limits it to one of the two forms."""

    __tablename__ = "risk_scheme"

    key: str = Field(max_length=40, unique=True)
    label: str = Field(max_length=60)
    description: str = Field(default="", max_length=1000)
    kind: InventoryKind | None = term(InventoryKind, default=None)
    sort: int = 0
    is_active: bool = True


class SchemeCategory(Entity, table=True):
    """A category of a scheme, or below one (`parent_id`) a particular it may show itself in (requirements S74–S76)."""

    __tablename__ = "risk_category"
    __table_args__ = (sa.UniqueConstraint("scheme_id", "key"),)

    scheme_id: int = ref("risk_scheme.id")
    parent_id: int | None = ref("risk_category.id", default=None, index=True)
    key: str = Field(max_length=40)
    label: str = Field(max_length=60)
    definition: str = Field(default="", max_length=2000)
    sort: int = 0
    is_active: bool = True


class RiskSuggestion(Entity, table=True):
    """A risk somebody else pointed out for a post or a department (requirements S70–S71, S97).

    `batch` is shared by what was pushed down to many posts at once.
    """

    __tablename__ = "risk_suggestion"
    __table_args__ = (
        sa.Index("ix_risk_suggestion_department_id", "department_id", "state", "id"),
        sa.Index("ix_risk_suggestion_position_id", "position_id", "year"),
        sa.CheckConstraint("(state = 'adopted') = (risk_point_id IS NOT NULL)", name="adopted"),
    )

    year: int
    department_id: int = ref("department.id")
    position_id: int | None = ref("position.id", default=None)
    origin: FindingOrigin = term(FindingOrigin)
    batch: str | None = Field(default=None, max_length=32, index=True)
    note: str = Field(default="", max_length=1000)
    duty: str = Field(default="", max_length=2000)
    name: str = Field(max_length=1000)
    manifestation: str = Field(default="", max_length=4000)
    cause_kinds: list[str] = document(default_factory=list)
    causes: str = Field(default="", max_length=4000)
    measures: str = Field(default="", max_length=4000)
    categories: dict[str, str] = document(default_factory=dict)
    subcategories: dict[str, list[str]] = document(default_factory=dict)
    location: str = Field(default="", max_length=500)
    power_id: int | None = ref("power.id", default=None, index=True)
    step_id: int | None = ref("flow_step.id", default=None, index=True)
    state: SuggestionState = term(SuggestionState, default=SuggestionState.open)
    suggested_by_id: int = ref("user_account.id", index=True)
    suggested_by_name: str = Field(max_length=100)
    decided_by_id: int | None = ref("user_account.id", default=None)
    decided_by_name: str = Field(default="", max_length=100)
    decided_at: datetime | None = instant(default=None)
    reason: str = Field(default="", max_length=1000)
    risk_point_id: int | None = ref("risk_point.id", default=None, index=True)

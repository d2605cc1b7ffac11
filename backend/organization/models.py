"""Tables of the organisation. Nothing is deleted: units, people and posts retire and stay readable."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, document, instant, ref, term
from backend.organization.rules import (
    DepartmentKind,
    Discretion,
    GroupKind,
    GroupRole,
    KeyArea,
    OfficerKind,
    OfficerStatus,
    OversightKind,
    PositionTier,
    RiskLevel,
)


def _open_once(name: str, *columns: str, only: str = "") -> sa.Index:
    """At most one period without an end for the same columns."""
    where = sa.text(" AND ".join(filter(None, (only, "ended_on IS NULL"))))
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Department(Entity, table=True):
    """A unit in the tree. `path` is `/1/5/12/`, ids from the root to itself, so a subtree is a prefix."""

    __tablename__ = "department"
    __table_args__ = (sa.Index("ix_department_name", "name", "id"),)

    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    kind: DepartmentKind = term(DepartmentKind)
    parent_id: int | None = ref("department.id", default=None, index=True)
    path: str = Field(default="", max_length=255, index=True)
    sort: int = 0
    duties: list[str] = document(default_factory=list)
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)
    merged_into_id: int | None = ref("department.id", default=None, index=True)
    party_id: int | None = ref("department.id", default=None, index=True)
    """The party organisation it comes under: the second line beside the administrative one (opinion.txt line 3)."""
    founded_on: date | None = None
    """Its first day; None is since ever. Lists of years before do not show it."""


class DepartmentName(Row, table=True):
    """A name a unit bore, to its last day; `started_on` None is since ever. Old forms keep the old name."""

    __tablename__ = "department_name"
    __table_args__ = (
        sa.UniqueConstraint("department_id", "ended_on"),
        sa.CheckConstraint("started_on IS NULL OR started_on <= ended_on", name="order"),
    )

    department_id: int = ref("department.id")
    name: str = Field(max_length=100)
    started_on: date | None = None
    ended_on: date
    reason: str = Field(default="", max_length=500)


class DepartmentPlace(Row, table=True):
    """The unit above a unit, to its last day; `started_on` None is since ever."""

    __tablename__ = "department_place"
    __table_args__ = (
        sa.UniqueConstraint("department_id", "ended_on"),
        sa.CheckConstraint("started_on IS NULL OR started_on <= ended_on", name="order"),
    )

    department_id: int = ref("department.id")
    parent_id: int | None = ref("department.id", default=None)
    started_on: date | None = None
    ended_on: date


class Person(Entity, table=True):
    """Somebody on the staff roster; `user_id` when they can sign in."""

    __tablename__ = "person"
    __table_args__ = (sa.Index("ix_person_name", "name", "id"),)

    staff_no: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    department_id: int = ref("department.id", index=True)
    job_title: str = Field(default="", max_length=100)
    user_id: int | None = ref("user_account.id", default=None, unique=True)
    left_on: date | None = None
    exempt_reason: str | None = Field(default=None, max_length=200)
    """Why somebody on the roster takes no part in the finding; all others have to (opinion.txt line 25)."""


class Position(Entity, table=True):
    """A post. The level is computed by assessments and never typed."""

    __tablename__ = "position"
    __table_args__ = (
        sa.Index("ix_position_department_id", "department_id", "id"),
        sa.Index("ix_position_name", "name", "id"),
        sa.Index("ix_position_level_rank", "level_rank", "id"),
        sa.Index("ix_position_updated_at", "updated_at", "id"),
        sa.CheckConstraint("rotation_years BETWEEN 1 AND 10", name="rotation_years"),
    )

    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    department_id: int = ref("department.id")
    tier: PositionTier = term(PositionTier)
    duties: list[str] = document(default_factory=list)
    controls_people: bool = False
    controls_money: bool = False
    controls_assets: bool = False
    key_area: KeyArea | None = term(KeyArea, default=None)
    major_matters: list[str] = document(default_factory=list)
    discretion: Discretion = term(Discretion, default=Discretion.none)
    has_decisive_influence: bool = False
    had_integrity_case: bool = False
    is_key: bool = False
    risk_level: RiskLevel | None = term(RiskLevel, default=None)
    level_rank: int = 0
    """0 not leveled, 1 low, 2 medium, 3 high: filters and orders by level use its index."""
    level_explanation: str = Field(default="", max_length=1000)
    level_rule: str = Field(default="", max_length=40)
    leveled_at: datetime | None = instant(default=None)
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)
    rotation_years: int | None = None
    """After how many years the holder of a key post is to be rotated."""


class PositionName(Row, table=True):
    """The name a post bore and the unit it belonged to, to their last day; `started_on` None is since ever."""

    __tablename__ = "position_name"
    __table_args__ = (
        sa.UniqueConstraint("position_id", "ended_on"),
        sa.CheckConstraint("started_on IS NULL OR started_on <= ended_on", name="order"),
    )

    position_id: int = ref("position.id")
    name: str = Field(max_length=100)
    department_id: int = ref("department.id")
    started_on: date | None = None
    ended_on: date


class YearLevel(Row, table=True):
    """The level of a post as it stood when the year was closed; never changed afterwards (requirement S95)."""

    __tablename__ = "year_level"
    __table_args__ = (sa.UniqueConstraint("year", "position_id"),)

    year: int
    position_id: int = ref("position.id", index=True)
    risk_level: RiskLevel | None = term(RiskLevel, default=None)
    level_rule: str = Field(default="", max_length=40)
    level_explanation: str = Field(default="", max_length=1000)
    leveled_at: datetime | None = instant(default=None)


class Appointment(Entity, table=True):
    """Who holds which post, from when to when (the last day included)."""

    __tablename__ = "appointment"
    __table_args__ = (
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),
        _open_once("uq_appointment_open", "person_id", "position_id"),
    )

    person_id: int = ref("person.id", index=True)
    position_id: int = ref("position.id", index=True)
    is_primary: bool = True
    started_on: date
    ended_on: date | None = None


class DepartmentOfficer(Entity, table=True):
    """Head or liaison of a department over a period; one head at a time (opinion.txt lines 31, 33)."""

    __tablename__ = "department_officer"
    __table_args__ = (
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),
        _open_once("uq_department_officer_head", "department_id", only="kind = 'head'"),
        _open_once("uq_department_officer_open", "department_id", "person_id", "kind"),
    )

    department_id: int = ref("department.id", index=True)
    person_id: int = ref("person.id", index=True)
    kind: OfficerKind = term(OfficerKind)
    started_on: date
    ended_on: date | None = None
    status: OfficerStatus = term(OfficerStatus, default=OfficerStatus.confirmed)
    """Rights follow from confirmed charges only."""
    reported_by_name: str = Field(default="", max_length=100)
    reported_at: datetime | None = instant(default=None)
    confirmed_by_name: str = Field(default="", max_length=100)
    confirmed_at: datetime | None = instant(default=None)
    decline_reason: str = Field(default="", max_length=500)


class Oversight(Entity, table=True):
    """A leader's relation to a department over a period."""

    __tablename__ = "oversight"
    __table_args__ = (
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),
        _open_once("uq_oversight_open", "leader_id", "department_id", "kind"),
    )

    leader_id: int = ref("person.id", index=True)
    department_id: int = ref("department.id", index=True)
    kind: OversightKind = term(OversightKind)
    started_on: date
    ended_on: date | None = None


class WorkingGroup(Entity, table=True):
    """The leading group of the college, or the working group of a unit, over a period (opinion.txt lines 28, 38)."""

    __tablename__ = "working_group"
    __table_args__ = (
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),
        _open_once("uq_working_group_open", "department_id"),
    )

    department_id: int = ref("department.id", index=True)
    kind: GroupKind = term(GroupKind)
    name: str = Field(max_length=100)
    document_number: str = Field(default="", max_length=100)
    reported_on: date | None = None
    started_on: date
    ended_on: date | None = None
    end_reason: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=2000)


class GroupMember(Entity, table=True):
    """Somebody's term in a group; `title` is the job title as it stood on the list."""

    __tablename__ = "group_member"
    __table_args__ = (
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),
        _open_once("uq_group_member_open", "group_id", "person_id"),
    )

    group_id: int = ref("working_group.id", index=True)
    person_id: int = ref("person.id", index=True)
    role: GroupRole = term(GroupRole)
    title: str = Field(default="", max_length=100)
    started_on: date
    ended_on: date | None = None

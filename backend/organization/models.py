"""Tables of the organisation. Nothing is deleted: units, people and posts retire and stay readable."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, document, instant, ref, term
from backend.organization.rules import (
    DepartmentKind,
    Discretion,
    KeyArea,
    OfficerKind,
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


class Position(Entity, table=True):
    """A post. The level is computed by assessments and never typed."""

    __tablename__ = "position"
    __table_args__ = (
        sa.Index("ix_position_department_id", "department_id", "id"),
        sa.Index("ix_position_name", "name", "id"),
        sa.Index("ix_position_level_rank", "level_rank", "id"),
        sa.Index("ix_position_updated_at", "updated_at", "id"),
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

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


class Department(Entity, table=True):
    """A unit in the tree. `path` is `/1/5/12/`, ids from the root to itself, so a subtree is a prefix."""

    __tablename__ = "department"

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

    staff_no: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    department_id: int = ref("department.id", index=True)
    job_title: str = Field(default="", max_length=100)
    user_id: int | None = ref("user_account.id", default=None, unique=True)
    left_on: date | None = None


class Position(Entity, table=True):
    """A post. The level is computed by assessments and never typed."""

    __tablename__ = "position"
    __table_args__ = (sa.Index("ix_position_department_id_sort", "department_id", "id"),)

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
    risk_level: RiskLevel | None = term(RiskLevel, default=None, index=True)
    level_explanation: str = Field(default="", max_length=1000)
    level_rule: str = Field(default="", max_length=40)
    leveled_at: datetime | None = instant(default=None)
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)


class Appointment(Entity, table=True):
    """Who holds which post, from when to when (the last day included)."""

    __tablename__ = "appointment"
    __table_args__ = (sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),)

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
        sa.Index(
            "uq_department_officer_head",
            "department_id",
            unique=True,
            sqlite_where=sa.text("kind = 'head' AND ended_on IS NULL"),
            postgresql_where=sa.text("kind = 'head' AND ended_on IS NULL"),
        ),
    )

    department_id: int = ref("department.id", index=True)
    person_id: int = ref("person.id", index=True)
    kind: OfficerKind = term(OfficerKind)
    started_on: date
    ended_on: date | None = None


class Oversight(Entity, table=True):
    """A leader's relation to a department over a period."""

    __tablename__ = "oversight"
    __table_args__ = (sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="order"),)

    leader_id: int = ref("person.id", index=True)
    department_id: int = ref("department.id", index=True)
    kind: OversightKind = term(OversightKind)
    started_on: date
    ended_on: date | None = None

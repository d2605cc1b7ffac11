"""Tables of powers, their flows, bases and yearly catalogues.

Steps are data (risk points attach to them); the picture is generated.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, document, instant, ref, term
from backend.organization.rules import Discretion, KeyArea
from backend.powers.checklists.rules import ChecklistState, FlowAim, FlowPrinciple
from backend.powers.flowchecks.rules import CriterionVerdict, DefectKind, FlowCheckState, FlowHintCode
from backend.powers.redesigns.rules import RedesignState, RedesignVerdict
from backend.powers.rules import PowerKind, StepKind, StepPhase


class Power(Entity, table=True):
    """One row of 附件一 (opinion.txt lines 104–174). A power of one post names the position."""

    __tablename__ = "power"
    __table_args__ = (
        sa.UniqueConstraint("department_id", "code"),
        sa.Index("ix_power_department_id_sort", "department_id", "sort", "id"),
        sa.Index("ix_power_name", "name", "id"),
        sa.Index("ix_power_updated_at", "updated_at", "id"),
    )

    code: str = Field(max_length=60)
    department_id: int = ref("department.id")
    position_id: int | None = ref("position.id", default=None, index=True)
    name: str = Field(max_length=200)
    content: str = Field(default="", max_length=4000)
    handling_body: str = Field(default="", max_length=200)
    basis: str = Field(default="", max_length=2000)
    kind: PowerKind | None = term(PowerKind, default=None)
    key_area: KeyArea | None = term(KeyArea, default=None)
    major_matters: list[str] = document(default_factory=list)
    discretion: Discretion = term(Discretion, default=Discretion.none)
    must_publish: bool = False
    is_concentrated: bool = False
    sort: int = 0
    flow_version: int = 0
    retired_on: date | None = None
    retire_reason: str | None = Field(default=None, max_length=500)
    boundary: str = Field(default="", max_length=2000)
    confirmed_at: datetime | None = instant(default=None)
    """Every change of what was confirmed takes the confirmation away."""
    confirmed_by_name: str = Field(default="", max_length=100)
    confirm_note: str = Field(default="", max_length=500)


class FlowStep(Row, table=True):
    """One step (opinion.txt line 42). `branches` are `[{"to": key, "label": "是"}]`; empty means the next step."""

    __tablename__ = "flow_step"
    __table_args__ = (sa.UniqueConstraint("power_id", "key"),)

    power_id: int = ref("power.id")
    key: str = Field(max_length=40)
    ordinal: int
    kind: StepKind = term(StepKind, default=StepKind.task)
    name: str = Field(max_length=200)
    handler: str = Field(default="", max_length=200)
    conditions: str = Field(default="", max_length=2000)
    procedure: str = Field(default="", max_length=2000)
    time_limit: str = Field(default="", max_length=200)
    supervision: str = Field(default="", max_length=1000)
    materials: list[str] = document(default_factory=list)
    phase: StepPhase | None = term(StepPhase, default=None)
    is_key: bool = False
    has_discretion: bool = False
    may_be_interfered: bool = False
    branches: list[dict[str, str]] = document(default_factory=list)
    is_retired: bool = False


class FlowRevision(Row, table=True):
    """The flow as it was saved once: earlier versions are kept (requirements S59), never changed."""

    __tablename__ = "flow_revision"
    __table_args__ = (sa.UniqueConstraint("power_id", "number"),)

    power_id: int = ref("power.id")
    number: int
    steps: list[dict[str, Any]] = document()
    saved_by_name: str = Field(max_length=100)
    saved_at: datetime = instant(nullable=False)
    saved_by_id: int | None = ref("user_account.id", default=None)
    """Unknown for versions of former days."""


_OF_POWER, _OF_STEP = sa.text("step_id IS NULL"), sa.text("step_id IS NOT NULL")


class PowerBasis(Row, table=True):
    """A rule a power rests on, or one step of its flow (opinion.txt line 65: 贯彻到每一个工作环节)."""

    __tablename__ = "power_basis"
    __table_args__ = (
        sa.Index(
            "uq_power_basis_power",
            "power_id",
            "regulation_id",
            unique=True,
            sqlite_where=_OF_POWER,
            postgresql_where=_OF_POWER,
        ),
        sa.Index(
            "uq_power_basis_step",
            "step_id",
            "regulation_id",
            unique=True,
            sqlite_where=_OF_STEP,
            postgresql_where=_OF_STEP,
        ),
    )

    power_id: int = ref("power.id", index=True)
    step_id: int | None = ref("flow_step.id", default=None)
    regulation_id: int = ref("regulation.id", index=True)
    clause: str = Field(default="", max_length=200)


class PowerCatalogue(Entity, table=True):
    """附件一 of one department in one year. `content` is what was handed in last: the signers sign that."""

    __tablename__ = "power_catalogue"
    __table_args__ = (sa.UniqueConstraint("department_id", "year"),)

    department_id: int = ref("department.id")
    year: int
    review_id: int | None = ref("review.id", default=None, unique=True)
    content: list[dict[str, Any]] = document(default_factory=list)
    carried_from_id: int | None = ref("power_catalogue.id", default=None)


_ADOPTED, _DRAFT = sa.text("state = 'adopted'"), sa.text("state = 'draft'")


class FlowChecklist(Entity, table=True):
    """流程审查清单 in one of its editions (opinion.txt line 63); at most one is adopted."""

    __tablename__ = "flow_checklist"
    __table_args__ = (
        sa.Index(
            "uq_flow_checklist_adopted",
            "state",
            unique=True,
            sqlite_where=_ADOPTED,
            postgresql_where=_ADOPTED,
        ),
    )

    edition: int = Field(unique=True)
    title: str = Field(max_length=200)
    note: str = Field(default="", max_length=2000)
    state: ChecklistState = term(ChecklistState, default=ChecklistState.draft)
    copied_from_id: int | None = ref("flow_checklist.id", default=None)
    adopted_at: datetime | None = instant(default=None)
    adopted_by_name: str = Field(default="", max_length=100)
    adoption_note: str = Field(default="", max_length=500)
    retired_on: date | None = None
    retire_reason: str = Field(default="", max_length=500)


class FlowCriterion(Row, table=True):
    """One criterion of a checklist, in the order of `ordinal`."""

    __tablename__ = "flow_criterion"
    __table_args__ = (sa.UniqueConstraint("checklist_id", "ordinal"),)

    checklist_id: int = ref("flow_checklist.id")
    ordinal: int
    principle: FlowPrinciple = term(FlowPrinciple)
    aim: FlowAim = term(FlowAim)
    name: str = Field(max_length=200)
    look_at: str = Field(default="", max_length=1000)


class FlowCheck(Entity, table=True):
    """The review of one version of one flow. `remedies` are `[{attribute, verdict, note}]` (opinion.txt line 69)."""

    __tablename__ = "flow_check"
    __table_args__ = (
        sa.Index(
            "uq_flow_check_draft", "power_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT
        ),
        sa.Index("ix_flow_check_power_id", "power_id", "id"),
        sa.CheckConstraint("(state = 'concluded') = (concluded_at IS NOT NULL)", name="concluded"),
    )

    power_id: int = ref("power.id")
    revision: int
    checklist_id: int = ref("flow_checklist.id", index=True)
    state: FlowCheckState = term(FlowCheckState, default=FlowCheckState.draft)
    remedies: list[dict[str, Any]] = document(default_factory=list)
    opinion: str = Field(default="", max_length=4000)
    begun_by_id: int = ref("user_account.id", index=True)
    begun_by_name: str = Field(max_length=100)
    concluded_at: datetime | None = instant(default=None)
    concluded_by_name: str = Field(default="", max_length=100)
    discard_reason: str = Field(default="", max_length=500)


class FlowVerdict(Row, table=True):
    """What a review says of one criterion, and of which step."""

    __tablename__ = "flow_verdict"
    __table_args__ = (sa.UniqueConstraint("check_id", "criterion_id"),)

    check_id: int = ref("flow_check.id")
    criterion_id: int = ref("flow_criterion.id", index=True)
    verdict: CriterionVerdict = term(CriterionVerdict)
    note: str = Field(default="", max_length=1000)
    step_key: str | None = Field(default=None, max_length=40)


class FlowDefect(Row, table=True):
    """A typed defect of a flow (opinion.txt line 63), of one step or of the whole. The step keeps the name it had."""

    __tablename__ = "flow_defect"
    __table_args__ = (sa.UniqueConstraint("check_id", "ordinal"),)

    check_id: int = ref("flow_check.id")
    ordinal: int
    kind: DefectKind = term(DefectKind)
    step_key: str | None = Field(default=None, max_length=40)
    step_name: str = Field(default="", max_length=200)
    description: str = Field(max_length=2000)
    suggestion: str = Field(default="", max_length=2000)
    hint: FlowHintCode | None = term(FlowHintCode, default=None)


class FlowRedesign(Entity, table=True):
    """The task to draw a flow anew (opinion.txt line 63: 重新设计和构建工作流程). It goes where its power goes."""

    __tablename__ = "flow_redesign"
    __table_args__ = (
        sa.Index("ix_flow_redesign_state", "state", "due_on"),
        sa.Index("ix_flow_redesign_power_id", "power_id", "id"),
    )

    number: str = Field(max_length=40, unique=True)
    check_id: int = ref("flow_check.id", unique=True)
    power_id: int = ref("power.id")
    base_revision: int
    position_id: int | None = ref("position.id", default=None, index=True)
    request: str = Field(max_length=2000)
    due_on: date
    state: RedesignState = term(RedesignState, default=RedesignState.open)
    ordered_by_id: int = ref("user_account.id", index=True)
    ordered_by_name: str = Field(max_length=100)
    closed_at: datetime | None = instant(default=None)
    withdraw_reason: str = Field(default="", max_length=500)


class FlowRedesignAnswer(Row, table=True):
    """The new version a department presents, and what was said of it; never changed, only judged."""

    __tablename__ = "flow_redesign_answer"
    __table_args__ = (sa.CheckConstraint("(verdict IS NULL) = (judged_at IS NULL)", name="judged"),)

    redesign_id: int = ref("flow_redesign.id", index=True)
    revision: int
    done: str = Field(max_length=4000)
    answered_by_id: int = ref("user_account.id")
    answered_by_name: str = Field(max_length=100)
    answered_at: datetime = instant(nullable=False)
    verdict: RedesignVerdict | None = term(RedesignVerdict, default=None)
    verdict_note: str = Field(default="", max_length=1000)
    judged_by_id: int | None = ref("user_account.id", default=None)
    judged_by_name: str = Field(default="", max_length=100)
    judged_at: datetime | None = instant(default=None)

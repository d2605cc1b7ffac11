"""Bodies of the library of rules in and out."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.schemas import Day, Reason
from backend.regulations.rules import RegulationAction, RegulationKind, RegulationStatus

Title = Annotated[str, Field(min_length=2, max_length=200, examples=["货物采购管理办法"])]
Number = Annotated[str, Field(max_length=100, description="文号；没有就不填", examples=["示院资〔2026〕4号"])]
Issuer = Annotated[str, Field(max_length=200, description="制定或发文机关", examples=["示例学院"])]
Text = Annotated[str, Field(max_length=100_000, description="全文")]


class RegulationCreate(Body):
    """A rule that holds already, or one to be drafted (`status` drafting)."""

    kind: RegulationKind
    title: Title
    number: Number = ""
    issuer: Issuer = ""
    department_id: RowId | None = Field(default=None, description="归口部门；部门制度必须填写")
    status: RegulationStatus = RegulationStatus.in_force
    issued_on: Day | None = Field(default=None, description="发布日期")
    effective_on: Day | None = Field(default=None, description="施行日期；现行有效的必须填写")
    text: Text = ""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.status not in (RegulationStatus.drafting, RegulationStatus.in_force):
            raise ValueError("新入库的制度只能是“现行有效”或“起草中”；修订和废止请入库后办理。")
        if self.status is RegulationStatus.in_force and self.effective_on is None:
            raise ValueError("现行有效的制度请填写施行日期。")
        if self.kind is RegulationKind.department and self.department_id is None:
            raise ValueError("部门制度请填写归口部门。")
        if self.issued_on and self.effective_on and self.effective_on < self.issued_on:
            raise ValueError("施行日期不能早于发布日期。")
        return self


class RegulationUpdate(Body):
    """Corrections; omitted fields stay. The text of a rule in force, once there, changes by a revision only."""

    kind: RegulationKind = omittable()
    title: Title = omittable()
    number: Number = omittable()
    issuer: Issuer = omittable()
    department_id: RowId | None = None
    issued_on: Day | None = None
    effective_on: Day | None = None
    text: Text = omittable()


class Enactment(Body):
    """A drafted rule begins to hold."""

    effective_on: Day = Field(description="施行日期")
    issued_on: Day | None = Field(default=None, description="发布日期")
    number: Number | None = Field(default=None, description="文号；不填就是起草时的")


class Amendment(Body):
    """Why a rule is to be amended."""

    reason: Reason


class RevisionCreate(Body):
    """A new edition of a rule."""

    changes: str = Field(min_length=2, max_length=4000, description="修订了什么", examples=["第八条限额下调"])
    effective_on: Day = Field(description="新文本的施行日期")
    issued_on: Day | None = Field(default=None, description="修订的发布日期")
    title: Title | None = Field(default=None, description="名称；不填就是原名称")
    number: Number | None = Field(default=None, description="文号；不填就是原文号")
    text: Text | None = Field(default=None, description="新的全文；不填就是原文本")


class Repeal(Body):
    """A rule ceases to hold, or its draft is given up."""

    reason: Reason
    repealed_on: Day | None = Field(default=None, description="废止日期；不填就是今天")
    replaced_by_id: RowId | None = Field(default=None, description="由哪一项制度取代")


class RegulationOut(BaseModel):
    """A line of the library."""

    id: int
    kind: RegulationKind
    title: str
    number: str
    issuer: str
    department_id: int | None
    department_name: str | None
    status: RegulationStatus
    issued_on: date | None
    effective_on: date | None = Field(description="最新一版的施行日期")
    edition: int = Field(description="第几版，0 表示还在起草")
    repealed_on: date | None
    version: int
    updated_at: datetime


class RegulationDetail(RegulationOut):
    """One rule as it reads in its newest edition."""

    text: str
    amend_reason: str
    repeal_reason: str
    replaced_by_id: int | None
    replaced_by_title: str | None
    edition_in_force: int | None = Field(description="今天施行的是第几版；还没有施行或已废止为空")
    allowed_actions: list[RegulationAction] = Field(description="调用者此刻可以做的事")


class RegulationRevisionOut(BaseModel):
    """One edition, without its text."""

    edition: int
    title: str
    number: str
    issued_on: date | None
    effective_on: date
    changes: str
    recorded_by_name: str
    recorded_at: datetime


class RegulationRevisionDetail(RegulationRevisionOut):
    """One edition as it was published."""

    regulation_id: int
    text: str


class RegulationSort(Term):
    """Orders offered; each has an index."""

    by_title = "title", "按名称"
    newest = "newest", "最近施行的在前"
    updated = "updated", "最近修改的在前"


class RegulationQuery(PageQuery):
    """Filters of the rule register."""

    q: str | None = Field(default=None, max_length=100, description="名称、文号或发文机关包含")
    kind: list[RegulationKind] = Field(default_factory=list, max_length=len(RegulationKind))
    status: list[RegulationStatus] = Field(default_factory=list, max_length=len(RegulationStatus))
    department_id: RowId | None = Field(default=None, description="归口部门为该部门及其下级")
    effective_from: Day | None = Field(default=None, description="施行日期不早于")
    effective_to: Day | None = Field(default=None, description="施行日期不晚于")
    without_text: bool = Field(default=False, description="只看还没有全文的")
    sort: RegulationSort = RegulationSort.by_title

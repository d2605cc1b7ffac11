"""Bodies of positions. The risk level stands only in what goes out: assessments compute it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import Discretion, KeyArea, MajorMatter, PositionTier, RiskLevel
from backend.organization.schemas import Code, Duties, MajorMatters, Name

RotationYears = Annotated[int, Field(ge=1, le=10)]


class PositionContent(Body):
    """What a post is, beside its names and its place; every field may be left out."""

    duties: Duties = Field(default_factory=list, examples=[["编制教材采购计划", "核对教材款项"]])
    controls_people: bool = Field(default=False, description="掌管人事")
    controls_money: bool = Field(default=False, description="掌管资金")
    controls_assets: bool = Field(default=False, description="掌管物资")
    key_area: KeyArea | None = None
    major_matters: MajorMatters = Field(default_factory=list)
    discretion: Discretion = Discretion.none
    has_decisive_influence: bool = Field(default=False, description="对结果有决定性影响")
    had_integrity_case: bool = Field(default=False, description="该岗位或同类岗位发生过廉政案件")
    is_key: bool = Field(default=False, description="重点岗位（opinion.txt 第 25 行）")
    rotation_years: RotationYears | None = Field(default=None, description="轮岗年限；只对重点岗位计时")


class PositionCreate(PositionContent):
    """A new post."""

    code: Code = Field(examples=["JWC-03"])
    name: Name = Field(examples=["教材管理岗"])
    department_id: RowId
    tier: PositionTier


class PositionPut(PositionContent):
    """The whole post under a code the caller knows; what is left out takes its default."""

    name: Name = Field(examples=["教材管理岗"])
    department_code: Code = Field(examples=["JWC"], description="所属部门编码")
    tier: PositionTier


class PositionRow(PositionPut):
    """One row of a bulk load. For an existing post, fields that are left out stay as they are."""

    code: Code = Field(examples=["JWC-03"])


class PositionUpdate(Body):
    """What may change; omitted fields stay."""

    name: Name = omittable()
    department_id: RowId = omittable()
    tier: PositionTier = omittable()
    duties: Duties = omittable()
    controls_people: bool = omittable()
    controls_money: bool = omittable()
    controls_assets: bool = omittable()
    key_area: KeyArea | None = None
    major_matters: MajorMatters = omittable()
    discretion: Discretion = omittable()
    has_decisive_influence: bool = omittable()
    had_integrity_case: bool = omittable()
    is_key: bool = omittable()
    rotation_years: RotationYears | None = Field(default=None, description="轮岗年限；清空就不再计时")


class PositionOut(BaseModel):
    """A post with its computed level."""

    id: int
    code: str
    name: str
    department_id: int
    department_code: str
    department_name: str
    tier: PositionTier
    duties: list[str]
    controls_people: bool
    controls_money: bool
    controls_assets: bool
    key_area: KeyArea | None
    major_matters: list[MajorMatter]
    discretion: Discretion
    has_decisive_influence: bool
    had_integrity_case: bool
    is_key: bool
    rotation_years: int | None = Field(description="轮岗年限；空是没有规定")
    risk_level: RiskLevel | None = Field(description="系统按定级规则算出，不能填写")
    level_explanation: str = Field(description="为什么是这个等级")
    level_rule: str = Field(description="定级规则及其版本")
    leveled_at: datetime | None
    retired_on: date | None
    retire_reason: str | None
    version: int
    updated_at: datetime


class Holder(BaseModel):
    """Somebody who holds the post today; no name for API clients without personal data."""

    appointment_id: int
    person_id: int
    name: str | None
    job_title: str | None
    is_primary: bool
    started_on: date


class PositionDetail(PositionOut):
    """One post with its holders of today."""

    holders: list[Holder]


class PositionDetailQuery(Body):
    """As of which year."""

    year: int | None = Field(
        default=None,
        ge=2000,
        le=2100,
        description="以往年度：显示当年年末的名称、部门、任职人，已封存的还有当年的等级",
    )


class PositionSort(Term):
    """Orders offered; each is served by an index."""

    code = "code", "按编码"
    code_desc = "-code", "按编码倒序"
    by_name = "name", "按名称"
    department = "department", "按部门"
    level = "level", "风险等级由低到高"
    level_desc = "-level", "风险等级由高到低"
    updated = "updated", "最早更新在前"
    updated_desc = "-updated", "最近更新在前"


class PositionQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="名称或编码包含")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    tier: PositionTier | None = None
    key_area: KeyArea | None = None
    risk_level: RiskLevel | None = None
    is_key: bool | None = None
    has_rotation: bool | None = Field(default=None, description="是否规定了轮岗年限")
    is_vacant: bool | None = Field(default=None, description="今天是否空缺")
    retired: bool = Field(default=False, description="改看已撤销的岗位")
    year: Annotated[int, Field(ge=2000, le=2100)] | None = Field(
        default=None, description="看这个年度的岗位：已封存的按封存时的等级，名称和部门按年度终了时"
    )
    sort: PositionSort = PositionSort.code

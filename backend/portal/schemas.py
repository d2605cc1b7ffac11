"""Bodies of publications in and out."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.problems import FieldErrorOut
from backend.kit.rows import RowId
from backend.portal.rules import PublicationAction, PublicationChannel, PublicationStanding, PublicationState
from backend.portal.scans.schemas import CautionOut
from backend.powers.rules import StepKind
from backend.powers.schemas import BranchBody, BranchOut, StepKey

LastDay = Annotated[date | None, Field(description="公开的最后一天；不填是长期公开")]


class PublicationCreate(Body):
    """Which power, and how it is made public."""

    power_id: RowId
    channel: PublicationChannel = PublicationChannel.college
    closes_on: LastDay = None


class PublicStepBody(Body):
    """The public wording of one step; which steps there are, and how they follow, the flow says."""

    key: StepKey
    name: str = Field(min_length=1, max_length=200)
    handler: str = Field(default="", max_length=200)
    time_limit: str = Field(default="", max_length=200)
    materials: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list, max_length=50
    )
    branches: list[BranchBody] = Field(default_factory=list, max_length=20)


class PublicationUpdate(Body):
    """The public wording; omitted fields stay."""

    channel: PublicationChannel = omittable()
    closes_on: LastDay = None
    name: Annotated[str, Field(min_length=1, max_length=200)] = omittable()
    wording: Annotated[str, Field(max_length=4000)] = omittable()
    basis: Annotated[str, Field(max_length=4000)] = omittable()
    handling_body: Annotated[str, Field(max_length=200)] = omittable()
    steps: Annotated[list[PublicStepBody], Field(max_length=200)] = omittable()


class PublicationRelease(Body):
    """Which cautions were looked at."""

    confirmed: list[Annotated[str, Field(max_length=200)]] = Field(
        default_factory=list, max_length=200, description="逐条核对过的提醒（cautions 的 key）"
    )


class PublicationWithdrawal(Body):
    """Why it is taken down."""

    reason: str = Field(min_length=5, max_length=500, examples=["流程已经调整，待修订后重新公开。"])


class PublicationItem(BaseModel):
    """A power that is to be made public, and where it stands."""

    id: int = Field(description="职权的编号")
    power_code: str
    name: str
    department_id: int
    department_name: str
    is_retired: bool
    has_flow: bool
    is_signed: bool = Field(description="已列入审核通过的职权目录")
    standing: PublicationStanding
    publication_id: int | None = Field(description="现在公开的一版；没有就是草稿或最后撤下的一版")
    draft_id: int | None
    code: str | None = Field(description="公开页地址里的编号")
    edition: int | None
    channel: PublicationChannel | None
    published_on: date | None
    closes_on: date | None
    may_prepare: bool = Field(description="调用者可以准备公开")


class PublicationSummary(BaseModel):
    """How many powers stand where."""

    unpublished: int
    draft: int
    current: int
    changed: int
    expired: int
    withdrawn: int


class PublicationQuery(PageQuery):
    """Filters of the list, in the order of the catalogue."""

    q: str | None = Field(default=None, max_length=100, description="职权名称、编号或公开名称包含")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    standing: PublicationStanding | None = None
    has_draft: bool | None = Field(default=None, description="是否有待公开的草稿")


class PublicationStepOut(BaseModel):
    """A step in its public wording."""

    key: str
    kind: StepKind
    name: str
    handler: str
    time_limit: str
    materials: list[str]
    branches: list[BranchOut]


class PublicationChange(BaseModel):
    """One text that reads differently today."""

    place: str
    before: str = Field(description="公开（或起草）时")
    after: str = Field(description="现行")


class PublicationEdition(BaseModel):
    """One edition in the history."""

    id: int
    edition: int
    state: PublicationState
    released_at: datetime | None
    released_by_name: str
    withdrawn_at: datetime | None
    withdraw_reason: str


class PublicationOut(BaseModel):
    """One edition with all that whoever prepares or releases it has to know."""

    id: int
    version: int
    power_id: int
    power_name: str
    department_id: int
    department_name: str
    code: str
    edition: int
    state: PublicationState
    standing: PublicationStanding
    channel: PublicationChannel
    name: str
    wording: str
    basis: str
    handling_body: str
    unit: str
    closes_on: date | None
    steps: list[PublicationStepOut]
    content_hash: str | None = Field(description="已公开内容的 SHA-256")
    published_on: date | None
    prepared_by_name: str
    released_at: datetime | None
    released_by_name: str
    confirmed: list[str]
    withdrawn_at: datetime | None
    withdrawn_by_name: str
    withdraw_reason: str
    is_power_retired: bool
    changes: list[PublicationChange] = Field(description="起草或公开之后，职权本身的变化")
    findings: list[FieldErrorOut] = Field(description="不能公开的文字；草稿才有")
    cautions: list[CautionOut] = Field(description="公开前要逐条确认的提醒；草稿才有")
    blockers: list[str] = Field(description="现在还不能公开的原因；草稿才有")
    editions: list[PublicationEdition]
    allowed_actions: list[PublicationAction]
    updated_at: datetime

"""Bodies of campaigns."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from backend.campaigns.deliverables.schemas import DeliverableOut
from backend.campaigns.programmes.rules import UNITS
from backend.campaigns.rules import CampaignState, CampaignTemplate
from backend.campaigns.schemas import CampaignFileOut, DepartmentKinds, Reason, Year
from backend.campaigns.stages.schemas import StageOut
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.schemas import Day
from backend.regulations.rules import RegulationStatus

CampaignName = Annotated[str, Field(min_length=2, max_length=200, examples=["2026 年廉政风险防控工作"])]
Short = Annotated[str, Field(max_length=100)]
Title = Annotated[str, Field(max_length=200)]
Copies = Annotated[int, Field(ge=1, le=100_000, description="印发份数")]
Cc = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=50, description="抄送")
]
FullText = Annotated[str, Field(max_length=200_000, description="全文")]
TimeOfDay = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="下班时间", examples=["17:30"])
]


class CampaignCreate(Body):
    """A whole campaign in one call: the template's stages and deliverables, moved to the year."""

    year: Year
    template: CampaignTemplate = CampaignTemplate.opinion
    name: CampaignName | None = Field(default=None, description="不填就用模板的名称")
    department_kinds: DepartmentKinds = Field(default_factory=lambda: list(UNITS))
    closing_time: TimeOfDay = "17:30"
    moves_to_working_day: bool = Field(default=True, description="截止日遇休息日时顺延到下一个工作日")
    document_number: Short = Field(default="", description="文号")
    document_title: Title = ""
    approving_body: Short = Field(default="", description="批准机构", examples=["院党委会"])
    approved_on: Day | None = None
    issued_on: Day | None = None
    copies_count: Copies | None = None
    cc: Cc = Field(default_factory=list)
    document_text: FullText = ""


class CampaignUpdate(Body):
    """Name and governing document; omitted fields stay."""

    name: CampaignName = omittable()
    document_number: Short = omittable()
    document_title: Title = omittable()
    approving_body: Short = omittable()
    approved_on: Day | None = None
    issued_on: Day | None = None
    copies_count: Copies | None = None
    cc: Cc = omittable()
    document_text: FullText = omittable()


class CampaignEnding(Body):
    """Ends a campaign for good."""

    reason: Reason


class Basis(Body):
    """A rule of the library, and the clause that matters."""

    regulation_id: RowId
    clause: Annotated[str, Field(max_length=200, description="条款", examples=["第三条"])] = ""


def _distinct(bases: list[Basis]) -> list[Basis]:
    if len({basis.regulation_id for basis in bases}) < len(bases):
        raise ValueError("同一项制度只能填一次。")
    return bases


class CampaignBasesUpdate(Body):
    """All the rules a campaign rests on."""

    bases: Annotated[list[Basis], Field(max_length=50), AfterValidator(_distinct)]


class CampaignBasisOut(BaseModel):
    """A rule a campaign rests on, as it stands in the library today."""

    regulation_id: int
    title: str
    number: str
    status: RegulationStatus
    clause: str


class CampaignOut(BaseModel):
    """A line of the list; without the document's text."""

    id: int
    year: int
    name: str
    template: CampaignTemplate
    state: CampaignState
    document_number: str
    document_title: str
    approving_body: str
    approved_on: date | None
    issued_on: date | None
    started_at: datetime | None
    ended_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class CampaignDetail(CampaignOut):
    """A campaign with its stages and deliverables."""

    copies_count: int | None
    cc: list[str]
    document_text: str
    document_file: CampaignFileOut | None
    end_reason: str
    bases: list[CampaignBasisOut]
    stages: list[StageOut]
    deliverables: list[DeliverableOut]
    allowed_actions: list[str] = Field(description="当前可办理的动作", examples=[["edit", "start"]])


class CampaignSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    oldest = "oldest", "最早的在前"


class CampaignQuery(PageQuery):
    """Filters of the list."""

    year: Year | None = None
    state: CampaignState | None = None
    template: CampaignTemplate | None = None
    regulation_id: RowId | None = Field(default=None, description="以这项制度为依据的")
    q: str | None = Field(default=None, max_length=100, description="名称、文号或文件标题包含")
    sort: CampaignSort = CampaignSort.newest

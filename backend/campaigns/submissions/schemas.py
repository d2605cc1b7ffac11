"""Bodies of submissions."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.campaigns.deliverables.schemas import PartOut
from backend.campaigns.rules import DeliverableKind, FileRole, SubmissionState, VersionOutcome
from backend.campaigns.schemas import CampaignFileOut, DueInstant, Year
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term

Note = Annotated[str, Field(max_length=2000, description="报送说明")]


class SubmissionCreate(Body):
    """Begins the submission of one deliverable for one department."""

    deliverable_id: RowId
    department_id: RowId
    note: Note = ""


class SubmissionUpdate(Body):
    """Changes the note before it is handed in."""

    note: Note


class SubmissionReturn(Body):
    """Sends it back to be done again, with more time if need be."""

    reason: Annotated[str, Field(min_length=2, max_length=1000, examples=["领导小组名单缺少职务"])]
    due_at: DueInstant | None = Field(default=None, description="重报的截止时间；会记作延期")


class SubmissionFileOut(CampaignFileOut):
    """One file of a submission."""

    id: int
    part: str
    role: FileRole
    uploaded_by_name: str


class VersionFileOut(BaseModel):
    """A file as it was handed in; still to be had under its id."""

    id: int
    part: str
    role: FileRole
    name: str
    size: int
    digest: str


class SubmissionVersionOut(BaseModel):
    """What was handed in once, with its receipt."""

    round: int
    receipt_code: str
    digest: str = Field(description="全部文件与说明的 SHA-256")
    note: str
    files: list[VersionFileOut]
    submitted_at: datetime
    submitted_by_name: str
    due_at: datetime
    late_minutes: int
    outcome: VersionOutcome
    outcome_at: datetime | None
    outcome_by_name: str
    outcome_reason: str


class SubmissionOut(BaseModel):
    """A line of the list."""

    id: int
    deliverable_id: int
    deliverable_name: str
    deliverable_kind: DeliverableKind
    campaign_id: int
    campaign_name: str
    year: int
    department_id: int
    department_name: str
    state: SubmissionState
    round: int
    note: str
    due_at: datetime = Field(description="含延期的截止时间")
    submitted_at: datetime | None
    late_minutes: int
    version: int
    created_at: datetime
    updated_at: datetime


class SubmissionGapOut(BaseModel):
    """Something that still lacks."""

    pointer: str
    code: str
    detail: str


class SubmissionDetail(SubmissionOut):
    """A submission with its files and everything that was handed in before."""

    parts: list[PartOut]
    needs_seal: bool
    paper_copies: int
    copies_collected: int = Field(description="防控办公室已收到的纸质份数（台账“收集”）")
    copies_archived: int = Field(description="已归档的纸质份数（台账“归档”）")
    files: list[SubmissionFileOut]
    versions: list[SubmissionVersionOut]
    gaps: list[SubmissionGapOut] = Field(description="报送前还缺什么")
    allowed_actions: list[str] = Field(description="当前可办理的动作", examples=[["edit", "submit"]])


class SubmissionSort(Term):
    """Orders offered."""

    newest = "newest", "最近改动的在前"
    submitted = "submitted", "最近报送的在前"


class SubmissionQuery(PageQuery):
    """Filters of the list."""

    deliverable_id: RowId | None = None
    campaign_id: RowId | None = None
    year: Year | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    state: SubmissionState | None = None
    receipt_code: str | None = Field(default=None, max_length=40, description="回执编号")
    sort: SubmissionSort = SubmissionSort.newest

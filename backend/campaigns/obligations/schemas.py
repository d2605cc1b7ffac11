"""Bodies of obligations."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.campaigns.rules import DeliverableKind, Standing, SubmissionState
from backend.campaigns.schemas import Year
from backend.kit.paging import PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind


class ObligationOut(BaseModel):
    """What one department owes of one deliverable, and how it stands now."""

    deliverable_id: int
    deliverable_name: str
    deliverable_kind: DeliverableKind
    campaign_id: int
    campaign_name: str
    year: int
    stage_id: int | None
    department_id: int
    department_code: str
    department_name: str
    department_kind: DepartmentKind
    due_at: datetime = Field(description="含延期的截止时间")
    is_extended: bool
    standing: Standing
    is_late: bool = Field(description="已报送，但晚于截止时间")
    late_minutes: int = Field(description="晚了多少分钟：已报送的算到报送时，逾期未报的算到现在")
    submission_id: int | None
    state: SubmissionState | None
    round: int
    submitted_at: datetime | None
    paper_copies: int
    copies_collected: int


class ObligationSort(Term):
    """Orders offered."""

    due = "due", "截止时间"
    department = "department", "部门代码"
    submitted = "submitted", "报送时间，最近的在前"


class ObligationFilter(PageQuery):
    """What list and summary are about."""

    campaign_id: RowId | None = None
    deliverable_id: RowId | None = None
    stage_id: RowId | None = None
    year: Year | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    department_kind: DepartmentKind | None = None


class ObligationQuery(ObligationFilter):
    """Filters of the list."""

    standing: Standing | None = None
    is_late: bool | None = None
    sort: ObligationSort = ObligationSort.due


class SummaryBy(Term):
    """What a summary counts for."""

    deliverable = "deliverable", "按材料"
    department = "department", "按部门"
    campaign = "campaign", "按活动"


class ObligationSummaryQuery(ObligationFilter):
    """Filters of the summary."""

    by: SummaryBy = SummaryBy.deliverable


class ObligationSummary(BaseModel):
    """How many obligations of one deliverable, department or campaign stand how."""

    id: int = Field(description="材料、部门或活动的编号")
    name: str
    owed_count: int
    received_count: int
    submitted_count: int
    due_count: int
    missing_count: int
    late_count: int = Field(description="已报送但晚了的，包含在前两项里")
    first_due_at: datetime
    last_due_at: datetime

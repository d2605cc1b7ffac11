"""Bodies of the overview of the ledger."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.campaigns.rules import CustodyAction, DeliverableKind, Standing
from backend.kit.paging import PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind


class LedgerShow(Term):
    """Which departments are shown."""

    all = "all", "全部部门"
    missing = "missing", "有逾期未报的"
    late = "late", "有逾期报送的"
    paper = "paper", "纸质份数不足的"


class LedgerQuery(PageQuery):
    """Filters of the overview."""

    campaign_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    department_kind: DepartmentKind | None = None
    show: LedgerShow = LedgerShow.all


class LedgerColumn(BaseModel):
    """A deliverable of the year."""

    deliverable_id: int
    deliverable_name: str
    deliverable_kind: DeliverableKind
    campaign_id: int
    campaign_name: str
    due_at: datetime = Field(description="未经延期的截止时间")
    paper_copies: int


class LedgerCell(BaseModel):
    """How one deliverable of one department stands."""

    deliverable_id: int
    standing: Standing
    due_at: datetime = Field(description="含延期的截止时间")
    is_extended: bool
    is_late: bool
    late_minutes: int
    submission_id: int | None
    submitted_at: datetime | None
    paper_copies: int
    copies_collected: int


class CustodyCount(BaseModel):
    """How many copies were drawn, distributed, collected, sorted or archived in the year."""

    action: CustodyAction
    copies: int


class LedgerRow(BaseModel):
    """One department."""

    department_id: int
    department_code: str
    department_name: str
    owed_count: int
    received_count: int
    missing_count: int
    late_count: int
    cells: list[LedgerCell]
    custody: list[CustodyCount]


class LedgerOut(BaseModel):
    """One page of the overview, with the columns of the whole."""

    columns: list[LedgerColumn]
    items: list[LedgerRow]
    total: int

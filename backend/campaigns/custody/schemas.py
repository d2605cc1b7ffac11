"""Bodies of the ledger."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.campaigns.rules import CustodyAction
from backend.campaigns.schemas import Year
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.schemas import Day

Who = Annotated[str, Field(max_length=100)]


class CustodyCreate(Body):
    """One line of the ledger: who did what with how many copies, when, and where they are."""

    department_id: RowId
    submission_id: RowId | None = Field(default=None, description="属于哪次报送")
    action: CustodyAction
    item: Annotated[str, Field(min_length=1, max_length=200, examples=["部门工作廉政风险排查表"])]
    copies: Annotated[int, Field(ge=1, le=1000, description="份数")] = 1
    handled_on: Day
    handler_name: Annotated[str, Field(min_length=1, max_length=100, description="经手人")]
    counterpart: Annotated[Who, Field(description="交给谁，或从谁那里来")] = ""
    place: Annotated[str, Field(max_length=200, description="存放在哪里", examples=["纪委办档案柜 3 号"])] = (
        ""
    )
    remark: Annotated[str, Field(max_length=1000)] = ""


class CustodyOut(BaseModel):
    """One line of the ledger."""

    id: int
    department_id: int
    department_name: str
    submission_id: int | None
    deliverable_name: str | None
    year: int = Field(description="属于哪个年度：所属报送的活动年度，没有报送的按办理日期")
    action: CustodyAction
    item: str
    copies: int
    handled_on: date
    handler_name: str
    counterpart: str
    place: str
    remark: str
    recorded_by_name: str
    retired_on: date | None
    retire_reason: str | None
    is_after_closing: bool = Field(description="年度封存以后补记，不在封存的内容之内")
    version: int
    created_at: datetime


class CustodySort(Term):
    """Orders offered."""

    newest = "newest", "最近办理的在前"
    oldest = "oldest", "最早办理的在前"


class CustodyQuery(PageQuery):
    """Filters of the ledger."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    submission_id: RowId | None = None
    year: Year | None = Field(default=None, description="办理的年份")
    action: CustodyAction | None = None
    q: str | None = Field(default=None, max_length=100, description="名称、经手人或存放处包含")
    include_retired: bool = False
    sort: CustodySort = CustodySort.newest

"""Bodies of pledges in and out."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.education.rules import PledgeRenewal, PledgeStanding
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import PositionTier


class PledgeDutyOut(BaseModel):
    """Somebody who holds a post today, and whether he has signed for it."""

    id: int = Field(description="任职编号")
    person_id: int
    person_name: str
    position_id: int
    position_name: str
    tier: PositionTier
    department_id: int
    department_name: str
    started_on: date
    text_number: int = Field(description="应签的承诺书版次")
    renewal: PledgeRenewal
    standing: PledgeStanding
    pledge_id: int | None = Field(description="已签的承诺")
    signed_at: datetime | None
    is_mine: bool
    may_nudge: bool = Field(description="调用者可以催办他")


class PledgeDutyDetail(PledgeDutyOut):
    """The page to sign."""

    text: str
    allowed_actions: list[str]


class Signature(Body):
    """The holder has read the wording and pledges."""

    text_number: Annotated[int, Field(ge=0, le=1_000_000, description="所读的承诺书版次")]
    pledges: Annotated[bool, Field(description="作出岗位廉政承诺，必须为 true")]


class PledgeOut(BaseModel):
    """One signed pledge in a list; names as they were when it was signed."""

    id: int
    appointment_id: int
    person_id: int
    person_name: str
    position_id: int
    position_name: str
    department_name: str
    text_number: int
    year: int
    signed_at: datetime
    ended_on: date | None = Field(description="任职结束的日子；承诺随任职结束")


class PledgeDetail(PledgeOut):
    """The signed paper."""

    text: str


class PledgeShareOut(BaseModel):
    """How far a department has come."""

    department_id: int
    department_name: str
    holders: int = Field(description="应签人次，一人兼两岗计两次")
    signed: int
    missing: int
    text_number: int = Field(description="应签的承诺书中最新的版次")
    may_nudge: bool = Field(description="还有人未签，而且调用者可以催办这个部门")


class PledgeCounts(BaseModel):
    """How many stand where."""

    missing: int
    renewal: int
    signed: int


class DutySort(Term):
    """Orders offered."""

    department = "department", "按部门"
    missing = "missing", "未签的在前"
    newest = "newest", "最近签订的在前"


class PledgeSort(Term):
    """Orders offered."""

    newest = "newest", "最近签订的在前"
    oldest = "oldest", "最早签订的在前"


class ShareSort(Term):
    """Orders offered."""

    behind = "behind", "未签人次多的在前"
    department = "department", "按部门"


class PledgeCountQuery(Body):
    """Filters that the list has too."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    tier: PositionTier | None = None


class PledgeDutyQuery(PageQuery, PledgeCountQuery):
    """Filters of the list of holders."""

    standing: PledgeStanding | None = None
    is_signed: bool | None = Field(default=None, description="false 为未签和待续签的")
    mine: bool = Field(default=False, description="只看本人的")
    q: str = Field(default="", max_length=100, description="姓名或岗位名称")
    sort: DutySort = DutySort.department


class PledgeShareQuery(PageQuery, PledgeCountQuery):
    """Filters of the list of departments."""

    sort: ShareSort = ShareSort.behind


class PledgeQuery(PageQuery):
    """Filters of the signed ones."""

    department_id: RowId | None = Field(default=None, description="岗位所在部门及其下级")
    position_id: RowId | None = None
    person_id: RowId | None = None
    year: int | None = Field(default=None, ge=2000, le=2100)
    mine: bool = Field(default=False, description="只看本人的")
    sort: PledgeSort = PledgeSort.newest

"""Bodies of notices."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.communications.files.schemas import CommunicationFileOut
from backend.communications.notices.rules import NoticeState
from backend.communications.schemas import Moment, Reason, Title
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import DepartmentKind

Text = Annotated[str, Field(min_length=2, max_length=20_000)]
Kinds = Annotated[
    list[DepartmentKind], Field(max_length=len(DepartmentKind), description="发给这些类别的部门")
]
Departments = Annotated[list[RowId], Field(max_length=500, description="发给这些部门")]
ForAll = Annotated[bool, Field(description="发给全部部门（部门发的通知：本部门及其下级）")]


class NoticeCreate(Body):
    """A draft. Whom it names adds up: all, kinds of departments, single departments."""

    department_id: RowId = Field(description="发布部门；全院通知填学院或防控办公室所在部门")
    title: Title = Field(examples=["关于报送职权目录和排查表的通知"])
    body: Text
    meeting_id: RowId | None = Field(default=None, description="所通知或传达的会议")
    is_for_all: ForAll = False
    kinds: Kinds = Field(default_factory=list)
    department_ids: Departments = Field(default_factory=list)
    needs_receipt: bool = Field(default=True, description="各部门要签收")
    receipt_due_at: Moment | None = Field(default=None, description="签收期限")


class NoticeUpdate(Body):
    """Omitted fields stay; only a draft can be changed."""

    title: Title = omittable()
    body: Text = omittable()
    meeting_id: RowId | None = None
    is_for_all: ForAll = omittable()
    kinds: Kinds = omittable()
    department_ids: Departments = omittable()
    needs_receipt: bool = omittable()
    receipt_due_at: Moment | None = None


class NoticeWithdrawal(Body):
    """Why it is taken back; those who got it can read this."""

    reason: Reason


class NoticeReminder(Body):
    """What is said to the departments that have not signed."""

    message: Annotated[str, Field(min_length=2, max_length=1000)] = "请尽快签收并传达这份通知。"


class NoticeItem(BaseModel):
    """A line of the list."""

    id: int
    department_id: int
    department_name: str
    title: str
    state: NoticeState
    needs_receipt: bool
    receipt_due_at: datetime | None
    published_at: datetime | None
    published_by_name: str
    units_count: int = Field(description="发给几个部门")
    signed_count: int = Field(description="已签收的部门数")
    read_count: int = Field(description="已阅读的人数")
    is_addressed: bool = Field(description="是发给调用者所在部门的")
    read_at: datetime | None = Field(description="调用者何时读过")
    version: int
    updated_at: datetime


class NoticeOut(NoticeItem):
    """The whole notice."""

    body: str = Field(description="正文；撤回以后只有发布部门还能看到")
    meeting_id: int | None
    is_for_all: bool
    kinds: list[DepartmentKind]
    department_ids: list[int]
    withdrawn_at: datetime | None
    withdraw_reason: str
    created_at: datetime
    files: list[CommunicationFileOut]
    to_sign: list[int] = Field(description="调用者可以代表它们签收的部门")
    allowed_actions: list[str] = Field(
        description="当前可办理的动作", examples=[["edit", "publish", "withdraw"]]
    )


class NoticeCounts(BaseModel):
    """What waits for the caller."""

    unread: int = Field(description="发给我而我没有读过的")
    unsigned: int = Field(description="我可以签收而还没有签收的（份）")


class NoticeSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    due = "due", "签收期限"


class NoticeQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="发布部门及其下级")
    state: NoticeState | None = None
    is_addressed: bool = Field(default=False, description="只看发给我所在部门的")
    is_unread: bool = Field(default=False, description="只看发给我而我没有读过的")
    is_unsigned: bool = Field(default=False, description="只看等我签收的")
    q: str | None = Field(default=None, max_length=100, description="标题包含")
    sort: NoticeSort = NoticeSort.newest

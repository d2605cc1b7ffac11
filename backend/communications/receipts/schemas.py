"""Bodies of receipts and readings."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.communications.schemas import Note
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term


class ReceiptCreate(Body):
    """A department signs for a notice."""

    department_id: RowId
    note: Note = Field(default="", description="如何传达、向谁汇报")


class ReceiptOut(BaseModel):
    """One department a notice was sent to."""

    department_id: int
    department_name: str
    signed_at: datetime | None
    signed_by_name: str
    note: str
    is_late: bool = Field(description="过了签收期限才签收，或到现在还没有签收")


class ReadingOut(BaseModel):
    """One person of the departments a notice was sent to."""

    person_id: int
    person_name: str
    department_id: int
    department_name: str
    read_at: datetime | None


class ReceiptSort(Term):
    """Orders offered."""

    department = "department", "按部门"
    signed = "signed", "按签收时间"


class ReceiptQuery(PageQuery):
    """Filters of the departments."""

    is_signed: bool | None = None
    sort: ReceiptSort = ReceiptSort.department


class ReadingSort(Term):
    """Orders offered."""

    department = "department", "按部门和姓名"
    read = "read", "按阅读时间"


class ReadingQuery(PageQuery):
    """Filters of the readers."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级的人")
    is_read: bool | None = None
    sort: ReadingSort = ReadingSort.department

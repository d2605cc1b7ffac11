"""Bodies of warnings; the fields are those of 附件四 (opinion.txt lines 355–387)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.warnings.rules import DispositionKind, WarningSource, WarningState

Long = Annotated[str, Field(max_length=4000)]
Circumstances = Annotated[
    str, Field(min_length=5, max_length=4000, examples=["专项检查发现，验收单由同一人代签。"])
]


class WarningCreate(Body):
    """A new record, kept as a draft until it is disposed."""

    subject_id: RowId = Field(description="预警对象（人员编号）")
    position_id: RowId | None = Field(default=None, description="相关岗位")
    source: WarningSource
    circumstances: Circumstances
    disposition: DispositionKind
    measures_taken: Long = ""
    rectification_due_on: date | None = None
    handler_id: RowId | None = Field(default=None, description="预警处置实施人")
    handled_on: date | None = None
    remark: Annotated[str, Field(max_length=2000)] = ""


class WarningUpdate(Body):
    """What may change while it is a draft; omitted fields stay."""

    position_id: RowId | None = None
    source: WarningSource | None = None
    circumstances: Circumstances | None = None
    disposition: DispositionKind | None = None
    measures_taken: Long | None = None
    rectification_due_on: date | None = None
    handler_id: RowId | None = None
    handled_on: date | None = None
    remark: Annotated[str, Field(max_length=2000)] | None = None


class DispositionCreate(Body):
    """Issues the warning, or raises it to a graver disposition."""

    disposition: DispositionKind
    measures_taken: Annotated[
        str, Field(min_length=2, max_length=4000, examples=["约谈提醒，要求完善验收手续。"])
    ]
    handler_id: RowId
    handled_on: date
    rectification_due_on: date | None = None


class PromiseCreate(Body):
    """What the warned person promises; only that person can write it."""

    rectification: Annotated[
        str, Field(min_length=5, max_length=4000, examples=["今后验收由两人以上现场签字。"])
    ]


class WarningClosureCreate(Body):
    """Closes or cancels with a word why."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class ReaderCreate(Body):
    """Lets one more user in."""

    user_id: RowId
    reason: Annotated[str, Field(min_length=2, max_length=500)]


class WarningItem(BaseModel):
    """A line of the list; without the text."""

    id: int
    number: str
    department_id: int
    department_name: str
    subject_name: str
    subject_job_title: str
    source: WarningSource
    disposition: DispositionKind
    state: WarningState
    rectification_due_on: date | None
    handled_on: date | None
    version: int
    updated_at: datetime


class ReaderOut(BaseModel):
    """Somebody let in."""

    user_id: int
    display_name: str
    reason: str
    admitted_at: datetime


class WarningOut(WarningItem):
    """The whole sheet."""

    subject_id: int
    position_id: int | None
    position_name: str | None
    circumstances: str
    measures_taken: str
    rectification: str
    filled_by_name: str
    handler_id: int | None
    handler_name: str
    handler_job_title: str
    remark: str
    issued_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    readers: list[ReaderOut]
    allowed_actions: list[str] = Field(description="当前可办理的动作", examples=[["dispose", "cancel"]])


class WarningSort(Term):
    """Orders offered."""

    newest = "newest", "最新在前"
    due = "due", "整改期限"


class WarningQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    source: WarningSource | None = None
    disposition: DispositionKind | None = None
    state: WarningState | None = None
    is_mine: bool = Field(default=False, description="只看与我有关的")
    sort: WarningSort = WarningSort.newest

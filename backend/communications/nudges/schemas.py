"""Bodies of nudges."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from backend.communications.nudges.rules import NudgeAudience, NudgeTarget
from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term


class NudgeCreate(Body):
    """One word to one or many departments, or to one person of one department."""

    department_ids: Annotated[list[RowId], Field(min_length=1, max_length=500)]
    audience: NudgeAudience = NudgeAudience.officers
    person_id: RowId | None = Field(default=None, description="催办个人时填写（人员编号）")
    target_kind: NudgeTarget
    target_id: RowId | None = Field(default=None, description="所催事项的编号；“其他事项”可不填")
    message: Annotated[
        str, Field(min_length=2, max_length=1000, examples=["排查表 10 月 5 日到期，请尽快提交。"])
    ]

    @model_validator(mode="after")
    def _agree(self) -> "NudgeCreate":
        is_personal = self.audience is NudgeAudience.person
        if is_personal != (self.person_id is not None):
            raise ValueError("催办个人时请选择人员；催办部门时不要填人员。")
        if is_personal and len(self.department_ids) != 1:
            raise ValueError("催办个人时只能选一个部门。")
        if self.target_id is None and self.target_kind is not NudgeTarget.other:
            raise ValueError("请写明所催事项的编号。")
        return self


class NudgeOut(BaseModel):
    """A nudge and whether it was seen."""

    id: int
    department_id: int
    department_name: str
    audience: NudgeAudience
    person_id: int | None
    person_name: str | None
    target_kind: NudgeTarget
    target_id: int | None
    message: str
    sent_by_name: str
    sent_at: datetime
    seen_at: datetime | None
    seen_by_name: str
    is_mine: bool = Field(description="是发给调用者的")


class NudgeSkipped(BaseModel):
    """A department that was nudged about the same thing less than a day ago."""

    department_id: int
    nudged_at: datetime


class NudgesCreated(BaseModel):
    """What was sent, and what was not."""

    created: list[NudgeOut]
    skipped: list[NudgeSkipped]


class OpenNudges(BaseModel):
    """A department with unseen nudges."""

    department_id: int
    department_name: str
    count: int


class NudgeCounts(BaseModel):
    """What waits."""

    mine: int = Field(description="发给我而我没有看到的")
    departments: list[OpenNudges] = Field(description="我可查看的部门里还没有人看到的")


class NudgeSort(Term):
    """Orders offered."""

    newest = "newest", "最近的在前"
    oldest = "oldest", "最早的在前"


class NudgeQuery(PageQuery):
    """Filters of the list."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    target_kind: NudgeTarget | None = None
    target_id: RowId | None = None
    is_seen: bool | None = None
    is_mine: bool = Field(default=False, description="只看发给我的")
    is_sent: bool = Field(default=False, description="只看我发出的")
    sort: NudgeSort = NudgeSort.newest

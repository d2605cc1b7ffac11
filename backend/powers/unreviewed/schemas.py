"""The list as it is asked for and sent."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.powers.unreviewed.rules import ReviewGap


class UnreviewedFlow(BaseModel):
    """A flow in use that no review of today's version against today's checklist covers."""

    power_id: int
    power_name: str
    department_id: int
    department_name: str
    flow_version: int = Field(description="流程现在是第几版")
    saved_at: datetime = Field(description="这一版保存的时间")
    gap: ReviewGap
    check_id: int | None = Field(description="最近一次完成的审查")
    revision: int | None = Field(description="最近一次审查的是第几版")
    edition: int | None = Field(description="最近一次审查所用清单的版次")
    concluded_at: datetime | None = Field(description="最近一次审查完成的时间")
    draft_id: int | None = Field(description="正在进行的审查；只有审查人看得到")


class UnreviewedFilter(Body):
    """What narrows the list, its counts and its file."""

    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    q: str | None = Field(default=None, max_length=100, description="职权名称中包含")


class UnreviewedFileQuery(UnreviewedFilter):
    """The same for one reason alone."""

    gap: ReviewGap | None = None


class UnreviewedQuery(UnreviewedFileQuery, PageQuery):
    """Filters of the list."""


class UnreviewedCounts(BaseModel):
    """How many flows wait for which reason, of how many in use."""

    never: int
    changed: int
    old_checklist: int
    flows: int = Field(description="画了流程的职权数")

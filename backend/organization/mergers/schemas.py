"""Bodies of mergers."""

from pydantic import Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.schemas import Day, Reason


class MergerCreate(Body):
    """One unit becomes part of another from a day on."""

    into_id: RowId = Field(description="并入哪个部门")
    reason: Reason
    on: Day | None = Field(default=None, description="合并生效的日期；不填就是今天，不能晚于今天")

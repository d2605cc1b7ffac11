"""Bodies of the change feed."""

from typing import Any

from pydantic import BaseModel, Field

from backend.integration.rules import FeedKind, Operation
from backend.kit.paging import Body


class ChangeQuery(Body):
    """Where to go on, and which types."""

    cursor: str | None = Field(default=None, max_length=400, description="上一次返回的游标；第一次请先取快照")
    types: list[FeedKind] = Field(
        default_factory=list, max_length=len(FeedKind), description="只要这些类型；不填为全部"
    )
    limit: int = Field(default=500, ge=1, le=1000)


class ChangeOut(BaseModel):
    """One change, in commit order. `data` is the current state; empty for `delete` and `left_scope`."""

    seq: int
    type: FeedKind
    id: int
    version: int | None
    op: Operation
    data: dict[str, Any] | None


class ChangesOut(BaseModel):
    """One batch of the feed."""

    items: list[ChangeOut]
    cursor: str = Field(description="下一次从这里继续")
    has_more: bool


class SnapshotQuery(Body):
    """Which types."""

    types: list[FeedKind] = Field(default_factory=list, max_length=len(FeedKind))


class DigestItem(BaseModel):
    """How many objects of one type in one department, and a hash over their ids and versions."""

    type: FeedKind
    department_id: int | None = Field(description="学校层面的对象为空")
    count: int
    hash: str


class DigestOut(BaseModel):
    """Lets a client prove that its copy is equal."""

    cursor: str
    items: list[DigestItem]

"""Bodies of comments in and out."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId


class CommentCreate(Body):
    """A word on one cell; without a row on the head of the sheet, without a field on the whole row."""

    row_id: RowId | None = Field(default=None, description="表中这一行的编号；不填是对整张表")
    field: str = Field(
        default="",
        max_length=60,
        pattern=r"^([a-z][a-z0-9_]*)?$",
        description="这一格的字段名；不填是对整行",
        examples=["manifestation"],
    )
    text: str = Field(min_length=2, max_length=1000, examples=["请写明由谁、在哪个环节可能发生。"])


class CommentOut(BaseModel):
    """One comment. `resolved_at` is empty until somebody has dealt with it."""

    id: int
    review_id: int
    round: int = Field(description="写在第几次提交时")
    row_id: int | None
    field: str
    text: str
    author_id: int
    author_name: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by_id: int | None
    resolved_by_name: str
    can_resolve: bool = Field(description="调用者可以标记为已处理")
    version: int


class CommentQuery(PageQuery):
    """Filters of the comments of one review, in the order they were written."""

    row_id: RowId | None = None
    is_open: bool | None = Field(default=None, description="还没有处理的")

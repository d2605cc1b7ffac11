"""Bodies of closing a year."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body
from backend.years.rules import Blocker


class BlockerCount(BaseModel):
    """How much of one kind is unfinished."""

    blocker: Blocker
    count: int


class ReadinessOut(BaseModel):
    """Whether a year can be closed."""

    year: int
    is_closed: bool
    sheets: int
    points: int
    measures: int
    blockers: list[BlockerCount]


class YearClosureCreate(Body):
    """Closes a year for good."""

    confirm_year: Annotated[int, Field(description="再写一遍要封存的年度", examples=[2026])]
    accepts_unfinished: bool = Field(default=False, description="还有没办完的，也封存")
    note: str = Field(default="", max_length=1000, description="有没办完的时必填：为什么现在封存")

    @model_validator(mode="after")
    def _says_why(self) -> "YearClosureCreate":
        if self.accepts_unfinished and len(self.note) < 5:
            raise ValueError("还有没办完的就封存，请写明理由（至少 5 个字）。")
        return self


class ArchiveOut(BaseModel):
    """What a closed year holds."""

    year: int
    digest: str = Field(description="归档文件的 SHA-256")
    content_digest: str = Field(description="封存时年度内容的 SHA-256，可与数据库再次核对")
    size: int
    rows: int
    note: str
    closed_by_name: str
    closed_at: datetime


class YearVerificationOut(BaseModel):
    """Whether file and database still are what was closed."""

    year: int
    is_file_intact: bool
    is_content_intact: bool
    checked_at: datetime

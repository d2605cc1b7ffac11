"""Bodies of stages."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from backend.campaigns.rules import FindingStep, StageKind
from backend.campaigns.schemas import Sort, Text
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.organization.schemas import Day

StageName = Annotated[str, Field(min_length=1, max_length=100, examples=["全面排查风险"])]
Steps = Annotated[list[FindingStep], Field(max_length=len(FindingStep), description="阶段内的步骤，按次序")]


class StageCreate(Body):
    """A further stage."""

    campaign_id: RowId
    kind: StageKind
    name: StageName
    instructions: Text = ""
    steps: Steps = Field(default_factory=list)
    starts_on: Day | None = None
    ends_on: Day | None = None
    sort: Sort | None = Field(default=None, description="不填就排在最后")


class StageUpdate(Body):
    """What changes; omitted fields stay."""

    kind: StageKind = omittable()
    name: StageName = omittable()
    instructions: Text = omittable()
    steps: Steps = omittable()
    starts_on: Day | None = None
    ends_on: Day | None = None
    sort: Sort = omittable()


class StageOut(BaseModel):
    """One stage; its end is no deadline."""

    id: int
    campaign_id: int
    sort: int
    kind: StageKind
    name: str
    instructions: str
    steps: list[FindingStep]
    starts_on: date | None
    ends_on: date | None
    retired_on: date | None
    retire_reason: str | None
    version: int


class StageQuery(PageQuery):
    """Filters of the list."""

    campaign_id: RowId | None = None
    kind: StageKind | None = None
    on: Day | None = Field(default=None, description="这一天正在进行的阶段")
    include_retired: bool = False

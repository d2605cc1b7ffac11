"""Bodies of the college at a glance."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.campaigns.rules import CampaignState, StageKind
from backend.overview.college.rules import StageProgress
from backend.overview.schemas import LevelCounts, Participation, SheetProgress
from backend.quality.schemas import CheckCount


class CampaignGlance(BaseModel):
    """The year's campaign."""

    id: int
    name: str
    state: CampaignState


class StageGlance(BaseModel):
    """One stage: how many departments in reach are through, and what they owe of it."""

    id: int
    kind: StageKind
    name: str
    starts_on: date | None
    ends_on: date | None
    progress: StageProgress
    due_at: datetime | None = Field(description="本阶段材料的截止时间；没有材料的阶段为空")
    departments: int = Field(description="应完成的部门数；无法从系统中看出完成与否的阶段为 0")
    done_departments: int
    overdue_departments: int = Field(description="已过截止仍未完成的部门数")


class Overdue(BaseModel):
    """A deliverable that departments have not handed in though its instant has passed."""

    deliverable_id: int
    deliverable_name: str
    department_ids: list[int] = Field(description="逾期未报的部门")
    department_names: list[str]


class QualityGlance(BaseModel):
    """What the checks found in the sheets handed in."""

    sheets: int
    clean_sheets: int
    findings: int
    counts: list[CheckCount]


class YearLevels(LevelCounts):
    """The levels of one year."""

    year: int


class CollegeOut(BaseModel):
    """The year at a glance, within the caller's reach."""

    year: int
    departments: int
    campaign: CampaignGlance | None
    stages: list[StageGlance]
    overdue: list[Overdue]
    sheets: SheetProgress
    participation: Participation
    levels: LevelCounts
    trend: list[YearLevels] = Field(description="本年度及以前四年，早的在前")
    quality: QualityGlance

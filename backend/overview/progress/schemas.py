"""Bodies of the progress of finding."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.campaigns.rules import FindingStep
from backend.campaigns.schemas import Year
from backend.kit.paging import PageQuery
from backend.kit.rows import RowId
from backend.overview.schemas import Participation
from backend.reviews.rules import ReviewState


class ProgressQuery(PageQuery):
    """Which year, which part of the college."""

    year: Year | None = Field(default=None, description="年度；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    is_behind: bool | None = Field(default=None, description="七个步骤还没有全部完成的")


class FindingStepOut(BaseModel):
    """One of the seven steps: how much of it is done."""

    step: FindingStep
    done: int
    total: int
    is_done: bool = Field(description="已经做完；还没有任何内容的步骤不算做完")


class ProgressOfficerOut(BaseModel):
    """Head or liaison of the department."""

    person_id: int
    person_name: str | None


class LaggardOut(BaseModel):
    """Somebody whose sheet is not handed in yet."""

    department_id: int = Field(description="岗位所在的部门或科")
    person_id: int
    person_name: str | None
    position_id: int
    position_name: str
    inventory_id: int | None
    state: ReviewState | None = Field(description="空为还没有开始填写")


class PostlessOut(BaseModel):
    """Somebody who has to take part and holds no post yet."""

    department_id: int = Field(description="人事关系所在的部门或科")
    person_id: int
    person_name: str | None


class FindingProgressOut(BaseModel):
    """One department, sections included: the seven steps, what is missing, whom to nudge."""

    department_id: int
    department_name: str
    department_code: str
    done_count: int = Field(description="七步中已完成几步")
    next_step: FindingStep | None = Field(description="第一个还没有完成的步骤")
    steps: list[FindingStepOut] = Field(
        description="1 职责：写明了职责的岗位；2 流程：有流程的职权；3 查找：有风险点的排查表；4 填表：已提交的排查表；"
        "5 审核：已认定的排查表；6 登记：已评估等级的风险点；7 公示上报：已结束的公示和已报送的排查阶段材料。"
        "以往年度的 1 按当年排查表所写的职责、2 按当年报送的职权目录计"
    )
    head: ProgressOfficerOut | None
    liaisons: list[ProgressOfficerOut]
    laggards: list[LaggardOut] = Field(description="排查表还没有提交的人，最多 8 位")
    laggards_count: int
    participation: Participation
    postless: list[PostlessOut] = Field(description="在册而没有岗位的人，最多 8 位；请任命到岗位")
    nudged_at: datetime | None = Field(description="最近一次被催办")
    unseen_nudges: int = Field(description="还没有被看到的催办")

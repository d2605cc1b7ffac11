"""Bodies of the college's own scale."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.assessments.scales.rules import MAX_SCORE, ScaleState, Veto
from backend.communications.schemas import Title
from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel

Score = Annotated[int, Field(ge=0, le=MAX_SCORE)]
ScaleNote = Annotated[str, Field(max_length=1000)]
ThreeScores = Annotated[list[Score], Field(min_length=3, max_length=3)]
FourScores = Annotated[list[Score], Field(min_length=4, max_length=4)]


class ScaleScores(Body):
    """Points for each criterion; lists go from the least to the most and never fall."""

    tier: ThreeScores = Field(default=[0, 0, 0], description="依次为：一般、中层、领导岗位")
    discretion: ThreeScores = Field(default=[0, 0, 0], description="依次为：无、有限、较大的自由裁量权")
    controls: FourScores = Field(default=[0, 0, 0, 0], description="人、财、物中掌握零、一、二、三项")
    major_matters: ThreeScores = Field(default=[0, 0, 0], description="“三重一大”不涉及、涉及一项、涉及多项")
    decisive_influence: Score = Field(default=0, description="对权力行使有决定性影响")
    integrity_case: Score = Field(default=0, description="曾经发生廉政案件")
    concentrated: Score = Field(default=0, description="权力较为集中")
    each_power: Score = Field(default=0, description="每项职权")
    powers_limit: Score = Field(default=MAX_SCORE, description="职权数量一项最多得分")
    high_point: Score = Field(default=0, description="每个高风险点")
    medium_point: Score = Field(default=0, description="每个中风险点")
    low_point: Score = Field(default=0, description="每个低风险点")
    unrated_point: Score = Field(default=0, description="每个未定级的风险点")
    points_limit: Score = Field(default=MAX_SCORE, description="风险点一项最多得分")


class ScaleGrade(Body):
    """One grade of the college's own, e.g. Ⅰ级."""

    label: Annotated[str, Field(min_length=1, max_length=20, examples=["Ⅰ级"])]
    at_least: Annotated[int, Field(ge=0, le=1000, description="从多少分起")]
    counts_as: RiskLevel = Field(description="按哪一等级的风险管理")


Grades = Annotated[list[ScaleGrade], Field(min_length=2, max_length=6, description="从高到低")]
Vetoes = Annotated[list[Veto], Field(max_length=len(Veto), description="有其一即为最高等次")]


class LevelScaleCreate(Body):
    """A new version, in preparation."""

    name: Title = Field(examples=["某某学院岗位廉政风险量表"])
    scores: ScaleScores
    grades: Grades
    vetoes: Vetoes = Field(default_factory=list)
    note: ScaleNote = ""


class LevelScaleUpdate(Body):
    """Omitted parts stay; each part that is given replaces the former one as a whole."""

    name: Title = omittable()
    scores: ScaleScores = omittable()
    grades: Grades = omittable()
    vetoes: Vetoes = omittable()
    note: ScaleNote = omittable()


class LevelScaleOut(BaseModel):
    """One version."""

    id: int
    number: int = Field(description="第几版")
    name: str
    scores: ScaleScores
    grades: list[ScaleGrade]
    vetoes: list[Veto]
    note: str
    state: ScaleState
    rule: str = Field(description="与等级一起保存的规则名和版本")
    clauses: list[str] = Field(description="规则的文字表述")
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str] = Field(description="当前可办理的动作", examples=[["edit", "adopt", "retire"]])


class ScaleSort(Term):
    """Orders offered."""

    newest = "newest", "最新的在前"
    oldest = "oldest", "最早的在前"


class LevelScaleQuery(PageQuery):
    """Filters of the list."""

    state: ScaleState | None = None
    sort: ScaleSort = ScaleSort.newest

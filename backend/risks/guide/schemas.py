"""Bodies of the guide."""

from pydantic import BaseModel, Field

from backend.organization.rules import Discretion, KeyArea, MajorMatter
from backend.powers.rules import PowerKind, StepKind, StepPhase
from backend.risks.guide.rules import GuideGap, GuideStage
from backend.risks.rules import InventoryKind


class GuideStageOut(BaseModel):
    """One of the four steps in their order."""

    stage: GuideStage
    is_done: bool = Field(description="这一步没有缺项")
    gaps_count: int


class GuideDuty(BaseModel):
    """One duty and the rows that speak of it."""

    text: str
    row_ids: list[int]


class GuideStep(BaseModel):
    """One step of a flow, to be walked through."""

    id: int
    key: str
    ordinal: int
    kind: StepKind
    name: str
    handler: str
    phase: StepPhase | None
    is_key: bool
    has_discretion: bool
    may_be_interfered: bool
    is_worth_a_look: bool = Field(description="关键环节、有自由裁量或可能被干预，应当查找风险点")
    row_ids: list[int]
    elsewhere_count: int


class GuidePower(BaseModel):
    """One power with its flow."""

    id: int
    name: str
    content: str
    basis: str
    kind: PowerKind | None
    key_area: KeyArea | None
    major_matters: list[MajorMatter]
    discretion: Discretion
    is_own: bool = Field(description="是本岗位（本部门）自己的职权；共用的职权可以选用，但不要求逐项查找")
    row_ids: list[int]
    elsewhere_count: int = Field(description="同年度本部门其他排查表上这项职权的风险点数")
    steps: list[GuideStep]


class GuideGapOut(BaseModel):
    """One thing that is missing, and where."""

    stage: GuideStage
    gap: GuideGap
    detail: str = Field(description="一句话说明，点出职责、职权、环节或风险点的名称")
    duty: int | None = Field(description="第几项职责，从 0 起")
    power_id: int | None
    step_id: int | None
    row_id: int | None


class RiskGuideOut(BaseModel):
    """What to do next, in the order duties → powers → flow → risk points."""

    inventory_id: int
    kind: InventoryKind
    year: int
    department_id: int
    position_id: int | None
    current_stage: GuideStage | None = Field(description="现在该做的一步；没有缺项时为空")
    stages: list[GuideStageOut]
    duties: list[GuideDuty]
    powers: list[GuidePower]
    gaps: list[GuideGapOut]
    rows_count: int
    open_suggestions: int = Field(description="还没有处理的建议")
    needs_reason: bool = Field(description="现在提交须写明没有风险点的理由")

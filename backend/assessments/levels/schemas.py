"""Bodies of the rules for position levels."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field, model_validator

from backend.assessments.levels.rules import LevelPack
from backend.kit.paging import Body, Page, PageQuery
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel
from backend.risks.schemas import Year


class LevelPackOut(BaseModel):
    """One rule to choose from, in words."""

    name: LevelPack
    label: str
    rule: str = Field(description="与等级一起保存的规则名和版本")
    clauses: list[str]
    source: str


class PositionLevelRulesOut(BaseModel):
    """The rule in force and the others."""

    pack: LevelPack
    scale_id: int | None = Field(description="采用的是本校量表时，哪一版")
    chosen_at: datetime | None = Field(description="空值表示一直使用默认规则")
    first_year: int | None = Field(description="现行规则从哪个年度起适用；空值表示一直使用默认规则")
    reason: str
    coming: "LevelRuleChoiceOut | None" = Field(description="已经采用、从以后年度起适用的规则")
    earliest_year: int = Field(description="另选规则时最早可以从哪个年度起适用：已封存的年度不能再变")
    packs: list[LevelPackOut]


class PositionLevelRulesPut(Body):
    """Which rule is to decide from now on."""

    pack: LevelPack
    first_year: Year | None = Field(
        default=None, description="从哪个年度起适用；不填为今年。以前的年度和已认定的排查表不受影响"
    )
    reason: str = Field(min_length=2, max_length=500, examples=["院党委会 2026 年 3 月研究确定"])
    scale_id: RowId | None = Field(default=None, description="本校量表的哪一版")
    scale_version: int | None = Field(default=None, ge=1, description="试算时量表的 version")

    @model_validator(mode="after")
    def _names_its_scale(self) -> Self:
        if (self.pack is LevelPack.own_scale) != (self.scale_id is not None):
            raise ValueError("采用本校量表时要写明版本，采用其他规则时不写。")
        return self


class LevelRuleChoiceOut(BaseModel):
    """What was chosen, when and why."""

    id: int
    pack: LevelPack
    scale_id: int | None
    scale_number: int | None = Field(description="本校量表第几版")
    first_year: int = Field(description="从哪个年度起适用")
    chosen_at: datetime
    reason: str


class LevelChange(BaseModel):
    """One position whose level would change."""

    position_id: int
    code: str
    name: str
    department_id: int
    department_name: str
    former_level: RiskLevel | None
    level: RiskLevel
    explanation: str


class LevelDirection(Term):
    """Which way a level would go."""

    rising = "rising", "等级升高"
    falling = "falling", "等级降低"


class SimulationOut(Page[LevelChange]):
    """What adopting the rule would change."""

    rising: int = Field(
        description="等级升高的岗位数，包括原来没有等级的；所选部门内，不受 direction 和 level 影响"
    )
    falling: int = Field(description="等级降低的岗位数；所选部门内，不受 direction 和 level 影响")


class SimulationQuery(PageQuery):
    """Which page of the changes, which version of the own scale, and filters."""

    scale_id: RowId | None = Field(default=None, description="试算本校量表时，哪一版")
    first_year: Year | None = Field(default=None, description="从哪个年度起适用；不填为今年")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    direction: LevelDirection | None = None
    level: RiskLevel | None = Field(default=None, description="换用以后的等级")

"""Bodies of the links between powers, steps and rules."""

from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery
from backend.kit.rows import RowId
from backend.powers.schemas import StepKey
from backend.regulations.rules import RegulationKind, RegulationStatus


class BasisBody(Body):
    """One rule the power rests on; with `step_key` only this step of its flow does."""

    regulation_id: RowId
    clause: str = Field(default="", max_length=200, description="条款", examples=["第八条、第九条"])
    step_key: StepKey | None = Field(default=None, description="只是流程中这一环节的依据")


class BasesBody(Body):
    """All links of one power; the list replaces the former one."""

    bases: Annotated[list[BasisBody], Field(max_length=500)]


class PowerBasisOut(BaseModel):
    """A link with the rule as it stands in the library."""

    id: int
    power_id: int
    power_name: str
    department_id: int
    step_id: int | None
    step_key: str | None
    step_name: str | None
    regulation_id: int
    regulation_title: str
    regulation_number: str
    regulation_kind: RegulationKind
    regulation_status: RegulationStatus
    clause: str


class BasesOut(BaseModel):
    """The links of one power, those of the whole power first. `version` is the power's, for If-Match."""

    power_id: int
    version: int
    bases: list[PowerBasisOut]


class BasisQuery(PageQuery):
    """Filters of all links: what rests on a rule."""

    regulation_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级的职权")
    status: RegulationStatus | None = Field(default=None, description="制度的状态")
    is_of_step: bool | None = Field(default=None, description="是否只是某一环节的依据")

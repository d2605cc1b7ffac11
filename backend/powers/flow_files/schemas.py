"""What an import answers."""

from pydantic import BaseModel, Field

from backend.kit.problems import FieldErrorOut
from backend.powers.bpmn.reader.report import FindingSeverity
from backend.powers.schemas import StepBody


class FlowFindingOut(BaseModel):
    """One kind of thing that could not be taken over, or was changed on the way."""

    code: str = Field(examples=["parallel"])
    severity: FindingSeverity
    detail: str
    names: list[str] = Field(description="涉及的环节，最多 8 个")


class FlowImportOut(BaseModel):
    """The steps as they would be; nothing is stored until they are saved as the flow."""

    power_id: int
    process_name: str = Field(description="文件里流程的名称，可能为空")
    steps: list[StepBody]
    findings: list[FlowFindingOut]
    flaws: list[FieldErrorOut] = Field(description="保存之前还要补齐的地方")

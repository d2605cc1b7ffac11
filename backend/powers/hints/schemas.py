"""Bodies of hints."""

from pydantic import BaseModel, Field

from backend.powers.flowchecks.rules import DefectKind, FlowHintCode, FlowRemedy


class FlowHintOut(BaseModel):
    """One hint with its reason; whoever reviews the flow takes it over or not."""

    code: FlowHintCode
    kind: DefectKind = Field(description="若属实，是哪一类缺陷")
    step_key: str | None = Field(description="涉及的环节；空是整个流程")
    reason: str
    suggestion: str


class FlowRemedyOut(BaseModel):
    """What the power's attributes ask of its flow (opinion.txt line 69), and why."""

    remedy: FlowRemedy
    reason: str


class FlowHints(BaseModel):
    """What the product notices in the flow as it is saved."""

    power_id: int
    flow_version: int
    hints: list[FlowHintOut]
    remedies: list[FlowRemedyOut]

"""Bodies of flow reviews."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.powers.checklists.rules import FlowAim, FlowPrinciple
from backend.powers.flowchecks.rules import (
    CriterionVerdict,
    DefectKind,
    FlowCheckAction,
    FlowCheckState,
    FlowHintCode,
    FlowRemedy,
)
from backend.powers.hints.schemas import FlowHintOut
from backend.powers.schemas import StepBody, StepKey

Note = Annotated[str, Field(max_length=1000, description="说明；基本符合、不符合的必须写")]


class FlowCheckCreate(Body):
    """Begins the review of the newest version of a flow by the checklist in use."""

    power_id: RowId


class FlowVerdictBody(Body):
    """What is said of one criterion."""

    criterion_id: RowId
    verdict: CriterionVerdict
    note: Note = ""
    step_key: StepKey | None = Field(default=None, description="涉及的环节；空是整个流程")


class FlowRemedyVerdict(Body):
    """Whether the flow does what an attribute of its power asks (opinion.txt line 69)."""

    remedy: FlowRemedy
    verdict: CriterionVerdict
    note: Note = ""


class FlowDefectBody(Body):
    """A typed defect (opinion.txt line 63)."""

    kind: DefectKind
    step_key: StepKey | None = Field(default=None, description="涉及的环节；空是整个流程")
    description: Annotated[str, Field(min_length=2, max_length=2000, description="缺陷是什么")]
    suggestion: Annotated[str, Field(max_length=2000, description="建议怎样调整")] = ""
    hint: FlowHintCode | None = Field(default=None, description="采纳的系统提示；自己写的为空")


class FlowCheckUpdate(Body):
    """What may change in a draft; omitted fields stay, each list replaces the former one."""

    opinion: Annotated[str, Field(max_length=4000, description="审查意见")] = omittable()
    verdicts: Annotated[list[FlowVerdictBody], Field(max_length=60)] = omittable()
    remedies: Annotated[list[FlowRemedyVerdict], Field(max_length=len(FlowRemedy))] = omittable()
    defects: Annotated[list[FlowDefectBody], Field(max_length=60)] = omittable()


class RedesignOrder(Body):
    """What the department is to do about the defects, and until when."""

    request: Annotated[str, Field(min_length=2, max_length=2000, description="要求怎样再造")]
    due_on: date = Field(description="完成期限，不早于今天")
    position_id: RowId | None = Field(default=None, description="责任岗位，属于职权所在的部门")


class FlowCheckConclusion(Body):
    """Ends the review; with defects it orders a redesign."""

    redesign: RedesignOrder | None = Field(default=None, description="有缺陷时必填，没有缺陷时不填")


class FlowCheckDiscard(Body):
    """Why the review is not ended."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class CheckedCriterion(BaseModel):
    """One criterion with what is said of it so far."""

    criterion_id: int
    ordinal: int
    principle: FlowPrinciple
    aim: FlowAim
    name: str
    look_at: str
    verdict: CriterionVerdict | None
    note: str
    step_key: str | None


class CheckedRemedy(BaseModel):
    """What an attribute asks of the flow, why, and what is said of it so far."""

    remedy: FlowRemedy
    reason: str
    verdict: CriterionVerdict | None
    note: str


class FlowDefectOut(BaseModel):
    """One defect; its step under the name it had."""

    id: int
    kind: DefectKind
    step_key: str | None
    step_name: str
    description: str
    suggestion: str
    hint: FlowHintCode | None


class FlowCheckItem(BaseModel):
    """A line of the list."""

    id: int
    power_id: int
    power_name: str
    department_id: int
    department_name: str
    revision: int = Field(description="审查的是第几版流程")
    flow_version: int = Field(description="流程现在是第几版")
    state: FlowCheckState
    unmet_count: int = Field(description="不符合的项目数")
    defects_count: int
    redesign_id: int | None
    begun_by_name: str
    concluded_at: datetime | None
    concluded_by_name: str
    version: int
    updated_at: datetime


class FlowCheckOut(FlowCheckItem):
    """The whole review."""

    checklist_id: int
    checklist_title: str
    opinion: str
    discard_reason: str
    criteria: list[CheckedCriterion]
    remedies: list[CheckedRemedy]
    defects: list[FlowDefectOut]
    hints: list[FlowHintOut] = Field(description="系统对这一版流程的提示，只供参考")
    steps: list[StepBody] = Field(description="所审查的那一版流程")
    allowed_actions: list[FlowCheckAction]


class FlowCheckSort(Term):
    """Orders offered."""

    newest = "newest", "最新在前"


class FlowCheckQuery(PageQuery):
    """Filters of the list."""

    power_id: RowId | None = None
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    state: FlowCheckState | None = None
    has_defects: bool | None = None
    q: str | None = Field(default=None, max_length=100, description="职权名称中包含")
    sort: FlowCheckSort = FlowCheckSort.newest

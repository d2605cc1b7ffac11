"""Bodies of powers and flows in and out."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import Discretion, KeyArea, MajorMatter
from backend.organization.schemas import MajorMatters
from backend.powers.rules import PowerKind, StepKind, StepPhase

Code = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", examples=["P001"])
]
Name = Annotated[str, Field(min_length=1, max_length=200, description="权力名称", examples=["货物采购"])]
Content = Annotated[str, Field(max_length=4000, description="具体内容")]
HandlingBody = Annotated[str, Field(max_length=200, description="办理主体", examples=["资产处"])]
Basis = Annotated[str, Field(max_length=2000, description="制度依据；没有依据的会被标出（职权法定）")]
Boundary = Annotated[str, Field(max_length=2000, description="权力边界：到哪里为止，哪些不属于这项职权")]
Sort = Annotated[int, Field(ge=0, le=1_000_000, description="在本部门目录中的次序")]
StepKey = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$", description="环节的标识，改名不改它", examples=["s3"])
]


class PowerCreate(Body):
    """One row of 附件一 (opinion.txt lines 104–174) and its attributes (lines 45 and 69)."""

    department_id: RowId
    code: Code | None = Field(default=None, description="不填就按次序编号，例如 P001")
    position_id: RowId | None = Field(default=None, description="只属于一个岗位的职权写明岗位")
    name: Name
    content: Content = ""
    handling_body: HandlingBody = ""
    basis: Basis = ""
    boundary: Boundary = ""
    kind: PowerKind | None = None
    key_area: KeyArea | None = None
    major_matters: MajorMatters = Field(default_factory=list)
    discretion: Discretion = Discretion.none
    must_publish: bool = Field(default=False, description="应当透明公开")
    is_concentrated: bool = Field(default=False, description="权力过于集中")
    sort: Sort | None = Field(default=None, description="不填就排在最后")


class PowerUpdate(Body):
    """What may change; omitted fields stay."""

    department_id: RowId = omittable()
    code: Code = omittable()
    position_id: RowId | None = None
    name: Name = omittable()
    content: Content = omittable()
    handling_body: HandlingBody = omittable()
    basis: Basis = omittable()
    boundary: Boundary = omittable()
    kind: PowerKind | None = None
    key_area: KeyArea | None = None
    major_matters: MajorMatters = omittable()
    discretion: Discretion = omittable()
    must_publish: bool = omittable()
    is_concentrated: bool = omittable()
    sort: Sort = omittable()


class PowerOut(BaseModel):
    """A power as everybody sees it."""

    id: int
    code: str
    department_id: int
    department_name: str
    position_id: int | None
    position_name: str | None
    name: str
    content: str
    handling_body: str
    basis: str
    boundary: str
    bases_count: int = Field(description="关联的制度依据条数")
    kind: PowerKind | None
    key_area: KeyArea | None
    major_matters: list[MajorMatter]
    discretion: Discretion
    must_publish: bool
    is_concentrated: bool
    sort: int
    flow_version: int = Field(description="流程图的版本，0 表示还没有流程")
    confirmed_at: datetime | None = Field(description="逐项确认的时间；空是还没有确认，或确认后又有改动")
    confirmed_by_name: str | None
    confirm_note: str
    retired_on: date | None
    retire_reason: str | None
    version: int
    updated_at: datetime


class PowerSort(Term):
    """Orders offered; each has an index."""

    catalogue = "catalogue", "按部门和目录次序"
    by_name = "name", "按名称"
    updated = "updated", "最近修改的在前"


class PowerQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="名称、内容、依据或编号包含")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    position_id: RowId | None = None
    key_area: KeyArea | None = None
    kind: PowerKind | None = None
    discretion: Discretion | None = None
    without_basis: bool = Field(default=False, description="只看没有制度依据的（职权法定）")
    regulation_id: RowId | None = Field(default=None, description="职权或其环节依据这项制度的")
    with_repealed_basis: bool = Field(default=False, description="只看依据的制度已废止的")
    is_confirmed: bool | None = Field(default=None, description="是否已逐项确认")
    without_flow: bool = Field(default=False, description="只看还没有流程图的")
    include_retired: bool = False
    sort: PowerSort = PowerSort.catalogue


class PowerOrder(Body):
    """The whole catalogue of one department in its new order."""

    department_id: RowId
    power_ids: list[RowId] = Field(min_length=1, max_length=2000, description="该部门全部在用职权的编号")


class PowerPlace(BaseModel):
    """Where a power stands after reordering."""

    id: int
    sort: int
    version: int


class BranchBody(Body):
    """Where a step leads, and on which condition."""

    to: StepKey
    label: str = Field(default="", max_length=40, description="条件，例如“是”“否”", examples=["是"])


class StepBody(Body):
    """One step of the flow (opinion.txt line 42)."""

    key: StepKey
    kind: StepKind = StepKind.task
    name: str = Field(min_length=1, max_length=200, description="环节", examples=["预算审核"])
    handler: str = Field(default="", max_length=200, description="办理主体；同一主体画在一条泳道里")
    conditions: str = Field(default="", max_length=2000, description="条件")
    procedure: str = Field(default="", max_length=2000, description="程序")
    time_limit: str = Field(default="", max_length=200, description="期限", examples=["3个工作日"])
    supervision: str = Field(default="", max_length=1000, description="监督方式")
    materials: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list, max_length=50, description="需提交的全部材料"
    )
    phase: StepPhase | None = None
    is_key: bool = Field(default=False, description="关键环节")
    has_discretion: bool = Field(default=False, description="有自由裁量")
    may_be_interfered: bool = Field(default=False, description="可能发生人为干预")
    branches: list[BranchBody] = Field(
        default_factory=list, max_length=20, description="去向；不填就是下一个环节"
    )


class FlowBody(Body):
    """The whole flow as a document; an empty list removes it."""

    steps: list[StepBody] = Field(max_length=200)


class BranchOut(BaseModel):
    """Where a step leads."""

    to: str
    label: str


class StepOut(BaseModel):
    """One step; `id` stays the same as long as its key does, so risk points can hang on it."""

    id: int
    key: str
    ordinal: int
    kind: StepKind
    name: str
    handler: str
    conditions: str
    procedure: str
    time_limit: str
    supervision: str
    materials: list[str]
    phase: StepPhase | None
    is_key: bool
    has_discretion: bool
    may_be_interfered: bool
    branches: list[BranchOut]


class FlowOut(BaseModel):
    """The flow of one power. `version` is the power's, for If-Match."""

    power_id: int
    power_name: str
    flow_version: int
    version: int
    steps: list[StepOut]


class RevisionOut(BaseModel):
    """One saved version of a flow."""

    number: int
    step_count: int
    saved_by_name: str
    saved_at: datetime


class RevisionDetail(BaseModel):
    """A flow as it was."""

    power_id: int
    number: int
    saved_by_name: str
    saved_at: datetime
    steps: list[StepBody]

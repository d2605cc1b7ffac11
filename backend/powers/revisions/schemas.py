"""Bodies of comparisons of versions."""

from pydantic import BaseModel, Field

from backend.kit.paging import Body
from backend.powers.revisions.rules import LinkChange, StepChange, StepField
from backend.powers.schemas import RevisionOut, StepBody


class RevisionComparisonQuery(Body):
    """What the version is compared with."""

    against: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="与哪一版对照；不填就是它的前一版"
    )


class ComparedStep(BaseModel):
    """One step of either version; the steps of the later version in their order, removed ones where they stood."""

    key: str
    change: StepChange
    is_moved: bool = Field(description="次序也变了")
    before_number: int | None = Field(description="原来是第几步；新增的没有")
    after_number: int | None = Field(description="现在是第几步；删去的没有")
    before: StepBody | None
    after: StepBody | None
    fields: list[StepField] = Field(description="改了哪些项目")


class ComparedLink(BaseModel):
    """One way from step to step; `before` and `after` are its conditions, empty when it has none."""

    source: str
    target: str
    change: LinkChange
    before: str | None
    after: str | None


class StepChangeCounts(BaseModel):
    """How many steps differ; one that was changed and moved counts as changed."""

    added: int
    removed: int
    changed: int
    moved: int
    same: int


class RevisionComparison(BaseModel):
    """Two versions of a flow; `before` is empty when the first version is compared with what was before it."""

    power_id: int
    before: RevisionOut | None
    after: RevisionOut
    counts: StepChangeCounts
    steps: list[ComparedStep]
    links: list[ComparedLink]

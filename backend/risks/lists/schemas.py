"""Bodies of the lists in and out. Keys are given once and never change: rows hold them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.kit.paging import Body, omittable
from backend.kit.rows import RowId
from backend.risks.rules import CategoryScheme, FindingOrigin, FindingSource, InventoryKind, RiskCategory
from backend.risks.schemas import Key

Label = Annotated[str, Field(min_length=1, max_length=60, description="显示的名称")]
Sort = Annotated[int, Field(ge=0, le=1_000_000, description="次序，小的在前")]
Definition = Annotated[str, Field(max_length=2000, description="含义，填表时显示")]
LAST = 1_000
"""Where a new entry stands unless told otherwise."""


class ListQuery(Body):
    """What of the lists."""

    include_inactive: bool = Field(default=False, description="也列出已停用的")


class FindingWayCreate(Body):
    """One more way of finding."""

    key: Key
    label: Label
    hint: str = Field(default="", max_length=500, description="说明")
    origin: FindingOrigin = Field(description="风险点由谁提出；采纳建议时据此记录查找方法")
    sort: Sort = LAST


class FindingWayUpdate(Body):
    """What may change; omitted fields stay."""

    label: Label = omittable()
    hint: str = omittable(max_length=500)
    sort: Sort = omittable()
    is_active: bool = omittable()


class FindingWayOut(BaseModel):
    """One way of finding."""

    id: int
    version: int
    key: str
    label: str
    hint: str
    origin: FindingOrigin
    sort: int
    is_active: bool
    builtin: FindingSource | None = Field(description="系统自带的五种办法之一")


class RiskSubcategoryCreate(Body):
    """A particular below a category."""

    key: Key
    label: Label


class RiskCategoryCreate(Body):
    """One more category of a scheme, or with `parent_id` a particular below one."""

    key: Key
    label: Label
    definition: Definition = ""
    sort: Sort = LAST
    parent_id: RowId | None = Field(default=None, description="所属类别；不填则为类别本身")


class RiskSchemeCategory(Body):
    """A category of a new scheme with its particulars, in their order."""

    key: Key
    label: Label
    definition: Definition = ""
    subcategories: list[RiskSubcategoryCreate] = Field(default_factory=list, max_length=50)


class RiskSchemeCreate(Body):
    """One more scheme with its categories in their order."""

    key: Key
    label: Label
    description: str = Field(default="", max_length=1000, description="说明与出处")
    kind: InventoryKind | None = Field(default=None, description="只用于哪种排查表；不填则都用")
    sort: Sort = LAST
    categories: list[RiskSchemeCategory] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _each_key_once(self) -> Self:
        keys = [key for one in self.categories for key in (one.key, *(sub.key for sub in one.subcategories))]
        if len(set(keys)) < len(keys):
            raise ValueError("同一分类法里，类别和具体情形的标识不能重复。")
        return self


class RiskSchemeUpdate(Body):
    """What may change; omitted fields stay."""

    label: Label = omittable()
    description: str = omittable(max_length=1000)
    sort: Sort = omittable()
    is_active: bool = omittable()


class RiskCategoryUpdate(Body):
    """What may change; omitted fields stay."""

    label: Label = omittable()
    definition: Definition = omittable()
    sort: Sort = omittable()
    is_active: bool = omittable()


class RiskSubcategoryOut(BaseModel):
    """One particular below a category."""

    id: int
    version: int
    key: str
    label: str
    definition: str
    sort: int
    is_active: bool


class RiskCategoryOut(RiskSubcategoryOut):
    """One category with its particulars."""

    builtin: RiskCategory | None = Field(description="与系统自带的同名类别相当")
    subcategories: list[RiskSubcategoryOut]


class RiskSchemeOut(BaseModel):
    """One scheme with its categories."""

    id: int
    version: int
    key: str
    label: str
    description: str
    kind: InventoryKind | None
    sort: int
    is_active: bool
    builtin: CategoryScheme | None = Field(description="系统自带的分类法之一")
    categories: list[RiskCategoryOut]


class RiskListsOut(BaseModel):
    """All lists at once: what a sheet offers to choose from."""

    ways: list[FindingWayOut]
    schemes: list[RiskSchemeOut]

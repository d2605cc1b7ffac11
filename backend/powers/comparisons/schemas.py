"""Bodies of comparisons."""

from pydantic import BaseModel, Field

from backend.organization.rules import Discretion, KeyArea, MajorMatter
from backend.powers.catalogues.schemas import CatalogueBasis
from backend.powers.rules import PowerKind


class ComparedPower(BaseModel):
    """A row of 附件一 as it was or is; its post also by the name it had."""

    id: int
    number: int = Field(description="在目录中的第几项")
    name: str
    content: str
    handling_body: str
    basis: str
    bases: list[CatalogueBasis]
    boundary: str
    kind: PowerKind | None
    key_area: KeyArea | None
    major_matters: list[MajorMatter]
    discretion: Discretion
    must_publish: bool
    is_concentrated: bool
    position_id: int | None
    position_name: str | None

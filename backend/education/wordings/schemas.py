"""Bodies of wordings in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.education.rules import PledgeRenewal
from backend.kit.paging import Body, PageQuery
from backend.organization.rules import PositionTier


class PledgeTextCreate(Body):
    """A new wording of the pledge."""

    text: Annotated[str, Field(min_length=20, max_length=5000)]
    tier: PositionTier | None = Field(default=None, description="适用的岗位层级；空为全部层级")
    renewal: PledgeRenewal = Field(default=PledgeRenewal.yearly, description="多久重新签订一次")


class PledgeTextOut(BaseModel):
    """One wording; number 0 is the one the system comes with."""

    number: int
    tier: PositionTier | None
    renewal: PledgeRenewal
    text: str
    published_by_name: str
    published_at: datetime | None
    in_force_for: list[PositionTier] = Field(description="现在由这一版适用的岗位层级")


class PledgeTextQuery(PageQuery):
    """The newest first."""

    tier: PositionTier | None = Field(default=None, description="只看适用于这一层级的")


class CurrentTextQuery(Body):
    """Whose wording."""

    tier: PositionTier | None = Field(default=None, description="岗位层级；空为适用于全部层级的")

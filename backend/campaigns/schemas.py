"""What the bodies of several resources of the room share."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from backend.organization.rules import DepartmentKind

Year = Annotated[int, Field(ge=2000, le=2100, description="年度", examples=[2026])]
Text = Annotated[str, Field(max_length=4000)]
Reason = Annotated[str, Field(min_length=2, max_length=500, examples=["时间服从质量，适当延长"])]
Sort = Annotated[int, Field(ge=0, le=10_000, description="排列次序，小的在前")]
DepartmentKinds = Annotated[
    list[DepartmentKind],
    Field(min_length=1, max_length=len(DepartmentKind), description="哪几类部门要报送"),
]


def _whole_minute(instant: datetime) -> datetime:
    if instant.second or instant.microsecond:
        raise ValueError("期限精确到分钟，请去掉秒。")
    return instant.astimezone(UTC)


DueInstant = Annotated[
    AwareDatetime,
    Field(
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        le=datetime(2101, 1, 1, tzinfo=UTC),
        description="截止到这一分钟（含）",
        examples=["2026-09-07T17:30:00+08:00"],
    ),
    AfterValidator(_whole_minute),
]


class CampaignFileOut(BaseModel):
    """A kept file; the digest is the SHA-256 of its bytes."""

    name: str
    media_type: str
    size: int
    digest: str
    uploaded_at: datetime

"""What the scanner says of a publication."""

from pydantic import BaseModel, Field


class CautionOut(BaseModel):
    """What somebody has to confirm before release."""

    key: str = Field(description="公开时原样放进 confirmed，表示已经核对", examples=["post:出纳岗"])
    title: str
    detail: str
    pointers: list[str] = Field(description="涉及的文字（JSON pointer）")
    post: str
    unit: str = Field(description="可以写在岗位位置上的部门")

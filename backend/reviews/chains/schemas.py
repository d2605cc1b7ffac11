"""Bodies of review chains out."""

from pydantic import BaseModel, Field

from backend.access.policy import Permission
from backend.reviews.rules import ReviewChain, ReviewState


class ReviewStepOut(BaseModel):
    """One step of a chain."""

    state: ReviewState
    is_meeting: bool = Field(description="由领导班子会议决定，登记会议")


class ReviewChainOut(BaseModel):
    """One way a sheet goes, from whoever hands it in to the last signature."""

    chain: ReviewChain
    sheets: str = Field(description="哪些表走这条链")
    steps: list[ReviewStepOut]
    overseers: list[Permission] = Field(description="有哪项权限的人，在认定后还可以责令重新查找、评估")

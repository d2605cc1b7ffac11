"""Bodies of the public form. Nothing in them names a person."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.assessments.drives.schemas import Question
from backend.assessments.opinions.rules import RespondentKind
from backend.assessments.opinions.schemas import Answers, AnyText
from backend.kit.paging import Body

Token = Annotated[str, Field(max_length=64, description="链接里的代码")]


class OpinionFormOut(BaseModel):
    """What is asked."""

    title: str
    department_name: str
    introduction: str
    questions: list[Question]
    closes_at: datetime


class OpinionFormSubmit(Body):
    """What is answered; at least one answer or some text."""

    respondent: RespondentKind = RespondentKind.other
    answers: Answers = Field(default_factory=list)
    text: AnyText = Field(default="", description="其他意见和建议")


class OpinionReceipt(BaseModel):
    """That it arrived; nothing by which it could be traced."""

    received_at: datetime

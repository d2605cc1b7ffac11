"""What the public asks and reads. Nothing here names a person, an account or a row of the house."""

from datetime import date

from pydantic import BaseModel, Field

from backend.kit.paging import Body, Page, PageQuery
from backend.portal.rules import PublicationChannel
from backend.powers.diagram import Theme
from backend.powers.rules import StepKind


class PublicPowerQuery(PageQuery):
    """Filters of the public list, by unit and then by code."""

    q: str | None = Field(default=None, max_length=100, description="名称、内容、依据或责任部门包含")
    unit: str | None = Field(default=None, max_length=100, description="责任部门，与列表里的一字不差")
    channel: PublicationChannel | None = None


class PictureQuery(Body):
    """How the picture looks."""

    theme: Theme = Theme.light


class PublicPowerItem(BaseModel):
    """A published power in the list."""

    code: str
    unit: str
    name: str
    handling_body: str
    channel: PublicationChannel
    published_on: date
    has_flow: bool


class PublicUnit(BaseModel):
    """A unit and how many powers of it are public."""

    name: str
    count: int


class PublicPowerPage(Page[PublicPowerItem]):
    """One page of the list, and all units that have something public."""

    units: list[PublicUnit]


class PublicNext(BaseModel):
    """The step that follows, and on which condition."""

    number: int
    label: str


class PublicStep(BaseModel):
    """A step of the flow."""

    number: int
    kind: StepKind
    name: str
    handler: str
    time_limit: str
    materials: list[str]
    next: list[PublicNext]


class PublicPowerOut(BaseModel):
    """A published power, exactly as it was frozen."""

    code: str
    edition: int
    channel: PublicationChannel
    name: str
    wording: str
    basis: str
    handling_body: str
    unit: str
    published_on: date
    closes_on: date | None
    steps: list[PublicStep]
    content_hash: str = Field(description="内容和流程图的 SHA-256")

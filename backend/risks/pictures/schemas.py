"""How a picture is asked for."""

from typing import Annotated

from pydantic import Field

from backend.kit.paging import Body
from backend.powers.diagram import Theme

Revision = Annotated[
    int | None, Field(ge=1, le=2**31 - 1, description="流程的第几个版本；不填就是现在的流程")
]


class FlowFileQuery(Body):
    """Which version."""

    revision: Revision = None


class PictureQuery(FlowFileQuery):
    """How the picture looks."""

    theme: Theme = Theme.light


class ImageQuery(PictureQuery):
    """The same in pixels."""

    scale: int = Field(default=2, ge=1, le=3, description="放大几倍；很长的流程图会少放大一些")

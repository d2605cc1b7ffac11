"""What the bodies of several resources of the room share."""

from typing import Annotated

from pydantic import Field

Year = Annotated[int, Field(ge=2000, le=2100, description="年度", examples=[2026])]

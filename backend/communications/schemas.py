"""Pieces of bodies the corners of communications share."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC)),
]
"""An instant with its offset, within reason."""
Title = Annotated[str, Field(min_length=2, max_length=200)]
Note = Annotated[str, Field(max_length=1000)]
Reason = Annotated[str, Field(min_length=2, max_length=500, description="理由，留痕备查")]

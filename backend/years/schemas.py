"""What the bodies of the room share."""

from typing import Annotated

from fastapi import Path

YearNumber = Annotated[int, Path(ge=2000, le=2100, description="年度，例如 2026")]

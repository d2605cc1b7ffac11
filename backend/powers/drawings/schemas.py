"""What is said of a drawing."""

from datetime import datetime

from pydantic import BaseModel


class FlowDrawingOut(BaseModel):
    """A drawing; its content has an address of its own."""

    id: int
    name: str
    media_type: str
    size: int
    digest: str
    uploaded_by_name: str
    uploaded_at: datetime

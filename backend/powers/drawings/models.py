"""Tables of drawings."""

from datetime import datetime

from sqlmodel import Field

from backend.kit.table import Row, instant, number, ref


class FlowDrawing(Row, table=True):
    """A flowchart somebody drew or scanned (requirements S61); its bytes lie under `digest` (SHA-256)."""

    __tablename__ = "flow_drawing"

    power_id: int = ref("power.id", index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = number()
    digest: str = Field(max_length=64)
    uploaded_by_id: int = ref("user_account.id")
    uploaded_by_name: str = Field(max_length=100)
    uploaded_at: datetime = instant(nullable=False)
    removed_at: datetime | None = instant(default=None)

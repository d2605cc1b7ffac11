"""State of the change feed."""

from datetime import datetime

from sqlmodel import Field

from backend.kit.table import Row, instant, number


class FeedState(Row, table=True):
    """One row: the last number given, the chain's head, and the epoch that ends after a restore."""

    __tablename__ = "feed_state"

    last_seq: int = number(default=0)
    last_hash: str = Field(default="", max_length=64)
    epoch: str = Field(max_length=40)
    advanced_at: datetime = instant(nullable=False)

"""Bodies of confirmations."""

from pydantic import Field

from backend.kit.paging import Body


class PowerConfirmation(Body):
    """One power stands as it is written; without a legal basis the note says why."""

    note: str = Field(default="", max_length=500, description="说明；没有制度依据时必须写明")

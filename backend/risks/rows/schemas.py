"""A whole sheet in one body."""

from pydantic import Field

from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.risks.schemas import MAX_ROWS, RiskPointFields


class SheetRow(RiskPointFields):
    """One row; without `id` it is new."""

    id: RowId | None = Field(default=None, description="已有行的编号；新增的行不填")


class SheetRows(Body):
    """All rows in their order. Rows of the stored sheet that are missing here are taken out of it."""

    rows: list[SheetRow] = Field(max_length=MAX_ROWS)

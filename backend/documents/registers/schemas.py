"""Which register is asked for."""

from pydantic import Field

from backend.documents.rules import DocumentFormat
from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.risks.schemas import Year


class RiskRegisterQuery(Body):
    """One department or all the reader reaches, one year."""

    year: Year
    department_id: RowId | None = Field(
        default=None, description="该部门及其下级；不给为全校，或本人看得到的全部"
    )
    format: DocumentFormat = DocumentFormat.docx
    include_pending: bool = Field(
        default=False, description="连同排查表尚未认定的风险点，在“认定情况”一栏注明"
    )

"""What each official form is filled with: frozen values, already allowed for the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from backend.documents.rules import DocumentFormat, DocumentKind
from backend.kit.paging import Body
from backend.kit.rows import RowId
from backend.organization.rules import RiskLevel
from backend.risks.schemas import Year


@dataclass(frozen=True, slots=True)
class Heading:
    """Label, title and identity of a form. `form_id` and `version` travel in the file's properties."""

    label: str
    title: str
    form_id: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reviewer wrote; empty on a form that goes round on paper."""

    text: str = ""
    signer: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PowerLine:
    """One row of 附件一. `flow_version` is the version of the flowchart that goes with it, 0 for none."""

    row_id: str
    name: str
    content: str
    handling_body: str
    basis: str
    flow_version: int = 0


@dataclass(frozen=True, slots=True)
class PowerCatalogueForm:
    """附件一 (opinion.txt lines 104–174)."""

    heading: Heading
    department: str
    filled_on: date | None
    powers: tuple[PowerLine, ...]
    supervising_leader: str = ""
    head_name: str = ""


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One row of 附件二 or 附件三. Neighbouring rows with the same duty share one merged cell."""

    row_id: str
    duty: str
    risk_point: str
    manifestation: str
    causes: str
    level: RiskLevel | None
    measures: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RiskInventoryForm:
    """附件二 (department, head_name) or 附件三 (person_name, job_title); opinion.txt lines 175–353."""

    heading: Heading
    kind: DocumentKind
    filled_on: date | None
    risks: tuple[RiskLine, ...]
    department: str = ""
    head_name: str = ""
    person_name: str = ""
    job_title: str = ""
    opinion: Opinion = Opinion()


@dataclass(frozen=True, slots=True)
class WarningRecordForm:
    """附件四 (opinion.txt lines 355–387)."""

    heading: Heading
    department: str = ""
    filler_name: str = ""
    subject_name: str = ""
    subject_job_title: str = ""
    circumstances: str = ""
    measures_taken: str = ""
    rectification: str = ""
    handler_name: str = ""
    handler_job_title: str = ""
    handled_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SelfCheckLine:
    """One position or section with its three lists."""

    row_id: str
    subject: str
    duties: tuple[str, ...]
    powers: tuple[str, ...]
    risks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelfCheckForm:
    """讲义附件1 (position) or 附件2 (section); handout.txt lines 38–57 and 168–187."""

    heading: Heading
    kind: DocumentKind
    filled_on: date | None
    lines: tuple[SelfCheckLine, ...]
    department: str = ""
    person_name: str = ""
    filler_name: str = ""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One risk point in the consolidated register."""

    row_id: str
    department: str
    position: str
    holder: str
    risk_point: str
    manifestation: str
    level: RiskLevel | None
    measures: str
    responsible: str
    standing: str


@dataclass(frozen=True, slots=True)
class RiskRegisterForm:
    """风险点登记汇总表 (handout.txt line 250). `lines` are read while they are written: there may be thousands."""

    heading: Heading
    unit: str
    year: int | None
    filled_on: date | None
    lines: Iterable[RegisterLine]
    total: str = "按各排查表的先后顺序汇总填写，如有需要，可自行增页；"
    """The sentence that counts them, or how to fill in a blank form."""


class DocumentQuery(Body):
    """As what a form is wanted."""

    format: DocumentFormat = Field(default=DocumentFormat.docx, description="文件格式")


class YearDocumentQuery(DocumentQuery):
    """A form of today, or of a year as it was."""

    year: Year | None = Field(default=None, description="年度；不给为现在的内容。过去的年度按当年的名称和内容")


class CatalogueDocumentQuery(YearDocumentQuery):
    """附件一: whose, of when, and whether the flowcharts go with it."""

    department_id: RowId
    catalogue_id: RowId | None = Field(
        default=None,
        description="该部门某一年度的职权目录：已认定的按签字时的内容、部门名称和签字人打印",
    )
    with_flows: bool = Field(default=False, description="附上各项权力的运行流程图，每图一页")


Form = PowerCatalogueForm | RiskInventoryForm | WarningRecordForm | SelfCheckForm | RiskRegisterForm


def kind_of(form: Form) -> DocumentKind:
    """Which template fills it."""
    if isinstance(form, PowerCatalogueForm):
        return DocumentKind.power_catalogue
    if isinstance(form, RiskRegisterForm):
        return DocumentKind.risk_register
    return DocumentKind.warning_record if isinstance(form, WarningRecordForm) else form.kind

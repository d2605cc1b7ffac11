"""What each official form is filled with: frozen values, already allowed for the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backend.documents.rules import DocumentKind
from backend.organization.rules import RiskLevel


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
    """One row of 附件一."""

    row_id: str
    name: str
    content: str
    handling_body: str
    basis: str


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


Form = PowerCatalogueForm | RiskInventoryForm | WarningRecordForm | SelfCheckForm | RiskRegisterForm


def kind_of(form: Form) -> DocumentKind:
    """Which template fills it."""
    if isinstance(form, PowerCatalogueForm):
        return DocumentKind.power_catalogue
    if isinstance(form, RiskRegisterForm):
        return DocumentKind.risk_register
    return DocumentKind.warning_record if isinstance(form, WarningRecordForm) else form.kind

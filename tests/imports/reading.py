"""Reading hand-written Word files in a test."""

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import ParsedFile, ParsedForm, RiskRow
from backend.organization.rules import RiskLevel
from tests.imports.word import docx, para

HIGH, LOW = RiskLevel.high, RiskLevel.low
TITLE = para("海州职业技术学院部门工作廉政风险排查表")
META = para("部门（盖章）：教务处     负责人：陈处长    填表日期：2026.9.3")


def read(body: str, **parts: str) -> ParsedFile:
    return read_file(docx(body, **parts))


def one(body: str, **parts: str) -> ParsedForm:
    """The only form of the file."""
    (form,) = read(body, **parts).forms
    return form


def risks(form: ParsedForm) -> list[RiskRow]:
    return [item for item in form.rows if isinstance(item, RiskRow)]


def codes(form: ParsedForm) -> list[str]:
    return [finding.code for finding in form.findings]

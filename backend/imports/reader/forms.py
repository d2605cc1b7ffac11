"""The forms in an uploaded file, whatever program wrote it."""

from dataclasses import dataclass, field, replace
from typing import Final

from backend.imports.reader.bundle import read_bundle
from backend.imports.reader.converter import convert
from backend.imports.reader.docx import read_docx
from backend.imports.reader.limits import Deadline, Limits
from backend.imports.reader.mapping import Mapping
from backend.imports.reader.old_workbook import read_old_workbook
from backend.imports.reader.package import OLD, refuse, sniff
from backend.imports.reader.parsed import ParsedFile
from backend.imports.reader.raw import RawDocument
from backend.imports.reader.segments import read_forms
from backend.imports.reader.sheet_cells import Budget
from backend.imports.reader.text_table import read_text_table
from backend.imports.reader.workbook import read_workbook
from backend.kit.archives import MIB
from backend.kit.files import BadFile

USUAL: Final = Limits()
UNMAPPED: Final = Mapping()


@dataclass(slots=True)
class _Reader:
    """One upload; what it may hold and take is for all its files together."""

    mapping: Mapping
    limits: Limits
    budget: Budget = field(init=False)
    deadline: Deadline = field(init=False)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits)
        self.deadline = Deadline(self.limits.seconds)

    def read(self, data: bytes) -> ParsedFile:
        kind = self.measured(data)
        if kind == "zip":
            return read_bundle(data, self.read_one, self.limits, self.deadline)
        return read_forms(self.document(data, kind), self.mapping, self.deadline)

    def read_one(self, data: bytes) -> ParsedFile:
        """A file inside a zip, where a further zip is refused."""
        kind = self.measured(data)
        if kind == "zip":
            raise refuse("nested-zip")
        return read_forms(self.document(data, kind), self.mapping, self.deadline)

    def measured(self, data: bytes) -> str:
        if len(data) > self.limits.file_bytes:
            most = self.limits.file_bytes // MIB
            raise BadFile("too-large", f"文件超过 {most} MB。请删去图片，或把它拆成几个文件再上传。")
        return sniff(data)

    def document(self, data: bytes, kind: str) -> RawDocument:
        match kind:
            case "docx":
                return read_docx(data)
            case "xlsx":
                return read_workbook(data, self.budget)
            case "xls":
                return read_old_workbook(data, self.budget, self.deadline.left)
            case "text":
                return read_text_table(data, self.budget)
        if kind not in OLD:
            raise refuse(kind)
        made = convert(data, kind, self.limits.converter, self.deadline.left)
        document = read_workbook(made, self.budget) if sniff(made) == "xlsx" else read_docx(made)
        return replace(document, notes=(("converted", ""), *document.notes))


def read_file(
    data: bytes,
    filename: str = "",
    mapping: Mapping = UNMAPPED,
    limits: Limits = USUAL,
) -> ParsedFile:
    """What the file says; what it is says its content, not its name. Raises BadFile, BadSheet or BadArchive when the
    whole is refused; of a zip only what concerns it as a whole, since each file in it stands for itself."""
    return _Reader(mapping, limits).read(data)


def read_document(data: bytes, limits: Limits = USUAL) -> RawDocument:
    """One file's paragraphs and tables without asking what they mean. Raises as `read_file`."""
    reader = _Reader(UNMAPPED, limits)
    return reader.document(data, reader.measured(data))

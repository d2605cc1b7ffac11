"""The forms in an uploaded file, whatever program wrote it."""

from typing import Final

from backend.imports.reader.docx import read_docx
from backend.imports.reader.limits import Limits
from backend.imports.reader.mapping import Mapping
from backend.imports.reader.package import sniff
from backend.imports.reader.parsed import ParsedFile
from backend.imports.reader.segments import read_forms
from backend.imports.reader.workbook import read_workbook

USUAL: Final = Limits()
UNMAPPED: Final = Mapping()


def read_file(
    data: bytes,
    filename: str = "",
    mapping: Mapping = UNMAPPED,
    limits: Limits = USUAL,
) -> ParsedFile:
    """What the file says. Raises BadFile, BadSheet or BadArchive when the whole is refused."""
    document = read_workbook(data) if sniff(data) == "xlsx" else read_docx(data)
    return read_forms(document, mapping)

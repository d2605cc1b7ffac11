"""A file of any kind that was read, with the remarks in it; what can hold no comment comes back as one that can."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Final, NamedTuple

from backend.imports.annotator import docx, xlsx
from backend.imports.annotator.notes import Note
from backend.imports.annotator.parts import copied
from backend.imports.annotator.xlsx_copy import annotated_copy
from backend.imports.reader.converter import convert
from backend.imports.reader.forms import read_document
from backend.imports.reader.limits import Deadline, Limits
from backend.imports.reader.package import OLD, REFUSALS, refuse, sniff
from backend.imports.reader.raw import RawTable
from backend.kit.archives import ZipLimits, open_zip, read_entry, written_name
from backend.kit.files import FileKind
from backend.kit.problems import Problem

SUFFIX: Final = "（批注）"


class Annotated(NamedTuple):
    """A file and what it has become."""

    name: str
    kind: FileKind
    content: bytes


def annotate_file(name: str, data: bytes, notes: Sequence[Note], limits: Limits) -> Annotated:
    """`排查表.csv` → `排查表（批注）.xlsx`. Raises BadFile, BadSheet or BadArchive as reading does."""
    deadline = Deadline(limits.seconds)
    kind = sniff(data)
    if kind == "zip":
        return Annotated(renamed(name, "zip"), FileKind.zip, _annotate_bundle(data, notes, limits, deadline))
    return _annotate_one(name, data, kind, notes, limits, deadline)


def renamed(name: str, extension: str) -> str:
    """With the mark before its ending."""
    folder, slash, last = name.rpartition("/")
    stem = last.rpartition(".")[0] or last
    return f"{folder}{slash}{stem.removesuffix(SUFFIX)}{SUFFIX}.{extension}"


def _annotate_one(
    name: str, data: bytes, kind: str, notes: Sequence[Note], limits: Limits, deadline: Deadline
) -> Annotated:
    if kind in OLD:
        data = convert(data, kind, limits.converter, deadline.left)
        kind = sniff(data)
    match kind:
        case "docx":
            return Annotated(renamed(name, kind), FileKind.docx, docx.annotate(data, notes))
        case "xlsx":
            return Annotated(renamed(name, kind), FileKind.xlsx, xlsx.annotate(data, notes))
        case "xls" | "text":
            tables = [block for block in read_document(data, limits).blocks if isinstance(block, RawTable)]
            return Annotated(renamed(name, "xlsx"), FileKind.xlsx, annotated_copy(tables, notes))
    raise refuse(kind)


def _annotate_bundle(data: bytes, notes: Sequence[Note], limits: Limits, deadline: Deadline) -> bytes:
    """The zip with the files that have remarks; all others, and those that could not be read, as they were.

    A file with macros is not handed back: a sentence stands in its place.
    """
    by_source: dict[str, list[Note]] = {}
    for note in notes:
        by_source.setdefault(note.source, []).append(note)
    buffer = BytesIO()
    with (
        open_zip(data, ZipLimits(limits.entries, limits.unpacked_bytes)) as archive,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        taken = {written_name(entry.filename, entry) for entry in archive.infolist()}
        for entry in archive.infolist():
            name, content = written_name(entry.filename, entry), read_entry(archive, entry.filename)
            if name in by_source and deadline.left > 0:
                made = _annotated_or_same(name, content, by_source[name], limits, deadline)
                name, content = _free(made.name, name, taken), made.content
            packed.writestr(copied(entry, name), content)
    return buffer.getvalue()


def _annotated_or_same(
    name: str, data: bytes, notes: Sequence[Note], limits: Limits, deadline: Deadline
) -> Annotated:
    try:
        kind = sniff(data)
        if kind == "macros":
            return Annotated(renamed(name, "txt"), FileKind.txt, REFUSALS[kind].encode())
        return _annotate_one(name, data, kind, notes, limits, deadline)
    except Problem:  # it was refused when it was read, which is what the remark says
        return Annotated(name, FileKind.txt, data)


def _free(wanted: str, name: str, taken: set[str]) -> str:
    """The new name, or the old one when another file has the new one already."""
    if wanted in taken:
        return name
    taken.add(wanted)
    return wanted

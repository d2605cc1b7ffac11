"""A zip of filled forms: each file by itself, so that a bad one does not take the others along."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from backend.imports.reader.findings import FINDINGS
from backend.imports.reader.limits import Deadline, Limits
from backend.imports.reader.package import refuse
from backend.imports.reader.parsed import Finding, ParsedFile, ParsedForm, TableReading
from backend.imports.rules import Column, Severity
from backend.kit.archives import ZipLimits, open_zip, read_entry, written_name
from backend.kit.files import BadFile
from backend.kit.problems import Problem

ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
JUNK: Final = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
LATE: Final = "读到这里已超过时间限制，请把压缩包拆成几个再上传。"
FULL: Final = "压缩包里的文件解压后合计过大，从这个文件起没有读，请拆成几个再上传。"

ReadOne = Callable[[bytes], ParsedFile]
Sourced = TypeVar("Sourced", Finding, TableReading)


def read_bundle(data: bytes, read_one: ReadOne, limits: Limits, deadline: Deadline) -> ParsedFile:
    """All files of the zip. Raises BadFile or BadArchive when the zip itself is refused."""
    forms: list[ParsedForm] = []
    findings: list[Finding] = []
    tables: list[TableReading] = []
    with open_zip(data, ZipLimits(limits.entries, limits.unpacked_bytes)) as archive:
        entries = [(entry, name) for entry, name in _files(archive)]
        if not entries:
            raise refuse("empty-zip")
        if len(entries) > limits.files:
            raise BadFile("too-many-files", f"一个压缩包最多 {limits.files} 个文件，请拆成几个再上传。")
        left = limits.unpacked_bytes
        for entry, name in entries:
            parsed, used = _read(archive, entry, name, read_one, limits, deadline, left)
            left -= used
            forms += [_form(form, name) for form in parsed.forms]
            findings += _sourced(parsed.findings, name)
            tables += _sourced(parsed.tables, name)
    if not forms:
        severity, message = FINDINGS["no-form"]
        findings.append(Finding(None, None, None, Column.whole, "no-form", severity, "", message))
    return ParsedFile(tuple(forms), tuple(findings), tuple(tables))


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Entry and name of what a person put there; not the marks that programs leave."""
    for entry in archive.infolist():
        name = written_name(entry.filename, entry)
        last = name.rpartition("/")[2].lower()
        is_junk = name.lower().startswith(JUNK) or last in JUNK or last.startswith(("~$", "._"))
        if not entry.is_dir() and not is_junk:
            yield entry, name


def _read(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    name: str,
    read_one: ReadOne,
    limits: Limits,
    deadline: Deadline,
    left: int,
) -> tuple[ParsedFile, int]:
    """One file, and how many bytes it unpacks to."""
    if deadline.left <= 0:
        return _refused(name, LATE), 0
    if entry.file_size > limits.file_bytes:
        return _refused(name, refuse("too-complex").detail or ""), 0
    try:
        data = read_entry(archive, entry.filename, limits.file_bytes)
        size = _unpacked(data)
        if size > left:
            return _refused(name, FULL), 0
        parsed = read_one(data)
    except Problem as problem:
        return _refused(name, problem.detail or problem.title), 0
    return _without_form(parsed), size


def _unpacked(data: bytes) -> int:
    """What the file needs unpacked."""
    if not data.startswith(ZIP_MARKS):
        return len(data)
    with open_zip(data) as inner:
        return sum(entry.file_size for entry in inner.infolist())


def _refused(name: str, message: str) -> ParsedFile:
    finding = Finding(None, None, None, Column.whole, "refused-file", Severity.error, name, message)
    return ParsedFile((), (finding,))


def _without_form(parsed: ParsedFile) -> ParsedFile:
    """A file without a form among others is worth a look, no more."""
    severity, message = FINDINGS["no-form-in-file"]
    findings = tuple(
        replace(finding, code="no-form-in-file", severity=severity, message=message)
        if finding.code == "no-form"
        else finding
        for finding in parsed.findings
    )
    return replace(parsed, findings=findings)


def _form(form: ParsedForm, name: str) -> ParsedForm:
    return replace(form, source=name, findings=tuple(_sourced(form.findings, name)))


def _sourced(found: tuple[Sourced, ...], name: str) -> list[Sourced]:
    return [replace(one, source=name) for one in found]

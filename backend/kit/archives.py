"""Zip files of strangers: opened only when their directory promises nothing harmful (forms.md §3, hostile files)."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from backend.kit.problems import Problem

MIB = 1024 * 1024
MAX_ENTRIES, MAX_ENTRY, MAX_TOTAL = 2_000, 120 * MIB, 200 * MIB
MAX_RATIO, RATIO_FREE = 150, MIB
"""A small entry may compress as well as it likes."""
MAX_SIGNATURES = 10_000
"""Directory records counted before the directory is parsed; a stored inner archive brings its own."""
CHUNK = 256 * 1024
HEAD, IS_UTF8 = 30, 0x800
"""Bytes of the shortest local header; the flag of an entry whose name is UTF-8."""
PROLOG_LIMIT = 64 * 1024
PROLOG = re.compile(r"\ufeff?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<[^!?/\s]", re.DOTALL)
"""Declarations and comments, then at once the root element: no room for a DTD."""
XML_NAMES = (".xml", ".rels", ".vml")


class BadArchive(Problem):
    """422 for a zip that is broken, encrypted or built to hurt. `code` says which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__("bad-file", "文件不能接收", 422, detail)
        self.code = code


UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile has been seen to raise for damaged files."""
BROKEN = "文件已损坏，打不开。请用原来的软件重新保存后再上传。"
BOMB = "文件解压后过大，不能接收。请确认它是正常的文件，或拆成几个再上传。"


class ZipLimits(NamedTuple):
    """How many entries an archive may have, and how many bytes they may unpack to together."""

    entries: int
    total: int


@contextmanager
def open_zip(source: bytes | Path, limits: ZipLimits | None = None) -> Iterator[zipfile.ZipFile]:
    """The archive with its directory checked and nothing unpacked. Raises BadArchive."""
    limits = limits or ZipLimits(MAX_ENTRIES, MAX_TOTAL)
    data = source if isinstance(source, bytes) else source.read_bytes()
    if data.count(b"PK\x01\x02") > max(MAX_SIGNATURES, 2 * limits.entries):
        raise BadArchive("zip-bomb", BOMB)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except UNREADABLE as error:
        raise BadArchive("broken-zip", BROKEN) from error
    with archive:
        _check_directory(archive.infolist(), limits)
        yield archive


def _check_directory(entries: list[zipfile.ZipInfo], limits: ZipLimits) -> None:
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.total:
        raise BadArchive("zip-bomb", BOMB)
    if _overlap(entries):
        raise BadArchive("zip-bomb", BOMB)
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise BadArchive("broken-zip", BROKEN)
    for entry in entries:
        _check_entry(entry)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share packed bytes, as in bombs that unpack one kernel thousands of times."""
    spans = sorted((entry.header_offset, entry.header_offset + HEAD + entry.compress_size) for entry in entries)
    return any(end > start for (_, end), (start, _) in pairwise(spans))


def _check_entry(entry: zipfile.ZipInfo) -> None:
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > MAX_ENTRY or (entry.file_size > RATIO_FREE and ratio > MAX_RATIO):
        raise BadArchive("zip-bomb", BOMB)
    if entry.flag_bits & 0x1:
        raise BadArchive("encrypted", "文件加了密码，请去掉密码后再上传。")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadArchive("broken-zip", "压缩方式太特殊，请用普通的 zip 格式重新压缩。")
    if not _is_plain_name(entry) or stat.S_ISLNK(entry.external_attr >> 16):
        raise BadArchive("unsafe-name", "压缩包里有不安全的文件路径，不能接收。")


def _is_plain_name(entry: zipfile.ZipInfo) -> bool:
    """No way out of the folder it would be unpacked to; `orig_filename` shows what zipfile has already cleaned."""
    names = (written_name(entry.filename, entry), written_name(entry.orig_filename, entry))
    for name in names:
        if not name or name.startswith("/") or re.search(r"[\\:\x00-\x1f]", name) or len(name) > 400:
            return False
        if ".." in name.split("/"):
            return False
    return True


def written_name(name: str, entry: zipfile.ZipInfo) -> str:
    """The name a person gave: programs in China write GBK without saying so, and zipfile takes it for cp437."""
    if entry.flag_bits & IS_UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def read_entry(archive: zipfile.ZipFile, name: str, limit: int = MAX_ENTRY) -> bytes:
    """One entry of at most `limit` bytes. In pieces, because a forged size would let one read unpack it all."""
    return b"".join(_pieces(archive, name, limit))


def _pieces(archive: zipfile.ZipFile, name: str, limit: int) -> Iterator[bytes]:
    total = 0
    try:
        with archive.open(name) as entry:
            while piece := entry.read(CHUNK):
                total += len(piece)
                if total > limit:
                    raise BadArchive("zip-bomb", BOMB)
                yield piece
    except UNREADABLE as error:
        raise BadArchive("broken-zip", BROKEN) from error


def refuse_declarations(archive: zipfile.ZipFile) -> None:
    """Raises BadArchive when an XML part has a document type declaration, where entities would be defined."""
    for name in archive.namelist():
        if name.lower().endswith(XML_NAMES):
            head = next(_pieces(archive, name, MAX_ENTRY), b"")[:PROLOG_LIMIT]
            if head and not PROLOG.match(_decoded(head)):
                raise BadArchive(
                    "unsafe-xml", "文件里有不允许的声明或实体，不能接收。请用 Word、Excel 或 WPS 重新保存。"
                )


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"<\0")):
        return head.decode("utf-16-le", "replace")
    if head.startswith((b"\xfe\xff", b"\0<")):
        return head.decode("utf-16-be", "replace")
    return head.decode("utf-8", "replace")

"""Attachments without the database: what a file is, what it may be called, and where its bytes lie."""

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import quote

from backend.kit.archives import MIB, open_zip, refuse_declarations
from backend.kit.problems import Problem
from backend.kit.terms import Term

FILE_LIMIT = 20 * MIB
NAME_LIMIT = 120
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
CHUNK = MIB


class FileKind(Term):
    """What a file is by its bytes."""

    docx = "docx", "Word 文档"
    xlsx = "xlsx", "Excel 工作簿"
    xls = "xls", "Excel 97 工作簿"
    ole2 = "ole2", "旧版 Office 文档"
    pdf = "pdf", "PDF"
    png = "png", "PNG 图片"
    jpeg = "jpeg", "JPEG 图片"
    csv = "csv", "CSV 表格"
    txt = "txt", "文本"
    zip = "zip", "压缩包"


EXTENSIONS: dict[FileKind, tuple[str, ...]] = {
    FileKind.docx: ("docx",),
    FileKind.xlsx: ("xlsx",),
    FileKind.xls: ("xls", "et"),
    FileKind.ole2: ("doc", "wps", "ppt", "dps"),
    FileKind.pdf: ("pdf",),
    FileKind.png: ("png",),
    FileKind.jpeg: ("jpg", "jpeg"),
    FileKind.csv: ("csv",),
    FileKind.txt: ("txt",),
    FileKind.zip: ("zip",),
}
MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.xls: "application/vnd.ms-excel",
    FileKind.ole2: "application/msword",
    FileKind.pdf: "application/pdf",
    FileKind.png: "image/png",
    FileKind.jpeg: "image/jpeg",
    FileKind.csv: "text/csv; charset=utf-8",
    FileKind.txt: "text/plain; charset=utf-8",
    FileKind.zip: "application/zip",
}


class BadFile(Problem):
    """422 for a file that is not accepted; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__("bad-file", "文件不能接收", 422, detail)
        self.code = code


class Accepted(NamedTuple):
    """A checked upload. `name` is for people only; the bytes are filed under `digest` (SHA-256, hex)."""

    name: str
    kind: FileKind
    media_type: str
    size: int
    digest: str


def accept(filename: str, data: bytes, allowed: Collection[FileKind], limit: int = FILE_LIMIT) -> Accepted:
    """Checks size, content and extension of an upload. Raises BadFile, BadArchive or a 413 problem."""
    if len(data) > limit:
        raise Problem("too-large", "文件过大", 413, f"一个文件最多 {limit // MIB} MB，请压缩或拆分后再上传。")
    name = clean_name(filename)
    extension = name.rpartition(".")[2].lower()
    kind = sniff(data)
    if kind is FileKind.txt and extension == "csv":
        kind = FileKind.csv
    if kind not in allowed:
        labels = "、".join(one.label for one in FileKind if one in allowed)
        raise BadFile("kind", f"这里不接收{kind.label}，请上传：{labels}。")
    if extension not in EXTENSIONS[kind]:
        right = EXTENSIONS[kind][0]
        raise BadFile(
            "extension", f"文件内容是{kind.label}，扩展名却不是 .{right}。请用原来的软件另存后再上传。"
        )
    return Accepted(name, kind, MEDIA_TYPES[kind], len(data), hashlib.sha256(data).hexdigest())


def sniff(data: bytes) -> FileKind:
    """The kind by content alone; text is `txt`. Raises BadFile when it is none of ours, empty, or encrypted."""
    if not data:
        raise BadFile("empty", "文件是空的，请重新选择。")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(OLE2):
        return _sniff_ole2(data)
    if data.startswith(b"%PDF-"):
        return FileKind.pdf
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82"):
        return FileKind.png
    if data.startswith(b"\xff\xd8\xff") and b"PK\x05\x06" not in data[-66_000:]:
        return FileKind.jpeg
    if _is_text(data):
        return FileKind.txt
    raise BadFile("unknown", "认不出这个文件的格式。请上传 Word、Excel、PDF、图片、文本或 zip 文件。")


def _sniff_zip(data: bytes) -> FileKind:
    with open_zip(data) as archive:
        names = set(archive.namelist())
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            raise BadFile("macros", "文件里带有宏，不能接收。请另存为不带宏的格式（.docx 或 .xlsx）。")
        if "[Content_Types].xml" not in names:
            return FileKind.zip
        refuse_declarations(archive)
        if "word/document.xml" in names:
            return FileKind.docx
        return FileKind.xlsx if "xl/workbook.xml" in names else FileKind.zip


def _sniff_ole2(data: bytes) -> FileKind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise BadFile("encrypted", "文件加了密码，请去掉密码后再上传。")
    return FileKind.xls if has("Workbook") or has("Book\0") else FileKind.ole2


def _is_text(data: bytes) -> bool:
    """Text a person wrote: decodes, and holds no control characters but tab and line ends; markup is not text."""
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:1024].lstrip().lower()
        is_markup = head.startswith(
            ("<!doctype", "<html", "<?xml", "<svg", "<script", "{\\rtf", "mime-version:")
        )
        return not is_markup and not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    return False


def clean_name(filename: str) -> str:
    """A stranger's file name made harmless to show: last part only, no control or direction marks, ≤ 120 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", filename[-1000:]))[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    shown = re.sub(r'[<>:"|?*]', "_", shown).strip(" .")
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        stem, extension = shown, ""
    extension = extension[:16]
    return (stem[: NAME_LIMIT - len(dot + extension)] or "未命名") + dot + extension


def content_disposition(name: str) -> str:
    """`attachment` with an ASCII name for old clients and the real one by RFC 5987 (RFC 6266)."""
    clean = clean_name(name)
    parts = [re.sub(r"[^A-Za-z0-9_-]+", "_", part).strip("_") for part in clean.rsplit(".", 1)]
    ascii_name = ".".join([parts[0] or "file", *parts[1:]])
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(clean, safe='')}"


class Store:
    """Files under a root folder, each under the SHA-256 of its content: equal files lie there once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def beside(self, name: str) -> "Store":
        """The store in another folder next to this one."""
        return Store(self._root.parent / name)

    def path(self, digest: str) -> Path:
        """Where a file lies or would lie. ValueError for anything but 64 hex digits."""
        if not DIGEST.fullmatch(digest):
            raise ValueError("not a digest")
        return self._root / digest[:2] / digest[2:]

    def put(self, chunks: bytes | Iterable[bytes]) -> str:
        """Writes a file so that it is there completely, even after a power cut, or not at all. Returns its digest."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        temporary = self._incoming / secrets.token_hex(16)
        try:
            digest = self._write(temporary, [chunks] if isinstance(chunks, bytes) else chunks)
            target = self.path(digest)
            target.parent.mkdir(exist_ok=True)
            # An equal file is replaced too: `sweep` must take it for a new one.
            os.replace(temporary, target)
            for folder in (target.parent, self._root):
                _sync_folder(folder)
        finally:
            temporary.unlink(missing_ok=True)
        return digest

    @staticmethod
    def _write(path: Path, chunks: Iterable[bytes]) -> str:
        hasher = hashlib.sha256()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                hasher.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return hasher.hexdigest()

    def open(self, digest: str) -> BinaryIO:
        """The file for reading; FileNotFoundError when it is not there."""
        return self.path(digest).open("rb")

    def read(self, digest: str) -> Iterator[bytes]:
        """The content in pieces of 1 MiB, for a streaming answer."""
        with self.open(digest) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def sweep(self, kept: Collection[str], before: float) -> int:
        """Removes what nobody names any more and was written before this time (seconds); returns how many files.

        That goes for what a killed process left half written, too.
        """
        gone = 0
        for file in (*self._root.glob("??/*"), *self._incoming.glob("*")):
            if file.parent.name + file.name in kept:
                continue
            with suppress(FileNotFoundError):  # another process sweeps as well
                if file.stat().st_mtime < before:
                    file.unlink()
                    gone += 1
        return gone

    def delete(self, digest: str) -> None:
        """Removes a file that no record names any more; no error when it is gone already."""
        self.path(digest).unlink(missing_ok=True)


def uploads(data_dir: Path) -> Store:
    """Where the bytes of uploads lie among a server's data."""
    return Store(data_dir / "files")


def _sync_folder(folder: Path) -> None:
    """Makes a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""The zip file itself: written entry by entry in bounded memory, each hashed on its way, the list of hashes last."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, Final, NamedTuple

import orjson

from backend.packages.paper.names import Names, safe_name

LAYOUT: Final = "lianfang-package/1"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
PACKED: Final = frozenset({"docx", "xlsx", "pdf", "png", "jpg", "jpeg", "zip"})
"""Compressed already: stored as they are."""
STEP: Final = 256 * 1024


class Item(NamedTuple):
    """Something to be filed: in which volume and folder, what it is, from whom and when, and its bytes in pieces."""

    volume: int
    folder: str
    title: str
    extension: str
    pieces: Callable[[], Iterable[bytes]]
    responsible: str = ""
    dated: str = ""
    remark: str = ""
    counts: bool = True
    """False for what belongs to another item and shares its number, as its attachments do."""


class Filed(NamedTuple):
    """An item in its place."""

    path: str
    size: int
    sha256: str
    volume: int
    number: int
    title: str
    responsible: str
    dated: str
    remark: str


class Archive:
    """A package being written, in a `with` block.

    `root` is the one folder everything lies in; `volumes` name the folders by number.
    """

    def __init__(self, target: BinaryIO, root: str, volumes: dict[int, str], written_at: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", allowZip64=True)
        self._root, self._volumes = safe_name(root), volumes
        self._stamp = written_at.timetuple()[:6]
        self._names, self._counts = Names(), dict[int, int]()
        self.filed: list[Filed] = []

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        """Lets go of the file, also of one that is not finished."""
        self._zip.close()

    def add(self, item: Item) -> Filed:
        """Writes an item under its number: `05 风险排查表/教务处/05-012 教材管理岗.docx`."""
        pieces = item.pieces()  # what cannot be had is refused here, before it has a number
        number = self._counts.get(item.volume, 0) + (1 if item.counts else 0)
        self._counts[item.volume] = number
        title = self._volumes.get(item.volume)
        folders = [f"{item.volume:02d} {title}"] if title else []
        folders += [safe_name(part) for part in item.folder.split("/") if part]
        stem = f"{item.volume:02d}-{number:03d} {item.title}" if title else item.title
        path = self._names.take("/".join(folders), stem, item.extension)
        size, digest = self._write(path, pieces)
        filed = Filed(
            path, size, digest, item.volume, number, item.title, item.responsible, item.dated, item.remark
        )
        self.filed.append(filed)
        return filed

    def put(self, name: str, data: bytes) -> None:
        """Writes a file of the package itself, which stands in the list of hashes but bears no number."""
        self.stream(name, (data,))

    def stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """The same in pieces."""
        size, digest = self._write(name, pieces)
        self.filed.append(Filed(name, size, digest, 0, 0, name, "", "", ""))

    def close(self, about: dict[str, object]) -> str:
        """Writes the lists of hashes; returns the SHA-256 of the manifest, which proves everything else."""
        files = [filed._asdict() for filed in self.filed]
        whole = {"layout": LAYOUT, **about, "files": files}
        manifest = orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n"
        _, digest = self._write(MANIFEST, (manifest,))
        lines = [*(f"{filed.sha256}  {filed.path}\n" for filed in self.filed), f"{digest}  {MANIFEST}\n"]
        self._write(SUMS, (line.encode() for line in lines))
        self._zip.close()
        return digest

    def _write(self, path: str, pieces: Iterable[bytes]) -> tuple[int, str]:
        info = zipfile.ZipInfo(f"{self._root}/{path}", self._stamp)
        is_packed = path.rpartition(".")[2] in PACKED
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        hasher, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as sink:
            for piece in pieces:
                hasher.update(piece)
                size += len(piece)
                sink.write(piece)
        return size, hasher.hexdigest()


def in_steps(file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning; it is closed at the end."""
    with file:
        file.seek(0)
        while piece := file.read(STEP):
            yield piece

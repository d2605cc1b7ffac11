"""Whether a package is what was built: every file in it against its manifest, offline and without the system."""

import hashlib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from backend.kit.archives import UNREADABLE
from backend.packages.paper.archive import LAYOUT, MANIFEST, STEP, SUMS

MANIFEST_LIMIT = 64 * 1024 * 1024


class Verdict(NamedTuple):
    """What was found. Whole when there are no faults; then `manifest_digest` is to be compared with the journal's."""

    manifest_digest: str
    files_count: int
    faults: list[str]


def verify_package(path: Path) -> Verdict:
    """Hashes every entry in small pieces; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _verify(archive)
    except UNREADABLE:
        return Verdict("", 0, ["文件打不开：不是压缩包，或已经损坏。"])


def _verify(archive: zipfile.ZipFile) -> Verdict:
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    manifests = [name for name in names if name.rpartition("/")[2] == MANIFEST and name.count("/") <= 1]
    if len(manifests) != 1:
        return Verdict("", 0, [f"压缩包里没有 {MANIFEST}，不是本系统生成的材料包。"])
    (manifest,) = manifests
    root = manifest[: -len(MANIFEST)]
    digest, data = _hashed(archive, manifest, keeps=True)
    listed = _listed(data)
    if listed is None:
        return Verdict(digest, 0, [f"{MANIFEST} 已损坏，无法核对。"])
    faults = _compare(archive, root, listed, names)
    return Verdict(digest, len(listed), faults)


def _listed(data: bytes) -> dict[str, str] | None:
    """Path → hash as the manifest says."""
    try:
        whole: Any = orjson.loads(data)
        if whole["layout"] != LAYOUT:
            return None
        return {str(file["path"]): str(file["sha256"]) for file in whole["files"]}
    except (ValueError, KeyError, TypeError):
        return None


def _compare(archive: zipfile.ZipFile, root: str, listed: dict[str, str], names: list[str]) -> list[str]:
    faults = []
    present = Counter(name[len(root) :] if name.startswith(root) else name for name in names)
    for path, expected in listed.items():
        if present[path] != 1:
            faults.append(f"重复：{path}" if path in present else f"缺少：{path}")
        elif _hashed(archive, root + path)[0] != expected:
            faults.append(f"被改动：{path}")
    if present[SUMS] != 1:
        faults.append(f"重复：{SUMS}" if SUMS in present else f"缺少：{SUMS}")
    elif _hashed(archive, root + SUMS, keeps=True)[1] != _sums(archive, root, listed):
        faults.append(f"被改动：{SUMS}")
    known = {*listed, MANIFEST, SUMS}
    return faults + [f"多出：{path}" for path in present if path not in known]


def _sums(archive: zipfile.ZipFile, root: str, listed: dict[str, str]) -> bytes:
    """The list of hashes as it must read."""
    hashes = [*listed.items(), (MANIFEST, _hashed(archive, root + MANIFEST)[0])]
    return "".join(f"{digest}  {path}\n" for path, digest in hashes).encode()


def _hashed(archive: zipfile.ZipFile, name: str, *, keeps: bool = False) -> tuple[str, bytes]:
    """SHA-256 of an entry, and its bytes when they are wanted; damaged entries have the hash of nothing."""
    hasher, kept = hashlib.sha256(), bytearray()
    try:
        with archive.open(name) as entry:
            while piece := entry.read(STEP):
                hasher.update(piece)
                if keeps and len(kept) < MANIFEST_LIMIT:
                    kept += piece
    except UNREADABLE:
        return "", b""
    return hasher.hexdigest(), bytes(kept)

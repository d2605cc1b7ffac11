"""A package is checked file by file; whatever was done to it shows, and strangers' files are refused quietly."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from backend.cli import main
from backend.kit.table import CAMPUS_ZONE
from backend.packages.paper.archive import MANIFEST, SUMS, Archive, Item
from backend.packages.paper.verification import verify_package

Change = Callable[[dict[str, bytes]], None]
ROOT = "教务处2026年度正式表格"
PAPER = "教务处/职权目录.txt"


def item(title: str, text: bytes) -> Item:
    return Item(0, "教务处", title, "txt", lambda: (text,))


def written(path: Path) -> str:
    """A small package; returns the hash of its manifest."""
    with path.open("wb") as target:
        archive = Archive(target, ROOT, {}, datetime(2026, 11, 27, 8, 0, tzinfo=CAMPUS_ZONE))
        archive.add(item("职权目录", "教材选用".encode()))
        archive.add(item("排查表", "风险点".encode()))
        return archive.close({"package": 1})


def rewritten(path: Path, change: Change) -> None:
    """The same package with its files changed by somebody."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "package.zip"
    digest = written(path)
    assert verify_package(path) == (digest, 2, [])
    assert main(["verify-package", str(path), "--manifest", digest.upper()]) == 0
    said = capsys.readouterr().out
    assert digest in said
    assert "核验通过：2 个文件" in said


def test_another_package_is_told_by_its_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "package.zip"
    written(path)
    assert main(["verify-package", str(path), "--manifest", "0" * 64]) == 1
    assert "不是那个材料包" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda files: files.update({f"{ROOT}/{PAPER}": b"changed"}), f"被改动：{PAPER}"),
        (lambda files: files.pop(f"{ROOT}/{PAPER}"), f"缺少：{PAPER}"),
        (lambda files: files.update({f"{ROOT}/多.txt": b""}), "多出：多.txt"),
        (lambda files: files.update({"elsewhere.txt": b""}), "多出：elsewhere.txt"),
        (lambda files: files.update({f"{ROOT}/{SUMS}": b""}), f"被改动：{SUMS}"),
        (lambda files: files.pop(f"{ROOT}/{SUMS}"), f"缺少：{SUMS}"),
        (lambda files: files.update({f"{ROOT}/{MANIFEST}": b"{}"}), f"{MANIFEST} 已损坏，无法核对。"),
        (lambda files: files.pop(f"{ROOT}/{MANIFEST}"), f"压缩包里没有 {MANIFEST}，不是本系统生成的材料包。"),
    ],
)
def test_whatever_was_done_shows(
    change: Change, fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "package.zip"
    written(path)
    rewritten(path, change)
    assert fault in verify_package(path).faults
    assert main(["verify-package", str(path)]) == 1
    assert "核验未通过" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04 broken", b"PK\x05\x06" + bytes(18)])
def test_other_files_are_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(data)
    assert verify_package(path).faults
    with pytest.raises(SystemExit):
        main(["verify-package", str(tmp_path / "missing.zip")])


def test_damaged_bytes_show(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    written(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        at = archive.getinfo(f"{ROOT}/{PAPER}").header_offset
    data[at + 30 + len(f"{ROOT}/{PAPER}".encode()) + 22] ^= 0xFF
    path.write_bytes(bytes(data))
    assert f"被改动：{PAPER}" in verify_package(path).faults

"""Attachments: recognised by content, named harmlessly, stored once and completely."""

import contextlib
import hashlib
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.archives import BadArchive
from backend.kit.files import BadFile, FileKind, Store, accept, clean_name, content_disposition, sniff
from backend.kit.problems import Problem
from tests.kit.hostile import (
    BILLION_LAUGHS,
    JPEG,
    OLE2,
    PDF,
    PNG,
    ROOT_XML,
    docx,
    ole2,
    workbook,
    xls,
    zip_of,
)

ALL = frozenset(FileKind)
SAMPLES = {
    FileKind.docx: docx(),
    FileKind.xlsx: workbook([["编码"]]),
    FileKind.xls: xls([["编码"]]),
    FileKind.ole2: ole2("WordDocument", b"x"),
    FileKind.pdf: PDF,
    FileKind.png: PNG,
    FileKind.jpeg: JPEG,
    FileKind.txt: "廉政风险\r\n\t防控".encode(),
    FileKind.zip: zip_of({"a.txt": b"x"}),
}
NAMES = {kind: f"材料.{kind.value}" for kind in SAMPLES} | {FileKind.jpeg: "a.JPG", FileKind.ole2: "旧.wps"}


def refusal(filename: str, data: bytes) -> str:
    with pytest.raises(Problem) as refused:
        accept(filename, data, ALL)
    assert isinstance(refused.value, BadFile | BadArchive)
    assert refused.value.status == 422
    return refused.value.code


@pytest.mark.parametrize("kind", SAMPLES)
def test_it_works(kind: FileKind) -> None:
    data = SAMPLES[kind]
    accepted = accept(NAMES[kind], data, ALL)
    assert (accepted.kind, accepted.name, accepted.size) == (kind, NAMES[kind], len(data))
    assert accepted.digest == hashlib.sha256(data).hexdigest()
    assert "/" in accepted.media_type


def test_csv_is_text_with_its_extension() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        accepted = accept("台账.csv", "编码,名称\r\n1,㛃".encode(encoding), {FileKind.csv})
        assert accepted.kind is FileKind.csv


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("extension", ["exe", "html", "svg", "docm", "js", ""])
def test_other_extensions_are_refused(kind: FileKind, extension: str) -> None:
    assert refusal(f"a.{extension}", SAMPLES[kind]) == "extension"


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("other", SAMPLES)
def test_extension_of_another_kind_is_refused(kind: FileKind, other: FileKind) -> None:
    if kind is not other:
        assert refusal(NAMES[other], SAMPLES[kind]) == "extension"


def test_kinds_not_welcome_here_are_named() -> None:
    with pytest.raises(BadFile) as refused:
        accept("a.zip", SAMPLES[FileKind.zip], {FileKind.pdf, FileKind.docx})
    assert refused.value.detail == "这里不接收压缩包，请上传：Word 文档、PDF。"


def test_size_is_limited_to_the_byte() -> None:
    accept("a.txt", b"x" * 1000, ALL, limit=1000)
    with pytest.raises(Problem) as refused:
        accept("a.txt", b"x" * 1001, ALL, limit=1000)
    assert refused.value.status == 413


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\0" + b"\0" * 60, "unknown"),
        (b"\x7fELF\2\1\1", "unknown"),
        (b"GIF89a" + b"\0" * 20, "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "unknown"),
        ("<script>".encode("utf-16"), "unknown"),
        (b"{\\rtf1 x}", "unknown"),
        (b"text\0with nul", "unknown"),
        (b"\x1b[31mterminal", "unknown"),
        (PNG[:-4], "unknown"),
        (PNG + zip_of({"a": b"x"}), "unknown"),
        (JPEG + zip_of({"a": b"x"}), "unknown"),
        (docx(word__vbaProject=b"<x/>").replace(b"vbaProject.xml", b"vbaProject.bin"), "macros"),
        (docx(word__document=BILLION_LAUGHS), "unsafe-xml"),
        (zip_of({"../../etc/cron.d/x": b"x"}), "unsafe-name"),
        (zip_of({"a": b"\0" * 3_000_000}), "zip-bomb"),
        (b"PK\x03\x04 not a zip", "broken-zip"),
        (ole2("EncryptedPackage", b"x"), "encrypted"),
    ],
)
def test_hostile_content_is_refused(data: bytes, code: str) -> None:
    assert refusal("a.docx", data) == code


def test_zip_with_content_types_only_is_a_zip() -> None:
    assert sniff(zip_of({"[Content_Types].xml": ROOT_XML, "x": b""})) is FileKind.zip


def test_empty_ole2_is_an_old_document() -> None:
    assert sniff(OLE2 + b"\0" * 600) is FileKind.ole2


HEADS = [b"", b"PK\x03\x04", OLE2, b"%PDF-", b"\xff\xfe", b"\x89PNG\r\n\x1a\n"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(HEADS))
def test_any_bytes_are_recognised_or_refused(data: bytes, head: bytes) -> None:
    with contextlib.suppress(BadFile, BadArchive):
        assert sniff(head + data) in FileKind


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("附件二.docx", "附件二.docx"),
        ("C:\\Users\\wang\\附件.docx", "附件.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\r\n.txt", "ab.txt"),
        ("cod\u202excod.exe", "codxcod.exe"),
        ('a"b<c>|?*.txt', "a_b_c____.txt"),
        (" . ", "未命名"),
        ("", "未命名"),
        (".htaccess", "htaccess"),
        ("\ud800.txt", "txt"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ("Cafe\u0301.txt", "Café.txt"),
    ],
)
def test_names_are_made_harmless(given_name: str, shown: str) -> None:
    assert clean_name(given_name) == shown


def test_chinese_name_travels_by_rfc_5987() -> None:
    header = content_disposition('附件二 "廉政".docx')
    assert header.startswith('attachment; filename="')
    assert header.endswith("filename*=UTF-8''%E9%99%84%E4%BB%B6%E4%BA%8C%20_%E5%BB%89%E6%94%BF_.docx")
    assert content_disposition("report-1.pdf").startswith('attachment; filename="report-1.pdf"; ')
    assert content_disposition("附件.docx").startswith('attachment; filename="file.docx"; ')


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_name_makes_a_safe_header(name: str) -> None:
    header = content_disposition(name)
    header.encode("ascii")
    assert header.count('"') == 2
    assert not set(header) & set("\r\n\0\\")
    shown = unquote(header.rpartition("''")[2], errors="strict")
    assert shown == clean_name(name)
    assert 0 < len(shown) <= 120
    assert clean_name(shown) == shown


# --- store --------------------------------------------------------------------------------------------------


def test_stored_file_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "files")
    digest = store.put(iter([b"part one, ", b"part two"]))
    assert digest == hashlib.sha256(b"part one, part two").hexdigest()
    assert b"".join(store.read(digest)) == b"part one, part two"
    with store.open(digest) as file:
        assert file.read(4) == b"part"
    assert store.path(digest).relative_to(tmp_path / "files").parts == (digest[:2], digest[2:])
    assert stat.S_IMODE(store.path(digest).stat().st_mode) == 0o600


def test_equal_files_lie_there_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.put(b"same") == store.put(b"same")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(store.put(b"same"))]


def test_failed_upload_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        Store(tmp_path).put(broken())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_deleting_twice_is_fine(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"x")
    store.delete(digest)
    store.delete(digest)
    with pytest.raises(FileNotFoundError):
        store.open(digest)


@pytest.mark.parametrize(
    "digest", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "０" * 64]
)
def test_only_digests_name_files(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError):
        Store(tmp_path).open(digest)


def test_many_writers_of_one_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(store.put(b"y" * 100_000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert b"".join(store.read(seen[0])) == b"y" * 100_000


def test_a_file_nobody_names_goes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept, gone = store.put(b"kept"), store.put(b"gone")
    assert store.sweep({kept}, 0) == 0
    assert store.sweep({kept}, time.time() + 1) == 1
    assert (store.path(kept).exists(), store.path(gone).exists()) == (True, False)


def test_what_was_just_handed_in_again_or_half_written(tmp_path: Path) -> None:
    """An old file that comes anew is spared as a new one is; what a killed process left goes."""
    store = Store(tmp_path)
    again, half = store.path(store.put(b"again")), tmp_path / "incoming" / "half"
    half.touch()
    for file in (again, half):
        os.utime(file, (0, 0))
    store.put(b"again")
    assert store.sweep((), time.time() - 60) == 1
    assert (again.exists(), half.exists()) == (True, False)

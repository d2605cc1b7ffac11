"""Zip files: ordinary ones open, those built to hurt do not."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit import archives
from backend.kit.archives import BadArchive, open_zip, read_entry, refuse_declarations
from tests.kit.hostile import BILLION_LAUGHS, ROOT_XML, docx, lying_zip, zip_of

MIB = 1024 * 1024


def code(data: bytes) -> str | None:
    """Opens, reads everything, looks for declarations."""
    try:
        with open_zip(data) as archive:
            for name in archive.namelist():
                read_entry(archive, name)
            refuse_declarations(archive)
    except BadArchive as refused:
        return refused.code
    return None


def test_it_works(tmp_path: Path) -> None:
    data = zip_of({"材料/说明.txt": "内容".encode(), "材料/": b""})
    with open_zip(data) as archive:
        assert read_entry(archive, "材料/说明.txt").decode() == "内容"
    (tmp_path / "a.zip").write_bytes(data)
    with open_zip(tmp_path / "a.zip") as archive:
        assert len(archive.namelist()) == 2


def test_ordinary_documents_pass() -> None:
    assert code(docx()) is None
    assert (
        code(docx(word__x=b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <!DOCTYPE --> <?mso x?>\n<w:a/>')) is None
    )
    assert code(docx(word__x="<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"))) is None
    assert code(docx(word__empty=b"")) is None


@pytest.mark.parametrize(
    "xml",
    [
        BILLION_LAUGHS,
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        b"<?xml version='1.0'?><!-- x --><!DOCTYPE r><r/>",
        b"<?x?>" * 5000 + b"<!DOCTYPE r><r/>",
        b"<!--" + b"x" * 70_000 + b"--><!DOCTYPE r><r/>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE r><r/>".encode("utf-16"),
        "<!DOCTYPE r><r/>".encode("utf-16-be"),
        b"\xef\xbb\xbf <!DOCTYPE r><r/>",
        b"+ADwAIQ-DOCTYPE r+AD4-",
        b"not xml",
    ],
)
def test_declarations_are_refused(xml: bytes) -> None:
    assert code(docx(word__document=xml)) == "unsafe-xml"


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/passwd", "a\\..\\b", "C:x", "a\nb", "..", "x" * 401, "a/.."]
)
def test_paths_out_of_the_folder_are_refused(name: str) -> None:
    assert code(zip_of({name: b"x"})) == "unsafe-name"


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert code(target.getvalue()) == "unsafe-name"


def test_names_twice_are_refused() -> None:
    assert code(zip_of({"a.xml": ROOT_XML, "A.XML": ROOT_XML})) == "broken-zip"


def test_encrypted_and_exotic_archives_are_refused() -> None:
    data = zip_of({"a": b"x"}, zipfile.ZIP_STORED)
    flags = data.rindex(b"PK\x01\x02") + 8
    assert code(data[:flags] + b"\x01" + data[flags + 1 :]) == "encrypted"
    assert code(zip_of({"a": b"x"}, zipfile.ZIP_BZIP2)) == "broken-zip"


def test_bombs_are_refused_unread() -> None:
    assert code(zip_of({"a": b"\0" * (2 * MIB)})) == "zip-bomb"
    assert code(zip_of({str(number): b"" for number in range(2001)})) == "zip-bomb"
    assert code(zip_of({str(number): b"" for number in range(2000)})) is None
    assert code(b"PK\x01\x02" * 10_001) == "zip-bomb"


def test_limits_count_what_the_directory_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zip_of({"a": b"x" * 1000, "b": b"y" * 1000}, zipfile.ZIP_STORED)
    monkeypatch.setattr(archives, "MAX_TOTAL", 2000)
    assert code(data) is None
    monkeypatch.setattr(archives, "MAX_TOTAL", 1999)
    assert code(data) == "zip-bomb"
    monkeypatch.undo()
    monkeypatch.setattr(archives, "MAX_ENTRY", 999)
    assert code(data) == "zip-bomb"


def test_small_entries_may_compress_well() -> None:
    assert code(zip_of({"a": b"\0" * MIB})) is None


def test_forged_size_unpacks_no_more_than_claimed() -> None:
    data = lying_zip("a", b"\0" * (300 * MIB), 1000)
    with open_zip(data) as archive:
        assert len(read_entry(archive, "a")) == 1000


def test_reading_has_a_limit() -> None:
    with open_zip(zip_of({"a": b"x" * 1000})) as archive, pytest.raises(BadArchive):
        read_entry(archive, "a", 999)


def test_missing_entry_is_a_broken_file() -> None:
    with open_zip(zip_of({"a": b""})) as archive, pytest.raises(BadArchive):
        read_entry(archive, "b")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 30, b"x" * 100]
)
def test_damaged_archives_are_refused(data: bytes) -> None:
    assert code(data) == "broken-zip"


WHOLE = docx(word__x=b"<a>" + b"text" * 50 + b"</a>")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4))
def test_damage_anywhere_is_refused_or_harmless(place: int, junk: bytes) -> None:
    assert code(WHOLE[:place] + junk + WHOLE[place + len(junk) :]) in (
        None,
        "broken-zip",
        "encrypted",
        "unsafe-name",
        "unsafe-xml",
        "zip-bomb",
    )
    code(WHOLE[:place])

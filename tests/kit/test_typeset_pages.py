"""Pages and pictures with fonts of our own: what a user wrote is text and never markup."""

import io
import struct
import zlib
from pathlib import Path

import pypdfium2
import pytest
import typst

from backend.kit import typesetting
from backend.kit.typesetting import rasterize, typeset

PAGE = """#set page(width: 210mm, height: 60mm)
#set text(font: ("Noto Serif CJK SC",), lang: "zh", region: "cn")
#sys.inputs.said

#pdf.attach("form.json", bytes(sys.inputs.said), relationship: "data", mime-type: "text/plain", description: "原文")
"""
NASTY = "#eval(1) *加粗* $x^2$ \\ <标签> @引用 `码` 𬭎䶮堃喆"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    template = tmp_path / "page.typ"
    template.write_text(PAGE, "utf-8")
    return template


def _text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    text: str = document[0].get_textpage().get_text_range()
    document.close()
    return text


def test_it_works(page: Path) -> None:
    assert "职权目录" in _text(typeset(page, {"said": "职权目录"}))


def test_what_a_user_wrote_stays_as_it_is(page: Path) -> None:
    assert "".join(_text(typeset(page, {"said": NASTY})).split()) == "".join(NASTY.split())


def test_the_same_input_gives_the_same_file(page: Path) -> None:
    assert typeset(page, {"said": "一"}) == typeset(page, {"said": "一"})


def test_the_fonts_go_with_the_file(page: Path) -> None:
    made = typeset(page, {"said": "仿宋"})
    assert b"NotoSerifCJKsc" in made or b"NotoSerifCJKsc" in _unpacked(made)


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.txt").write_text("密", "utf-8")
    template = inner / "page.typ"
    template.write_text('#read("../secret.txt")', "utf-8")
    with pytest.raises(typst.TypstError):
        typeset(template, {})


def test_a_picture_is_as_large_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
    assert _size(rasterize(svg)) == (30, 20)
    assert _size(rasterize(svg, 3)) == (90, 60)
    monkeypatch.setattr(typesetting, "MOST_PIXELS", 2_400)
    assert _size(rasterize(svg, 3)) == (60, 40), "a very large one has fewer"


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(typst.TypstError):
        rasterize("<p>不是图</p>")


def _size(png: bytes) -> tuple[int, int]:
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def _unpacked(pdf: bytes) -> bytes:
    """Everything in the compressed streams."""
    found = b""
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found += zlib.decompress(part)
        except zlib.error:
            continue
    return found

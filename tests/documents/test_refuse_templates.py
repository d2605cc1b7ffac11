"""A template is a program run on the server: whatever is not in the language is refused (forms.md §1.3)."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from backend.documents.writer.filler import Template
from backend.documents.writer.language import BadTemplate
from tests.imports.word import pack


def template(*texts: str, runs: tuple[str, ...] = ()) -> bytes:
    """A one-paragraph-a-text template; `runs` makes one more paragraph cut as given."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    if runs:
        paragraph = document.add_paragraph()
        for piece in runs:
            paragraph.add_run(piece)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def filled(data: bytes, **context: Any) -> list[str]:
    document = Document(BytesIO(Template(data).fill(context, {"a": "b"})))
    return [paragraph.text for paragraph in document.paragraphs]


def test_it_fills() -> None:
    data = template(
        "部门：{{ department }}",
        "{%p for item in items %}",
        "{{ item }}",
        "{%p endfor %}",
        "{{ items|numbered }}",
    )
    assert filled(data, department="教务处", items=["甲", "乙"]) == [
        "部门：教务处",
        "甲",
        "乙",
        "1.甲",
        "2.乙",
    ]


def test_tags_cut_by_word_are_mended() -> None:
    data = template(runs=("部门：{", "{ depart", "ment }", "}，{% if “x” %}有{% e", "ndif %}"))
    with pytest.raises(BadTemplate):
        Template(data)
    data = template(runs=("部门：{", "{ depart", "ment }", "}{% if department %}，", "有{% e", "ndif %}"))
    assert filled(data, department="教务处") == ["部门：教务处，有"]


HOSTILE = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ department.__class__ }}",
    "{{ _secret }}",
    "{{ range(9) }}",
    "{{ 9**9**9 }}",
    "{{ 'a' * 99999999 }}",
    "{{ department|attr('x') }}",
    "{{ department|pprint }}",
    "{% for a in [1,2] %}{% endfor %}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% import 'os' as os %}",
    "{% macro a() %}{% endmacro %}",
    "{% for a in b recursive %}{% endfor %}",
    "{% for a in b if c %}{% endfor %}",
    "{% for a in b %}" * 4 + "{% endfor %}" * 4,
    "{% if department %}",
    "{{ a.b[0] }}",
    "{{ a if b else c }}",
    "{{ a ~ b }}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_other_languages_are_refused(text: str) -> None:
    with pytest.raises(BadTemplate):
        Template(template("前", text, "后"))


def test_unknown_names_are_refused_when_filling() -> None:
    with pytest.raises(BadTemplate, match="没有的内容"):
        filled(template("部门：{{ departmant }}"), department="教务处")


def test_row_tags_must_stand_alone() -> None:
    with pytest.raises(BadTemplate, match="独占一段"):
        Template(template("甲{%p for a in b %}", "{%p endfor %}"))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pack({"x": "y"})])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadTemplate):
        Template(data)


def test_entities_and_bombs_are_refused() -> None:
    sound = template("部门")
    with zipfile.ZipFile(BytesIO(sound)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    laughing = parts | {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "哈">]><a>&b;</a>'}
    with pytest.raises(BadTemplate, match="不允许"):
        Template(pack(laughing))
    with pytest.raises(BadTemplate, match="过大"):
        Template(pack(parts | {"word/media/x.bin": bytes(17 * 1024 * 1024)}))

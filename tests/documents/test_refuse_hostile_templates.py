"""Templates that reach outside, run something or never end are refused, and nothing of them is fetched or run."""

import pytest

from backend.documents.checker.guide import template_to_edit
from backend.documents.checker.package import clean_package
from backend.documents.writer.filler import Template
from backend.documents.writer.language import BadTemplate
from backend.kit.archives import BadArchive
from tests.documents.edited import (
    DOCUMENT,
    OFFICE,
    RELS,
    SHEET,
    TYPES,
    checked,
    edited,
    faults,
    packed,
    parts_of,
    related,
)

REFUSED: dict[str, tuple[bytes, str]] = {
    "another template": (related("attachedTemplate", "file:///C:/x.dotm"), "链接着另一个模板"),
    "a link": (related("hyperlink", "https://example.cn"), "指向外部的超链接"),
    "a picture elsewhere": (related("image", "http://example.cn/a.png"), "没有存在文件里"),
    "an object": (
        related("oleObject", "embeddings/a.bin", ("word/embeddings/a.bin", b"x")),
        "嵌入了对象",
    ),
    "another document": (
        related("aFChunk", "a.html", ("word/a.html", b"<p/>")),
        "并入了另一个文档",
    ),
    "a frame": (related("frame", "\\\\example\\share"), "不能使用的内容（frame）"),
    "a drawing in place of a picture": (
        related("image", "media/a.svg", ("word/media/a.svg", b"<svg/>")),
        "图片只能是",
    ),
    "a picture by another name": (
        related("image", "media/a.png", ("word/media/a.png", b"MZ")),
        "图片只能是",
    ),
    "a missing part": (
        edited(
            {"</Relationships>": f'<Relationship Type="{OFFICE}/header" Target="h.xml"/></Relationships>'},
            part=RELS,
        ),
        "文件不完整",
    ),
    "a chunk": (edited({"</w:body>": '<w:altChunk r:id="rId1"/></w:body>'}), "并入了另一个文档"),
    "a field of DDE": (
        edited({"</w:body>": '<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\cmd"/></w:p></w:body>'}),
        "有不能使用的域“DDEAUTO c:\\\\cmd”",
    ),
    "a field in pieces": (
        edited(
            {
                "</w:body>": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE'
                '</w:instrText></w:r><w:r><w:instrText>PICTURE "http://a"</w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:body>'
            }
        ),
        "有不能使用的域“INCLUDEPICTURE",
    ),
    "a field hidden in another": (
        edited(
            {
                "</w:body>": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>= 1</w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:body>'
            }
        ),
        "有不能使用的域“嵌套的域”",
    ),
    "an address in a shape": (
        edited(
            {
                "</w:body>": '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
                '<v:imagedata src="http://a/b.png"/></v:shape></w:pict></w:r></w:p></w:body>'
            }
        ),
        "链接到外部的地址",
    ),
    "a mail merge": (
        edited({"</w:settings>": "<w:mailMerge/></w:settings>"}, part="word/settings.xml"),
        "邮件合并",
    ),
    "tracked changes": (
        edited({"</w:body>": '<w:p><w:ins w:id="1"><w:r><w:t>甲</w:t></w:r></w:ins></w:p></w:body>'}),
        "接受所有修订",
    ),
    "a tag in the footer": (
        edited({"</w:ftr>": "<w:p><w:r><w:t>{{ unit }}</w:t></w:r></w:p></w:ftr>"}, part="word/footer1.xml"),
        "页脚：“{{ unit }}”写在这里不会填写",
    ),
    "a strict document": (
        edited({"http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/x"}),
        "严格 Open XML",
    ),
    "a .dotx": (edited({"document.main+xml": "template.main+xml"}, part=TYPES), "Word 模板（.dotx）"),
    "a template with macros": (
        edited({"document.main+xml": "document.macroEnabled.main+xml"}, part=TYPES),
        "带宏的文档",
    ),
    "no document at all": (packed({TYPES: b"<a/>"}), "不是通常的 Word 文档"),
    "an entity": (
        packed(parts_of(template_to_edit(SHEET)) | {DOCUMENT: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "不允许的声明",
    ),
    "a long row": (
        edited({"{{ r.remark }}": "{{ r.remark }}" + "长" * 70_000}),
        "循环里重复的内容过多",
    ),
    "many tags": (edited({"{{ opinion }}": "{{ opinion }}" * 600}), "标记过多"),
    "many braces": (edited({"{{ opinion }}": "{{ opinion }}" + "{{" * 100_000}), "没有写完整"),
    "spaces without an end": (edited({"{{ opinion }}": "{{ opinion }}{%p" + " " * 20_000}), "没有写完整"),
    "many elements": (edited({"</w:body>": "<w:p/>" * 130_000 + "</w:body>"}), "文件内容过多"),
    "conditions within conditions": (
        edited({"{{ opinion }}": "{% if opinion %}" * 120 + "甲" + "{% endif %}" * 120}),
        "嵌套得太深",
    ),
    "a condition without an end": (
        edited({"{{ opinion }}": "{% if " + "not " * 90 + "opinion %}甲{% endif %}"}),
        "嵌套得太深",
    ),
    "a word within a word": (edited({"{{ opinion }}": "{{ opinion" + ".a" * 150 + " }}"}), "嵌套得太深"),
    "brackets within brackets": (edited({"{{ opinion }}": f"{{{{ {'(' * 180}opinion{')' * 180} }}}}"}), "嵌套得太深"),
    "a field that never ends": (
        edited(
            {
                "</w:body>": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                '<w:r><w:instrText>INCLUDEPICTURE "http://a"</w:instrText></w:r></w:p></w:body>'
            }
        ),
        "有不能使用的域“INCLUDEPICTURE",
    ),
    "braces in an attribute": (
        edited({"</w:body>": '<w:p><w:bookmarkStart w:id="9" w:name="{{ 9**9 }}"/></w:p></w:body>'}),
        "写错地方",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_reaches_outside_or_runs_is_refused(name: str) -> None:
    data, words = REFUSED[name]
    said = faults(data)
    assert any(words in one for one in said), said


def test_a_bomb_is_refused() -> None:
    with pytest.raises(BadArchive):
        checked(packed(parts_of(template_to_edit(SHEET)) | {"word/media/a.png": bytes(200 * 1024 * 1024)}))
    with pytest.raises(BadArchive):
        checked(edited({"</w:body>": " " * (3 * 1024 * 1024) + "</w:body>"}))


def test_what_nothing_refers_to_does_not_come_along() -> None:
    data = edited({}, more={"word/embeddings/a.bin": b"x", "evil.exe": b"MZ"})
    assert checked(data) == ()
    assert not {"word/embeddings/a.bin", "evil.exe"} & parts_of(clean_package(data)).keys()


def test_a_picture_stays() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(50)
    data = related("image", "media/emblem.png", ("word/media/emblem.png", png))
    with_type = packed(
        (parts := parts_of(data))
        | {TYPES: parts[TYPES].replace(b"<Default ", b'<Default Extension="png" ContentType="image/png"/><Default ', 1)}
    )
    assert checked(with_type) == ()
    assert parts_of(clean_package(with_type))["word/media/emblem.png"] == png
    assert OFFICE.encode() in parts_of(clean_package(with_type))["word/_rels/document.xml.rels"]


RUNNING = {
    "an attribute": {"</w:body>": '<w:p><w:bookmarkStart w:id="9" w:name="{{ 9**9 }}"/></w:p></w:body>'},
    "a description": {
        "</w:body>": "<w:p><w:r><w:drawing><x descr=\"{{ title.format('{0.__class__}') }}\"/>"
        "</w:drawing></w:r></w:p></w:body>"
    },
    "the code of a field": {
        "</w:body>": "<w:p><w:r><w:instrText>PAGE {{ title.title() }}</w:instrText></w:r></w:p></w:body>"
    },
    "deleted words": {"</w:body>": "<w:p><w:r><w:delText>{{ 9**9**9 }}</w:delText></w:r></w:p></w:body>"},
    "a comment of the file": {"</w:body>": "<!-- {{ 9**9**9 }} --></w:body>"},
    "two paragraphs": {
        "</w:body>": "<w:p><w:r><w:t>{{ '</w:t></w:r></w:p><w:p><w:r><w:t>' * 999999999 }}</w:t></w:r></w:p></w:body>"
    },
    "what is not looked at": {
        "</w:body>": "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{% raw %}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>{%vm 9**9**9 %}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>{% endraw %}</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body>"
    },
    "a remark of the language": {"</w:body>": "<w:p><w:r><w:t>{# x #}</w:t></w:r></w:p></w:body>"},
    "a placeholder of ours": {"</w:body>": '<slot xmlns="" n="0"/></w:body>'},
    "a placeholder of ours in a comment": {"</w:body>": '<!-- <slot n="99"/> --></w:body>'},
    "a sign of ours": {"</w:body>": "<w:p><w:r><w:t>\ufdd00\ufdd1</w:t></w:r></w:p></w:body>"},
}
"""Code, and signs the filler itself uses, where nobody looks for them; each of these was let through at first."""


@pytest.mark.parametrize("name", RUNNING)
def test_code_outside_the_checked_tags_never_runs(name: str) -> None:
    data = edited(RUNNING[name])
    assert faults(data)
    with pytest.raises(BadTemplate):
        Template(data)


def test_code_in_other_parts_stays_text() -> None:
    """Only the document itself is filled; a style may be called what it likes."""
    data = edited({"</w:styles>": '<w:style w:styleId="{{ 9**9 }}"/></w:styles>'}, part="word/styles.xml")
    assert checked(data) == ()
    filled = Template(clean_package(data)).entries
    assert any(entry.name == b"word/styles.xml" for entry in filled)

"""Names inside a package: safe everywhere, each once, none too long."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.table import CAMPUS_ZONE
from backend.packages.paper.archive import Archive, Item
from backend.packages.paper.index import About, write_page, write_read_me
from backend.packages.paper.names import NAME_BYTES, Names, safe_name

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\u202e]')


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("教务处", "教务处"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\报告", "C__报告"),
        ("报告\n第二行", "报告 第二行"),
        ("名\u202e称", "名称"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        (" . ", "未命名"),
        ("", "未命名"),
    ],
)
def test_names_are_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.lists(st.text(max_size=300), min_size=1, max_size=20))
def test_any_text_makes_a_name(texts: list[str]) -> None:
    names = Names()
    paths = [names.take("教务处", text, "docx") for text in texts]
    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        folder, _, name = path.partition("/")
        assert folder == "教务处"
        assert not FORBIDDEN.search(name)
        assert len(name.encode()) <= NAME_BYTES
        assert name.endswith(".docx")


def test_items_are_numbered_by_volume_and_attachments_share_the_number() -> None:
    archive = Archive(BytesIO(), "包", {1: "组织部署", 2: "会议"}, datetime.now(CAMPUS_ZONE))
    first = Item(1, "", "通知", "docx", lambda: (b"a",))
    paths = [
        archive.add(first).path,
        archive.add(first._replace(title="附件 名单", extension="xlsx", counts=False)).path,
        archive.add(first).path,
        archive.add(first._replace(volume=2)).path,
    ]
    assert paths == [
        "01 组织部署/01-001 通知.docx",
        "01 组织部署/01-001 附件 名单.xlsx",
        "01 组织部署/01-002 通知.docx",
        "02 会议/02-001 通知.docx",
    ]


def test_the_list_of_contents_shows_text_as_text() -> None:
    archive = Archive(BytesIO(), "包", {}, datetime.now(CAMPUS_ZONE))
    archive.add(Item(0, "教务处", "<script>alert(1)</script> 100%", "docx", lambda: (b"a",), '"责任者"'))
    about = About("包<b>", (("学院", "&"),), ("漏了<i>",), {})
    page = write_page(about, archive.filed).decode()
    for markup in ("<script>", "<b>", "<i>", '""'):
        assert markup not in page
    assert "%20100%25.docx" in page
    assert "漏了<i>" in write_read_me(about).decode("utf-8-sig")

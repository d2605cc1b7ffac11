"""Comments in Word files: in the very cell, and nothing else of the file changes."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree

from backend.imports.annotator.docx import annotate
from backend.imports.annotator.notes import Note, fitted, written
from backend.imports.reader.forms import read_file
from backend.imports.rules import Column, Severity
from backend.kit.archives import BadArchive
from backend.kit.files import BadFile
from tests.imports.commented import W, commented, comments, parts
from tests.imports.reading import META, TITLE
from tests.imports.uploads import FORMS
from tests.imports.word import (
    INVENTORY,
    MERGE_START,
    MERGED,
    TYPES,
    cell,
    docx,
    pack,
    row,
    span,
    table,
)

ERROR, WARNING, NOTE = Severity.error, Severity.warning, Severity.note
MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")
BODY = TITLE + META + table(INVENTORY, ("管", "改分", "私改", "缺失", "较高", "复核", ""))
SOFFICE = shutil.which("soffice")


def stripped(document: bytes) -> bytes:
    """The document without comment marks, in canonical form."""
    root = etree.fromstring(document)
    for mark in [item for name in MARKS for item in root.iter(W + name)]:
        holder = mark.getparent()
        assert holder is not None
        outer = holder.getparent()
        if holder.tag == f"{W}r" and outer is not None:
            outer.remove(holder)
        else:
            holder.remove(mark)
    return etree.tostring(root, method="c14n")


def everywhere(data: bytes) -> list[Note]:
    """A remark on every cell of every row that was read, and on the heading."""
    places = {(form.rows[0].table, item.row) for form in read_file(data).forms for item in form.rows}
    notes = [Note(WARNING, f"{place}", *place, column) for place in sorted(places) for column in range(1, 9)]
    return [*notes, Note(NOTE, "全文")]


def test_it_works() -> None:
    data = annotate(
        docx(BODY),
        [
            Note(ERROR, "认不出风险等级，请填“高”“中”或“低”。", 1, 2, 5),
            Note(WARNING, "请核对。", 1, raw="负责人：陈处长"),
            Note(NOTE, "已换算。", 1, 2, 5),
        ],
    )
    assert commented(data) == {
        "较高": "错误：认不出风险等级，请填“高”“中”或“低”。\n提示：已换算。",
        "部门（盖章）：教务处     负责人：陈处长    填表日期：2026.9.3": "疑问：请核对。",
    }
    assert {author for author, _ in comments(data)} == {"廉防"}


def test_comments_carry_the_time_of_the_place() -> None:
    data = annotate(docx(BODY), [Note(NOTE, "看", 1, 2, 1)], datetime(2026, 9, 1, 2, 30, tzinfo=UTC))
    (comment,) = etree.fromstring(parts(data)["word/comments.xml"])
    assert comment.get(f"{W}date") == "2026-09-01T10:30:00Z"


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.docx")), ids=lambda path: path.stem)
def test_nothing_else_changes(path: Path) -> None:
    before = path.read_bytes()
    after = annotate(before, everywhere(before))
    old, new = parts(before), parts(after)
    assert list(new)[: len(old)] == list(old)
    for name in old.keys() - {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}:
        assert new[name] == old[name]
    assert stripped(new["word/document.xml"]) == stripped(old["word/document.xml"])
    assert comments(after)
    assert read_file(after) == read_file(before)


def test_marks_stand_in_the_order_of_the_schema() -> None:
    data = annotate(docx(BODY), [Note(ERROR, "一\x01二", 1, 2, 5), Note(ERROR, "三", 1, 2, 7)])
    root = etree.fromstring(parts(data)["word/document.xml"])
    for start in root.iter(f"{W}commentRangeStart"):
        paragraph = start.getparent()
        assert paragraph is not None
        names = [etree.QName(item).localname for item in paragraph]
        assert names[:2] == ["pPr", "commentRangeStart"]
        assert names[-2:] == ["commentRangeEnd", "r"]
    assert [text for _, text in comments(data)] == ["错误：一 二", "错误：三"]


def test_comments_that_are_there_stay() -> None:
    document = python_docx.Document(BytesIO((FORMS / "risk_inventory_department.docx").read_bytes()))
    document.add_comment(document.paragraphs[0].add_run("（初稿）"), "请王老师再看", "陈处长", "陈")
    buffer = BytesIO()
    document.save(buffer)
    data = annotate(buffer.getvalue(), [Note(ERROR, "缺了", 1, 2, 2)])
    assert comments(data) == [("陈处长", "请王老师再看"), ("廉防", "错误：缺了")]
    again = annotate(data, [Note(ERROR, "还缺", 1, 2, 2)])
    assert [text for _, text in comments(again)] == ["请王老师再看", "错误：缺了", "错误：还缺"]
    assert len({one.comment_id for one in python_docx.Document(BytesIO(again)).comments}) == 3


def test_revisions_controls_and_bookmarks_stay() -> None:
    inside = (
        '<w:sdt><w:sdtContent><w:p><w:bookmarkStart w:id="7" w:name="lf_row_9"/><w:ins w:id="8"><w:r><w:t>改分</w:t>'
        '</w:r></w:ins><w:del w:id="9"><w:r><w:delText>改字</w:delText></w:r></w:del><w:bookmarkEnd w:id="7"/></w:p>'
        "</w:sdtContent></w:sdt>"
    )
    before = docx(META + table(INVENTORY, row(["管", cell(inside), "私改", "缺失", "高", "复核", ""])))
    after = annotate(before, [Note(ERROR, "看", 1, 2, 2)])
    old, new = parts(before)["word/document.xml"], parts(after)["word/document.xml"]
    assert stripped(new) == stripped(old)
    assert b"bookmarkStart" in new
    assert b"delText" in new
    assert read_file(after) == read_file(before)
    assert list(commented(after).values()) == ["错误：看"]


def test_merged_cells_get_the_comment_where_their_text_is() -> None:
    body = table(
        INVENTORY,
        row([cell("排课", MERGE_START), "照顾", "照顾亲友", "", "高", "", ""]),
        row([cell("", MERGED), "漏排", "漏排课程", "", "中", "", ""]),
        row([cell("跨两列", span(2)), "第二格", "", "低", "", ""]),
    )
    data = annotate(
        docx(META + body),
        [
            Note(NOTE, "沿用", 1, 3, 1),
            Note(ERROR, "第二", 1, 4, 2),
            Note(ERROR, "风险点", 1, 3, fields=(Column.risk_point,), raw="不在表上"),
            Note(ERROR, "按字找", 1, 2, raw="照顾亲友\n其余"),
        ],
    )
    assert commented(data) == {
        "排课": "提示：沿用",
        "第二格": "错误：第二",
        "漏排": "错误：风险点",
        "照顾亲友": "错误：按字找",
    }


def test_deleted_rows_and_tables_that_frame_others_do_not_shift_places() -> None:
    gone = row(["管", "已删", "", "", "低", "", ""], "<w:del/>")
    inner = table(INVENTORY, gone, ("管", "改分", "私改", "缺失", "高", "复核", ""))
    framed = f"<w:tbl><w:tr><w:tc>{TITLE}{META}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    data = annotate(docx(framed), [Note(ERROR, "看", 1, 2, 2)])
    assert commented(data)["改分"] == "错误：看"


def test_a_text_box_is_commented_where_it_hangs() -> None:
    """Word ignores comments inside text boxes."""
    inner = table(INVENTORY, ("管", "改分", "私改", "缺失", "高", "复核", ""))
    box = f"<w:p><w:r><w:t>旁</w:t><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    data = annotate(docx(box), [Note(ERROR, "看", 1, 2, 2)])
    (start,) = etree.fromstring(parts(data)["word/document.xml"]).iter(f"{W}commentRangeStart")
    assert not any("txbxContent" in str(item.tag) for item in start.iterancestors())


@pytest.mark.parametrize(
    "body", ["", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", "<w:p/>"], ids=["nothing", "bare cell", "blank line"]
)
def test_a_place_without_text_is_enough(body: str) -> None:
    data = annotate(docx(body), [Note(ERROR, "没有找到可以导入的表格。"), Note(ERROR, "格", 1, 1, 1)])
    assert {line for _, text in comments(data) for line in text.split("\n")} == {
        "错误：没有找到可以导入的表格。",
        "错误：格",
    }


def test_places_that_are_not_there_fall_back_to_the_heading() -> None:
    notes = [Note(ERROR, "行", 1, 99, 1), Note(ERROR, "表", 9, 1, 1), Note(ERROR, "列", 1, 2, 99)]
    found = commented(annotate(docx(BODY), notes))
    assert set(found.values()) == {"错误：行", "错误：表", "错误：列"}


def test_strict_documents_keep_their_own_namespaces() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{strict}"><w:body>{BODY}</w:body></w:document>'
    data = annotate(pack({"[Content_Types].xml": TYPES, "word/document.xml": document}), [Note(ERROR, "看", 1, 2, 5)])
    made = parts(data)
    assert etree.QName(etree.fromstring(made["word/comments.xml"])).namespace == strict
    assert b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments" in made["word/_rels/document.xml.rels"]


def test_what_would_be_fetched_leads_nowhere_and_links_to_click_on_stay() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = {"attachedTemplate": "http://a/b.dotm", "image": "//a/b.png", "hyperlink": "https://a.cn/"}
    said = "".join(
        f'<Relationship Id="r{kind}" Type="{office}/{kind}" Target="{target}" TargetMode="External"/>'
        for kind, target in outside.items()
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    before = parts(docx(BODY)) | {
        "word/_rels/settings.xml.rels": f'<Relationships xmlns="{relations}">{said}</Relationships>'.encode()
    }
    made = parts(annotate(pack(dict(before)), [Note(ERROR, "看", 1, 2, 5)]))
    targets = [one.get("Target") for one in etree.fromstring(made["word/_rels/settings.xml.rels"])]
    assert targets == ["NULL", "NULL", "https://a.cn/"]


def test_a_file_without_remarks_comes_back_as_it_was() -> None:
    data = docx(BODY)
    assert annotate(data, []) == data


def test_hostile_files_are_refused_as_in_reading() -> None:
    entity = f'<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="{W[1:-1]}"><w:body/></w:document>'
    hostile = pack({"[Content_Types].xml": TYPES, "word/document.xml": entity})
    with pytest.raises(BadFile):
        annotate(hostile, [Note(ERROR, "看")])
    with pytest.raises(BadArchive):
        annotate(b"PK\x03\x04broken", [Note(ERROR, "看")])


def test_errors_come_first_and_every_line_once() -> None:
    notes = [Note(NOTE, "丙"), Note(WARNING, "乙"), Note(ERROR, "甲"), Note(WARNING, "乙")]
    assert written(notes) == ["错误：甲", "疑问：乙", "提示：丙"]


def test_too_many_places_leave_out_the_least_grave() -> None:
    places = {at: [Note(ERROR if at == 9 else NOTE, str(at))] for at in range(10)}
    lines = fitted(places, 0, 3)
    assert lines[9] == ["错误：9"]
    assert len(lines) <= 3
    assert "另有 7 处" in lines[0][-1]


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here")
def test_another_program_shows_the_comments(tmp_path: Path) -> None:
    before = (FORMS / "risk_inventory_department.docx").read_bytes()
    source = tmp_path / "表.docx"
    source.write_bytes(annotate(before, [Note(ERROR, "等级不对", 1, 2, 5), Note(NOTE, "全文")]))
    for kind in ("pdf", "docx"):
        command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(tmp_path / "out"), str(source)]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
    assert (tmp_path / "out/表.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(text for _, text in comments((tmp_path / "out/表.docx").read_bytes())) == [
        "提示：全文",
        "错误：等级不对",
    ]

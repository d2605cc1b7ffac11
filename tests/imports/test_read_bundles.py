"""Text tables in any encoding, zips of many files, and old documents through a converter."""

import shutil

import pytest

from backend.imports.reader.forms import read_document, read_file
from backend.imports.reader.limits import Limits
from backend.imports.reader.parsed import ParsedFile, RiskRow, SelfCheckRow
from backend.kit.archives import BadArchive
from backend.kit.files import BadFile
from backend.kit.sheets import BadSheet
from tests.imports.reading import META, TITLE
from tests.imports.sheets import bundle, old_workbook, text_table, workbook
from tests.imports.uploads import sample
from tests.imports.word import INVENTORY, docx, pack, table

ROW = ("管教务", "改分", "1.私改成绩；\n2.漏登", "监管缺失", "高", "复核，公示", "")
ROWS = (
    ("海州职业技术学院部门工作廉政风险排查表", *[""] * 6),
    ("部门（盖章）：教务处", "", "", "负责人：陈處长㛃", "", "填表日期：2026-9-1", ""),
    INVENTORY,
    ROW,
)


def points(parsed: ParsedFile) -> list[str]:
    return [row.risk_point for form in parsed.forms for row in form.rows if isinstance(row, RiskRow)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_tables(encoding: str, delimiter: str) -> None:
    (form,) = read_file(text_table(ROWS, encoding, delimiter)).forms
    (row,) = form.rows
    assert isinstance(row, RiskRow)
    assert (form.meta.department, form.meta.head_name) == ("教务处", "陈處长㛃")
    assert (row.duties, row.manifestation, row.measures) == (
        ("管教务",),
        "1.私改成绩；\n2.漏登",
        "复核，公示",
    )
    assert row.row == 4


def test_a_title_without_delimiters_does_not_hide_them() -> None:
    text = "部门工作廉政风险排查表\n部门：教务处\n" + "\t".join(INVENTORY) + "\n管\t改分\t私改\t缺\t高\t核\n"
    (form,) = read_file(text.encode("gb18030")).forms
    assert (form.meta.department, len(form.rows)) == ("教务处", 1)


def test_the_delimiter_can_be_named() -> None:
    text = "sep=;\r\n" + ";".join(INVENTORY) + "\r\n管;改分;私改,漏登;缺;高;核\r\n"
    (form,) = read_file(text.encode()).forms
    assert [row.row for row in form.rows] == [3]


def test_text_that_is_a_formula_elsewhere_stays_text() -> None:
    rows = (INVENTORY, ("管", "'=cmd|' /C calc'!A0", "=1+1", "缺", "低", "", ""))
    (form,) = read_file(text_table(rows)).forms
    assert [row.risk_point for row in form.rows if isinstance(row, RiskRow)] == ["=cmd|' /C calc'!A0"]
    codes = [(finding.code, finding.column) for finding in form.findings]
    assert codes == [("formula-text", 2), ("formula-text", 3)]


def test_unbalanced_quotes_name_the_line() -> None:
    with pytest.raises(BadSheet, match="表格无法读取") as caught:
        read_file((",".join(INVENTORY) + '\n管,"改分,私改\n').encode())
    assert caught.value.detail == "第 2 行：引号没有成对，请检查这一行的双引号。"


MIXED = {
    "教务处/附件二 排查表.docx": docx(TITLE + META + table(INVENTORY, ROW)),
    "教务处/附件二.xlsx": workbook({"表": ROWS}),
    "学生处.xls": old_workbook({"表": ROWS}),
    "后勤处.csv": text_table(ROWS, "gb18030"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_zips_of_every_kind(encoding: str) -> None:
    parsed = read_file(bundle(MIXED, encoding))
    assert [form.source for form in parsed.forms] == list(MIXED)
    assert points(parsed) == ["改分"] * 4
    assert [table.source for table in parsed.tables] == list(MIXED)
    assert parsed.findings == ()


def test_a_bad_file_does_not_take_the_others_along() -> None:
    files = MIXED | {
        "坏.docx": b"PK\x03\x04" + bytes(50),
        "空.xlsx": b"",
        "套娃.zip": pack({"a.docx": b"x"}),
        "照片.jpg": b"\xff\xd8\xff" + bytes(50),
        "说明.docx": docx("<w:p/>"),
        "人.xlsx": workbook({"表": (INVENTORY, ("管", "", "私改", "", "高"))}),
        "__MACOSX/._a.docx": b"x",
        "~$教务处.docx": b"x",
        ".DS_Store": b"x",
    }
    parsed = read_file(bundle(files))
    assert points(parsed) == ["改分"] * 4
    told = {finding.source: (finding.code, finding.severity.value) for finding in parsed.findings}
    assert told == {
        "坏.docx": ("refused-file", "error"),
        "空.xlsx": ("refused-file", "error"),
        "套娃.zip": ("refused-file", "error"),
        "照片.jpg": ("refused-file", "error"),
        "说明.docx": ("no-form-in-file", "warning"),
    }
    (last,) = [form for form in parsed.forms if form.source == "人.xlsx"]
    assert {finding.source for finding in last.findings} == {"人.xlsx"}
    assert all(finding.message.endswith("。") for finding in parsed.findings)


def test_zips_have_limits() -> None:
    with pytest.raises(BadFile, match="文件不能接收") as caught:
        read_file(bundle(MIXED), limits=Limits(files=3))
    assert caught.value.code == "too-many-files"
    with pytest.raises(BadFile) as empty:
        read_file(bundle({"__MACOSX/x": b"x"}))
    assert empty.value.code == "empty-zip"
    with pytest.raises(BadArchive) as entries:
        read_file(bundle(MIXED), limits=Limits(entries=2))
    assert entries.value.code == "zip-bomb"
    late = read_file(bundle(MIXED), limits=Limits(seconds=0))
    assert [finding.code for finding in late.findings] == [*["refused-file"] * 4, "no-form"]
    size = sum(map(len, MIXED.values()))
    full = read_file(bundle(MIXED), limits=Limits(unpacked_bytes=size + 100))
    assert "合计过大" in next(finding.message for finding in full.findings)


def test_a_zip_without_forms_says_so() -> None:
    parsed = read_file(bundle({"通讯录.csv": text_table([("姓名", "电话"), ("王", "1")])}))
    assert [(finding.code, finding.source) for finding in parsed.findings] == [
        ("unknown-table", "通讯录.csv"),
        ("no-form-in-file", "通讯录.csv"),
        ("no-form", ""),
    ]


def test_a_document_alone_keeps_its_cells() -> None:
    document = read_document(text_table(ROWS))
    (block,) = document.blocks
    assert [row.number for row in getattr(block, "rows", ())] == [1, 2, 3, 4]


RTF = r"{\rtf1\ansi\ansicpg936 \trowd\cellx2000\cellx4000\cellx6000\cellx8000 %s\row}"


def rtf(*rows: tuple[str, ...]) -> bytes:
    """A table in rich text, as old office systems write it."""

    def escaped(text: str) -> str:
        return "".join(f"\\u{ord(mark)}?" for mark in text)

    drawn = "".join(
        r"\trowd\cellx2000\cellx4000\cellx6000\cellx8000 "
        + "".join(rf"\intbl {escaped(text)}\cell " for text in row)
        + r"\row "
        for row in rows
    )
    return (r"{\rtf1\ansi " + drawn + r"\pard\par}").encode("ascii")


SELF = (("岗位", "岗位职责", "岗位权力", "岗位风险点"), ("干事", "管学籍", "批学籍", "漏报"))


def test_old_documents_are_refused_with_advice_when_conversion_is_off() -> None:
    with pytest.raises(BadFile) as caught:
        read_file(rtf(*SELF), limits=Limits(converter="off"))
    assert caught.value.code == "rtf"
    assert "另存为" in (caught.value.detail or "")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    "data",
    [
        rtf(*SELF),
        "<html><meta charset='utf-8'><table>{}</table></html>".format(
            "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in SELF)
        ).encode(),
    ],
    ids=["rtf", "html"],
)
def test_old_documents_are_converted(data: bytes) -> None:
    parsed = read_file(data)
    (form,) = parsed.forms
    (row,) = form.rows
    assert isinstance(row, SelfCheckRow)
    assert (row.subject, row.duties, row.risks) == ("干事", ("管学籍",), ("漏报",))
    assert [finding.code for finding in parsed.findings] == ["converted"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_cannot_be_converted_is_refused() -> None:
    with pytest.raises(BadFile) as caught:
        read_file(rtf(*SELF), limits=Limits(seconds=0))
    assert caught.value.code == "not-converted"


def test_the_name_does_not_decide() -> None:
    assert points(read_file(workbook({"表": ROWS}), "附件二.docx")) == ["改分"]
    assert len(read_file(sample("self_check_director"), "a.xls").forms) == 1

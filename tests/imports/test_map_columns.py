"""What columns and level words were understood as, shown and corrected."""

import pytest

from backend.imports.reader.forms import read_file
from backend.imports.reader.mapping import Mapping
from backend.imports.reader.parsed import LevelSeen, RiskRow
from backend.imports.rules import Column, FormKind, guessed_column, squeeze
from backend.organization.rules import RiskLevel
from tests.imports.reading import HIGH, LOW, META
from tests.imports.sheets import workbook
from tests.imports.word import INVENTORY, docx, table

ODD = ("部门职责", "容易出事的地方", "表现形式", "原因分析", "风险等级", "拟采取的措施", "整改时限")
ROW = ("管教务", "改分", "私改", "监管缺失", "A", "复核", "9月")
MAPPED = (
    (squeeze("容易出事的地方"), Column.risk_point),
    (squeeze("整改时限"), None),
)


def test_every_column_is_shown_with_its_meaning() -> None:
    (table_,) = read_file(docx(META + table(INVENTORY, ROW))).tables
    assert [(seen.at, seen.text, seen.column, seen.is_guess) for seen in table_.columns][:2] == [
        (1, "部门职责", Column.duties, False),
        (2, "廉政风险点", Column.risk_point, False),
    ]
    assert table_.kind is FormKind.department_inventory
    assert table_.levels == (LevelSeen("A", HIGH, "level-convention"),)


def test_an_unknown_column_can_be_mapped_and_another_left_out() -> None:
    data = workbook({"表": (ODD, ROW)})
    before = read_file(data)
    assert before.forms == ()
    assert [column.column for table in before.tables for column in table.columns][1] is None
    (form,) = read_file(data, mapping=Mapping(MAPPED)).forms
    (row,) = form.rows
    assert isinstance(row, RiskRow)
    assert (row.risk_point, row.measures, row.remark) == ("改分", "复核", "")
    codes = [(finding.code, finding.column) for finding in form.findings]
    assert codes == [("column-guess", 6), ("level-convention", 5)]


def test_a_wrong_column_can_be_put_right() -> None:
    header = (*INVENTORY[:5], "防控措施", "备注")
    mapping = Mapping(((squeeze("备注"), Column.measures), (squeeze("防控措施"), None)))
    (form,) = read_file(docx(META + table(header, ("管", "险", "形", "因", "低", "甲", "乙"))), "", mapping).forms
    (row,) = form.rows
    assert isinstance(row, RiskRow)
    assert (row.measures, row.remark) == ("乙", "")
    assert form.findings == ()


@pytest.mark.parametrize("written", ["A", "□A ☑B", "三级（低）", "较大"])
def test_level_words_can_be_given_another_level(written: str) -> None:
    data = docx(META + table(INVENTORY, ("管", "险", "形", "因", written, "措", "")))
    (table_,) = read_file(data).tables
    (seen,) = table_.levels
    (form,) = read_file(data, mapping=Mapping(levels=((seen.word, LOW),))).forms
    (row,) = form.rows
    assert isinstance(row, RiskRow)
    assert row.level is LOW
    assert form.findings == ()


def test_an_unknown_level_word_is_shown_and_can_be_mapped() -> None:
    data = docx(META + table(INVENTORY, ("管", "险", "形", "因", "严重", "措", "")))
    (table_,) = read_file(data).tables
    assert table_.levels == (LevelSeen("严重", None, "level-unknown"),)
    mapping = Mapping(levels=(("严重", RiskLevel.medium),))
    (form,) = read_file(data, mapping=mapping).forms
    assert [row.level for row in form.rows if isinstance(row, RiskRow)] == [RiskLevel.medium]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("存在的廉政风险点", Column.risk_point),
        ("拟采取的措施", Column.measures),
        ("产生的主要原因", Column.causes),
        ("岗位风险等级（高/中/低）", Column.level),
        ("风险点编号", None),
        ("整改时限", None),
        ("本部门对所列各项风险点准备采取的措施", None),
    ],
)
def test_unusual_headers_are_guessed_by_their_ending(text: str, column: Column | None) -> None:
    assert guessed_column(text) is column


def test_a_guess_never_takes_the_place_of_a_usual_word() -> None:
    header = ("部门职责", "廉政风险点", "其他风险点", "表现形式", "风险等级", "防控措施")
    (form,) = read_file(docx(META + table(header, ("管", "改分", "别的", "私改", "高", "复核")))).forms
    assert [row.risk_point for row in form.rows if isinstance(row, RiskRow)] == ["改分"]
    assert [(finding.code, finding.raw) for finding in form.findings] == [("unknown-column", "其他风险点")]

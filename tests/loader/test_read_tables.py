"""What the loader sees in a file before it sends anything."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.sheets import Row, read_rows
from backend.loader.rejects import default_path, write_rejects
from backend.loader.table import BadTable, Finding, Table
from tests.loader.college import HEADER, row, write_file

COLUMNS = [
    {"name": "code", "label": "岗位编码", "aliases": ["编码"], "is_key": True, "is_required": True},
    {"name": "name", "label": "岗位名称", "aliases": [], "is_key": False, "is_required": True},
    {"name": "sort", "label": "次序", "aliases": [], "is_key": False, "is_required": False},
]


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Table:
    """A csv file, opened."""
    path = tmp_path / "岗位.csv"
    path.write_bytes(text.encode(encoding))
    return Table(path, COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_finds_header_rows_and_batches(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, "岗位表\n编码 *,岗位名称\nP1,甲\n\nP2,乙\nP3,㛃\n", encoding)
    assert found.examine() == (3, [])
    batches = list(found.batches(2, frozenset()))
    assert [[row.line for row in batch.rows] for batch in batches] == [[3, 5], [6]]
    assert batches[1].rows[0].cells == ["P3", "㛃"]


def test_it_reads_workbooks(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([["编码", "岗位名称"], ["P1", "甲"], ["P2", "乙"]]):
            sheet.write_row(number, 0, cells)
    path = tmp_path / "岗位.xlsx"
    path.write_bytes(buffer.getvalue())
    assert [one.cells[0] for one in Table(path, COLUMNS).rows()] == ["P1", "P2"]
    assert default_path(path).name == "岗位.errors.xlsx"


def test_repeated_keys_name_both_lines(tmp_path: Path) -> None:
    found = table(tmp_path, "编码,岗位名称\nP1,甲\nP2,乙\nP1,丙\n")
    assert found.examine() == (3, [Finding(4, "岗位编码 P1 在第 2 行和第 4 行重复，请只留一行。")])
    (batch,) = found.batches(10, frozenset({4}))
    assert [one.line for one in batch.rows] == [2, 3]


@pytest.mark.parametrize(
    ("text", "said"), [("名称\n甲\n", "找不到“岗位编码”"), ("编码\nP1\n", "缺少这些列：岗位名称")]
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadTable, match=said):
        table(tmp_path, text)


@given(
    cells=st.lists(
        st.text(alphabet="甲x,\"'=+-@\n ＝", min_size=0, max_size=6).map(lambda text: f"{text}z"),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_sent_is_what_stood_there(cells: list[str]) -> None:
    found = object.__new__(Table)
    found.header = Row(1, ["编码"])
    sent = found.as_csv([Row(2, cells)])
    header, received = read_rows(sent, "x.csv")
    assert (header.cells, received.cells) == (["编码"], cells)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rejected_rows_come_back_as_they_were(tmp_path: Path, encoding: str) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(1), row(2), row(3)], encoding)
    found, target = Table(path, COLUMNS), default_path(path)
    assert write_rejects(found, [Finding(3, "层级不对。"), Finding(3, "部门不对。")], target) == 1
    header, rejected = read_rows(target, target.name)
    assert header.cells == [*HEADER.split(","), "行号", "错误"]
    assert rejected.cells == [*row(2).split(","), "3", "层级不对；部门不对"]
    assert Table(target, COLUMNS).examine() == (1, [])


def test_no_rejects_no_file(tmp_path: Path) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(1)])
    target = default_path(path)
    assert write_rejects(Table(path, COLUMNS), [], target) == 0
    assert not target.exists()

"""Tables somebody uploads: read whatever wrote them, with line numbers; what is wrong is said in Chinese."""

from collections.abc import Generator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.problems import Problem
from backend.kit.sheets import MAX_CELL, MAX_COLUMNS, BadSheet, escape_formula, read_rows, strip_guard
from backend.kit.sheets_child import as_text
from tests.kit.hostile import workbook, xls

TABLE = '岗位编码,岗位名称,职责\r\nP1,办公室主任,"用印,审批"\r\nP2,科员,"多行\r\n内容"\r\n'
READ = [
    (1, ["岗位编码", "岗位名称", "职责"]),
    (2, ["P1", "办公室主任", "用印,审批"]),
    (3, ["P2", "科员", "多行\r\n内容"]),
]


def rows(source: bytes | Path | str, filename: str = "a.csv") -> list[tuple[int, list[str]]]:
    data = source.encode() if isinstance(source, str) else source
    return [(row.line, row.cells) for row in read_rows(data, filename)]


def refused(source: bytes | Path | str, filename: str = "a.csv") -> tuple[str, int]:
    with pytest.raises(BadSheet) as bad:
        rows(source, filename)
    assert bad.value.status == 422
    assert bad.value.detail is not None
    assert bad.value.detail.endswith("。")
    assert bad.value.detail.startswith(f"第 {bad.value.line} 行：") is (bad.value.line > 0)
    return bad.value.code, bad.value.line


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_it_works(encoding: str) -> None:
    assert rows(TABLE.encode(encoding)) == READ


def test_a_path_reads_like_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE.encode("gb18030"))
    assert rows(tmp_path / "a.csv") == READ
    (tmp_path / "b.xlsx").write_bytes(workbook([["a"], ["b"]]))
    assert rows(tmp_path / "b.xlsx") == [(1, ["a"]), (2, ["b"])]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_rare_characters_in_names_survive(encoding: str) -> None:
    assert rows("姓名,部门\n㛃䶮𬭎,办公室\n".encode(encoding))[1] == (2, ["㛃䶮𬭎", "办公室"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_delimiter_follows_the_header(delimiter: str) -> None:
    table = f"编码{delimiter}名称{delimiter}职责\n1{delimiter}a,b;c{delimiter}d\n".replace("a,b;c", '"a,b;c"')
    assert rows(table) == [(1, ["编码", "名称", "职责"]), (2, ["1", "a,b;c", "d"])]


def test_delimiters_inside_quotes_do_not_count() -> None:
    assert rows('"a,b,c,d";e\n1;2\n') == [(1, ["a,b,c,d", "e"]), (2, ["1", "2"])]


def test_excel_names_the_delimiter_itself() -> None:
    assert rows("sep=;\na,b;c\n1;2\n") == [(2, ["a,b", "c"]), (3, ["1", "2"])]


def test_line_numbers_are_those_of_the_editor() -> None:
    table = '\n\n编码,名称\n\n1,"两\n行"\n2,b\n,,\n3,c'
    assert [line for line, _ in rows(table)] == [3, 5, 7, 9]
    assert [line for line, _ in rows(table.replace("\n", "\r"))] == [3, 5, 7, 9]
    assert [line for line, _ in rows(table.replace("\n", "\r\n"))] == [3, 5, 7, 9]


def test_empty_cells_at_the_end_are_dropped() -> None:
    assert rows("a,b,,\n1,,,\n,2\n") == [(1, ["a", "b"]), (2, ["1"]), (3, ["", "2"])]


# --- workbooks ----------------------------------------------------------------------------------------------


def test_workbook_cells_read_as_excel_shows_them() -> None:
    table: list[list[object]] = [
        ["编码", "数", "小数", "是否"],
        ["007", 123456789012, 0.1 + 0.2, True],
        [None, 2, None, False],
    ]
    assert rows(workbook(table), "a.xlsx") == [
        (1, ["编码", "数", "小数", "是否"]),
        (2, ["007", "123456789012", "0.3", "TRUE"]),
        (3, ["", "2", "", "FALSE"]),
    ]


def test_workbook_keeps_its_line_and_column_numbers() -> None:
    table: list[list[str | None]] = [[], [], [None, "编码"], [], [None, "1"]]
    assert rows(workbook(table), "a.xlsx") == [(3, ["", "编码"]), (5, ["", "1"])]


def test_old_workbook_is_read() -> None:
    assert rows(xls([["编码", "数"], ["P1", 2.5], ["P2", 7]]), "a.xls") == [
        (1, ["编码", "数"]),
        (2, ["P1", "2.5"]),
        (3, ["P2", "7"]),
    ]


def test_content_decides_not_the_name() -> None:
    assert rows(workbook([["a"]]), "a.csv") == [(1, ["a"])]
    assert rows("a,b", "a.xlsx") == [(1, ["a", "b"])]
    assert rows("PK,name\n1,2") == [(1, ["PK", "name"]), (2, ["1", "2"])]


def test_empty_workbook_has_no_rows() -> None:
    assert rows(workbook([[]]), "a.xlsx") == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (True, "TRUE"),
        (7, "7"),
        (7.0, "7"),
        (1e14, "100000000000000"),
        (1e300, "1e+300"),
        (-0.5, "-0.5"),
        (datetime(2026, 9, 30), "2026-09-30"),  # noqa: DTZ001 — calamine's instants have no zone
        (datetime(2026, 9, 30, 17, 5), "2026-09-30 17:05:00"),  # noqa: DTZ001 — calamine's instants have no zone
        (date(2026, 9, 30), "2026-09-30"),
        (time(17, 5), "17:05:00"),
    ],
)
def test_cells_become_text(value: object, text: str) -> None:
    assert as_text(value) == text


def test_reader_may_stop_early() -> None:
    reading = read_rows(workbook([[str(number)] for number in range(5000)]), "a.xlsx")
    assert next(reading).cells == ["0"]
    assert isinstance(reading, Generator)
    reading.close()


# --- formulas -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 10", "-1", "@x", "\tx", "\rx", "\nx", "\0x", "＝x", "＋x", "－x", "＠x"]
)
def test_formulas_are_guarded_on_the_way_out_and_bare_on_the_way_in(text: str) -> None:
    assert escape_formula(text) == "'" + text
    assert strip_guard("'" + text) == text


@pytest.mark.parametrize("text", ["", "办公室", "a=b", "'tis", " =1", "1", "'", "''"])
def test_other_text_stays(text: str) -> None:
    assert escape_formula(text) == strip_guard(text) == text


@given(st.text(st.sampled_from("'=+-@＝\tax"), max_size=8) | st.text())
def test_guard_is_undone_exactly(text: str) -> None:
    assert strip_guard(escape_formula(text)) == text
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))


def test_guard_is_taken_off_in_files() -> None:
    assert rows("a,b\n'=1,''x\n") == [(1, ["a", "b"]), (2, ["=1", "''x"])]
    assert rows(workbook([["'=1+1"], ["'x"]]), "a.xlsx") == [(1, ["=1+1"]), (2, ["'x"])]


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"", ("empty", 0)),
        (b" \r\n\t", ("empty", 0)),
        (b"<html><table>", ("kind", 0)),
        (b"<?xml version='1.0'?><Workbook/>", ("kind", 0)),
        (b"%PDF-1.7", ("kind", 0)),
        (b"\x89PNG\r\n\x1a\n", ("kind", 0)),
        (b"a,b\n\xff\xff\xff,1", ("encoding", 0)),
        (b"\xef\xbb\xbfa,\xff\xff", ("encoding", 0)),
        (b"\xff\xfea", ("encoding", 0)),
        (b'a,b\n1,2\n"3,4\n', ("quotes", 3)),
        (b'a,b\n1,2\n"3"x,4\n', ("quotes", 3)),
        (b'a,b\n"' + b"x" * 140_000, ("cell", 2)),
        (b"a,b\n1," + b"x" * (MAX_CELL + 1), ("cell", 2)),
        (b"a" + b",a" * MAX_COLUMNS, ("columns", 1)),
        ("a,b\n1,x\0y".encode("utf-16"), ("nul", 2)),
    ],
)
def test_unreadable_text_is_refused(source: bytes, expected: tuple[str, int]) -> None:
    assert refused(source) == expected


def test_limits_allow_the_last_one() -> None:
    assert len(rows("a" + ",a" * (MAX_COLUMNS - 1))[0][1]) == MAX_COLUMNS
    assert len(rows("a\n" + "x" * MAX_CELL)[1][1][0]) == MAX_CELL
    assert rows("a" + "," * 1000 + "\n1") == [(1, ["a"]), (2, ["1"])]


def test_rows_are_limited_without_the_header() -> None:
    assert len(rows("a\n" + "1\n" * 200_000)) == 200_001
    assert refused("a\n" + "1\n" * 200_001) == ("rows", 200_002)


def test_file_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    with pytest.raises(Problem) as large:
        rows(path)
    assert large.value.status == 413


def test_workbook_columns_are_limited() -> None:
    assert refused(workbook([["a"], ["x"] * (MAX_COLUMNS + 1)]), "a.xlsx") == ("too-complex", 0)
    assert len(rows(workbook([["x"] * MAX_COLUMNS]), "a.xlsx")[0][1]) == MAX_COLUMNS


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_are_rows_or_a_problem(data: bytes) -> None:
    try:
        for line, cells in read_rows(data, "a.csv"):
            assert line > 0
            assert any(cells)
    except Problem as bad:
        assert bad.status == 422  # noqa: PT017 — rows and refusal are both right


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


TABLES = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5)


def quoted(row: list[str]) -> str:
    return ",".join('"' + escape_formula(cell).replace('"', '""') + '"' for cell in row) + "\r\n"


@settings(max_examples=100, deadline=None)
@given(TABLES, st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_what_excel_writes_is_read_back(table: list[list[str]], encoding: str) -> None:
    text = "".join(quoted(row) for row in [["编码", "名称"], *table])
    found = dict(rows(text.encode(encoding)))
    for line, row in enumerate(table, 2):
        cells = found.get(line, [])
        assert cells == row[: len(cells)]
        assert not "".join(row[len(cells) :]).strip()

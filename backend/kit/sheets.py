"""Rows of a table somebody uploads: csv in any encoding of the last thirty years, xlsx and xls (forms.md §3).

Text streams in bounded memory; workbooks pass the zip guard, are repacked, and are read in a child that may fail alone.
"""

import csv
import io
import re
import tempfile
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from backend.kit.archives import MIB, open_zip, read_entry
from backend.kit.files import OLE2
from backend.kit.problems import Problem
from backend.kit.sheets_process import messages_of

FILE_LIMIT, CHILD_SECONDS = 20 * MIB, 120.0
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 200_000, 256, 32_767
DELIMITERS, CHUNK = (",", "\t", ";", "，"), 256 * 1024
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
FORMULA_START = "=+-@＝＋－＠\t\r\n\0"
GUARDED = re.compile(f"'+[{re.escape(FORMULA_START)}]")
DANGEROUS = re.compile(f"'*[{re.escape(FORMULA_START)}]")
REST_OF_CELL = rb"""["'][^>]{0,300}?(/?)>(</)?"""
CELL = re.compile(rb"""r\s{0,9}=\s{0,9}["']([A-Za-z]{1,9})(\d+)""" + REST_OF_CELL)
FAR_CELL = re.compile(rb"""r\s{0,9}=\s{0,9}["'](?:[A-Za-z]{2,9}\d+|[A-Za-z]\d{6,})""" + REST_OF_CELL)
"""Beyond column Z or row 99,999. A cell that closes at once only carries a format and is no content."""
NEAR_AREA, SPARSE = 26 * MAX_ROWS, 30
"""Cells calamine may allocate: as many as 26 columns need, and 30 for each cell that is really there."""
UNUSED_PARTS = ("xl/drawings/", "xl/charts/", "xl/theme/", "xl/media/", "xl/externalLinks/", "xl/pivotCache/")

ENDINGS = {
    "no-sheet": "工作簿里没有可见的工作表。",
    "encrypted": "文件加了密码，请去掉密码后再上传。",
    "too-complex": "表格过大或结构异常。请只保留需要的行和列，复制到一个新的工作簿后再上传。",
    "broken": "文件已损坏，打不开。请用 Excel 或 WPS 另存为 .xlsx 后再上传。",
}


class BadSheet(Problem):
    """422 for a table that cannot be read; `code` says why, `line` (from 1) where, 0 for the file as a whole."""

    def __init__(self, code: str, detail: str, line: int = 0) -> None:
        super().__init__("bad-sheet", "表格无法读取", 422, f"第 {line} 行：{detail}" if line else detail)
        self.code, self.line = code, line


class Row(NamedTuple):
    """A row that is not blank; `line` is its number in the file, from 1, as Excel or an editor shows it."""

    line: int
    cells: list[str]


def escape_formula(text: str) -> str:
    """Text for a csv or xlsx cell that a spreadsheet will not run; `read_rows` takes the apostrophe off again."""
    return "'" + text if DANGEROUS.match(text) else text


def strip_guard(text: str) -> str:
    """The opposite of `escape_formula`."""
    return text[1:] if text.startswith("'") and GUARDED.match(text) else text


def read_rows(source: bytes | Path, filename: str, *, is_own: bool = False) -> Iterator[Row]:
    """The rows of a csv, xlsx or xls file, header included; what it is says its content, not its name.

    At most 200,000 rows and one header, 256 columns, 32,767 characters a cell. Raises BadSheet or BadArchive, possibly
    after some rows. `is_own`: the caller's own file on his own machine; csv may then be of any length.
    """
    with _opened(source) as file:
        head = file.read(4096)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > FILE_LIMIT and not is_own:
        raise Problem(
            "too-large", "文件过大", 413, f"一个文件最多 {FILE_LIMIT // MIB} MB，请拆成几个再上传。"
        )
    _check_head(head, filename)
    raw = _workbook_rows(source, head) if head.startswith((*ZIP_MARKS, OLE2)) else _text_rows(source)
    count = 0
    for line, cells in raw:
        row = _checked(line, cells)
        if row is not None:
            count += 1
            if count > MAX_ROWS + 1 and not is_own:
                raise BadSheet("rows", f"一次最多 {MAX_ROWS} 行，请拆成几个文件。", line)
            yield row


def _check_head(head: bytes, filename: str) -> None:
    if not head.strip():
        raise BadSheet("empty", "文件是空的，请重新选择。")
    if (
        head.lstrip()
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version", b"<meta"))
    ):
        raise BadSheet(
            "kind", "这是网页格式，虽然扩展名可能是 .xls。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
        )
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        extension = filename.rpartition(".")[2][:10]
        raise BadSheet("kind", f"这个文件（.{extension}）不是表格。请上传 .xlsx、.xls 或 .csv 文件。")


def _checked(line: int, cells: list[str]) -> Row | None:
    """Without the apostrophes and the empty cells at the end; None for a blank row."""
    while cells and not cells[-1].strip():
        cells.pop()
    if not cells:
        return None
    if len(cells) > MAX_COLUMNS:
        raise BadSheet("columns", f"一行最多 {MAX_COLUMNS} 列，请删去多余的列。", line)
    joined = "".join(cells)
    if len(joined) > MAX_CELL or "\0" in joined:
        _refuse_cells(line, cells)
    return Row(line, [strip_guard(cell) for cell in cells] if "'" in joined else cells)


def _refuse_cells(line: int, cells: list[str]) -> None:
    for column, cell in enumerate(cells, 1):
        if len(cell) > MAX_CELL:
            raise BadSheet("cell", f"第 {column} 列的内容超过 {MAX_CELL} 个字符，请缩短。", line)
        if "\0" in cell:
            raise BadSheet("nul", f"第 {column} 列有空字符，请删去后再上传。", line)


@contextmanager
def _opened(source: bytes | Path) -> Iterator[BinaryIO]:
    file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    with file:
        yield file


# --- text ---------------------------------------------------------------------------------------------------


def _decodes(source: bytes | Path, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    try:
        with _opened(source) as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _candidates(head: bytes) -> tuple[str, ...]:
    if head.startswith(BOM_UTF8):
        return ("utf-8-sig",)
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in head:
        # Without a byte order mark: the zero halves of the delimiters and line ends show the order.
        return ("utf-16-le",) if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
    return "utf-8", "gb18030"


def encoding_of(source: bytes | Path) -> str:
    """The encoding of a text table. GB18030, never GBK: rare characters in names exist only there."""
    with _opened(source) as file:
        head = file.read(4096)
    for encoding in _candidates(head):
        if _decodes(source, encoding):
            return encoding
    raise BadSheet("encoding", "认不出文件的编码。请用 Excel 或 WPS 另存为 .xlsx，或“CSV UTF-8”后再上传。")


def _delimiter(header: str) -> str:
    unquoted = re.sub(r'"[^"]*"?', "", header)
    return max(DELIMITERS, key=unquoted.count)


def _text_rows(source: bytes | Path) -> Iterator[tuple[int, list[str]]]:
    encoding = encoding_of(source)
    with _opened(source) as file, io.TextIOWrapper(file, encoding, newline="") as text:
        skipped, header = 0, text.readline()
        while header and not header.strip():
            skipped, header = skipped + 1, text.readline()
        delimiter = _delimiter(header)
        named = re.fullmatch(r"sep=(.)\s*", header, re.IGNORECASE)
        if named:  # Excel's own way to name the delimiter, on a line before the header
            skipped, delimiter, header = skipped + 1, named[1], ""
        yield from _parse(_chained(header, text), delimiter, skipped)


def _chained(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _parse(lines: Iterator[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise BadSheet(
                    "cell", f"有一格的内容超过 {MAX_CELL} 个字符，或引号没有成对。", line
                ) from None
            raise BadSheet("quotes", "引号没有成对，请检查这一行的双引号。", line) from None
        yield line, cells


# --- workbooks ----------------------------------------------------------------------------------------------


def _workbook_rows(source: bytes | Path, head: bytes) -> Iterator[tuple[int, list[str]]]:
    with tempfile.NamedTemporaryFile(suffix=".xls" if head.startswith(OLE2) else ".xlsx") as file:
        if head.startswith(OLE2):
            data = source if isinstance(source, bytes) else source.read_bytes()
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise BadSheet("encrypted", ENDINGS["encrypted"])
            file.write(data)
        else:
            _repack(source, file)
        file.flush()
        yield from _child_rows(file.name)


def _repack(source: bytes | Path, target: IO[bytes]) -> None:
    """Copies the parts calamine needs, unpacked and measured, so that it never sees the stranger's own zip."""
    with open_zip(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            raise BadSheet("kind", "这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
        for name in names:
            if name.endswith((".xml", ".rels")) and not name.startswith(UNUSED_PARTS):
                data = read_entry(archive, name)
                _check_part(data)
                clean.writestr(name, data)


def _check_part(data: bytes) -> None:
    is_utf16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE, b"<\0", b"\0<"))
    if is_utf16 or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadSheet("unsafe-xml", "文件里有不允许的声明或实体，不能接收。请用 Excel 或 WPS 重新保存。")
    if any(not (closed or empty) for closed, empty in (found.groups() for found in FAR_CELL.finditer(data))):
        _check_extent(data)


def _check_extent(data: bytes) -> None:
    rows = columns = count = 0
    for found in CELL.finditer(data):
        letters, digits, closed, empty = found.groups()
        if not (closed or empty):
            count += 1
            rows, columns = max(rows, int(digits[:9])), max(columns, _column(letters))
    if columns > MAX_COLUMNS or rows * columns > NEAR_AREA + SPARSE * count:
        raise BadSheet("too-complex", ENDINGS["too-complex"])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + letter - 64
    return number


def _child_rows(path: str) -> Iterator[tuple[int, list[str]]]:
    for message in workbook_messages(path):
        yield message[0], message[1]


def workbook_messages(path: str, *options: str, seconds: float = CHILD_SECONDS) -> Iterator[Any]:
    """What `sheets_child` says about a workbook. Raises BadSheet when it does not come to a good end."""
    for message in messages_of(path, *options, seconds=seconds):
        if isinstance(message, dict) and "end" in message:
            if message["end"] != "complete":
                raise BadSheet(message["end"], ENDINGS[message["end"]])
            return
        yield message

"""From a request's body to rows, whatever it is: JSON array, NDJSON, csv, xlsx, xls; raw or as an upload."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import orjson
from fastapi import Request
from starlette.datastructures import UploadFile

from backend.kit import strict_json
from backend.kit.headers import LEADING_ROWS
from backend.kit.problems import FieldError, Problem, invalid, invalid_fields
from backend.kit.sheets import Row, read_rows
from backend.organization.bulk.columns import Column, Reader, match_header, missing_columns

JSON = "application/json"
NDJSON = ("application/x-ndjson", "application/jsonl")
SHEETS = (
    "text/csv",
    "application/csv",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)
MULTIPART = "multipart/form-data"


class Upload(NamedTuple):
    """The bytes of a load and what they claim to be."""

    media: str
    body: bytes
    filename: str


class Given(NamedTuple):
    """One row as it came, the `at`-th from 0; `values` is None when the line itself could not be read."""

    at: int
    line: int
    values: dict[str, Any] | None
    error: FieldError | None = None


async def receive(request: Request) -> Upload:
    """Dependency: the body, or the part `file` of a form."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != MULTIPART:
        return Upload(media, await request.body(), "")
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile):
        raise invalid("/file", "missing", "请选择要上传的文件。")
    return Upload("text/csv", file.file.read(), file.filename or "")


class Source:
    """The rows of an upload, in order. `reader` is known for tables once the first row was asked for."""

    def __init__(self, upload: Upload, columns: Sequence[Column]) -> None:
        self._upload, self._columns = upload, columns
        self.reader: Reader | None = None

    def chunks(self, size: int) -> Iterator[list[Given]]:
        """The rows in lists of at most `size`."""
        rows = self._rows()
        while part := list(islice(rows, size)):
            yield part

    def _rows(self) -> Iterator[Given]:
        media, body, filename = self._upload
        if media == JSON:
            return _from_json(body)
        if media in NDJSON:
            return _from_lines(body)
        if media in SHEETS:
            return self._from_table(read_rows(body, filename))
        raise Problem(
            "unsupported-media-type",
            "不支持这种内容类型",
            415,
            "请提交 JSON 数组、NDJSON，或 .csv、.xlsx、.xls 文件。",
        )

    def _from_table(self, rows: Iterable[Row]) -> Iterator[Given]:
        table = iter(rows)
        self.reader = reader = self._header(table)
        for index, (line, cells) in enumerate(table):
            yield Given(index, line, reader.read(cells))

    def _header(self, table: Iterator[Row]) -> Reader:
        for row in islice(table, LEADING_ROWS):
            reader = match_header(self._columns, row.cells)
            if reader is not None:
                if missing := missing_columns(self._columns, reader):
                    raise invalid_fields(missing)
                return reader
        key = self._columns[0]
        raise invalid(key.name, "missing-column", f"找不到“{key.label}”这一列，请核对表头。")


def _from_json(body: bytes) -> Iterator[Given]:
    # The edge has checked that the body is strict JSON.
    rows = orjson.loads(body) if body else None
    if not isinstance(rows, list):
        raise invalid("", "list_type", "内容应为 JSON 数组。")
    for index, row in enumerate(rows):
        yield _given(index, index + 1, row)


def _from_lines(body: bytes) -> Iterator[Given]:
    index, start, line = 0, 0, 0
    while start < len(body):
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        text, start, line = body[start:end].strip(), end + 1, line + 1
        if not text:
            continue
        try:
            strict_json.check(text)
            yield _given(index, line, orjson.loads(text))
        except strict_json.NotStrict as error:
            yield Given(index, line, None, FieldError("", error.code, error.detail))
        index += 1


def _given(index: int, line: int, row: Any) -> Given:
    if isinstance(row, dict):
        return Given(index, line, row)
    return Given(index, line, None, FieldError("", "dict_type", "每一条应为 JSON 对象。"))

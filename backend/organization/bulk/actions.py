"""The engine: validates, resolves, compares and writes a load chunk by chunk, in one transaction and flat memory.

A dry run takes the same path up to the writing, so its report is the real one.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from pydantic import ValidationError

from backend.kit import journal
from backend.kit.db import settle_now
from backend.kit.messages import explain
from backend.kit.problems import FieldError
from backend.organization.bulk.reading import Given, Source
from backend.organization.bulk.schemas import MAX_ERRORS, BulkMode, BulkQuery
from backend.organization.bulk.targets import CHUNK, Change, Row, Target, row_adapter


class Rejected(Exception):
    """Control flow: rolls the savepoint back."""


class Run:
    """One load."""

    def __init__(self, target: Target, source: Source, query: BulkQuery) -> None:
        self._target, self._source, self._query = target, source, query
        self._adapter = row_adapter(target.body)
        self._columns = {column.name: column for column in target.columns}
        self._first_lines: dict[str, int] = {}
        self._counts = dict.fromkeys(("total", "created", "updated", "unchanged", "failed"), 0)
        self._errors: list[Row] = []

    def run(self) -> Row:
        """Loads, or checks, everything; returns the report."""
        is_accepted = True
        try:
            with self._target.session.begin_nested():
                self._work()
                if self._is_spoiled():
                    raise Rejected
        except Rejected:
            is_accepted = False
            journal.forget(self._target.session)
        reader = self._source.reader
        return {
            "accepted": is_accepted,
            **self._counts,
            "errors": sorted(self._errors, key=itemgetter("index")),
            "ignored_columns": reader.ignored if reader else [],
        }

    def _is_spoiled(self) -> bool:
        return self._query.mode is BulkMode.atomic and self._counts["failed"] > 0

    def _work(self) -> None:
        for chunk in self._target.order(self._source.chunks(CHUNK)):
            self._counts["total"] += len(chunk)
            created, changed = self._compare(self._resolve(self._unique(self._validate(chunk))))
            self._counts["created"] += len(created)
            self._counts["updated"] += len(changed)
            if self._query.dry_run or self._is_spoiled():
                continue
            self._target.insert(created)
            self._target.update(changed)
            settle_now(self._target.session)

    # --- what is wrong --------------------------------------------------------------------------------------

    def _fail(self, given: Given, errors: list[FieldError]) -> None:
        self._counts["failed"] += 1
        key = (given.values or {}).get(self._target.key)
        headers: Mapping[str, str] = self._source.reader.headers if self._source.reader else {}
        for error in errors[: MAX_ERRORS - len(self._errors)]:
            self._errors.append(
                {
                    "index": given.at,
                    "line": given.line,
                    "key": key if isinstance(key, str) else None,
                    "pointer": f"/{given.at}{error.pointer}",
                    "column": headers.get(error.pointer[1:].partition("/")[0]),
                    "code": error.code,
                    "message": error.detail,
                }
            )

    def _explain(self, item: Mapping[str, Any]) -> FieldError:
        name, *rest = item["loc"][1:] or ("",)
        column = self._columns.get(str(name))
        refused = item["type"] in ("enum", "string_pattern_mismatch", "bool_parsing", "bool_type")
        better = column.complaint(item["input"]) if column and refused else None
        pointer = "/".join(("", str(name), *map(str, rest))) if name else ""
        return FieldError(pointer, item["type"], better or explain(item))

    # --- from what was given to what is stored --------------------------------------------------------------

    def _validate(self, chunk: list[Given]) -> list[tuple[Given, Row]]:
        """Rows that are well-formed, with the given fields only."""
        good = list[Given]()
        for given in chunk:
            if given.error is None:
                good.append(given)
            else:
                self._fail(given, [given.error])
        try:
            return self._parsed(good)
        except ValidationError as error:
            suspects = {item["loc"][0] for item in error.errors(include_url=False, include_input=False)}
        translated = [self._translated(given) if at in suspects else given for at, given in enumerate(good)]
        try:
            return self._parsed(translated)
        except ValidationError as error:
            wrong: dict[int, list[FieldError]] = {}
            for item in error.errors(include_url=False):
                wrong.setdefault(int(item["loc"][0]), []).append(self._explain(item))
        for at, errors in sorted(wrong.items()):
            self._fail(translated[at], errors)
        return self._parsed([given for at, given in enumerate(translated) if at not in wrong])

    def _parsed(self, rows: list[Given]) -> list[tuple[Given, Row]]:
        return list(zip(rows, self._adapter.validate_python([given.values for given in rows]), strict=True))

    def _translated(self, given: Given) -> Given:
        """The row with Chinese labels read as in a file; JSON may carry them too."""
        assert given.values is not None
        values = {
            name: self._columns[name].read_any(value) if name in self._columns else value
            for name, value in given.values.items()
        }
        return given._replace(values=values)

    def _unique(self, rows: list[tuple[Given, Row]]) -> list[tuple[Given, Row]]:
        """Each key once; later rows with the same one fail and name the first."""
        kept = []
        for given, row in rows:
            key = row[self._target.key]
            first = self._first_lines.setdefault(key, given.line)
            if first == given.line:
                kept.append((given, row))
                continue
            label = self._target.columns[0].label
            text = f"{label} {key} 在第 {first} 行和第 {given.line} 行重复，请只留一行。"
            self._fail(given, [FieldError(f"/{self._target.key}", "duplicate-key", text)])
        return kept

    def _resolve(self, rows: list[tuple[Given, Row]]) -> list[tuple[Given, Row]]:
        kept = []
        for given, row in rows:
            errors = self._target.resolve(row)
            if errors:
                self._fail(given, errors)
            else:
                kept.append((given, row))
        return kept

    def _compare(self, rows: list[tuple[Given, Row]]) -> tuple[list[Row], list[Change]]:
        """New rows, and existing ones with what differs: fields a row does not name stay as they are."""
        key = self._target.key
        keys = [row[key] for _, row in rows]
        stored = {row[key]: row for row in self._target.existing(keys, lock=not self._query.dry_run)}
        created, changed = list[Row](), list[Change]()
        for given, row in rows:
            before = stored.get(row[key])
            if before is None:
                created.append(row)
                continue
            values = {name: value for name, value in row.items() if value != before[name]}
            if not values:
                self._counts["unchanged"] += 1
            elif refusal := self._target.refuse(before):
                self._fail(given, [refusal])
            else:
                changed.append(Change(before, values))
        return created, changed
